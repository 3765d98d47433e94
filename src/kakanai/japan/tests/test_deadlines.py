"""Deadlines: the published vectors, months without the day, holidays against an independent library."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakanai.japan.deadlines import ClosedDays, DeadlineRule, due_date
from kakanai.japan.errors import DeadlineError

MOVE_IN = DeadlineRule(14)
BIRTH = DeadlineRule(14, first_day_counts=True)
DEATH = DeadlineRule(7, first_day_counts=True)


@pytest.mark.parametrize(
    ("rule", "start", "last"),
    [
        (MOVE_IN, "2026-11-09", "2026-11-24"),
        (MOVE_IN, "2026-04-20", "2026-05-07"),
        (MOVE_IN, "2026-12-16", "2027-01-04"),
        (BIRTH, "2026-12-16", "2027-01-04"),
        (DEATH, "2026-04-27", "2026-05-07"),
        (DeadlineRule(14, rolls_over=False), "2026-11-09", "2026-11-23"),
        (DeadlineRule(2, "week"), "2026-11-09", "2026-11-24"),
        (DeadlineRule(1, "month", rolls_over=False), "2026-01-30", "2026-02-28"),
        (DeadlineRule(1, "month", rolls_over=False), "2026-01-31", "2026-02-28"),
        (DeadlineRule(1, "month", first_day_counts=True, rolls_over=False), "2026-01-31", "2026-02-28"),
        (DeadlineRule(3, "month", rolls_over=False), "2026-11-09", "2027-02-09"),
        (DeadlineRule(1, "year", rolls_over=False), "2024-02-28", "2025-02-28"),
    ],
)
def test_a_deadline_falls_on_the_day_the_law_counts(rule: DeadlineRule, start: str, last: str) -> None:
    assert due_date(rule, date.fromisoformat(start), ClosedDays()) == date.fromisoformat(last)


@pytest.mark.parametrize(
    "day",
    ["2019-04-30", "2019-05-01", "2019-10-22", "2021-07-23", "2026-09-22", "2027-03-22", "2026-12-29", "2027-01-03"],
)
def test_holidays_and_the_turn_of_the_year_are_closed(day: str) -> None:
    assert ClosedDays(weekdays=frozenset()).is_closed(date.fromisoformat(day))


def test_a_municipalitys_own_days_and_openings_win() -> None:
    saturday, monday = date(2026, 11, 28), date(2026, 11, 30)
    own = ClosedDays(closed=frozenset({monday}), opened=frozenset({saturday}))
    assert not own.is_closed(saturday)
    assert own.is_closed(monday)
    assert own.next_open(monday) == date(2026, 12, 1)
    plain = ClosedDays(weekdays=frozenset(), national_holidays=False, year_end=None)
    assert not plain.is_closed(date(2027, 1, 1))


def test_the_holidays_agree_with_an_independent_library_for_sixteen_years() -> None:
    oracle = holidays.country_holidays("JP", years=range(2015, 2031))
    days = (date(2015, 1, 1) + timedelta(days=offset) for offset in range(5844))
    assert [day for day in days if bool(jpholiday.is_holiday(day)) != (day in oracle)] == []


@given(
    st.dates(date(2000, 1, 1), date(2049, 12, 31)),
    st.integers(1, 60),
    st.sampled_from(["day", "week", "month", "year"]),
)
def test_a_deadline_is_never_a_closed_day_and_counting_the_first_day_never_helps(
    start: date, count: int, unit: str
) -> None:
    late = due_date(DeadlineRule(count, unit), start)
    early = due_date(DeadlineRule(count, unit, first_day_counts=True), start)
    assert start <= early <= late
    assert not ClosedDays().is_closed(late)


def test_impossible_periods_and_offices_are_errors() -> None:
    with pytest.raises(DeadlineError):
        DeadlineRule(0)
    with pytest.raises(DeadlineError):
        ClosedDays(weekdays=frozenset(range(7))).next_open(date(2026, 1, 1))
