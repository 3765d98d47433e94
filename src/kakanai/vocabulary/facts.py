"""Facts: one value of one item for one subject, with where it came from and what proves it.

A fact is `(subject, item, value, source, proof, at)`. Subjects are the strings `household` (the visit's
household and its move as a whole) and `p1`, `p2` … (its persons, in the order of the list).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

FactValue = str | int | bool | None
"""Dates are ISO 8601 strings (`1985-04-12`), choices are codes, money is whole yen, texts are as written."""

HOUSEHOLD = "household"


class Source(StrEnum):
    """Where a value came from."""

    CARD = "card"
    REGISTER = "register"
    NOTICE = "notice"
    PRE_ENTRY = "pre_entry"
    RESIDENT = "resident"
    CLERK = "clerk"
    EARLIER_VISIT = "earlier_visit"
    DERIVED = "derived"

    @property
    def mark(self) -> str:
        """The one-character mark that every screen and PDF shows beside the value."""
        return _MARKS[self]

    @property
    def label(self) -> str:
        """The mark in words, for people who do not know it and for screen readers."""
        return _LABELS[self]


_MARKS = {
    Source.CARD: "証",
    Source.REGISTER: "登",
    Source.NOTICE: "通",
    Source.PRE_ENTRY: "前",
    Source.RESIDENT: "申",
    Source.CLERK: "職",
    Source.EARLIER_VISIT: "既",
    Source.DERIVED: "算",
}
_LABELS = {
    Source.CARD: "カードで証明",
    Source.REGISTER: "住民登録",
    Source.NOTICE: "転出証明書情報",
    Source.PRE_ENTRY: "事前入力",
    Source.RESIDENT: "本人の申出",
    Source.CLERK: "職員が入力",
    Source.EARLIER_VISIT: "前回の来庁",
    Source.DERIVED: "計算で求めた値",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One known value. `proof` names the evidence (a card read, a notice); `None` means unproven."""

    subject: str
    item: str
    value: FactValue
    source: Source
    proof: str | None = None
    at: datetime | None = None

    def edited(self, value: FactValue, source: Source) -> Fact:
        """Return the fact with a new value. Editing a proven value drops its proof."""
        return replace(self, value=value, source=source, proof=None, at=datetime.now(UTC))


class Facts(Mapping[tuple[str, str], Fact]):
    """A read-only set of facts, one per subject and item. A missing fact is unknown, never a guess."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._by_key = {(fact.subject, fact.item): fact for fact in facts}
        self._persons: tuple[str, ...] | None = None

    def __getitem__(self, key: tuple[str, str]) -> Fact:
        return self._by_key[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)

    def fact(self, subject: str, item: str) -> Fact | None:
        """Return the fact, or `None` where nobody knows it."""
        return self._by_key.get((subject, item))

    def value(self, subject: str, item: str) -> FactValue:
        """Return the value, or `None` where nobody knows it."""
        fact = self._by_key.get((subject, item))
        return None if fact is None else fact.value

    def persons(self) -> list[str]:
        """Return the person subjects in the order of the household list (`p1`, `p2` … `p10`)."""
        if self._persons is None:
            names = {subject for subject, _ in self._by_key if subject[:1] == "p" and subject[1:].isdigit()}
            self._persons = tuple(sorted(names, key=lambda name: int(name[1:])))
        return list(self._persons)

    def with_facts(self, facts: Iterable[Fact]) -> Facts:
        """Return a new set in which the given facts stand in place of older ones for the same key."""
        merged = Facts()
        merged._by_key = {**self._by_key, **{(f.subject, f.item): f for f in facts}}
        return merged
