"""The desk's engine: evaluates each leaf once for a household, then explains each rule by the pattern of its leaves.

What a rule comes to, and why, depends only on which of its leaves are true, false or unknown. So explanations are
made once per pattern and kept; nothing personal is in them. The leaves themselves are the interpreter's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from kakanai.catalogue.conditions import Aged, All, Always, Any_, Condition, DateUpTo, Known, Leaf, Members, Not
from kakanai.catalogue.model import Catalogue, Who
from kakanai.triage.interpreter import Interpreter, Trace, Truth, joined
from kakanai.triage.readers import Holds, Household, reader, truth_of
from kakanai.triage.record import Record
from kakanai.triage.result import Status
from kakanai.triage.tables import Rule, item_of, plan, status_of, top_leaves
from kakanai.vocabulary.facts import HOUSEHOLD

Key = tuple[str, str]
Pattern = tuple[Any, ...]
"""For each leaf of a rule its truth; for an unknown count the leaves that are unknown inside it."""


class Open(NamedTuple):
    """Leaves still unknown, and what they look at: the subject's items, the household's, and counts of members."""

    leaves: tuple[Leaf, ...]
    own: tuple[str, ...]
    shared: tuple[str, ...]
    counts: tuple[Members, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What one rule comes to for one pattern: status, traces to explain it, and what is still unknown."""

    status: Status
    trace: Trace
    confirmations: tuple[Trace, ...]
    unknown: Open


class Judgement(NamedTuple):
    """A rule judged for one subject."""

    rule: Rule
    subject: str
    pattern: Pattern
    finding: Finding

    @property
    def key(self) -> Key:
        """Procedure and subject."""
        return self.rule.procedure.id, self.subject


@dataclass(frozen=True, slots=True)
class Truths:
    """The truths of all leaves for one household: a vector per subject, and who is in or undecided in each count."""

    record: Record
    vectors: dict[str, list[Any]]
    undecided: dict[Members, dict[str, Open]]
    counted: dict[Members, tuple[str, ...]]
    home: Household
    people: tuple[str, ...]
    alone: dict[str, tuple[str]]


