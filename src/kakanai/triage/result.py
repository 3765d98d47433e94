"""What triage answers: a result per procedure and subject, and the questions that are still open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kakanai.catalogue.model import Certainty, Fee, Law, Procedure
from kakanai.vocabulary.facts import Fact


class Status(StrEnum):
    """Whether a procedure is needed."""

    NEEDED = "needed"
    NOT_NEEDED = "not_needed"
    UNKNOWN = "unknown"
    NEEDS_CONFIRMATION = "needs_confirmation"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when. `date` is `None` where the start day is not known or the rule gives no day.

    `days_left` counts from the day of the visit and is negative once the deadline has passed. `opens` is the first
    day of a period that runs up to a day (the renewal of a certificate), else `None`.
    """

    date: dt.date | None
    days_left: int | None
    start: dt.date | None
    start_label: str
    rule: str
    certainty: str
    opens: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a result in one language; the same for everyone whose facts decide alike.

    `deadline_note` is what is said of time where nothing is counted.
    """

    name: str
    office: str
    note: str
    deadline_note: str
    reason: str
    would_change: str


@dataclass(frozen=True, slots=True)
class Result:
    """One procedure for one subject: what, why, by which law, until when, with what."""

    basis: Procedure
    said: Said
    subject: str
    persons: tuple[str, ...]
    status: Status
    deadline: Deadline | None
    documents: tuple[str, ...]
    questions: tuple[str, ...]
    _seen: Callable[[], list[tuple[str, str]]] = field(repr=False, compare=False)

    @property
    def facts_used(self) -> tuple[tuple[str, str], ...]:
        """The known facts (subject, item) that it rests on; gathered when asked for."""
        return tuple(self._seen())

    @property
    def name(self) -> str:
        """What the procedure is called."""
        return self.said.name

    @property
    def office(self) -> str:
        """The office that takes it."""
        return self.said.office

    @property
    def reason(self) -> str:
        """Why it came out so, as a sentence."""
        return self.said.reason

    @property
    def would_change(self) -> str:
        """What would change it, as a sentence."""
        return self.said.would_change

    @property
    def deadline_note(self) -> str:
        """What is said of time where nothing is counted."""
        return self.said.deadline_note

    @property
    def note(self) -> str:
        """What is to be noted of the procedure."""
        return self.said.note

    @property
    def procedure(self) -> str:
        """The procedure's id."""
        return self.basis.id

    @property
    def laws(self) -> tuple[Law, ...]:
        """Every law named, each with its certainty."""
        return self.basis.laws

    @property
    def law(self) -> Law | None:
        """The first law named, or `None`."""
        return self.basis.laws[0] if self.basis.laws else None

    @property
    def certainty(self) -> Certainty:
        """How sure the procedure as a whole is."""
        return self.basis.certainty

    @property
    def fees(self) -> tuple[Fee, ...]:
        """The fees."""
        return self.basis.fees

    @property
    def targets(self) -> tuple[str, ...]:
        """The core systems to fill."""
        return self.basis.targets

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms to compose."""
        return self.basis.forms

    @property
    def collects(self) -> tuple[str, ...]:
        """The items that its form takes."""
        return self.basis.collects

    @property
    def weight(self) -> int:
        """How much hangs on it."""
        return self.basis.weight

    @property
    def hard_stop(self) -> bool:
        """Whether missing it cannot be mended."""
        return self.basis.hard_stop

    @property
    def filing(self) -> bool:
        """Whether something must be filed (else it is information)."""
        return self.basis.filing


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that would settle something. `multiple` says that several options may be chosen."""

    id: str
    subject: str
    text: str
    plain_text: str
    options: tuple[tuple[str, str], ...]
    multiple: bool
    settles: tuple[tuple[str, str], ...]
    score: float
    _answers: Answers = field(repr=False, compare=False)

    def facts_for(self, value: str | Sequence[str]) -> list[Fact]:
        """Return the facts that an answer gives.

        `value` is an option's value, several of them (a list, or one text with commas), `none` for no one or
        nothing, `all` for every option. Raises `AnswerError` for anything that was not offered.
        """
        return self._answers.facts_for(value)


class Answers:
    """Turns an answer into facts; made by the question that offers it."""

    def facts_for(self, value: str | Sequence[str]) -> list[Fact]:
        """Return the facts that an answer gives."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class TriageResult:
    """All results of a visit, and the open questions, best first."""

    event: str
    on: dt.date
    results: tuple[Result, ...]
    questions: tuple[OpenQuestion, ...]

    def of(self, status: Status) -> list[Result]:
        """Return the results with a status."""
        return [result for result in self.results if result.status is status]

    @property
    def next_question(self) -> OpenQuestion | None:
        """The best question to ask now, or `None` when nothing is left to ask."""
        return self.questions[0] if self.questions else None
