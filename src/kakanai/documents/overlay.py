"""Values laid over an official PDF whose layout is prescribed: a transparent layer at coordinates kept as data.

The official file itself is never part of this project. Its hash is: when the office publishes a new one,
the old coordinates are refused until somebody has looked at a calibration print.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pikepdf
import yaml

from kakanai import yamldata
from kakanai.catalogue.forms.model import Row
from kakanai.catalogue.forms.people import People, people_of
from kakanai.documents.engine import typeset
from kakanai.documents.errors import OverlayInvalidError
from kakanai.documents.model import DocumentMeta
from kakanai.documents.values import value_of
from kakanai.japan.dates import from_iso, wareki_code
from kakanai.vocabulary.facts import Facts

FOLDER = Path(__file__).parent / "data" / "overlays"
POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Place:
    """Where one value goes: millimetres from the top left of the page, and how it is written.

    `kind`: `text`; `comb` (one character to each of `cells`); `part` (`era`, `year`, `month` or `day` of a date);
    `circle` (an ellipse, drawn when the value is `when`).
    """

    item: str
    page: int
    x: float
    y: float
    w: float
    h: float
    of: str = "household"
    kind: str = "text"
    size: float = 10.0
    align: str = "left"
    cells: int = 0
    part: str = ""
    when: str = ""
    format: str = "text"


@dataclass(frozen=True, slots=True)
class Overlay:
    """The coordinates of one official form. `sha256` is of the file that they were measured on."""

    id: str
    title: str
    source: str
    sha256: str
    pages: tuple[tuple[float, float], ...]
    places: tuple[Place, ...] = field(default=())


def read_overlay(path: Path) -> Overlay:
    """Read coordinates. Raises OverlayInvalidError, which names the place in the file."""
    try:
        raw = yamldata.read(path.read_text(encoding="utf-8"))
        jsonschema.validate(raw, yamldata.read((FOLDER / "_schema.yaml").read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise OverlayInvalidError(f"{path.name}: {error}") from error
    except jsonschema.ValidationError as error:
        place = "/".join(map(str, error.absolute_path))
        raise OverlayInvalidError(
            f"{path.name}: {place}: {error.message}",
            f"重ね印刷の位置「{path.name}」の {place} が決まりに合いません。その行を直してください。",
        ) from error
    pages = tuple((page["width"], page["height"]) for page in raw["pages"])
    places = tuple(Place(page=number, **entry) for number, page in enumerate(raw["pages"]) for entry in page["places"])
    overlay = Overlay(raw["id"], raw["title"], raw["source"], raw["sha256"], pages, places)
    for problem in problems(overlay):
        raise OverlayInvalidError(f"{path.name}: {problem}", f"重ね印刷の位置が紙からはみ出します: {problem}")
    return overlay


def problems(overlay: Overlay) -> Iterator[str]:
    """Yield every place that lies outside its page or lacks what its kind needs."""
    for place in overlay.places:
        width, height = overlay.pages[place.page]
        if place.x < 0 or place.y < 0 or place.x + place.w > width or place.y + place.h > height:
            yield f"{place.item}: outside the page"
        if (place.kind == "comb" and place.cells < 1) or (place.kind == "part" and not place.part):
            yield f"{place.item}: {place.kind} lacks its cells or part"


def lay_over(official: bytes, overlay: Overlay, facts: Facts, subjects: list[str], meta: DocumentMeta) -> bytes:
    """Return the official PDF with the values in their places.

    The layer has no tags: give the resident `render_form`'s accessible copy beside it. Raises OverlayInvalidError
    when the official file is not the one measured, GlyphMissingError and DocumentsError as for any document.
    """
    _refuse_other_file(official, overlay)
    people = people_of(facts, subjects, meta.applicant)
    self_subject = people.subjects[0] if people.subjects else ""
    marks = [mark for place in overlay.places for mark in _marks(place, facts, people, self_subject)]
    data = {"pages": _pages(overlay, marks), "watermark": meta.watermark or "", "grid": False}
    return _merge(official, typeset("overlay.typ", data, timestamp=meta.timestamp(), standards=()))


def calibration(overlay: Overlay, official: bytes | None = None) -> bytes:
    """Return a sheet with a millimetre grid and the name of every place, over the official file where given."""
    marks = [_frame(place) for place in overlay.places]
    layer = typeset(
        "overlay.typ", {"pages": _pages(overlay, marks), "watermark": "", "grid": True}, timestamp=0, standards=()
    )
    return layer if official is None else _merge(official, layer)


def _refuse_other_file(official: bytes, overlay: Overlay) -> None:
    found = hashlib.sha256(official).hexdigest()
    if found != overlay.sha256:
        raise OverlayInvalidError(
            f"{overlay.id}: official file has SHA-256 {found}, coordinates are for {overlay.sha256}",
            f"「{overlay.title}」の元の様式が差し替わっています。位置合わせの印刷で確かめてから使ってください。入力した内容は残っています。",
        )


def _marks(place: Place, facts: Facts, people: People, self_subject: str) -> Iterator[dict[str, Any]]:
    row = Row(place.item, place.item, place.of, place.format)
    subject = people.subject_for(place.of, self_subject)
    fact = facts.fact(subject, place.item) if subject else None
    if fact is None or fact.value in {None, ""}:
        return
    if place.kind == "circle":
        if str(fact.value) == place.when:
            yield {**_frame(place), "text": "", "kind": "circle"}
        return
    value = value_of(row, facts, people, self_subject)
    text = _part(str(fact.value), place.part) if place.kind == "part" else value.text
    yield {**_frame(place), "text": text, "face": value.face, "kind": place.kind}


def _part(iso: str, part: str) -> str:
    """Return one part of an ISO date: the era's kanji, the year in it, the month or the day."""
    day = from_iso(iso).iso_from
    code, year = wareki_code(day)
    eras = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
    return {"era": eras[code], "year": str(year), "month": str(day.month), "day": str(day.day)}[part]


def _frame(place: Place) -> dict[str, Any]:
    names = ("page", "x", "y", "w", "h", "size", "align", "cells")
    return {name: getattr(place, name) for name in names} | {"kind": "frame", "face": "ui", "text": place.item}


def _pages(overlay: Overlay, marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"width": width, "height": height, "marks": [mark for mark in marks if mark["page"] == number]}
        for number, (width, height) in enumerate(overlay.pages)
    ]


def _merge(official: bytes, layer: bytes) -> bytes:
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(official)) as pdf, pikepdf.open(io.BytesIO(layer)) as over:
            if len(pdf.pages) != len(over.pages) or any(page.rotation for page in pdf.pages):
                raise OverlayInvalidError("the official file has other pages than the coordinates, or turned ones")
            for under, page in zip(pdf.pages, over.pages, strict=True):
                under.add_overlay(page, None)
            pdf.save(out, deterministic_id=True)
    except pikepdf.PdfError as error:
        raise OverlayInvalidError(f"the official file cannot be read: {error}") from error
    return out.getvalue()
