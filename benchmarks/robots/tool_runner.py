"""This runner, with every guard and two pictures per record."""

from common import ADDRESS, FIRST, RECORDS, tell
from run import MAP, job

from kakanai.robots.runner.desk import MemoryDesk
from kakanai.robots.runner.drivers.browser import running_browser
from kakanai.robots.runner.rules import Policy
from kakanai.robots.runner.worker import Worker, driver_factory

desk = MemoryDesk(Policy())
desk.screen_map = lambda _job: MAP
desk.addresses = {"juki": ADDRESS}
outcomes = []
with running_browser() as browser:
    worker = Worker(desk, driver_factory(browser), ["juki"], told=lambda _c, outcome, _s: outcomes.append(outcome))
    desk.put(job(FIRST + 900))
    worker._work(desk.claim(["juki"]))
    desk.items.clear()
    tell("READY")
    for number in range(FIRST, FIRST + RECORDS):
        desk.put(job(number))
        worker._work(desk.claim(["juki"]))
        desk.items.clear()
    tell("END")
    worker.close()
assert set(outcomes) == {"done"}, outcomes
