"""A runner's loop: claim, work with a heartbeat, next. One worker holds one session per target."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from kakanai.robots.runner import secrets
from kakanai.robots.runner.client import HttpDesk
from kakanai.robots.runner.desk import Claim, DeskPort
from kakanai.robots.runner.drivers.base import Driver
from kakanai.robots.runner.drivers.screen import ScreenDriver
from kakanai.robots.runner.engine import Work
from kakanai.robots.runner.errors import DeskUnreachableError, RunnerError
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.journal import Journal
from kakanai.robots.runner.screenmap import ScreenMap

RENEW_AFTER = 20
"""Records typed in one browser context: a page used for 150 records grew by 350 MB, one renewed every 20 stays flat."""


class WorkerDesk(DeskPort, Protocol):
    """A desk that also hands out maps and addresses."""

    addresses: dict[str, str]

    def screen_map(self, job: Job) -> ScreenMap:
        """Return the map for a job."""


@dataclass(slots=True)
class Worker:
    """Works targets off. `told` hears (claim, outcome, seconds) after each item, `observer` each step; `between` is
    called before each claim."""

    desk: WorkerDesk
    make_driver: Callable[[ScreenMap, str], Driver]
    targets: list[str]
    told: Callable[[Claim, str, float], None] = lambda _claim, _outcome, _seconds: None
    observer: Callable[[str], None] = lambda _step: None
    between: Callable[[], object] = lambda: None
    _drivers: dict[str, tuple[str, Driver]] = field(default_factory=dict)
    _records: dict[str, int] = field(default_factory=dict)

    def run(self, *, until_empty: bool = False, poll_seconds: float = 0.5, stop: threading.Event | None = None) -> int:
        """Work until told to stop, or until nothing is left to claim; return how many items were worked on."""
        worked, stop = 0, stop or threading.Event()
        try:
            while not stop.is_set():
                self.between()
                claim = self._claim()
                if claim is not None:
                    self._work(claim)
                    worked += 1
                elif until_empty:
                    break
                else:
                    stop.wait(poll_seconds)
        finally:
            self.close()
        return worked

    def _claim(self) -> Claim | None:
        try:
            return self.desk.claim(self.targets)
        except DeskUnreachableError:
            return None

    def _work(self, claim: Claim) -> None:
        started = time.monotonic()
        screen_map = self.desk.screen_map(claim.job)
        try:
            driver = self._driver(claim, screen_map)
        except RunnerError as error:
            self.desk.failed(claim, error.kind, error.ja, str(error))
            self.told(claim, error.kind, time.monotonic() - started)
            return
        journal = Journal()
        if hasattr(driver, "journal"):
            driver.journal = journal.write
        with _Heartbeat(self.desk, claim):
            outcome = Work(self.desk, driver, screen_map, claim, self.observer, journal=journal).run()
        self.told(claim, outcome, time.monotonic() - started)
        if outcome == "screen":
            self._tell_of_the_screen(claim, screen_map, driver)
        if outcome not in ("done", "dry_run", "absent", "handed_over"):
            self._drop(screen_map.name)

    def _tell_of_the_screen(self, claim: Claim, screen_map: ScreenMap, driver: Driver) -> None:
        """Show the people who approve maps what the screen looks like now, beside what it was."""
        from kakanai.robots.runner import canaries

        if not isinstance(self.desk, HttpDesk) or not isinstance(driver, ScreenDriver):
            return
        try:
            canaries.look_and_tell(self.desk, screen_map, self.desk.map_text(claim.job), driver.port)
        except RunnerError:
            return  # the queue stands still already; the look before the counter opens will tell

    def _driver(self, claim: Claim, screen_map: ScreenMap) -> Driver:
        address = self.desk.addresses.get(claim.job.target, "")
        known = self._drivers.get(screen_map.name)
        if known is not None and known[0] == screen_map.digest + address:
            self._renew(screen_map.name, known[1])
            return known[1]
        self._drop(screen_map.name)
        driver = self.make_driver(screen_map, address)
        self._drivers[screen_map.name] = (screen_map.digest + address, driver)
        return driver

    def _renew(self, name: str, driver: Driver) -> None:
        self._records[name] = self._records.get(name, 0) + 1
        renew = getattr(getattr(driver, "port", None), "renew", None)
        if renew is not None and self._records[name] % RENEW_AFTER == 0:
            renew()

    def _drop(self, name: str) -> None:
        known = self._drivers.pop(name, None)
        if known is not None:
            _close(known[1])

    def close(self) -> None:
        """End every session."""
        for name in list(self._drivers):
            self._drop(name)


def _close(driver: Driver) -> None:
    try:
        driver.close()
    except Exception:  # noqa: BLE001 - a session that is already gone is closed
        return


class _Heartbeat:
    """Keeps the lease alive while a driver works. A lost lease shows at the next report, which is refused."""

    def __init__(self, desk: DeskPort, claim: Claim) -> None:
        self._desk, self._claim = desk, claim
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def _beat(self) -> None:
        while not self._stop.wait(self._claim.lease_seconds / 3):
            try:
                self._desk.heartbeat(self._claim)
            except RunnerError:
                return

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()


def driver_factory(browser: Any, *, timeout: float = 8.0) -> Callable[[ScreenMap, str], Driver]:
    """Return how drivers are made on this machine: by the map's own word, each imported only when it is needed."""

    def make(screen_map: ScreenMap, address: str) -> Driver:
        from kakanai.robots.runner.drivers import registry

        return registry.make(screen_map, address, browser, secrets.account(screen_map.target), timeout)

    return make
