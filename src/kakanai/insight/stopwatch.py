"""The stopwatch sheet of a visit: computed from recorded events and counted operations, never typed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from kakanai.insight import klm

_NAMES = ("person.fullName", "person.familyName", "person.givenName", "household.headName")
_BIRTH_DATES = ("person.birthDate",)
_ADDRESSES = ("address.new", "address.previous", "address.full")


class Happening(Protocol):
    """An event as the desk records it."""

    kind: str
    by: str
    seconds: float | None
    detail: Mapping[str, Any]


@dataclass
class Hands:
    """What one person did, counted up by the browser driver. `characters` are those typed into fields, and keys too."""

    keys: int = 0
    clicks: int = 0
    taps: int = 0
    characters: int = 0
    fields: int = 0
    strokes: int = 0

    @property
    def operations(self) -> int:
        """Keys, clicks, taps and pen strokes together."""
        return self.keys + self.clicks + self.taps + self.strokes


@dataclass(frozen=True)
class Paper:
    """The same visit on paper, counted from the paper forms' own description."""

    sheets: int
    names: int
    addresses: int
    birth_dates: int
    fields: int
    characters: int


@dataclass(frozen=True)
class Sheet:
    """The figures. Minutes are the middle estimate of the time model; `_low` and `_high` are its band."""

    handwritten_names: int
    handwritten_addresses: int
    handwritten_birth_dates: int
    paper_names: int
    paper_addresses: int
    paper_birth_dates: int
    paper_sheets: int
    facts_asked_twice: int
    questions_asked: int
    resident_operations: int
    resident_taps: int
    clerk_operations: int
    clerk_keys: int
    clerk_clicks: int
    clerk_characters: int
    values_entered: int
    signatures: int
    cards_read: int
    facts_known_without_asking: int
    forms: int
    sheets: int
    applications: int
    effects: int
    systems_filled: int
    systems_read_back: int
    records_read_back: int
    first_screen_seconds: float
    machine_seconds: float
    elapsed_seconds: float
    resident_minutes: float
    resident_minutes_low: float
    resident_minutes_high: float
    paper_minutes: float
    paper_minutes_low: float
    paper_minutes_high: float

    def as_dict(self) -> dict[str, Any]:
        """Return the documented keys (docs/reference/stopwatch.md)."""
        return {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Measured:
    """What the stopwatch is given: everything is a count or a measured time."""

    events: tuple[Happening, ...]
    resident: Hands
    clerk: Hands
    spoken_characters: int
    read_characters: int
    pages_confirmed: int
    facts_by_source: Mapping[str, int]
    paper: Paper
    systems_filled: int
    systems_read_back: int
    records_read_back: int
    robot_seconds: float
    elapsed_seconds: float
    first_screen_seconds: float = 0.0


def sheet_of(measured: Measured) -> Sheet:
    """Compute the sheet."""
    events = measured.events
    entered = [one for one in events if one.kind == "value.enter"]
    typed = [item for one in entered for item in one.detail.get("items", [])]
    answers = [one for one in events if one.kind == "question.answer"]
    made = next((one.detail for one in reversed(events) if one.kind == "confirmation.made"), {})
    accepted = next((one.detail for one in events if one.kind == "visit.accept"), {})
    machine = sum(one.seconds or 0.0 for one in events) + measured.robot_seconds
    model = klm.load()
    here = model.estimate(_counts(measured, answers, entered)).total.minutes
    paper = model.estimate(_paper_counts(measured.paper, model)).total.minutes
    return Sheet(
        handwritten_names=_among(typed, _NAMES),
        handwritten_addresses=_among(typed, _ADDRESSES),
        handwritten_birth_dates=_among(typed, _BIRTH_DATES),
        paper_names=measured.paper.names,
        paper_addresses=measured.paper.addresses,
        paper_birth_dates=measured.paper.birth_dates,
        paper_sheets=measured.paper.sheets,
        facts_asked_twice=sum(int(one.detail.get("known_before", 0)) for one in (*answers, *entered)),
        questions_asked=len(answers),
        resident_operations=measured.resident.operations,
        resident_taps=measured.resident.taps,
        clerk_operations=measured.clerk.operations,
        clerk_keys=measured.clerk.keys,
        clerk_clicks=measured.clerk.clicks,
        clerk_characters=measured.clerk.characters,
        values_entered=len(entered),
        signatures=_count(events, "visit.signed"),
        cards_read=_count(events, "card.read"),
        facts_known_without_asking=sum(
            count for source, count in measured.facts_by_source.items() if source in {"card", "notice", "register"}
        ),
        forms=int(made.get("forms", 0)),
        sheets=int(made.get("sheets", 0)),
        applications=int(accepted.get("applications", 0)),
        effects=int(accepted.get("effects", 0)),
        systems_filled=measured.systems_filled,
        systems_read_back=measured.systems_read_back,
        records_read_back=measured.records_read_back,
        first_screen_seconds=measured.first_screen_seconds,
        machine_seconds=machine,
        elapsed_seconds=measured.elapsed_seconds,
        resident_minutes=here[1],
        resident_minutes_low=here[0],
        resident_minutes_high=here[2],
        paper_minutes=paper[1],
        paper_minutes_low=paper[0],
        paper_minutes_high=paper[2],
    )


def _counts(measured: Measured, answers: list[Happening], entered: list[Happening]) -> dict[str, float]:
    """Return the visit's counts as the time model wants them. Robots run after the resident has left: not counted."""
    events = measured.events
    return {
        "counters": 1,
        "signatures": _count(events, "visit.signed"),
        "identity_checks": 1,
        "card_reads": _count(events, "card.read"),
        "keyed_fields": len(entered),
        "keyed_characters": measured.clerk.characters,
        "said_characters": measured.spoken_characters,
        "read_characters": measured.read_characters,
        "decisions": len(answers) + measured.pages_confirmed,
        "taps": measured.resident.taps + measured.clerk.operations - measured.clerk.characters,
        "machine_seconds": sum(one.seconds or 0.0 for one in events),
    }


def _paper_counts(paper: Paper, model: klm.TimeModel) -> dict[str, float]:
    """Return the paper visit: the scenario's counts, with the writing counted from this visit's own paper forms."""
    counts = dict(model.scenarios["paper"].counts)
    writing = {"written_fields": paper.fields, "written_characters": paper.characters}
    keying = {"keyed_fields": paper.fields, "keyed_characters": paper.characters}
    return counts | writing | keying


def _among(typed: Iterable[str], items: tuple[str, ...]) -> int:
    return sum(1 for item in typed if item in items)


def _count(events: Iterable[Happening], kind: str) -> int:
    return sum(1 for one in events if one.kind == kind)
