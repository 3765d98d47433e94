"""Interviews without a screen: who answers is a function. For measuring questions and for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from kakanai.triage.engine import Engine, Key
from kakanai.triage.questions import Ask, Asker, Choice, Waiting, asks_of
from kakanai.triage.record import Record
from kakanai.triage.result import Status
from kakanai.triage.tables import item_of
from kakanai.vocabulary.facts import HOUSEHOLD

Answerer = Callable[[Ask], Collection[str]]
"""Returns the values of the options that are true."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an interview went: what was asked, and the status of each procedure and subject at its end."""

    asked: tuple[Key, ...]
    statuses: dict[Key, Status]


def adaptive(engine: Engine, record: Record, answer: Answerer) -> Outcome:
    """Ask the best question until nothing is left that a question would settle."""
    asked: list[Key] = []
    while True:
        truths = engine.truths(record)
        judgements = list(engine.judge(truths))
        asks = asks_of(engine, record, Waiting.of(engine, judgements, truths))
        if not asks:
            return Outcome(tuple(asked), {each.key: each.finding.status for each in judgements})
        best = asks[0][0]
        asked.append((best.question.id, best.subject))
        record = told(record, best, answer(best))


def fixed(engine: Engine, record: Record, answer: Answerer) -> Outcome:
    """Ask everything that a printed questionnaire for the event asks: each item once, or once for each person.

    A question that cannot apply (a child's question in a household of adults) is counted all the same, as it stands
    on a printed questionnaire; `asked` lists what is asked, item by item and person by person.
    """
    asked: list[Key] = []
    looked_at = {item_of(leaf) for leaf in (*engine.plan.person_leaves, *engine.plan.household_leaves)}
    for question in engine.questions:
        for item in looked_at.intersection(question.gives):
            personal = engine.catalogue.items[item].scope == "person"
            asked += [(item, subject) for subject in (record.persons if personal else [HOUSEHOLD])]
        everything = Everything()
        for ask in Asker(engine, record, everything).asks([question], strict=False):
            record = told(record, ask, answer(ask))
    truths = engine.truths(record)
    return Outcome(tuple(dict.fromkeys(asked)), {each.key: each.finding.status for each in engine.judge(truths)})


def screens(engine: Engine, record: Record) -> int:
    """Return how many questions the event's questions come to if every one is put, once or once for each person."""
    per_person = {"person", "person_checklist"}
    return sum(len(record.persons) if question.kind in per_person else 1 for question in engine.questions)


class Everything(Collection[Key]):
    """Holds every fact: for asking without regard to what would be settled."""

    def __contains__(self, key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[Key]:
        return iter(())

    def __len__(self) -> int:
        return 0


def told(record: Record, ask: Ask, chosen: Collection[str]) -> Record:
    """Return the record with what an answer gives."""
    household, persons = dict(record.household), {subject: dict(values) for subject, values in record.persons.items()}
    for (subject, item), value in ask.given(chosen).items():
        (household if subject == HOUSEHOLD else persons[subject])[item] = value
    return Record(household, persons)


def truthful(truth: Record) -> Answerer:
    """Return an answerer who answers by what is true of the household."""

    def value(subject: str, item: str) -> object:
        return (truth.household if subject == HOUSEHOLD else truth.persons[subject]).get(item)

    def holds(choice: Choice) -> bool:
        return all(value(*key) == wanted for key, wanted in choice.chosen)

    def answer(ask: Ask) -> Collection[str]:
        if ask.question.kind == "members":
            ticked = {tick.person for tick in ask.ticks if tick.when and value(tick.person, tick.item) == tick.value}
            return [person for person in ask.persons if person in ticked]
        if not ask.multiple:
            exact = [choice.value for choice in ask.choices if holds(choice)]
            return exact[:1] or [ask.choices[-1].value]
        return [choice.value for choice in ask.choices if choice.chosen and holds(choice)]

    return answer
