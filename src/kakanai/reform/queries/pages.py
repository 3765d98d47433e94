"""A form's pages as screens draw them: what is printed, and a box over each field with what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kakanai.reform.engine import Kind
from kakanai.reform.engine.model import Box
from kakanai.reform.models import FindingPlace, Form, FormField
from kakanai.reform.queries.decisions import OPEN, Standing, State, standings
from kakanai.reform.queries.documents import Loaded, load_forms
from kakanai.reform.queries.heat import HOLDERS
from kakanai.reform.words import HOLDER_MARKS, short
from kakanai.trust import tenancy

MARGIN = 14.0
ABOVE, BELOW, LEAST_HEIGHT, MOST_HEIGHT = 46.0, 18.0, 96.0, 190.0
_ORDER = ("staff", "legal", "card", "city", "derived", "again", "")


@dataclass(frozen=True)
class FieldBox:
    """A field on its page: where, whose colour, which mark, and where its decision stands."""

    row: FormField
    box: Box
    holder: str
    standing: Standing
    chosen: bool = False

    @property
    def mark(self) -> str:
        """The character in the corner: the verdict once there is one, else what was found."""
        return short(self.standing.meant) or HOLDER_MARKS[self.holder]

    @property
    def tag(self) -> tuple[float, float]:
        """Where the mark stands: over the corner, so that it hides little of what is printed in the box."""
        return self.box.x0 + 1, self.box.y0 - 4

    @property
    def tone(self) -> str:
        """The state as a class name: open, waiting, returned or settled."""
        return self.standing.state.value

    @property
    def words(self) -> str:
        """The box in one sentence, for screen readers and as a tip."""
        state = self.standing.state
        meant = self.standing.meant.ja if self.standing.meant else ""
        return f"{self.row}：{state.ja}" + (f"（{meant}）" if meant else "")


@dataclass(frozen=True)
class TextRun:
    """Printed characters with the place of each."""

    text: str
    size: float
    y: float
    xs: str


@dataclass(frozen=True)
class PageView:
    """A page to draw; `view` is the part of it that holds anything (x, y, width, height)."""

    number: int
    name: str
    view: tuple[float, float, float, float]
    lines: list[list[float]]
    texts: list[TextRun]
    boxes: list[FieldBox]

    @property
    def view_box(self) -> str:
        """The SVG's viewBox."""
        return " ".join(f"{one:g}" for one in self.view)


def pages_of(form: Form, chosen: str = "") -> list[PageView]:
    """Return the pages of a form's current reading with its fields over them."""
    loaded = load_forms([form])[0]
    boxes = field_boxes(loaded, chosen)
    return [_page(raw, [one for one in boxes if one.row.page == raw["number"]]) for raw in _drawings(form)]


def excerpt(form: Form, key: str) -> PageView | None:
    """Return the piece of a page around one field, or `None` when the form has no such field."""
    loaded = load_forms([form])[0]
    boxes = field_boxes(loaded, key)
    wanted = next((one for one in boxes if one.chosen), None)
    raw = next((one for one in _drawings(form) if wanted and one["number"] == wanted.row.page), None)
    if wanted is None or raw is None:
        return None
    page = _page(raw, [wanted])
    box = wanted.box
    top = max(box.y0 - ABOVE, 0.0)  # the label of a table's column stands above it
    height = min(max(box.y1 + BELOW - top, LEAST_HEIGHT), MOST_HEIGHT)
    width = min(raw["width"], 400.0)
    left = min(max(box.x0 - 120.0, 0.0), raw["width"] - width)
    return PageView(page.number, page.name, (left, top, width, height), page.lines, page.texts, page.boxes)


def field_boxes(loaded: Loaded, chosen: str = "") -> list[FieldBox]:
    """Return every field of a form with its box, what was found on it, and where it stands."""
    found, holders = standings([loaded.form.pk]), _holders(loaded.form.pk)
    return [
        FieldBox(
            row=row,
            box=item.box,
            holder=_holder(row, holders.get(row.key, set())),
            standing=found.get((loaded.form.pk, row.key), OPEN),
            chosen=row.key == chosen,
        )
        for row, item in zip(loaded.rows, loaded.document.fields, strict=True)
    ]


def _holder(row: FormField, found: set[str]) -> str:
    if row.kind == Kind.OFFICE.value:
        return "staff"
    if row.legal:
        return "legal"
    return min(found, key=_ORDER.index, default="")


def _holders(form_id: UUID) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    places = FindingPlace.objects.filter(municipality=tenancy.current(), form=form_id, finding__rule__in=HOLDERS)
    for key, rule in places.values_list("field_key", "finding__rule"):
        found.setdefault(key, set()).add(HOLDERS[rule])
    return found


def _drawings(form: Form) -> list[dict[str, Any]]:
    return list(form.reading.pages) if form.reading is not None else []


def _page(raw: dict[str, Any], boxes: list[FieldBox]) -> PageView:
    texts = [TextRun(text, size, y, " ".join(f"{x:g}" for x in xs)) for text, size, y, xs in raw["texts"]]
    return PageView(raw["number"], raw["name"], _extent(raw, boxes), raw["lines"], texts, boxes)


def _extent(raw: dict[str, Any], boxes: list[FieldBox]) -> tuple[float, float, float, float]:
    xs = [x for x0, _, x1, _ in raw["lines"] for x in (x0, x1)] + [x for *_, run in raw["texts"] for x in run]
    ys = [y for _, y0, _, y1 in raw["lines"] for y in (y0, y1)] + [y for _, _, y, _ in raw["texts"]]
    xs += [x for one in boxes for x in (one.box.x0, one.box.x1)]
    ys += [y for one in boxes for y in (one.box.y0, one.box.y1)]
    if not xs or not ys:
        return 0.0, 0.0, raw["width"], raw["height"]
    left, top = max(min(xs) - MARGIN, 0.0), max(min(ys) - MARGIN - 8, 0.0)
    return left, top, max(xs) - left + 2 * MARGIN, max(ys) - top + MARGIN


def neighbours(boxes: list[FieldBox], key: str) -> tuple[str, str]:
    """Return the keys of the fields before and after one, in reading order, round the end."""
    keys = [one.row.key for one in boxes]
    if key not in keys:
        return (keys[-1], keys[0]) if keys else ("", "")
    at = keys.index(key)
    return keys[at - 1], keys[(at + 1) % len(keys)]


def next_open(boxes: list[FieldBox], key: str) -> str:
    """Return the next field that nobody has decided and that residents fill, after `key`; empty when all are."""
    keys = [one.row.key for one in boxes]
    start = keys.index(key) + 1 if key in keys else 0
    around = boxes[start:] + boxes[:start]
    open_ = {State.OPEN, State.RETURNED}
    return next((b.row.key for b in around if b.standing.state in open_ and b.row.kind != Kind.OFFICE.value), "")
