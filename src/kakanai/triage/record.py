"""A household's known values in the shape that all three back ends read, checked by type."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kakanai.catalogue.conditions import DateUpTo
from kakanai.catalogue.model import Catalogue, Derivation, Item
from kakanai.triage.errors import BadFactError
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, FactValue, Source

Values = Mapping[str, FactValue]

FIRST_DAY, LAST_DAY = "0000-01-01", "9999-12-31"
_FIRST_YEAR, _LAST_YEAR = 1850, 2200
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_EXPECTED = {
    "bool": ("true or false", "はい・いいえ"),
    "number": ("a whole number", "整数"),
    "choice": ("one of the known values", "選べる値"),
    "date": ("a date such as 1985-04-12", "1985-04-12 のような日付"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """Known values of the household and of each person, in the order of the household list."""

    household: Values
    persons: Mapping[str, Values]

    def knows(self, subject: str, item: str) -> bool:
        """Return whether a value is known."""
        return item in (self.household if subject == HOUSEHOLD else self.persons.get(subject, {}))


def record_of(facts: Facts, catalogue: Catalogue) -> Record:
    """Return the known values. A fact whose value is `None` counts as not known.

    Raises `BadFactError` naming subject and item where a value has the wrong type.
    """
    household: dict[str, FactValue] = {}
    persons: dict[str, dict[str, FactValue]] = {subject: {} for subject in facts.persons()}
    for (subject, name), fact in facts.items():
        if fact.value is None:
            continue
        item = catalogue.items.get(name)
        if item is not None:
            check(subject, item, fact.value)
        target = household if subject == HOUSEHOLD else persons.get(subject)
        if target is not None:
            target[name] = fact.value
    return Record(household, persons)


def check(subject: str, item: Item, value: FactValue) -> None:
    """Raise `BadFactError` where a value has not the item's type."""
    good = _CHECKS[item.type](value)
    if not good:
        raise BadFactError(subject, item.id, value, *_EXPECTED[item.type])


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    if not _DATE.match(text):
        return False
    try:
        day = date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return _FIRST_YEAR <= day.year <= _LAST_YEAR  # beyond these it is a slip of the keyboard


_CHECKS: dict[str, Callable[[FactValue], bool]] = {
    "bool": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "choice": lambda value: isinstance(value, str),
    "date": lambda value: isinstance(value, str) and _is_date(value),
}


def derived(facts: Facts, catalogue: Catalogue, event: str) -> Facts:
    """Return the facts with those added that follow from what is known (marked as derived), rule after rule."""
    sources = {fact.source.value for fact in facts.values()}
    known = _Known(facts)
    for rule in catalogue.derivations:
        if rule.event and rule.event != event:
            continue
        added: dict[tuple[str, str], Fact] = {}
        for subject in known.subjects:
            if _follows(rule, subject, known, sources):
                for key, value in _given(rule, subject, known, catalogue):
                    if value is not None and known.value(*key) is None:
                        added.setdefault(key, Fact(*key, value, Source.DERIVED))
        known.added |= added
    return facts.with_facts(known.added.values()) if known.added else facts


class _Known:
    """The facts with those that were derived so far in front of them."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.persons = facts.persons()
        self.subjects = (HOUSEHOLD, *self.persons)
        self.added: dict[tuple[str, str], Fact] = {}

    def fact(self, subject: str, item: str) -> Fact | None:
        return self.added.get((subject, item)) or self._facts.fact(subject, item)

    def value(self, subject: str, item: str) -> FactValue:
        fact = self.fact(subject, item)
        return None if fact is None else fact.value


def _follows(rule: Derivation, subject: str, facts: _Known, sources: Collection[str]) -> bool:
    if rule.when_source:
        return subject == HOUSEHOLD and rule.when_source in sources
    known = facts.fact(subject, rule.when_item)
    if known is None or known.value is None or (rule.sources and known.source.value not in rule.sources):
        return False
    return rule.equals in {None, known.value}


def _given(
    rule: Derivation, subject: str, facts: _Known, catalogue: Catalogue
) -> Iterator[tuple[tuple[str, str], FactValue]]:
    for item, value in rule.gives.items():
        shared = item in catalogue.items and catalogue.items[item].scope == "household"
        yield (HOUSEHOLD if shared else subject, item), value
    for item, source in rule.copies.items():
        yield (HOUSEHOLD, item), facts.value(subject, source)
    for item, value in rule.others.items():
        yield from (((person, item), value) for person in facts.persons if person != subject)


def bounds(value: FactValue) -> tuple[str, str]:
    """Return the first and last day that a wholly, partly or not known date can be."""
    if not isinstance(value, str) or not value:
        return FIRST_DAY, LAST_DAY
    if len(value) == 10:
        return value, value
    if len(value) == 4:
        return f"{value}-01-01", f"{value}-12-31"
    return f"{value}-01", f"{value}-{monthrange(int(value[:4]), int(value[5:]))[1]:02d}"


def shift_days(day: str, days: int) -> str:
    """Return the ISO date so many days later; the ends of time stay where they are."""
    if days == 0 or day in {FIRST_DAY, LAST_DAY}:
        return day
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def limit_of(leaf: DateUpTo, day: str) -> str:
    """Return the last day that a leaf allows, counted from the day it refers to."""
    return shift_days(_shift_months(day, leaf.months), leaf.days)


def limit_before(day: str, count: int, unit: str) -> str:
    """Return the ISO date so many days, months or years before a day."""
    return shift_days(day, -count) if unit == "day" else _shift_months(day, -count * (12 if unit == "year" else 1))


def _shift_months(day: str, months: int) -> str:
    if months == 0 or day in {FIRST_DAY, LAST_DAY}:
        return day
    year, month = divmod(int(day[:4]) * 12 + int(day[5:7]) - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    return f"{year:04d}-{month + 1:02d}-{min(int(day[8:]), length):02d}"


def minus_years(day: str, years: int) -> str:
    """Return the ISO text so many years earlier (29 February included: texts compare right without being a day)."""
    if day in {FIRST_DAY, LAST_DAY}:
        return day
    return f"{int(day[:4]) - years:04d}{day[4:]}"


def school_day(on: date) -> str:
    """Return 1 April of the fiscal year: ages on it decide school years and "until 31 March after turning 18"."""
    return f"{on.year if on.month >= 4 else on.year - 1:04d}-04-01"
