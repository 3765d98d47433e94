"""Which questions are open, and which is best: the one that is expected to settle most, hard stops first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kakanai.catalogue.conditions import Condition, Value
from kakanai.catalogue.model import Option, Question, Words
from kakanai.catalogue.readback import Phrases
from kakanai.triage.engine import Engine, Judgement, Key, Truths
from kakanai.triage.errors import AnswerError
from kakanai.triage.interpreter import Truth
from kakanai.triage.readers import Household
from kakanai.triage.record import Record, Values
from kakanai.triage.result import Answers, OpenQuestion, Status
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, Source

_URGENT = 1_000.0


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as offered: for whom, and the facts it gives if chosen or, in a checklist, if not."""

    value: str
    subject: str
    option: Option
    chosen: tuple[tuple[Key, Value], ...]
    otherwise: tuple[tuple[Key, Value], ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """What a person gets from a question with people to tick: `when` says if ticked or if not."""

    person: str
    item: str
    value: Value
    when: bool


@dataclass(frozen=True)
class Ask(Answers):
    """A question as put to this household: who may be ticked, and which options stand."""

    question: Question
    subject: str
    persons: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    ticks: tuple[Tick, ...] = ()
    partial: bool = False
    """whether it may have to be put again to someone of whom it is not yet known if it makes sense"""

    @property
    def multiple(self) -> bool:
        """Whether several options may be chosen."""
        return self.question.kind not in {"household", "person"}

    @property
    def values(self) -> list[str]:
        """The values that an answer may have."""
        return list(self.persons) if self.question.kind == "members" else [choice.value for choice in self.choices]

    def touches(self) -> set[Key]:
        """Return the facts that an answer may make known."""
        keys = {(tick.person, tick.item) for tick in self.ticks}
        return keys.union(key for choice in self.choices for key, _ in (*choice.chosen, *choice.otherwise))

    def facts_for(self, value: str | Sequence[str]) -> list[Fact]:
        """Return the facts that an answer gives."""
        return [Fact(*key, given, Source.RESIDENT) for key, given in self.given(self.chosen(value)).items()]

    def given(self, chosen: Collection[str]) -> dict[Key, Value]:
        """Return the values that choosing exactly these options gives; what is chosen wins over what is not."""
        if self.question.kind == "members":
            ticked = [tick for tick in self.ticks if (tick.person in chosen) == tick.when]
            return {(tick.person, tick.item): tick.value for tick in ticked}
        values: dict[Key, Value] = {}
        if self.multiple:
            values |= {
                key: value for choice in self.choices if choice.value not in chosen for key, value in choice.otherwise
            }
        return values | {
            key: value for choice in self.choices if choice.value in chosen for key, value in choice.chosen
        }

    def chosen(self, value: str | Sequence[str]) -> set[str]:
        """Read an answer as the set of options it chooses, or raise `AnswerError`."""
        parts = value.split(",") if isinstance(value, str) else list(value)
        chosen = {part.strip() for part in parts if part.strip()}
        if self.multiple and chosen <= {"none"}:
            return set()
        if self.multiple and chosen == {"all"}:
            return set(self.values)
        if not chosen <= set(self.values) or (not self.multiple and len(chosen) != 1):
            extra = ["none", "all"] if self.multiple else []
            raise AnswerError(self.question.id, value, [*self.values, *extra])
        return chosen


class Asker:
    """Puts the catalogue's questions to one household, leaving out whatever is known or would settle nothing."""

    def __init__(self, engine: Engine, record: Record, missing: Collection[Key], home: Household | None = None) -> None:
        self.engine = engine
        self.record = record
        self.home = home or Household(record, engine.plan.event_item)
        self.missing = missing

    def asks(self, questions: Iterable[Question], *, strict: bool) -> Iterator[Ask]:
        """Yield each question that would settle something.

        `strict` asks only people for whom the question surely makes sense; else also those for whom it may.
        """
        for question in questions:
            if question.kind in {"person", "person_checklist"}:
                subjects = [
                    person for person in self.record.persons if self._fits(question.among, person, strict=strict)
                ]
            else:
                subjects = [HOUSEHOLD]
            for subject in subjects:
                ask = (
                    self._members(question, strict)
                    if question.kind == "members"
                    else self._choices(question, subject, strict)
                )
                if ask is not None:
                    yield ask

    def _truth(self, among: Condition | None, subject: str) -> Truth:
        return True if among is None else self.engine.holds(among, self.home, subject)

    def _fits(self, among: Condition | None, subject: str, *, strict: bool) -> bool:
        truth = self._truth(among, subject)
        return truth is True or (truth is None and not strict)

    def _members(self, question: Question, strict: bool) -> Ask | None:
        persons: list[str] = []
        ticks: list[Tick] = []
        partial = False
        for person, values in self.record.persons.items():
            # once the thing itself is known of someone, what the question also gives must come from elsewhere
            if question.item in values or (truth := self._truth(question.among, person)) is False:
                continue
            here = self._ticks(question, person, values)
            if not any((person, tick.item) in self.missing for tick in here):
                continue
            if truth is True or not strict:
                persons.append(person)
                ticks += here
            else:
                partial = True
        return Ask(question, HOUSEHOLD, tuple(persons), (), tuple(ticks), partial) if persons else None

    def _ticks(self, question: Question, person: str, values: Values) -> list[Tick]:
        return [
            Tick(person, given.item, given.value, when)
            for when, rules in ((True, question.selected), (False, question.unselected))
            for given in rules
            if given.item not in values and self._fits(given.among, person, strict=False)
        ]

    def _choices(self, question: Question, subject: str, strict: bool) -> Ask | None:
        single = question.kind in {"household", "person"}
        if single and self.record.knows(subject, question.item):
            return None
        if question.kind == "household" and not self._fits(question.among, subject, strict=strict):
            return None
        choices: list[Choice] = []
        partial = False
        for option in question.options:
            for owner in self.record.persons if option.per_person else (subject,):
                choice = self._choice(option, owner)
                if "checklist" in question.kind and not self._useful(choice):
                    continue
                if not option.per_person or self._fits(option.among, owner, strict=strict):
                    choices.append(choice)
                else:
                    partial |= self._fits(option.among, owner, strict=False)
        return Ask(question, subject, (), tuple(choices), (), partial) if any(map(self._useful, choices)) else None

    def _choice(self, option: Option, owner: str) -> Choice:
        value = f"{owner}:{option.value}" if option.per_person else option.value
        return Choice(value, owner, option, self._unknown(option.facts, owner), self._unknown(option.otherwise, owner))

    def _useful(self, choice: Choice) -> bool:
        return any(key in self.missing for key, _ in choice.chosen)

    def _unknown(self, facts: Mapping[str, Value], subject: str) -> tuple[tuple[Key, Value], ...]:
        found: list[tuple[Key, Value]] = []
        for item, value in facts.items():
            owner = subject if item in self.engine.person_items else HOUSEHOLD
            if not self.record.knows(owner, item):
                found.append(((owner, item), value))
        return tuple(found)


@dataclass(frozen=True)
class Waiting:
    """What is still undecided: the missing facts of each judgement, and how much hangs on it."""

    needs: Mapping[Key, set[Key]]
    weights: Mapping[Key, int]
    hard_stops: Collection[Key]

    @classmethod
    def of(cls, engine: Engine, judgements: Iterable[Judgement], truths: Truths) -> Waiting:
        """Collect what is undecided among judgements."""
        undecided = [each for each in judgements if each.finding.status is Status.UNKNOWN]
        return cls(
            needs={each.key: engine.missing(each, truths) for each in undecided},
            weights={each.key: each.rule.procedure.weight for each in undecided},
            hard_stops={each.key for each in undecided if each.rule.procedure.hard_stop},
        )


def asks_of(
    engine: Engine, record: Record, waiting: Waiting, skipped: Collection[Key] = (), home: Household | None = None
) -> list[tuple[Ask, tuple[Key, ...], float]]:
    """Return the questions that would settle something with what they touch and their score, best first.

    The score is the weight that an answer is expected to settle: of each undecided procedure the share of its
    missing facts that the answer gives. Questions that touch a hard stop come before all others, except where it is
    not yet known of whom they must be asked.
    """
    missing: set[Key] = set().union(*waiting.needs.values())
    wanted = {item for _, item in missing}
    questions = [question for question, gives in engine.gives if not wanted.isdisjoint(gives)]
    asker = Asker(engine, record, missing, home)
    asks = [ask for ask in asker.asks(questions, strict=True) if (ask.question.id, ask.subject) not in skipped]
    if not asks:
        asks = [ask for ask in asker.asks(questions, strict=False) if (ask.question.id, ask.subject) not in skipped]
    scored = []
    for ask in asks:
        touched = ask.touches()
        shares = {
            key: len(touched & keys) / len(keys) for key, keys in waiting.needs.items() if not touched.isdisjoint(keys)
        }
        score = sum(waiting.weights[key] * share for key, share in shares.items())
        # what decides to whom a question must be put comes first, so that it need not be put twice
        urgent = not ask.partial and any(key in waiting.hard_stops for key in shares)
        scored.append((ask, tuple(shares), score * (0.1 if ask.partial else 1) + (_URGENT if urgent else 0)))
    return sorted(scored, key=lambda each: -each[2])


def opened(ask: Ask, settles: tuple[Key, ...], score: float, facts: Facts, phrases: Phrases) -> OpenQuestion:
    """Return a question in words, with the people by their names where these are known."""

    def say(words: Words) -> str:
        return phrases.finished(phrases.word(words))

    def name(person: str) -> str:
        known = facts.value(person, "person.givenName") or facts.value(person, "person.fullName")
        # the desk reads the household aloud by first name only
        return str(known or phrases.texts["person"].format(n=person[1:])).split()[-1]

    who = "" if ask.subject == HOUSEHOLD else f"{name(ask.subject)}: "
    if ask.question.kind == "members":
        options = [(person, name(person)) for person in ask.persons]
    else:
        options = [
            (choice.value, (f"{name(choice.subject)}: " if choice.option.per_person else "") + say(choice.option.label))
            for choice in ask.choices
        ]
    return OpenQuestion(
        id=ask.question.id,
        subject=ask.subject,
        text=who + say(ask.question.text),
        plain_text=who + (ask.question.text.get("plain") or ask.question.text["ja"]),
        options=tuple(options),
        multiple=ask.multiple,
        settles=settles,
        score=score,
        _answers=ask,
    )
