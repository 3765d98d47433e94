"""A form as data: what it is called, whose law it rests on, and which known value stands beside which label."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class Certainty(StrEnum):
    """How sure a statement of law is. General knowledge is shown as such and never as law."""

    LAW = "law"
    PUBLIC_PAGE = "public_page"
    GENERAL_KNOWLEDGE = "general_knowledge"

    @property
    def label(self) -> str:
        """The mark in the clerk's words."""
        return {
            "law": "法令の条文で確認",
            "public_page": "公開資料で確認",
            "general_knowledge": "一般的な知識(未確認)",
        }[self.value]


class Sheet(StrEnum):
    """`one`: a sheet for all subjects together; `each`: a sheet for every subject."""

    ONE = "one"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class LegalNote:
    """The ground of a form, with the source that was read, the day it was read and how sure it is."""

    citation: str
    source: str
    verified_on: date
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Row:
    """A label and the value beside it.

    `of` names whose value it is: `household`, `applicant`, `head`, `spouse`, or `self` (the person of the
    sheet or table line). `over` is an item set small above the value (kana over a name). `text` is a fixed
    text and `fixed` a fixed choice; then there is no item. `by_event` gives the choice for each life event,
    `item_by_event` another item for some of them.
    """

    label: str
    item: str = ""
    of: str = "household"
    format: str = "text"
    over: str = ""
    text: str = ""
    fixed: str = ""
    options: tuple[tuple[str, str], ...] = ()
    width: str = ""
    optional: bool = False
    by_event: tuple[tuple[str, str], ...] = ()
    item_by_event: tuple[tuple[str, str], ...] = ()

    def for_event(self, event: str) -> Row:
        """Return the row as it stands on a form of this life event. An event that is not named makes no choice."""
        if self.by_event:
            return replace(self, fixed=dict(self.by_event).get(event, ""))
        return replace(self, item=dict(self.item_by_event).get(event, self.item))


@dataclass(frozen=True, slots=True)
class Section:
    """A ruled block. With `repeat` it is a table with one line for every person of that group."""

    title: str
    rows: tuple[Row, ...]
    repeat: str = ""
    per_line: int = 1


@dataclass(frozen=True, slots=True)
class Count:
    """A count on the paper form: `fixed` + `per_subject` × subjects + `per_person` × household members + `per_child`
    × children of the household."""

    fixed: int = 0
    per_subject: int = 0
    per_person: int = 0
    per_child: int = 0

    def of(self, subjects: int, persons: int, children: int = 0) -> int:
        """Return the count for this many subjects of the form, members of the household and children among them."""
        return self.fixed + self.per_subject * subjects + self.per_person * persons + self.per_child * children


@dataclass(frozen=True, slots=True)
class OtherWriting:
    """What else a resident writes on the paper form: so many fields of so many characters together."""

    label: str
    fields: Count
    characters: Count


@dataclass(frozen=True, slots=True)
class Paper:
    """What the paper form of the same procedure makes a resident write by hand."""

    sheets: Count
    names: Count
    addresses: Count
    birth_dates: Count
    other: tuple[OtherWriting, ...]
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """One form in force from `valid_from` until the day before `valid_until`."""

    id: str
    title: str
    plain_title: str
    office: str
    addressee: str
    procedures: tuple[str, ...]
    valid_from: date
    legal: tuple[LegalNote, ...]
    sections: tuple[Section, ...]
    paper: Paper
    sheet: Sheet = Sheet.ONE
    municipality: str = ""
    valid_until: date | None = None
    statement: str = ""
    notes: tuple[str, ...] = ()
    landscape: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    def items(self) -> set[str]:
        """Return every vocabulary item that the form shows."""
        rows = [row for section in self.sections for row in section.rows]
        shown = {item for row in rows for item in (row.item, row.over) if item}
        return shown | {item for row in rows for _, item in row.item_by_event}
