"""Native reader for vector PDF: characters, rules, thin rectangles, shading edges, form widgets."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

from kakanai.reform.engine.errors import NeedsOcrError
from kakanai.reform.engine.model import Box, Glyph, Hint, Kind, PagePicture, Wall

MAX_PAGES = 60
MAX_OBJECTS = 60_000
_THIN = 2.5
_DOT_GAP = 4.5
_MARK = 9.0
"""A filled shape smaller than this is a bullet or the sign of a control, no cell."""


def read_pdf(data: bytes) -> tuple[list[PagePicture], list[str]]:
    """Read up to `MAX_PAGES` pages.

    Raises:
        NeedsOcrError: no page has a text layer.
    """
    import pdfplumber

    pictures: list[PagePicture] = []
    notes: list[str] = []
    pictures_only = 0
    with pdfplumber.open(io.BytesIO(data)) as document:
        for number, page in enumerate(document.pages, 1):
            if number > MAX_PAGES:
                notes.append(f"{MAX_PAGES} ページまでを読みました")
                break
            picture = _picture(page, number)
            pictures_only += not picture.glyphs and bool(page.images)
            pictures.append(picture)
            page.close()
    if pictures and not any(p.glyphs for p in pictures) and pictures_only:
        raise NeedsOcrError("no text layer")
    return pictures, notes


def _picture(page: Any, number: int) -> PagePicture:
    width, height = float(page.width), float(page.height)
    left, top = float(page.bbox[0]), float(page.bbox[1])
    glyphs = _glyphs(page.chars[:MAX_OBJECTS], _dark_grounds(page.rects[:MAX_OBJECTS]), left, top)
    curves = [c for c in page.curves[:MAX_OBJECTS] if c.get("stroke") and not _is_white(c.get("stroking_color"))]
    shapes = [*page.rects[:MAX_OBJECTS], *(c for c in curves if len(c.get("pts", [])) > 8)]
    ticks = _drawn_ticks(shapes, glyphs, left, top)
    glyphs.extend(Glyph("□", box, max(box.height, 6.0)) for box in ticks.values())
    rects = [r for i, r in enumerate(page.rects[:MAX_OBJECTS]) if i not in ticks]
    walls = [w for w in _walls(page, rects, left, top, width, height) if w.hi - w.lo > 1.0]
    hints = tuple(_widgets(page, left, top))
    glyphs.extend(Glyph("□", h.box, max(min(h.box.height, 12.0), 6.0)) for h in hints if h.kind is Kind.CHECK)
    walls.extend(_box_walls([h.box for h in hints if h.kind != Kind.CHECK]))
    return PagePicture(number, width, height, tuple(glyphs), tuple(walls[:MAX_OBJECTS]), hints)


def _dark_grounds(rects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Filled areas on which white words can be read."""
    return [r for r in rects if r.get("fill") and _is_dark(r.get("non_stroking_color")) and r["bottom"] - r["top"] > 6]


