"""Deadlines: how a period is counted, and what happens when its last day is a closed one.

Sources: 民法138–143条 (law; verified 2026-11) for the counting; which rule binds a procedure (初日算入 or
not, rolling over) is a field of the procedure. Rolling past closed days rests on 地方自治法4条の2第4項
(general knowledge: wording not read).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import jpholiday

from kakanai.japan.errors import DeadlineError

Unit = Literal["day", "week", "month", "year"]
_SEARCHED_DAYS = 366


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A period: `count` units from a start day; does the start day count; does a closed last day move on."""

    count: int
    unit: Unit = "day"
    first_day_counts: bool = False
    rolls_over: bool = True

    def __post_init__(self) -> None:
        if self.count < 1 or self.unit not in {"day", "week", "month", "year"}:
            raise DeadlineError(f"no such period: {self.count} {self.unit}")


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """When an office is closed. The municipality's own days come on top, its own openings take days away.

    `weekdays`: 0 Monday … 6 Sunday. `year_end`: first and last (month, day) around New Year, `None` for none.
    """

    weekdays: frozenset[int] = frozenset({5, 6})
    national_holidays: bool = True
    year_end: tuple[tuple[int, int], tuple[int, int]] | None = ((12, 29), (1, 3))
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()

    def is_closed(self, day: date) -> bool:
        """Say whether the office is closed on that day."""
        if day in self.opened:
            return False
        return (
            day in self.closed
            or day.weekday() in self.weekdays
            or (self.national_holidays and bool(jpholiday.is_holiday(day)))
            or self._year_end(day)
        )

    def next_open(self, day: date) -> date:
        """Return the day itself or the first open day after it. Errors: `DeadlineError` if none in a year."""
        for later in (day + timedelta(days=offset) for offset in range(_SEARCHED_DAYS)):
            if not self.is_closed(later):
                return later
        raise DeadlineError("no open day within a year")

    def _year_end(self, day: date) -> bool:
        if self.year_end is None:
            return False
        first, last = self.year_end
        here = (day.month, day.day)
        return first <= here <= last if first <= last else here >= first or here <= last


def due_date(rule: DeadlineRule, start: date, closed: ClosedDays | None = None) -> date:
    """Return the last day on which the thing can be done in time. `start` is the day of the event.

    Months and years run by the calendar and end the day before the corresponding day, or on the last
    day of a month that lacks it (民法143条). Errors: `DeadlineError`.
    """
    counted_from = start if rule.first_day_counts else start + timedelta(days=1)
    if rule.unit in {"day", "week"}:
        days = rule.count * (7 if rule.unit == "week" else 1)
        last = counted_from + timedelta(days=days - 1)
    else:
        last = _months_later(counted_from, rule.count * (12 if rule.unit == "year" else 1))
    return (closed or ClosedDays()).next_open(last) if rule.rolls_over else last


def _months_later(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    if first.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, first.day) - timedelta(days=1)
