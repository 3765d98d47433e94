"""A program with windows, by AT-SPI under Xvfb: typed by caption, compared, saved once, read back; and its traps."""

from __future__ import annotations

import io
import subprocess
import time

import pytest
from PIL import Image

from kakanai.robots.runner import canaries, draft, learn
from kakanai.robots.runner.jobs import Run
from kakanai.robots.runner.screenmap import parse

pytestmark = pytest.mark.desktop


def state(window, job):
    return window.desk.items[job.item].item.state


def test_thirty_records_with_every_kind_of_name_are_typed_saved_and_read_back(window, family):
    names = ["葛󠄂城 健一", "髙橋 美咲", "﨑山 ①子", "㈱見本 太郎", "渡邊 蓮"]
    outcomes = []
    for number in range(30):
        name = names[number % len(names)]
        outcome, job, _ = window.type_one(values=family | {"p1:person.fullName": name})
        stored = window.stored(job)
        outcomes.append((outcome, len(stored), stored[0]["kanji"]))
    meant = [("done", 1, n.replace("葛󠄂", "葛").replace(" ", "　")) for n in names] * 6
    assert outcomes == meant


def test_what_the_program_cannot_hold_is_stopped_before_the_first_key(window, family):
    outcome, job, steps = window.type_one(values=family | {"p1:person.fullName": "𠮷野 健一"})
    assert (outcome, state(window, job), "typed" in steps) == ("data", "needs_person", False)


def test_a_value_longer_than_the_box_is_stopped_by_the_maps_own_length(window, family):
    outcome, job, steps = window.type_one(values=family | {"household:household.headName": "長" * 31})
    assert (outcome, "typed" in steps, window.stored(job)) == ("data", False, [])


def test_a_box_that_cuts_off_what_the_map_did_not_know_is_seen_before_saving(window, family):
    window.redraw(["shorten"])
    long = "見本市桜町二丁目" + "長" * 20 + "3番4号"
    outcome, job, _ = window.type_one(values=family | {"household:address.new": long})
    window.behave()
    assert (outcome, window.stored(job)) == ("screen", [])


def test_a_stored_value_that_differs_is_found_by_the_read_back(window):
    window.program.tell("wrong", value="kanji")
    outcome, job, _ = window.type_one()
    assert (outcome, state(window, job)) == ("different", "needs_person")


def test_a_program_that_dies_after_writing_is_found_again_and_not_typed_again(window):
    window.program.tell("crash_after")
    outcome, job, _ = window.type_one()
    assert (outcome, state(window, job)) == ("ambiguous", "ambiguous")
    window.restart()
    assert len(window.stored(job)) == 1
    window.count -= 1
    assert window.type_one()[0] == "done"
    assert len(window.stored(job)) == 1


def test_a_program_that_dies_before_writing_leaves_nothing_and_is_not_called_done(window):
    window.program.tell("crash_before")
    outcome, job, _ = window.type_one()
    window.restart()
    assert (outcome, window.stored(job)) == ("ambiguous", [])


def test_a_second_question_that_nobody_declared_is_answered_no_and_stops(window):
    window.program.tell("double_popup")
    outcome, job, _ = window.type_one()
    assert (outcome, len(window.stored(job))) == ("ambiguous", 1)


def test_a_dialog_that_keeps_the_program_from_answering_ends_ambiguous_and_never_twice(window):
    """GTK 3 answers nothing over AT-SPI while a dialog opened within a click is up: a person closes it, the robot looks."""
    window.port._desktop._timeout = 1.0
    window.driver.screen_map = window.map
    window.program.tell("blocking_dialog", times=-1)
    outcome, job, _ = window.type_one()
    assert outcome in ("access", "ambiguous")
    window.restart()
    assert len(window.stored(job)) <= 1


def test_a_closed_program_defers_the_record(window):
    window.program.stop()
    outcome, job, _ = window.type_one()
    assert (outcome, state(window, job)) == ("access", "deferred")
    window.restart()


def test_a_dry_run_fills_the_window_and_saves_nothing(window):
    outcome, job, steps = window.type_one(run=Run.DRY_RUN)
    assert (outcome, window.stored(job), "typed" in steps) == ("dry_run", [], True)


def test_a_record_that_is_there_is_not_typed_again(window):
    _, job, _ = window.type_one()
    window.count -= 1
    outcome, same, steps = window.type_one()
    assert (outcome, same.key, "typed" in steps, len(window.stored(job))) == ("done", job.key, False, 1)


def test_pictures_show_the_window_with_sensitive_boxes_painted_over(window):
    window.driver.with_pictures = True
    window.driver.picture_mask = ("住所",)
    _, job, _ = window.type_one()
    pictures = dict(window.desk.items[job.item].evidence)
    assert {"before", "after"} <= set(pictures)
    grey = sum(1 for p in Image.open(io.BytesIO(pictures["before"])).convert("L").getdata() if 84 <= p <= 96)
    assert grey > 2_000


def test_a_window_that_nobody_mapped_is_learned_as_a_page_is(window):
    window.port.open("住民異動入力(転入)")
    time.sleep(0.3)
    learned = learn.learn(window.port.scan())
    found = {x.control.caption: x.mapping.item for x in learned if x.mapping}
    assert found["氏名(漢字)"] == "person.fullName"
    assert found["世帯主氏名"] == "household.headName"
    text = draft.draft(window.port.scan(), learned, target="juki", operation="draft", place="x", driver="desktop")
    assert parse(text).driver == "desktop"


def test_the_look_before_the_counter_opens_sees_a_changed_window(window):
    assert canaries.look_at(window.map, window.port, lambda _name: "")[0] == []
    window.redraw(["insert_field"])
    assert canaries.look_at(window.map, window.port, lambda _name: "")[0] == [
        "知らない項目: 異動情報 | 連絡区分 | text | "
    ]
    window.behave()


def test_the_window_is_read_in_a_moment(window):
    window.port.open("住民異動入力(転入)")
    time.sleep(0.3)
    started = time.perf_counter()
    for _ in range(5):
        window.port.scan()
    assert (time.perf_counter() - started) / 5 < 1.0


def test_nothing_of_the_desktop_is_left_after_the_program_ends(window):
    window.program.stop()
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(window.program.folder) not in listed
    window.restart()
