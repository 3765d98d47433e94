"""The guards before and after the save, each against a system that misbehaves in just that way."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import pytest
from PIL import Image

from kakanai.demo.targets import MAPS
from kakanai.demo.targets.bench import WebBench
from kakanai.demo.targets.web import serve
from kakanai.robots.runner.jobs import Run
from kakanai.robots.runner.screenmap import load

pytestmark = pytest.mark.browser


def state(bench, job):
    return bench.desk.items[job.item].item.state


def test_a_character_that_the_system_cannot_hold_goes_to_a_person_with_candidates_before_the_first_key(bench, family):
    outcome, job, steps = bench.type_one(values=family | {"p1:person.fullName": "𠮷野 健一"})
    assert (outcome, state(bench, job), "typed" in steps) == ("data", "needs_person", False)
    assert bench.saved(job) == []


def test_an_agreed_replacement_is_made_and_no_other(bench, family):
    outcome, job, _ = bench.type_one(values=family | {"p1:person.fullName": "葛󠄂城 髙一"})
    assert outcome == "done"
    assert bench.saved(job)[0].values["kanji"] == "葛城　髙一"


def test_a_value_too_long_for_its_field_is_stopped_and_never_cut_off(bench, family):
    outcome, job, steps = bench.type_one(values=family | {"household:household.headName": "長" * 31})
    assert (outcome, "typed" in steps, bench.saved(job)) == ("data", False, [])


def test_a_stored_value_that_differs_is_found_by_the_read_back(bench):
    bench.core.orders.tell("wrong", value="kanji")
    outcome, job, _ = bench.type_one()
    assert (outcome, state(bench, job)) == ("different", "needs_person")


def test_a_line_that_breaks_after_the_save_ends_ambiguous_and_then_found(bench):
    bench.core.orders.tell("crash_after")
    outcome, job, _ = bench.type_one()
    assert (outcome, state(bench, job), len(bench.saved(job))) == ("ambiguous", "ambiguous", 1)


def test_the_browser_itself_does_not_send_a_form_again_when_the_line_breaks(chromium, family):
    """Chromium repeats a POST on a kept-alive line that breaks: a system that takes a key twice would hold two."""
    screen_map = load(MAPS / "jidoteate.claim.yaml")
    screen_map = replace(screen_map, times=replace(screen_map.times, settle_seconds=3))
    bench = WebBench(chromium, screen_map, serve("jidoteate").system, family)
    try:
        bench.core.orders.tell("crash_after")
        guarded = bench.type_one()
        bench.port.send_once = lambda: None
        bench.core.orders.tell("crash_after")
        unguarded = bench.type_one()
        assert (guarded[0], len(bench.saved(guarded[1]))) == ("ambiguous", 1)
        assert len(bench.saved(unguarded[1])) == 2, "without the guard the trap is real"
    finally:
        bench.close()


def test_a_system_that_is_down_is_asked_again_later(bench):
    bench.core.orders.tell("down", times=-1)
    outcome, job, _ = bench.type_one()
    bench.core.orders.stop()
    assert (outcome, state(bench, job)) == ("access", "deferred")


def test_a_pop_up_that_nobody_declared_is_never_answered_yes(bench):
    bench.core.orders.tell("double_popup")
    outcome, job, _ = bench.type_one()
    assert outcome == "ambiguous"
    assert len(bench.saved(job)) == 1


def test_a_second_record_with_the_same_key_is_refused_by_the_system_and_looked_for(bench):
    outcome, job, _ = bench.type_one()
    assert outcome == "done"
    bench.count -= 1
    again, same, steps = bench.type_one()
    assert (again, same.key, "typed" in steps) == ("done", job.key, False), "the look found it before a key was pressed"
    assert len(bench.saved(job)) == 1


def test_a_dry_run_types_everything_and_saves_nothing(bench):
    outcome, job, steps = bench.type_one(run=Run.DRY_RUN)
    assert (outcome, state(bench, job), bench.saved(job)) == ("dry_run", "cancelled", [])
    assert "typed" in steps


def test_shadow_mode_only_compares_what_a_person_typed(bench):
    outcome, job, _ = bench.type_one(run=Run.SHADOW)
    assert (outcome, state(bench, job), bench.saved(job)) == ("access", "deferred", [])


def test_a_slow_answer_is_waited_for(bench):
    bench.core.orders.tell("slow_save", value=0.7)
    assert bench.type_one()[0] == "done"


def test_a_busy_account_defers_and_a_namesake_is_never_chosen(chromium, family):
    screen_map = load(MAPS / "jidoteate.claim.yaml")
    screen_map = replace(screen_map, times=replace(screen_map.times, settle_seconds=3))
    bench = WebBench(chromium, screen_map, serve("jidoteate").system, family)
    bench.driver.screen_map = screen_map
    try:
        held = bench.core.sign_in()
        outcome, job, _ = bench.type_one()
        assert (outcome, state(bench, job)) == ("access", "deferred")
        bench.core.sign_out(held)
        outcome, job, _ = bench.type_one(values=family | {"p1:person.birthDate": "1976-04-12"})
        assert outcome == "done"
        assert bench.saved(job)[0].values["shimei"] == "葛城　健一"
    finally:
        bench.close()


def test_sensitive_fields_and_everything_of_a_protected_person_are_painted_over(chromium, family):
    screen_map = load(MAPS / "juki.transfer_in.yaml")
    bench = WebBench(chromium, screen_map, serve("juki").system, family)
    bench.driver.with_pictures = True
    try:
        _, open_job, _ = bench.type_one()
        before = dict(bench.desk.items[open_job.item].evidence)["before"]
        _, job, _ = bench.type_one(protected=True)
        hidden = dict(bench.desk.items[job.item].evidence)["before"]
    finally:
        bench.close()
    grey = [sum(1 for p in Image.open(io.BytesIO(b)).convert("L").getdata() if 84 <= p <= 96) for b in (before, hidden)]
    assert 5_000 < grey[0] < 60_000
    assert grey[1] > 3 * grey[0]


def test_a_fast_lane_does_not_wait_where_nothing_is_slow(bench):
    started = time.perf_counter()
    assert bench.type_one()[0] == "done"
    assert time.perf_counter() - started < 15