class Engine:
    """Judges the rules of one event on one day, keeping what it found for each pattern."""

    def __init__(self, catalogue: Catalogue, event: str, on: date) -> None:
        self.catalogue, self.event, self.on = catalogue, event, on
        self.plan = plan(catalogue, event, on)
        self.person_items = frozenset(name for name, item in catalogue.items.items() if item.scope == "person")
        self.interpreter = Interpreter(on, catalogue.event(event).starts, self.person_items)
        self.questions = catalogue.questions_of(event)
        self.gives = [(question, frozenset(question.gives)) for question in self.questions]
        made = self.plan
        self._places = {
            leaf: place for place, leaf in enumerate((*made.person_leaves, *made.household_leaves, *made.counts))
        }
        self._places |= {Always(value): len(self._places) + number for number, value in enumerate((False, True))}
        self._of_person = [reader(leaf, on) for leaf in made.person_leaves]
        self._of_household = [reader(leaf, on) for leaf in made.household_leaves]
        self._getters = [self._getter(rule.leaves) for rule in made.rules]
        self._inside = [(count, tuple(dict.fromkeys(top_leaves(count.where)))) for count in made.counts]
        self._inside_getters = [self._getter(leaves) for _, leaves in self._inside]
        self._counted: dict[tuple[int, Pattern], tuple[Truth, Open]] = {}
        self._found: dict[tuple[int, Pattern], Finding] = {}
        self._tests: dict[int, tuple[Condition, Holds]] = {}
        self._looks: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {}

    def _getter(self, leaves: tuple[Leaf, ...]) -> Callable[[list[Any]], Pattern]:
        places = [self._places[leaf] for leaf in leaves]
        if len(places) == 1:
            place = places[0]
            return lambda vector: (vector[place],)
        return itemgetter(*places)

    def truths(self, record: Record) -> Truths:
        """Evaluate every leaf for a household."""
        home = Household(record, self.plan.event_item)
        event, births = home.event, home.births
        shared = [read(record.household, event, event) for read in self._of_household]
        own = {
            person: [read(values, births[person], event) for read in self._of_person]
            for person, values in record.persons.items()
        }
        blank = [None] * len(self._of_person)
        counts: list[Any] = []
        undecided: dict[Members, dict[str, Open]] = {}
        counted: dict[Members, tuple[str, ...]] = {}
        ends = [*shared, *([None] * len(self._inside)), False, True]  # no count looks into another one
        people = [(person, vector + ends) for person, vector in own.items()]
        for number, (count, _) in enumerate(self._inside):
            truth, opened, counted[count] = self._count(number, count, people)
            undecided[count] = opened
            counts.append(
                truth
                if truth is not None
                else tuple(dict.fromkeys(leaf for each in opened.values() for leaf in each.leaves))
            )
        tail = [*shared, *counts, False, True]
        return Truths(
            record,
            {HOUSEHOLD: blank + tail} | {person: vector + tail for person, vector in own.items()},
            undecided,
            counted,
            home,
            tuple(own),
            {person: (person,) for person in own},
        )

    def _count(
        self, number: int, count: Members, people: list[tuple[str, list[Any]]]
    ) -> tuple[Truth, dict[str, Open], tuple[str, ...]]:
        """Return the truth of a count, who is undecided in it with what is unknown of them, and who is surely in."""
        sure: list[str] = []
        opened: dict[str, Open] = {}
        leaves = self._inside[number][1]
        for person, vector in people:
            pattern = self._inside_getters[number](vector)
            known = self._counted.get((number, pattern))
            if known is None:
                trace = traced(count.where, dict(zip(leaves, pattern, strict=True)))
                known = self._counted[number, pattern] = trace.truth, self._open(_unknown(trace))
            if known[0] is True:
                sure.append(person)
            elif known[0] is None:
                opened[person] = known[1]
        if len(sure) >= count.number:
            return True, {}, tuple(sure)
        return (None, opened, tuple(sure)) if len(sure) + len(opened) >= count.number else (False, {}, tuple(sure))

    def judge(self, truths: Truths) -> Iterator[Judgement]:
        """Yield the judgement of each procedure for each of its subjects, in catalogue order."""
        found, vectors = self._found, truths.vectors
        people = truths.people
        for number, rule in enumerate(self.plan.rules):
            getter = self._getters[number]
            for subject in people if rule.per_person else (HOUSEHOLD,):
                pattern = getter(vectors[subject])
                finding = found.get((number, pattern))
                if finding is None:
                    finding = found[number, pattern] = self._find(rule, pattern)
                yield Judgement(rule, subject, pattern, finding)

    def missing(self, judgement: Judgement, truths: Truths) -> set[Key]:
        """Return the missing facts that could still decide a judgement."""
        unknown, record = judgement.finding.unknown, truths.record
        found = _lacking(unknown, judgement.subject, record)
        for count in unknown.counts:
            for person, inside in truths.undecided[count].items():
                found |= _lacking(inside, person, record)
        return found

    def _open(self, leaves: Iterable[Leaf]) -> Open:
        given = tuple(dict.fromkeys(leaves))
        keys = dict.fromkeys(key for leaf in given for key in self.keys(leaf, "own"))
        return Open(
            given,
            tuple(item for who, item in keys if who == "own"),
            tuple(item for who, item in keys if who == HOUSEHOLD),
            tuple(leaf for leaf in given if isinstance(leaf, Members)),
        )

    def _find(self, rule: Rule, pattern: Pattern) -> Finding:
        shapes = dict(zip(rule.leaves, pattern, strict=True))
        trace = traced(rule.need, shapes)
        asked = tuple(traced(each, shapes) for each in rule.confirms) if trace.truth is not False else ()
        status = status_of(trace.truth, [each.truth for each in asked])
        undecided = (trace, *asked) if status is Status.UNKNOWN else ()
        return Finding(status, trace, asked, self._open(leaf for each in undecided for leaf in _unknown(each)))

    def keys(self, leaf: Leaf, subject: str) -> list[Key]:
        """Return the facts that a leaf (not a count) looks at for a subject."""
        if isinstance(leaf, Always | Members):
            return []
        keys = [(subject if self.plan.of_person(leaf) else HOUSEHOLD, item_of(leaf))]
        if (isinstance(leaf, Aged) and leaf.at == "event") or (isinstance(leaf, DateUpTo) and leaf.ref == "event"):
            keys.append((HOUSEHOLD, self.plan.event_item))
        return keys

    def seen(self, judgement: Judgement, record: Record) -> list[Key]:
        """Return the known facts that a judgement rests on."""
        own, shared, members = self._looks_at(judgement.rule)
        found = [(judgement.subject, item) for item in own if item in record.persons[judgement.subject]]
        found += [(HOUSEHOLD, item) for item in shared if item in record.household]
        found += [(person, item) for person, values in record.persons.items() for item in members if item in values]
        return list(dict.fromkeys(found)) if own and members else found

    def _looks_at(self, rule: Rule) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return the items that a rule looks at: the subject's own, the household's, and every member's."""
        known = self._looks.get(rule.procedure.id)
        if known is None:
            own = {key: None for leaf in rule.leaves for key in self.keys(leaf, "own")}
            inside = [leaf for count in rule.leaves if isinstance(count, Members) for leaf in top_leaves(count.where)]
            every = {key: None for leaf in inside for key in self.keys(leaf, "every")}
            both = [*own, *every]
            known = self._looks[rule.procedure.id] = (
                tuple(item for who, item in own if who == "own"),
                tuple(dict.fromkeys(item for who, item in both if who == HOUSEHOLD)),
                tuple(item for who, item in every if who == "every"),
            )
        return known

    def concerned(self, judgement: Judgement, truths: Truths) -> tuple[str, ...]:
        """Return the people a judgement is about."""
        rule = judgement.rule
        if rule.per_person:
            return truths.alone[judgement.subject]
        if rule.procedure.who is Who.ANY:
            assert isinstance(rule.need, Members)  # noqa: S101 - what `any` is judged as
            return truths.counted[rule.need]
        return truths.people

    def holds(self, condition: Condition, home: Household, subject: str) -> Truth:
        """Return the truth of a condition of the catalogue that is no rule: whom a question or a paper is for."""
        known = self._tests.get(id(condition))  # kept with the condition, so that its id is no other's
        if known is None:
            known = self._tests[id(condition)] = condition, truth_of(condition, self.on, self.plan.of_person)
        return known[1](home, subject)


