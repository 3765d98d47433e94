"""A core system that is down: the visit was accepted all the same, the clerk is told, and it is typed in once it is back."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import kakanai.demo.targets as targets
from kakanai.demo.targets.formpost import FormPost
from kakanai.demo.targets.web import serve
from kakanai.desk.models import Application
from kakanai.desk.tests import conftest as given
from kakanai.robots import actions as robots
from kakanai.robots.direct import DirectDesk
from kakanai.robots.models import Runner, Target, WorkItem
from kakanai.robots.runner.drivers.browser import running_browser
from kakanai.robots.runner.worker import Worker, driver_factory

city, clerk, family, visit, known = given.city, given.clerk, given.family, given.visit, given.known
papers, accepted, desk, reviewer = given.papers, given.accepted, given.desk, given.reviewer
# Playwright's loop gives Django another connection, so everything is committed.
pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def runner(city):
    for path in sorted((Path(targets.__file__).parent / "maps").glob("*.yaml")):
        robots.approve_map(robots.propose_map(path.read_text()), by="見本市 担当")
    robots.enrol_runner("runner-1", ["juki"], actor="test")
    return Runner.objects.get(name="runner-1")


def work_off(runner, browser):
    return Worker(DirectDesk(runner), driver_factory(browser), ["juki"]).run(until_empty=True)


def juki_items():
    return WorkItem.objects.filter(target="juki")


def test_a_system_that_is_down_is_told_at_the_desk_and_filled_when_it_is_back(accepted, runner, desk, reviewer):
    handover = reverse("desk:handover", args=[accepted.id])
    with serve("juki") as core, running_browser() as browser:
        robots.set_target_address("juki", core.address)
        Target.objects.update(quiet_seconds=0.2)
        core.orders.tell("down", times=-1)
        work_off(runner, browser)
        assert {item.state for item in juki_items()} == {"deferred"}
        page = desk.get(handover).content.decode()
        assert "業務システムにつながらないため、あとで自動でやり直します" in page
        assert "失われていません" in page
        case = Application.objects.get(visit=accepted, procedure="move_in_notice")
        office = Client()
        office.force_login(reviewer)
        assert "あとで自動でやり直します" in office.get(reverse("desk:case", args=[case.id])).content.decode()
        core.orders.stop()
        juki_items().update(not_before=None)
        work_off(runner, browser)
        assert {item.state for item in juki_items()} == {"done"}
        assert len(core.ledger.all()) == juki_items().count() == 4
    assert "完了" in desk.get(handover).content.decode()


def test_an_address_at_which_nothing_listens_is_no_different(accepted, runner, desk):
    robots.set_target_address("juki", "http://127.0.0.1:9")
    Worker(DirectDesk(runner), FormPost, ["juki"]).run(until_empty=True)
    assert {item.state for item in juki_items()} <= {"deferred", "needs_person"}
    assert juki_items().count() == 4
    assert "失われていません" in desk.get(reverse("desk:handover", args=[accepted.id])).content.decode()
