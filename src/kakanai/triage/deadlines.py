"""Computes the deadline of a procedure from its rule as data, the known start day and the office's closed days."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from kakanai.catalogue.model import Catalogue, DeadlineSpec, Municipality, Procedure
from kakanai.catalogue.readback import Phrases
from kakanai.japan.deadlines import ClosedDays, DeadlineRule, due_date
from kakanai.triage.record import Record, limit_before
from kakanai.triage.result import Deadline

_MOST_KEPT = 4096


class Deadlines:
    """Computes deadlines for one day's visits and keeps each start day's (not whose it was)."""

    def __init__(self, catalogue: Catalogue, on: date, phrases: Phrases) -> None:
        self.on, self.phrases = on, phrases
        self._municipality = catalogue.municipality
        self._personal = {name for name, item in catalogue.items.items() if item.scope == "person"}
        self._kept: dict[tuple[int, int, str], tuple[DeadlineSpec, Deadline]] = {}

    def of(self, procedure: Procedure, record: Record, subject: str) -> Deadline | None:
        """Return the earliest of the procedure's deadlines, `None` where it has no counted one.

        Where no start day is known the rule is still said, with no date: a date is never guessed.
        """
        if not procedure.deadlines:
            return None
        found = [self._deadline(spec, record, subject) for spec in procedure.deadlines]
        dated = [deadline for deadline in found if deadline.date is not None]
        return min(dated, key=lambda deadline: deadline.date or date.max) if dated else found[0]

    def _deadline(self, spec: DeadlineSpec, record: Record, subject: str) -> Deadline:
        place, day = self._start(spec, record, subject)
        key = id(spec), place, day
        known = self._kept.get(key)  # kept with the rule, so that its id is no other's
        if known is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            known = self._kept[key] = spec, self._computed(spec, place, day)
        return known[1]

    def _start(self, spec: DeadlineSpec, record: Record, subject: str) -> tuple[int, str]:
        """Return which of the rule's start days is wholly known, and that day; the first and none if none is."""
        for place, item in enumerate(spec.start):
            values = record.persons.get(subject, {}) if item in self._personal else record.household
            value = values.get(item)
            if isinstance(value, str) and len(value) == 10:
                return place, value
        return 0, ""

    def _computed(self, spec: DeadlineSpec, place: int, day: str) -> Deadline:
        label = self.phrases.term(spec.labels[place])
        said = _said(spec, label, self.phrases)
        if not day:
            return Deadline(None, None, None, label, said, spec.certainty)
        start = date.fromisoformat(day)
        if spec.direction == "before":
            opens = date.fromisoformat(limit_before(day, spec.count, spec.unit))
            return Deadline(start, (start - self.on).days, start, label, said, spec.certainty, opens)
        due = _due(spec, start, self._municipality)
        return Deadline(due, (due - self.on).days, start, label, said, spec.certainty)


@lru_cache(maxsize=4096)
def _due(spec: DeadlineSpec, start: date, municipality: Municipality) -> date:
    rule = DeadlineRule(spec.count, spec.unit, spec.first_day_counts, spec.rolls_over and municipality.moves_deadlines)  # type: ignore[arg-type]
    return due_date(rule, start, _closed(municipality))


@lru_cache(maxsize=64)
def _closed(municipality: Municipality) -> ClosedDays:
    return ClosedDays(
        weekdays=frozenset(municipality.closed_weekdays),
        year_end=municipality.year_end,
        closed=frozenset(municipality.closed),
        opened=frozenset(municipality.opened),
    )


@lru_cache(maxsize=4096)
def _said(spec: DeadlineSpec, label: str, phrases: Phrases) -> str:
    texts = phrases.texts["deadline"]
    form = texts["before"] if spec.direction == "before" else texts["rule"]["in" if spec.first_day_counts else "out"]
    said = form.format(start=label, n=spec.count, unit=texts["units"][spec.unit], set_by=spec.set_by)
    return phrases.finished(str(said))