def _lacking(unknown: Open, subject: str, record: Record) -> set[Key]:
    own = record.persons.get(subject, record.household)
    found = {(subject, item) for item in unknown.own if item not in own}
    found.update([(HOUSEHOLD, item) for item in unknown.shared if item not in record.household])
    return found


def _unknown(trace: Trace) -> Iterator[Leaf]:
    if trace.truth is not None:
        return
    if isinstance(trace.condition, Not | Known | All | Any_):
        for part in trace.parts:
            yield from _unknown(part)
    else:
        yield trace.condition


def traced(condition: Condition, shapes: Mapping[Leaf, Any]) -> Trace:
    if isinstance(condition, Not):
        inner = traced(condition.inner, shapes)
        return Trace(condition, None if inner.truth is None else not inner.truth, "", (inner,))
    if isinstance(condition, Known):
        inner = traced(condition.inner, shapes)
        return Trace(condition, inner.truth is True, "", (inner,))
    if isinstance(condition, All | Any_):
        parts = tuple(traced(part, shapes) for part in condition.parts)
        return Trace(condition, joined(condition, parts), "", parts)
    shape = shapes[condition]
    truth: Truth = None if isinstance(shape, tuple) else shape
    inside = (
        shape
        if isinstance(shape, tuple)
        else top_leaves(condition.where)
        if isinstance(condition, Members)
        else (condition,)
    )
    return Trace(
        condition, truth, "", facts=tuple(("", item_of(leaf)) for leaf in inside if not isinstance(leaf, Always))
    )


class Same:
    """A cache key that is equal only for the very same catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return id(self.catalogue)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.catalogue is self.catalogue


@lru_cache(maxsize=128)
def _engine(same: Same, event: str, on: date) -> Engine:
    return Engine(same.catalogue, event, on)


def engine_for(catalogue: Catalogue, event: str, on: date) -> Engine:
    """Return the engine for an event on a day, made once per catalogue."""
    return _engine(Same(catalogue), event, on)
