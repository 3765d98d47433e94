"""What a catalogue holds: life events, procedures, questions, items and a municipality's own values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from kakanai.catalogue.conditions import Condition, Value, items
from kakanai.catalogue.errors import UnknownEventError

Words = Mapping[str, str]
"""A text by language: `ja` (official), `plain` (やさしい日本語), `en`, and any other a file adds."""


class Certainty(StrEnum):
    """How sure a statement is. General knowledge is never shown as law."""

    LAW = "law"
    PUBLIC_PAGE = "public_page"
    GENERAL_KNOWLEDGE = "general_knowledge"

    @property
    def label(self) -> str:
        """The mark in words, shown beside every statement of law."""
        return {"law": "法令の条文で確認", "public_page": "公開ページで確認", "general_knowledge": "一般知識(要確認)"}[
            self.value
        ]


class Who(StrEnum):
    """Whom a procedure concerns."""

    PERSON = "person"
    """each person for whom the condition holds, one by one"""
    HOUSEHOLD = "household"
    """the household as a whole, once"""
    ANY = "any"
    """once, when the condition holds for at least one person"""
    ALL = "all"
    """once, when the condition holds for every person"""


@dataclass(frozen=True, slots=True)
class Law:
    """A statement of law and how well it is known. `verified_on` is empty for general knowledge."""

    citation: str
    certainty: Certainty
    source: str = ""
    verified_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineSpec:
    """A deadline as data: from which day, how long, whether the first day counts, who set it."""

    start: tuple[str, ...]
    labels: tuple[str, ...]
    """what the start day is called, for each item that it may come from"""
    count: int
    unit: str
    first_day_counts: bool
    rolls_over: bool
    set_by: str
    certainty: Certainty
    direction: str = "after"
    """`after`: the period runs from the start day; `before`: it opens so long before the day and ends on it"""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to bring, possibly only in some cases."""

    name: Words
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee or a benefit in yen, or `None` where the municipality has not said.

    `per` names the item that counts how many are wanted; empty where there is one.
    """

    name: str
    yen: int | None
    per: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Where the law leaves it to a person: when the condition holds, the machine does not decide."""

    when: Condition
    reason: Words


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure as it stands on one date in one municipality."""

    id: str
    events: tuple[str, ...]
    name: Words
    office: str
    who: Who
    condition: Condition
    laws: tuple[Law, ...]
    certainty: Certainty
    sources: tuple[str, ...]
    verified_on: date | None
    valid_from: date
    valid_to: date | None
    deadlines: tuple[DeadlineSpec, ...]
    deadline_note: str
    papers: tuple[Paper, ...]
    collects: tuple[str, ...]
    forms: tuple[str, ...]
    targets: tuple[str, ...]
    fees: tuple[Fee, ...]
    confirm: tuple[Confirm, ...]
    weight: int
    hard_stop: bool
    filing: bool
    note: Words
    issues: tuple[str, ...]
    """papers that the office hands over, by their local names"""
    agent: str
    """what someone who comes for the resident must bring"""
    parameters: tuple[str, ...]
    ref: str = ""
    benefits: tuple[Fee, ...] = ()
    """what the office pays out; never part of what the resident pays"""


@dataclass(frozen=True, slots=True)
class Item:
    """A fact that conditions may look at: whose it is, its type, and how it reads in each language.

    The phrases `yes` and `no` of a choice have a hole for the values. `open` choices have more values than are named
    (countries, chains of relations). `also` are other spellings of the item's name, `spellings` of its values.
    """

    id: str
    scope: str
    type: str
    label: Words
    yes: Words
    no: Words
    values: Mapping[Value, Words] = field(default_factory=dict)
    open: bool = False
    also: tuple[str, ...] = ()
    spellings: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """People that conditions count by name: what holds for each of them, and what they are called."""

    id: str
    where: Condition
    name: Words


@dataclass(frozen=True, slots=True)
class Option:
    """One answer and the facts it gives.

    In a checklist `otherwise` holds when it is not ticked (every yes becomes no where nothing is said), and an
    option with `per_person` stands once for each person for whom `among` may hold. With `events` it stands for those
    life events only.
    """

    value: str
    label: Words
    facts: Mapping[str, Value]
    otherwise: Mapping[str, Value]
    per_person: bool = False
    among: Condition | None = None
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """A fact that an answer gives to a person, only if `among` holds for that person."""

    item: str
    value: Value
    among: Condition | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question. `kind` says for whom it is asked.

    `household`: one choice for the household. `person`: one choice for one person. `members`: tick the people it
    is true of, asked once. `checklist`: tick what is true of the household or of its people, asked once.
    `person_checklist`: tick what is true of one person.
    """

    id: str
    kind: str
    events: tuple[str, ...]
    text: Words
    among: Condition | None
    options: tuple[Option, ...] = ()
    selected: tuple[Given, ...] = ()
    unselected: tuple[Given, ...] = ()
    item: str = ""

    @property
    def gives(self) -> tuple[str, ...]:
        """The items that an answer may make known."""
        found = [given.item for given in (*self.selected, *self.unselected)]
        found += [item for option in self.options for item in (*option.facts, *option.otherwise)]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Derivation:
    """Facts that follow: once `when_item` is known (or is `equals`), or once anything came from `when_source`.

    `gives` are values for the same person, or for the household where the item is the household's; `copies` takes
    the value of a person's item into one of the household's; `others` are values for everyone else of whom nothing is
    said. With `event` it holds for that life event only, with `sources` only for facts that came from one of these.
    """

    gives: Mapping[str, Value]
    when_item: str = ""
    equals: Value | None = None
    when_source: str = ""
    sources: tuple[str, ...] = ()
    copies: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Value] = field(default_factory=dict)
    event: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A life event. `starts` is the item that holds its date."""

    id: str
    name: Words
    starts: str
    closes: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A place where filings are taken: the main hall or a branch, when, and which procedures (none named: all)."""

    name: str
    hours: str
    accepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Municipality:
    """Whose values are in force, the days its offices are closed beside weekends and holidays, and its windows."""

    code: str
    name: str
    closed_weekdays: tuple[int, ...]
    year_end: tuple[tuple[int, int], tuple[int, int]]
    closed: tuple[date, ...]
    opened: tuple[date, ...]
    moves_deadlines: bool
    windows: tuple[Window, ...] = ()

    def windows_for(self, procedure: str) -> tuple[Window, ...]:
        """Return the windows that take a procedure."""
        return tuple(window for window in self.windows if not window.accepts or procedure in window.accepts)


