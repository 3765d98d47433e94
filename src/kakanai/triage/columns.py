"""The third back end: an event's rules over whole columns, for a city at once.

A city stands in two polars frames; the rules run over the frames' own memory, a few thousand households at a time. A
truth is two columns: who surely satisfies a condition and who possibly does. The two are one and the same column where
nothing is unknown, so a city whose values are known costs half. Dates are whole numbers like 20261123 with a first and
a last possible day, so partly known dates stay unknown where they must. Conditions that several rules share are
judged once, and conditions on the household alone are judged once for the household.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from kakanai.catalogue.conditions import Aged, AtLeast, DateUpTo, Leaf, OneOf, Value
from kakanai.catalogue.model import Catalogue
from kakanai.triage.record import Record, Values, bounds, limit_of, minus_years, school_day, shift_days
from kakanai.triage.result import Status
from kakanai.triage.steps import CONFIRMED, NEED, Pair, Steps
from kakanai.triage.tables import item_of, plan

HOUSEHOLD_ID, PEOPLE = "household_id", "people"
CODES = (Status.NOT_NEEDED, Status.UNKNOWN, Status.NEEDED, Status.NEEDS_CONFIRMATION)
_TRUE = CODES.index(Status.NEEDED)
_AT_ONCE = 8192
"""Households judged at a time: their columns stay in the processor's cache, and memory does not grow with the city."""
_FIRST, _LAST = 101, 99991231

Column = npt.NDArray[Any]


@dataclass(frozen=True)
class Frames:
    """A city in columns: households one row each, persons one row each with the number of their household.

    Persons stand in the order of their households, and `people` says how many a household has. A yes or no and a
    choice stand as the small whole number that `ColumnEvent.codes` gives the value: 0 is unknown.
    """

    households: pl.DataFrame
    persons: pl.DataFrame


@dataclass(frozen=True)
class Judged:
    """One column per procedure; codes stand for the statuses in `CODES`."""

    households: pl.DataFrame
    persons: pl.DataFrame

    def touched(self) -> dict[str, int]:
        """Return for each procedure how many households or persons it concerns (needed or to be confirmed)."""
        counts: dict[str, int] = {}
        for frame in (self.households, self.persons):
            names = [name for name in frame.columns if name != HOUSEHOLD_ID]
            if names:
                counts |= frame.select(pl.col(name).ge(_TRUE).sum() for name in names).row(0, named=True)
        return counts


class ColumnEvent:
    """An event's rules for one municipality and day, over columns."""

    def __init__(self, catalogue: Catalogue, event: str, on: date, *, procedures: Iterable[str] | None = None) -> None:
        self.plan = plan(catalogue, event, on, procedures)
        leaves = (*self.plan.person_leaves, *self.plan.household_leaves)
        self.codes: dict[str, dict[Value | None, int]] = {}
        for leaf in leaves:
            if isinstance(leaf, OneOf) and catalogue.items[leaf.item].type != "number":
                known = self.codes.setdefault(leaf.item, {None: 0})
                for value in leaf.values:
                    known.setdefault(value, len(known))
        self._shifts = sorted({_days(leaf) for leaf in leaves if _from_event(leaf)})
        self._steps = Steps(self.plan)

    def frames(self, records: Sequence[Record]) -> Frames:
        """Put records into columns: only the items that the rules look at."""
        households = [record.household for record in records]
        persons = [values for record in records for values in record.persons.values()]
        people = np.array([len(record.persons) for record in records], np.uint32)
        numbers = np.arange(len(records), dtype=np.uint32)
        shared = {HOUSEHOLD_ID: numbers, PEOPLE: people} | self._columns(households, self.plan.household_leaves)
        if self._shifts:
            index = _Index()
            rows = np.array([index[row.get(self.plan.event_item)] for row in households], np.intp)
            for days in self._shifts:
                spans = np.array([_shifted(value, days) for value in index] or [(0, 0)], np.int32)
                shared |= _ends(f"event{days}", spans, rows)
        own = {HOUSEHOLD_ID: np.repeat(numbers, people)} | self._columns(persons, self.plan.person_leaves)
        return Frames(pl.DataFrame(shared), pl.DataFrame(own))

    def _columns(self, rows: Sequence[Values], leaves: Sequence[Leaf]) -> dict[str, Column]:
        columns: dict[str, Column] = {}
        for item in dict.fromkeys(map(item_of, leaves)):
            if item in self.codes:
                codes = self.codes[item]
                other = len(codes)  # a value that no rule names
                width = np.uint8 if other < 256 else np.uint16
                columns[item] = np.array([codes.get(row.get(item), other) for row in rows], width)
            elif self.plan.catalogue.items[item].type == "number":
                columns[item] = np.array([row.get(item, 0) for row in rows], np.int64)
                columns[f"{item}.known"] = np.array([item in row for row in rows], np.uint8)
            else:
                index = _Index()
                places = np.array([index[row.get(item)] for row in rows], np.intp)
                spans = np.array([_shifted(value, 0) for value in index] or [(0, 0)], np.int32)
                columns |= _ends(item, spans, places)
        return columns

    def judge(self, frames: Frames) -> Judged:
        """Return the status code of every rule for every household and person."""
        size, count = frames.households.height, frames.persons.height
        shared, own = _arrays(frames.households), _arrays(frames.persons)
        starts = np.zeros(size + 1, np.int64)
        np.cumsum(shared[PEOPLE], out=starts[1:])
        rules = self.plan.rules
        codes = [np.empty(count if rule.per_person else size, np.uint8) for rule in rules]
        known = {name for name, column in (*shared.items(), *own.items()) if column.size and column.min() > 0}
        for start in range(0, size, _AT_ONCE):
            end = min(start + _AT_ONCE, size)
            first, last = int(starts[start]), int(starts[end])
            part = _Part(
                self,
                {name: column[start:end] for name, column in shared.items()},
                {name: column[first:last] for name, column in own.items()},
                known,
            )
            found = self._steps.run(part, starts[start:end] - first, part.shared[PEOPLE], last - first)
            for rule, into, places in zip(rules, codes, self._steps.rules, strict=True):
                _write(into[first:last] if rule.per_person else into[start:end], found, places)
        results: list[dict[str, Column]] = [
            {HOUSEHOLD_ID: shared[HOUSEHOLD_ID]},
            {HOUSEHOLD_ID: own[HOUSEHOLD_ID]},
        ]
        for rule, column in zip(rules, codes, strict=True):
            results[rule.per_person][rule.procedure.id] = column
        return Judged(*(pl.DataFrame(each) for each in results))


