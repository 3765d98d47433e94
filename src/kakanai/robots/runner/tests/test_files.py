"""File drop and hand-over to another RPA product: two-phase out, acknowledged back, done only by read-back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kakanai.demo.targets import MAPS
from kakanai.demo.targets.batch import Batch
from kakanai.robots.runner.desk import MemoryDesk
from kakanai.robots.runner.drivers.files import FileDriver
from kakanai.robots.runner.engine import Work
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.rules import Policy
from kakanai.robots.runner.screenmap import load


class Counter:
    """A desk whose clock the test moves."""

    def __init__(self, tmp_path, family, **changes):
        self.map = replace(load(MAPS / "kokuho.acquire.yaml"), **changes)
        self.batch = Batch(self.map.target, tmp_path)
        self.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.desk = MemoryDesk(Policy(quiet=timedelta(seconds=5)), clock=lambda: self.now)
        self.folder, self.family = tmp_path, family

    def put(self, key="K1", **values):
        job = Job(key, key, self.map.target, "acquire:household", 1, self.family | values)
        return self.desk.put(job)

    def turn(self):
        self.now += timedelta(minutes=1)
        claim = self.desk.claim([self.map.target])
        return Work(self.desk, FileDriver(self.map, self.folder), self.map, claim).run() if claim else None


@pytest.fixture
def counter(tmp_path, family):
    return Counter(tmp_path, family)


def test_a_record_goes_out_in_fixed_width_and_is_done_only_after_the_result_came_back(counter):
    kept = counter.put()
    assert counter.turn() == "handed_over"
    assert kept.item.state == "ambiguous"
    assert (counter.turn(), kept.item.state) == ("access", "ambiguous"), (
        "no result yet: not absent, and nothing is sent again"
    )
    assert counter.batch.run_overnight() == 1
    assert counter.turn() == "done"
    assert counter.batch.ledger.by_key("K1")[0].values["世帯主カナ氏名"] == "ｶﾂﾗｷﾞ ｹﾝｲﾁ"
    assert kept.item.number == "60001"


def test_no_reader_ever_sees_half_a_file(counter):
    counter.put()
    counter.turn()
    assert sorted(p.suffix for p in (counter.folder / "in").iterdir()) == [".dat", ".end"]


def test_a_value_stored_otherwise_is_found_by_the_read_back(counter):
    kept = counter.put()
    counter.turn()
    counter.batch.orders.tell("wrong", value="被保険者2漢字氏名")
    counter.batch.run_overnight()
    assert counter.turn() == "different"
    assert kept.item.reason == "different"


def test_a_refused_record_goes_to_a_person_with_the_targets_words(counter):
    counter.put()
    counter.turn()
    (counter.folder / "in" / "K1.dat").write_bytes(b"Dbroken\r\nT0000100000006\r\n")
    counter.batch.run_overnight()
    assert counter.turn() == "data"
    assert counter.batch.ledger.all() == []


@pytest.mark.parametrize(
    "values",
    [
        {"p1:person.fullName": "𠮷野 花子"},
        {"household:address.new": "見本市" + "長" * 60 + "1番1号"},
        {"p1:person.nameKana": None},
    ],
)
def test_what_does_not_fit_the_layout_is_never_written(counter, values):
    kept = counter.put(**values)
    assert counter.turn() == "data"
    assert kept.item.state == "needs_person"
    assert not (counter.folder / "in").exists()


def test_a_program_that_died_after_taking_a_record_in_is_never_reported_as_not_registered(counter):
    kept = counter.put()
    counter.turn()
    counter.batch.orders.tell("crash_after")
    assert counter.batch.run_overnight() == 0
    assert (counter.turn(), kept.item.state) == ("access", "ambiguous")
    counter.batch.run_overnight()
    assert counter.turn() == "recorded"
    assert (kept.item.state, kept.item.reason) == ("needs_person", "recorded")
    assert len(counter.batch.ledger.all()) == 1


def test_two_answers_for_one_record_freeze_the_queue(counter):
    kept = counter.put()
    counter.turn()
    counter.batch.orders.tell("double_answer")
    counter.batch.run_overnight()
    assert counter.turn() == "duplicate"
    assert counter.desk.frozen == {"kokuho": "duplicate"}
    assert kept.item.state == "needs_person"


def test_a_household_with_more_people_than_the_record_has_places_goes_to_a_person(counter):
    kept = counter.put(**{f"p{n}:insurance.kind": "kokuho" for n in range(1, 7)})
    assert counter.turn() == "data"
    assert kept.item.state == "needs_person"
    assert not (counter.folder / "in").exists()


def test_the_same_key_is_never_handed_over_twice(counter):
    kept = counter.put()
    counter.turn()
    kept.item.state, kept.item.intent_at = "ready", None
    assert counter.turn() == "ambiguous"
    counter.batch.run_overnight()
    assert counter.turn() == "done"
    assert len(counter.batch.ledger.all()) == 1


def test_another_rpa_product_is_trusted_only_as_far_as_its_read_back_goes(tmp_path, family):
    layout = {"kind": "csv", "encoding": "cp932", "wait_seconds": 1}
    counter = Counter(tmp_path, family, driver="handoff", extra=layout)
    kept = counter.put()
    assert counter.turn() == "handed_over"
    (row,) = csv.DictReader(io.StringIO((tmp_path / "in" / "K1.dat").read_bytes().decode("cp932")))
    out = tmp_path / "out"
    out.mkdir()

    def answer(**changes):
        text = io.StringIO()
        result = {"結果": "OK", "整理番号": "9", **row, **changes}
        writer = csv.DictWriter(text, list(result), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerow(result)
        (out / "K1.res").write_bytes(text.getvalue().encode("cp932"))

    assert (counter.turn(), kept.item.state) == ("access", "ambiguous"), (
        "a row without result is ambiguous, never new again"
    )
    answer(被保険者1漢字氏名="葛城　健市")
    assert counter.turn() == "different"
    answer()
    from kakanai.robots.runner import rules

    rules.look_again(kept.item, counter.now, {})
    assert counter.turn() == "done"