def _on_ground(char: dict[str, Any], grounds: list[dict[str, Any]]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(g["x0"] <= x <= g["x1"] and g["top"] <= y <= g["bottom"] for g in grounds)


def _glyphs(chars: list[dict[str, Any]], grounds: list[dict[str, Any]], left: float, top: float) -> list[Glyph]:
    """Visible characters once each: overprinted bold is one character, space glyphs and NULs none."""
    seen: set[tuple[str, int, int]] = set()
    glyphs = []
    for char in chars:
        text = char["text"].replace("\x00", "")
        if not text.strip() or text.startswith("(cid:"):
            continue
        box = Box(char["x0"] - left, char["top"] - top, char["x1"] - left, char["bottom"] - top)
        place = (text, round(box.x0 / 1.5), round(box.y0 / 1.5))
        if place in seen or (_is_white(char.get("non_stroking_color")) and not _on_ground(char, grounds)):
            continue
        seen.add(place)
        glyphs.append(Glyph(text, box, float(char["size"])))
    return glyphs


def _walls(page: Any, rects: list[dict[str, Any]], left: float, top: float, width: float, height: float) -> list[Wall]:
    walls: list[Wall] = []
    for line in page.lines[:MAX_OBJECTS]:
        if not _is_white(line.get("stroking_color")):
            walls.extend(_segment(line["x0"] - left, line["top"] - top, line["x1"] - left, line["bottom"] - top))
    for rect in rects:
        box = Box(rect["x0"] - left, rect["top"] - top, rect["x1"] - left, rect["bottom"] - top)
        walls.extend(_rect_walls(rect, box, width, height))
    walls.extend(_dotted(_marks(page, rects, left, top)))
    for curve in page.curves[:MAX_OBJECTS]:
        if curve.get("stroke") and not _is_white(curve.get("stroking_color")):
            walls.extend(_curve_walls(curve, left, top))
        elif curve.get("fill") and not _is_white(curve.get("non_stroking_color")):
            walls.extend(_thin_walls(curve, left, top))
    return walls


def _thin_walls(shape: dict[str, Any], left: float, top: float) -> list[Wall]:
    """A filled shape as thin as a rule is one, though its ends are cut aslant (the edges of raised table borders)."""
    return _segment(shape["x0"] - left, shape["top"] - top, shape["x1"] - left, shape["bottom"] - top)


def _drawn_ticks(rects: list[dict[str, Any]], glyphs: list[Glyph], left: float, top: float) -> dict[int, Box]:
    """Small empty squares and rounds that stand alone with a word at their right are boxes to tick, drawn instead of
    typed.
    """
    small = {}
    for index, rect in enumerate(rects):
        box = Box(rect["x0"] - left, rect["top"] - top, rect["x1"] - left, rect["bottom"] - top)
        if 4.5 <= box.width <= 14 and abs(box.width - box.height) < 2:
            small[index] = box
    found = {}
    for index, box in small.items() if len(small) < 400 else ():
        alone = not any(
            o is not box and abs(o.centre[1] - box.centre[1]) < 3 and abs(o.centre[0] - box.centre[0]) < box.width * 1.6
            for o in small.values()
        )
        inside = any(box.x0 < g.box.centre[0] < box.x1 and box.y0 < g.box.centre[1] < box.y1 for g in glyphs)
        beside = any(
            0 <= g.box.x0 - box.x1 < 1.5 * box.width and g.box.overlap_y(box) > 0.4 * box.height for g in glyphs
        )
        if alone and beside and not inside:
            found[index] = box
    return found


def _rect_walls(rect: dict[str, Any], box: Box, width: float, height: float) -> list[Wall]:
    filled = bool(rect.get("fill")) and not _is_white(rect.get("non_stroking_color"))
    stroked = bool(rect.get("stroke")) and not _is_white(rect.get("stroking_color"))
    if not (filled or stroked) or (box.width > 0.97 * width and box.height > 0.97 * height):
        return []
    if filled and not stroked and max(box.width, box.height) < _MARK and min(box.width, box.height) > _THIN:
        return []
    if box.height <= _THIN or box.width <= _THIN:
        return _segment(box.x0, box.y0, box.x1, box.y1)
    return _box_walls([box])


def _curve_walls(curve: dict[str, Any], left: float, top: float) -> list[Wall]:
    points = [(x - left, y - top) for x, y in curve.get("pts", [])]
    box = Box(curve["x0"] - left, curve["top"] - top, curve["x1"] - left, curve["bottom"] - top)
    if max(box.width, box.height) < _MARK and min(box.width, box.height) > _THIN:
        return []
    if _is_round_box(points, box):
        return _box_walls([box])
    walls: list[Wall] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(x1 - x0) + abs(y1 - y0) > 6:
            walls.extend(_segment(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return walls


def _is_round_box(points: list[tuple[float, float]], box: Box) -> bool:
    """A rectangle with rounded corners: long straight pieces on all four of its sides."""
    if box.width < 12 or box.height < 8:
        return False
    sides = [False] * 4
    for (x0, y0), (x1, y1) in pairwise([*points, points[0]]):
        if abs(y1 - y0) < 0.5 and abs(x1 - x0) > 0.4 * box.width:
            sides[0 if abs(y0 - box.y0) < 1 else 1] = True
        if abs(x1 - x0) < 0.5 and abs(y1 - y0) > 0.3 * box.height:
            sides[2 if abs(x0 - box.x0) < 1 else 3] = True
    return all(sides)


def _marks(page: Any, rects: list[dict[str, Any]], left: float, top: float) -> list[Box]:
    """Dots: filled or drawn shapes no larger than a rule is thick."""
    small = [
        o for o in (*rects, *page.curves[:MAX_OBJECTS])
        if o["x1"] - o["x0"] <= _THIN and o["bottom"] - o["top"] <= _THIN
    ]  # fmt: skip
    return [Box(o["x0"] - left, o["top"] - top, o["x1"] - left, o["bottom"] - top) for o in small]


def _dotted(marks: list[Box]) -> list[Wall]:
    """Rows and columns of at least six dots close together are lines."""
    walls: list[Wall] = []
    for horizontal in (True, False):
        rows: dict[int, list[float]] = {}
        for mark in marks:
            x, y = mark.centre
            rows.setdefault(round((y if horizontal else x) * 2), []).append(x if horizontal else y)
        for at, places in rows.items():
            places.sort()
            run = [places[0]]
            for place in [*places[1:], float("inf")]:
                if place - run[-1] <= _DOT_GAP:
                    run.append(place)
                    continue
                if len(run) >= 6:
                    walls.append(Wall(horizontal, at / 2, run[0], run[-1]))
                run = [place]
    return walls


def _segment(x0: float, y0: float, x1: float, y1: float) -> list[Wall]:
    if abs(y1 - y0) <= _THIN and x1 - x0 >= abs(y1 - y0):
        return [Wall(True, (y0 + y1) / 2, x0, x1)]
    if abs(x1 - x0) <= _THIN:
        return [Wall(False, (x0 + x1) / 2, y0, y1)]
    return []


def _box_walls(boxes: list[Box]) -> list[Wall]:
    walls = []
    for box in boxes:
        walls.extend([Wall(True, box.y0, box.x0, box.x1), Wall(True, box.y1, box.x0, box.x1)])
        walls.extend([Wall(False, box.x0, box.y0, box.y1), Wall(False, box.x1, box.y0, box.y1)])
    return walls


def _widgets(page: Any, left: float, top: float) -> list[Hint]:
    """AcroForm fields, where the PDF has them."""
    hints = []
    for annotation in page.annots[:2000]:
        data = annotation.get("data") or {}
        if "Widget" not in str(data.get("Subtype", "")):
            continue
        box = Box(annotation["x0"] - left, annotation["top"] - top, annotation["x1"] - left, annotation["bottom"] - top)
        kind = {"/'Btn'": Kind.CHECK, "/'Ch'": Kind.CHOICE, "/'Sig'": Kind.SIGN}.get(str(data.get("FT")), Kind.TEXT)
        hints.append(Hint(box, kind))
    return hints


def _is_white(colour: Any) -> bool:
    if colour is None:
        return False
    values = list(colour) if isinstance(colour, list | tuple) else [colour]
    if not values or not all(isinstance(v, int | float) for v in values):
        return False
    if len(values) == 4:
        return all(v <= 0.02 for v in values)
    return all(v >= 0.98 for v in values)


def _is_dark(colour: Any) -> bool:
    values = list(colour) if isinstance(colour, list | tuple) else [colour]
    if not values or not all(isinstance(v, int | float) for v in values):
        return False
    return bool(max(values) > 0.4 if len(values) == 4 else sum(values) / len(values) < 0.75)
