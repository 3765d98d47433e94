"""The back end that explains: evaluates a condition over what is known and keeps why.

Three values: true, false, and `None` for unknown. A condition over missing facts is unknown unless what is known
decides it anyway (Kleene's strong logic).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kakanai.catalogue.conditions import (
    Aged,
    All,
    Always,
    Any_,
    AtLeast,
    Condition,
    DateUpTo,
    Known,
    Leaf,
    Members,
    Not,
    OneOf,
)
from kakanai.triage.record import Record, bounds, limit_of, minus_years, school_day, shift_days
from kakanai.vocabulary.facts import HOUSEHOLD, FactValue

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Trace:
    """What one condition came to, for whom, from which facts, and through which parts."""

    condition: Condition
    truth: Truth
    subject: str
    parts: tuple[Trace, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


class Interpreter:
    """Evaluates conditions for one event on one day."""

    def __init__(self, on: date, event_item: str, person_items: frozenset[str]) -> None:
        self.on = on.isoformat()
        self.school = school_day(on)
        self.event_item = event_item
        self.person_items = person_items
        self._limits: dict[Aged, str] = {}

    def evaluate(self, condition: Condition, record: Record, subject: str = HOUSEHOLD) -> Trace:
        """Return what the condition comes to for the subject, with its whole trace."""
        if isinstance(condition, Not):
            inner = self.evaluate(condition.inner, record, subject)
            return Trace(condition, None if inner.truth is None else not inner.truth, subject, (inner,))
        if isinstance(condition, Known):
            inner = self.evaluate(condition.inner, record, subject)
            return Trace(condition, inner.truth is True, subject, (inner,))
        if isinstance(condition, All | Any_):
            parts = tuple(self.evaluate(part, record, subject) for part in condition.parts)
            return Trace(condition, joined(condition, parts), subject, parts)
        if isinstance(condition, Members):
            parts = tuple(self.evaluate(condition.where, record, person) for person in record.persons)
            return Trace(condition, counted(parts, condition.number), subject, parts)
        return self._leaf(condition, record, subject)

    def _leaf(self, leaf: Leaf, record: Record, subject: str) -> Trace:
        if isinstance(leaf, Always):
            return Trace(leaf, leaf.value, subject)
        if isinstance(leaf, Aged):
            return self._aged(leaf, record, subject)
        assert not isinstance(leaf, Members)  # noqa: S101 - narrows the type; `evaluate` took it
        key, value = self._fact(leaf.item, record, subject)
        if isinstance(leaf, OneOf):
            truth = None if value is None else value in leaf.values
        elif isinstance(leaf, AtLeast):
            truth = value >= leaf.number if isinstance(value, int) else None
        else:
            return self._dated(leaf, key, value, record, subject)
        return Trace(leaf, truth, subject, facts=(key,))

    def _fact(self, item: str, record: Record, subject: str) -> tuple[tuple[str, str], FactValue]:
        if item in self.person_items:
            return (subject, item), record.persons.get(subject, {}).get(item)
        return (HOUSEHOLD, item), record.household.get(item)

    def _event(self, record: Record) -> tuple[str, str]:
        return bounds(record.household.get(self.event_item))

    def _aged(self, leaf: Aged, record: Record, subject: str) -> Trace:
        key, birth = self._fact("person.birthDate", record, subject)
        if leaf.at == "event":
            low, high = self._event(record)
            limit = (born_by(leaf, low), born_by(leaf, high))
            return Trace(leaf, not_after(bounds(birth), limit), subject, facts=(key, (HOUSEHOLD, self.event_item)))
        if leaf not in self._limits:
            self._limits[leaf] = born_by(leaf, self.school if leaf.at == "school" else self.on)
        day = self._limits[leaf]
        return Trace(leaf, not_after(bounds(birth), (day, day)), subject, facts=(key,))

    def _dated(self, leaf: DateUpTo, key: tuple[str, str], value: FactValue, record: Record, subject: str) -> Trace:
        low, high = self._event(record) if leaf.ref == "event" else (leaf.ref, leaf.ref)
        if leaf.ref == "visit":
            low = high = self.on
        truth = not_after(bounds(value), (limit_of(leaf, low), limit_of(leaf, high)))
        keys = (key, (HOUSEHOLD, self.event_item)) if leaf.ref == "event" else (key,)
        return Trace(leaf, truth, subject, facts=keys)


def born_by(leaf: Aged, day: str) -> str:
    """Return the last birth date of someone who has the age on the day."""
    return minus_years(shift_days(day, 1 if leaf.legal else 0), leaf.years)


def not_after(day: tuple[str, str], limit: tuple[str, str]) -> Truth:
    """Return whether a day is on or before a limit, both known as first and last possible day."""
    if day[1] <= limit[0]:
        return True
    return False if day[0] > limit[1] else None


def joined(condition: All | Any_, parts: tuple[Trace, ...]) -> Truth:
    """Join truths: one deciding part decides, else one unknown leaves it unknown."""
    deciding = isinstance(condition, Any_)
    if any(part.truth is deciding for part in parts):
        return deciding
    return None if any(part.truth is None for part in parts) else not deciding


def counted(parts: tuple[Trace, ...], number: int) -> Truth:
    """Return whether at least `number` parts hold, if that is sure."""
    sure = sum(part.truth is True for part in parts)
    if sure >= number:
        return True
    possible = sure + sum(part.truth is None for part in parts)
    return None if possible >= number else False


def deciding(trace: Trace) -> Iterator[Trace]:
    """Yield the leaves (counts of members among them) that made the condition what it is."""
    if isinstance(trace.condition, Not | Known):
        yield from deciding(trace.parts[0])
    elif isinstance(trace.condition, All | Any_):
        for part in trace.parts:
            if part.truth is trace.truth:
                yield from deciding(part)
    else:
        yield trace


def unknown_facts(trace: Trace) -> Iterator[tuple[str, str]]:
    """Yield the missing facts that could still change an unknown condition."""
    if trace.truth is not None:
        return
    if not trace.parts:
        yield from trace.facts
    for part in trace.parts:
        yield from unknown_facts(part)


def seen_facts(trace: Trace) -> Iterator[tuple[str, str]]:
    """Yield every fact the condition looked at."""
    yield from trace.facts
    for part in trace.parts:
        yield from seen_facts(part)