class _Part:
    """Some households of a city: reads the leaves off their columns."""

    def __init__(self, owner: ColumnEvent, shared: dict[str, Column], own: dict[str, Column], known: set[str]) -> None:
        self.codes, self.plan = owner.codes, owner.plan
        self.shared, self.own, self.known = shared, own, known

    def leaf(self, leaf: Leaf, spread: Any) -> Pair:
        """Return who surely and who possibly satisfies a leaf; `spread` gives each person the household's value."""
        person = self.plan.of_person(leaf)
        columns = self.own if person else self.shared
        item = item_of(leaf)
        if isinstance(leaf, OneOf | AtLeast):
            column, codes = columns[item], self.codes.get(item)
            if isinstance(leaf, AtLeast):
                return self._opened(column >= leaf.number, item, columns)
            wanted = leaf.values if codes is None else [codes[value] for value in leaf.values]
            sure = column == wanted[0]
            for value in wanted[1:]:
                sure |= column == value
            if codes is None:
                return self._opened(sure, item, columns)
            return sure, (sure if item in self.known else sure | (column == 0))
        assert isinstance(leaf, Aged | DateUpTo)  # noqa: S101 - counts and constants have no column
        first = columns[f"{item}.first"]
        last = columns.get(f"{item}.last", first)
        low, high = self._limits(leaf, spread if person else None)
        sure = last <= low
        return sure, (sure if last is first and low is high else first <= high)

    def _opened(self, sure: Column, item: str, columns: dict[str, Column]) -> Pair:
        """Return the truth of a number: nothing is sure of one that is not known."""
        if f"{item}.known" in self.known:
            return sure, sure
        known = columns[f"{item}.known"] == 1
        return sure & known, sure | ~known

    def _limits(self, leaf: Aged | DateUpTo, spread: Any) -> tuple[Any, Any]:
        years = leaf.years if isinstance(leaf, Aged) else 0
        if _from_event(leaf):
            name = f"event{_days(leaf)}"
            low = _years_before(self.shared[f"{name}.first"], years)
            high = _years_before(self.shared[f"{name}.last"], years) if f"{name}.last" in self.shared else low
            if spread is None:
                return low, high
            spread_low = spread(low)
            return spread_low, (spread_low if high is low else spread(high))
        ref, days = (leaf.at, int(leaf.legal)) if isinstance(leaf, Aged) else (leaf.ref, leaf.days)
        day = {"visit": self.plan.on.isoformat(), "school": school_day(self.plan.on)}.get(ref, ref)
        last = minus_years(shift_days(day, days), years) if isinstance(leaf, Aged) else limit_of(leaf, day)
        limit = np.int32(_number(last))
        return limit, limit


class _Index(dict[Any, int]):
    """Numbers values as they come."""

    def __missing__(self, value: Any) -> int:
        self[value] = number = len(self)
        return number


def _write(into: Column, found: Sequence[Pair], places: tuple[int, ...]) -> None:
    """Write the codes of one rule: need alone is 0, 1 or 2; where it is sure, what to confirm makes it 3 or 1."""
    sure, maybe = found[places[NEED]]
    np.add(sure.view(np.uint8), maybe.view(np.uint8), out=into)
    if len(places) > CONFIRMED:
        asked, possibly = found[places[CONFIRMED]]
        into += 2 * (sure & asked).view(np.uint8)
        into -= (sure & possibly).view(np.uint8)


def _arrays(frame: pl.DataFrame) -> dict[str, Column]:
    return {column.name: column.to_numpy() for column in frame.get_columns()}


def _from_event(leaf: Leaf) -> bool:
    return (isinstance(leaf, Aged) and leaf.at == "event") or (isinstance(leaf, DateUpTo) and leaf.ref == "event")


def _days(leaf: Leaf) -> int:
    if isinstance(leaf, Aged):
        return int(leaf.legal)
    return leaf.days if isinstance(leaf, DateUpTo) else 0


def _years_before(day: Column, years: int) -> Column:
    return np.where((day == _FIRST) | (day == _LAST), day, day - years * 10000) if years else day


def _number(day: str) -> int:
    return int(day[:4]) * 10000 + int(day[5:7]) * 100 + int(day[8:])


def _shifted(value: object, days: int) -> tuple[int, int]:
    first, last = bounds(value if isinstance(value, str) else None)
    return _number(shift_days(first, days)), _number(shift_days(last, days))


def _ends(name: str, spans: Column, places: Column) -> dict[str, Column]:
    """Return the columns of the first and, where any date is not wholly known, the last possible day."""
    columns = {f"{name}.first": spans[:, 0][places]}
    if (spans[:, 0] != spans[:, 1]).any():
        columns[f"{name}.last"] = spans[:, 1][places]
    return columns


__all__ = ["CODES", "HOUSEHOLD_ID", "ColumnEvent", "Frames", "Judged"]
