"""The commit point: 0 entered twice, 0 falsely done, 0 lost, whatever goes wrong at the save."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kakanai.robots.actions import stored
from kakanai.robots.proofledger import DatabaseLedger
from kakanai.robots.runner.drivers.base import Sighting
from kakanai.robots.runner.engine import Work
from kakanai.robots.runner.errors import CommitUnknownError
from kakanai.robots.runner.proof import FAULTS, MemoryLedger, run_cases
from kakanai.robots.runner.rules import Policy
from kakanai.trust import tenancy


def summary(counts):
    return counts.twice, counts.falsely_done, counts.lost


def test_two_thousand_cases_enter_nothing_twice_and_lose_nothing_while_the_naive_robot_is_caught():
    counts = run_cases(0, 2000)
    assert summary(counts) == (0, 0, 0)
    assert counts.done + counts.by_fault["wrong"] >= 2000
    assert set(counts.by_fault) == set(FAULTS)
    assert 100 <= counts.naive_twice <= 250, "the suite must catch a robot that retries on any error"


def test_a_desk_that_retries_where_the_target_takes_a_key_twice_is_caught_by_the_suite():
    """The planted fault: a retry permitted on a target that may write later than its quiet period."""

    def careless(clock, target, unique):
        ledger = MemoryLedger(clock, target, unique=unique)
        ledger.port._policy = Policy(timedelta(seconds=15), timedelta(seconds=60), retry_after_absent=True)
        return ledger

    assert run_cases(0, 1500, careless).twice > 0


def test_a_desk_without_a_quiet_period_is_caught_by_the_suite():
    def hasty(clock, target, unique):
        ledger = MemoryLedger(clock, target, unique=unique)
        ledger.port._policy = Policy(timedelta(0), timedelta(seconds=60), retry_after_absent=True)
        return ledger

    assert run_cases(0, 800, hasty).twice > 0


def test_a_runner_that_believes_the_save_message_is_caught_by_the_suite(monkeypatch):
    def believes(self):
        self.desk.intent(self.claim, "")
        try:
            self.driver.commit(self.claim.job)
        except CommitUnknownError as error:
            return self._unknown(error)
        self.desk.submitted(self.claim, "1", None)
        self.desk.done(self.claim, Sighting("1"), [])
        return "done"

    monkeypatch.setattr(Work, "_after_intent", believes)
    counts = run_cases(0, 800)
    assert counts.falsely_done > 0, "records that say something else"
    assert counts.lost > 0, "records that were never there"


def database_cases(first, count):
    def make(clock, target, unique):
        token = stored._clock.set(clock)
        marks.append(token)
        return DatabaseLedger(clock, target, unique=unique)

    marks = []
    with tenancy.tenant("990019"):
        try:
            return run_cases(first, count, make)
        finally:
            for mark in reversed(marks):
                stored._clock.reset(mark)


def test_the_same_cases_on_the_database_come_out_the_same(db):
    assert summary(database_cases(0, 60)) == (0, 0, 0)


@pytest.mark.slow
def test_more_cases_on_the_database_enter_nothing_twice_and_lose_nothing(db):
    counts = database_cases(10_000, 250)
    assert summary(counts) == (0, 0, 0)
    assert counts.done + counts.by_fault.get("wrong", 0) >= 250