@dataclass(frozen=True, slots=True)
class Later:
    """A procedure of which no version is in force yet."""

    events: tuple[str, ...]
    name: str
    valid_from: date


@dataclass(frozen=True)
class Catalogue:
    """Everything in force in one municipality on one date."""

    municipality: Municipality
    on: date
    events: Mapping[str, Event]
    procedures: Mapping[str, Procedure]
    withheld: Mapping[str, Procedure]
    """procedures in force that this municipality does not offer"""
    questions: Mapping[str, Question]
    items: Mapping[str, Item]
    groups: Mapping[str, Group]
    parameters: Mapping[str, Any]
    derivations: tuple[Derivation, ...]
    sources: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, Mapping[str, Any]]
    later: tuple[Later, ...] = ()
    """procedures whose first version begins after the date, so that nothing is said of them"""

    def event(self, event: str) -> Event:
        """Return the event, or raise `UnknownEventError` that lists the known ones."""
        if event not in self.events:
            raise UnknownEventError(event, sorted(self.events))
        return self.events[event]

    def of_event(self, event: str) -> list[Procedure]:
        """Return the procedures of an event in catalogue order."""
        self.event(event)
        return [procedure for procedure in self.procedures.values() if event in procedure.events]

    def looked_at(self, event: str) -> set[str]:
        """Return the items that the procedures of an event look at: for the need, the documents or the deadline."""
        starts = self.event(event).starts
        found: set[str] = set()
        for each in self.of_event(event):
            papers = [paper.when for paper in each.papers if paper.when is not None]
            for condition in (each.condition, *(confirm.when for confirm in each.confirm), *papers):
                found |= items(condition, starts)
            found |= {item for spec in each.deadlines for item in spec.start}
        return found

    def questions_for(self, procedure: Procedure, event: str) -> list[Question]:
        """Return the questions that may be asked to decide a procedure, in catalogue order."""
        conditions = [procedure.condition, *(confirm.when for confirm in procedure.confirm)]
        wanted = set().union(*(items(condition, self.events[event].starts) for condition in conditions))
        return [question for question in self.questions_of(event) if wanted & set(question.gives)]

    def spoken(self, language: str) -> Mapping[str, Any]:
        """Return the texts of a language, or official Japanese where the catalogue does not speak it."""
        return self.texts.get(language) or self.texts["ja"]

    def questions_of(self, event: str) -> list[Question]:
        """Return the questions that may be asked for an event, in catalogue order."""
        asked = [question for question in self.questions.values() if event in question.events or not question.events]
        return [
            replace(
                question, options=tuple(each for each in question.options if not each.events or event in each.events)
            )
            for question in asked
        ]
