"""What the engine passes on: the picture of a page, its faces, and the fields read from them.

All lengths are PostScript points (1/72 inch), origin at the top left of the page, y downwards.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

ENGINE_VERSION = "6"
"""Raised whenever the same bytes may yield other fields, so that nothing read by an older engine is reused."""


class Kind(StrEnum):
    """What a person is asked to put into a field."""

    TEXT = "text"
    DATE = "date"
    DATE_RANGE = "daterange"
    CHOICE = "choice"
    CHECK = "check"
    AMOUNT = "amount"
    PAREN = "paren"
    SIGN = "sign"
    SEAL = "seal"
    OFFICE = "office"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def overlap_x(self, other: Box) -> float:
        return min(self.x1, other.x1) - max(self.x0, other.x0)

    def overlap_y(self, other: Box) -> float:
        return min(self.y1, other.y1) - max(self.y0, other.y0)

    def union(self, other: Box) -> Box:
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character. `owner` is a point inside the cell that the file says it belongs to."""

    text: str
    box: Box
    size: float
    owner: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Wall:
    """A straight piece of line: `at` is its fixed coordinate, `lo`..`hi` its extent along the other."""

    horizontal: bool
    at: float
    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class Hint:
    """A place that the file itself declares to be an input (form widget, list validation, HTML control)."""

    box: Box
    kind: Kind
    name: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page or sheet as characters and walls: the only thing the grammar sees, whatever the file was."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    walls: tuple[Wall, ...]
    hints: tuple[Hint, ...] = ()
    underlines: tuple[Wall, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked on a form.

    `section` runs from the outermost heading inwards; `repeat` counts the rows of a repeated blank;
    `item` and `role` stay `None` / `""` where the vocabulary abstains; `evidence` says in one line why the
    engine takes this place for a field.
    """

    page: int
    label: str
    kind: Kind
    box: Box
    section: tuple[str, ...] = ()
    label_raw: str = ""
    options: tuple[str, ...] = ()
    eras: tuple[str, ...] = ()
    unit: str = ""
    repeat: int = 1
    parts: int = 1
    role: str = ""
    item: str | None = None
    item_confidence: float = 0.0
    evidence: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """(role, item or label): what makes two fields the same question."""
        return self.role, self.item or self.label


@dataclass(frozen=True, slots=True)
class FormDocument:
    """A form file as read. `notes` are the printed instructions, in reading order."""

    name: str
    sha256: str
    file_type: str
    title: str
    form_number: str
    rule_reference: str
    pages: tuple[tuple[float, float], ...]
    fields: tuple[Field, ...]
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    texts: tuple[str, ...] = field(default=(), repr=False)

    def to_json(self) -> dict[str, Any]:
        """The document as plain values; `seconds` and `texts` are left out, so that same bytes give same JSON."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "file_type": self.file_type,
            "title": self.title,
            "form_number": self.form_number,
            "rule_reference": self.rule_reference,
            "pages": [{"width": round(w, 1), "height": round(h, 1)} for w, h in self.pages],
            "fields": [field_to_json(f) for f in self.fields],
            "notes": list(self.notes),
            "warnings": list(self.warnings),
        }


def field_to_json(item: Field) -> dict[str, Any]:
    """One field as plain values: boxes as `[x0, y0, x1, y1]`, the innermost section as `section`."""
    plain = asdict(item)
    plain["section"] = item.section[-1] if item.section else ""
    plain["section_path"] = list(item.section)
    plain["kind"] = item.kind.value
    plain["box"] = [round(v, 1) for v in (item.box.x0, item.box.y0, item.box.x1, item.box.y1)]
    plain["options"], plain["eras"] = list(item.options), list(item.eras)
    plain["item_confidence"] = round(item.item_confidence, 3)
    return plain


def field_from_json(plain: dict[str, Any]) -> Field:
    """The inverse of `field_to_json` (used across the process boundary)."""
    values = dict(plain)
    values["section"] = tuple(values.pop("section_path"))
    values["kind"] = Kind(values["kind"])
    values["box"] = Box(*values["box"])
    values["options"], values["eras"] = tuple(values["options"]), tuple(values["eras"])
    return Field(**values)
