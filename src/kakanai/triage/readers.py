"""Makes a small function for each condition, so that a household is judged without walking trees or keeping why."""

from __future__ import annotations

from collections.abc import Callable
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
from kakanai.triage.interpreter import Truth, born_by, not_after
from kakanai.triage.record import FIRST_DAY, LAST_DAY, Record, Values, bounds, limit_of, school_day

Span = tuple[str, str]
Reader = Callable[[Values, Span, Span], Truth]
"""Takes the values of the one the leaf looks at, the span of that person's birth date, and that of the event."""


class Household:
    """A household as conditions look at it: birth dates and the day of the event are read as spans once."""

    __slots__ = ("births", "event", "record")

    def __init__(self, record: Record, event_item: str) -> None:
        self.record = record
        self.event = bounds(record.household.get(event_item))
        self.births = {person: bounds(values.get("person.birthDate")) for person, values in record.persons.items()}


Holds = Callable[[Household, str], Truth]
"""Takes a household and the subject that the condition is about."""
_ANY_DAY: Span = (FIRST_DAY, LAST_DAY)
_NOTHING: Values = {}


def truth_of(condition: Condition, on: date, of_person: Callable[[Leaf], bool]) -> Holds:
    """Return the function that evaluates a whole condition on a day, to the truth that the interpreter finds."""
    if isinstance(condition, Always):
        value = condition.value
        return lambda home, subject: value  # noqa: ARG005 - one shape for all tests
    if isinstance(condition, Not | Known):
        return _changed(truth_of(condition.inner, on, of_person), opposite=isinstance(condition, Not))
    if isinstance(condition, All | Any_):
        parts = tuple(truth_of(part, on, of_person) for part in condition.parts)
        return _joined(parts, decides=isinstance(condition, Any_))
    if isinstance(condition, Members):
        return _members(truth_of(condition.where, on, of_person), condition.number)
    read = reader(condition, on)
    if of_person(condition):
        return lambda home, subject: read(
            home.record.persons.get(subject, _NOTHING), home.births.get(subject, _ANY_DAY), home.event
        )
    return lambda home, subject: read(home.record.household, _ANY_DAY, home.event)  # noqa: ARG005


def _changed(inner: Holds, *, opposite: bool) -> Holds:
    def test(home: Household, subject: str) -> Truth:
        truth = inner(home, subject)
        if not opposite:
            return truth is True
        return None if truth is None else not truth

    return test


def _joined(parts: tuple[Holds, ...], *, decides: bool) -> Holds:
    def test(home: Household, subject: str) -> Truth:
        joined: Truth = not decides
        for part in parts:
            truth = part(home, subject)
            if truth is decides:
                return decides
            if truth is None:
                joined = None
        return joined

    return test


def _members(where: Holds, number: int) -> Holds:
    def test(home: Household, subject: str) -> Truth:  # noqa: ARG001 - one shape for all tests
        truths = [where(home, person) for person in home.record.persons]
        sure = truths.count(True)
        if sure >= number:
            return True
        return None if sure + truths.count(None) >= number else False

    return test


def reader(leaf: Leaf, on: date) -> Reader:
    """Return the function that evaluates a leaf on a day."""
    if isinstance(leaf, OneOf):
        return _one_of(leaf)
    if isinstance(leaf, AtLeast):
        return _at_least(leaf)
    if isinstance(leaf, Aged):
        return _aged(leaf, on)
    if isinstance(leaf, DateUpTo):
        return _dated(leaf, on)
    raise TypeError(f"no reader for {leaf}")


def _one_of(leaf: OneOf) -> Reader:
    item, values = leaf.item, leaf.values

    def read(known: Values, birth: Span, event: Span) -> Truth:  # noqa: ARG001 - one shape for all readers
        value = known.get(item)
        return None if value is None else value in values

    return read


def _at_least(leaf: AtLeast) -> Reader:
    item, number = leaf.item, leaf.number

    def read(known: Values, birth: Span, event: Span) -> Truth:  # noqa: ARG001 - one shape for all readers
        value = known.get(item)
        return value >= number if isinstance(value, int) else None

    return read


def _aged(leaf: Aged, on: date) -> Reader:
    if leaf.at == "event":

        def at_event(known: Values, birth: Span, event: Span) -> Truth:  # noqa: ARG001 - one shape for all readers
            return not_after(birth, (born_by(leaf, event[0]), born_by(leaf, event[1])))

        return at_event
    limit = born_by(leaf, school_day(on) if leaf.at == "school" else on.isoformat())

    def read(known: Values, birth: Span, event: Span) -> Truth:  # noqa: ARG001 - one shape for all readers
        if birth[1] <= limit:
            return True
        return False if birth[0] > limit else None

    return read


def _dated(leaf: DateUpTo, on: date) -> Reader:
    item = leaf.item
    fixed = limit_of(leaf, on.isoformat() if leaf.ref == "visit" else leaf.ref) if leaf.ref != "event" else ""

    def read(known: Values, birth: Span, event: Span) -> Truth:  # noqa: ARG001 - one shape for all readers
        limit = (fixed, fixed) if fixed else (limit_of(leaf, event[0]), limit_of(leaf, event[1]))
        return not_after(bounds(known.get(item)), limit)

    return read
