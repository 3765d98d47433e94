"""A worksheet as cells and lines, and its picture. Shared by the xlsx and xls readers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate

from kakanai.reform.engine.layout import Style, lay_text
from kakanai.reform.engine.model import Box, Glyph, Hint, Kind, PagePicture, Wall

_WHITE = "white"
MAX_ROWS = 3000
MAX_COLS = 400
"""A sheet beyond these is read up to them, with a warning: no form is longer."""


@dataclass(slots=True)
class SheetCell:
    """A cell or merged range: rows and columns are 0-based, the end is exclusive."""

    row0: int
    col0: int
    row1: int
    col1: int
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape over the cells: its corners as (column, offset, row, offset) with offsets in points."""

    start: tuple[int, float, int, float]
    end: tuple[int, float, int, float]
    text: str
    drawn: bool


@dataclass(slots=True)
class Sheet:
    """What both spreadsheet formats boil down to. `edges` holds (row, col, side) of drawn borders."""

    name: str
    col_widths: list[float]
    row_heights: list[float]
    cells: list[SheetCell] = field(default_factory=list)
    top: set[tuple[int, int]] = field(default_factory=set)
    left: set[tuple[int, int]] = field(default_factory=set)
    fills: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    lists: list[tuple[int, int, int, int, tuple[str, ...]]] = field(default_factory=list)
    shapes: list[Drawn] = field(default_factory=list)

    def draw(self, row: int, col: int, sides: tuple[bool, bool, bool, bool]) -> None:
        """Note the borders of one cell: top, bottom, left, right."""
        if sides[0]:
            self.top.add((row, col))
        if sides[1]:
            self.top.add((row + 1, col))
        if sides[2]:
            self.left.add((row, col))
        if sides[3]:
            self.left.add((row, col + 1))


def sheet_picture(sheet: Sheet, number: int) -> PagePicture:
    """Turn a worksheet into the common picture."""
    xs = [0.0, *accumulate(sheet.col_widths)]
    ys = [0.0, *accumulate(sheet.row_heights)]
    _drop_inner_borders(sheet)
    _drop_plain_white(sheet)
    _add_fill_borders(sheet)
    margin = 8.0
    xs, ys = [x + margin for x in xs], [y + margin for y in ys]
    glyphs: list[Glyph] = []
    for cell in sheet.cells:
        box = Box(xs[cell.col0], ys[cell.row0], xs[cell.col1], ys[cell.row1])
        glyphs.extend(lay_text(cell.text, box, cell.style))
    frames: list[Wall] = []
    for shape in sheet.shapes:
        box = Box(*_place(shape.start, xs, ys), *_place(shape.end, xs, ys))
        glyphs.extend(_shape_text(shape, box))
        if shape.drawn and box.width > 6 and box.height > 6:
            frames.extend(_frame(box))
    walls = [*frames, *_runs(sheet.top, ys, xs, horizontal=True), *_runs(sheet.left, xs, ys, horizontal=False)]
    hints = tuple(Hint(Box(xs[c0], ys[r0], xs[c1], ys[r1]), Kind.CHOICE, "", o) for r0, c0, r1, c1, o in sheet.lists)
    right = max([xs[-1], *(g.box.x1 for g in glyphs)], default=xs[-1])
    return PagePicture(number, right + margin, ys[-1] + margin, tuple(glyphs), tuple(walls), hints, name=sheet.name)


def _place(corner: tuple[int, float, int, float], xs: list[float], ys: list[float]) -> tuple[float, float]:
    col, dx, row, dy = corner
    x = xs[min(col, len(xs) - 1)] + (dx if col < len(xs) else 0.0)
    y = ys[min(row, len(ys) - 1)] + (dy if row < len(ys) else 0.0)
    return x, y


def _shape_text(shape: Drawn, box: Box) -> list[Glyph]:
    """A framed text is owned by its frame; the word of a tick box stands in whatever cell it floats over."""
    style = Style(9.0, "left", "top" if shape.drawn else "middle", wrap=shape.drawn)
    laid = lay_text(shape.text, box, style)
    return laid if shape.drawn else [Glyph(g.text, g.box, g.size) for g in laid]


def _frame(box: Box) -> list[Wall]:
    across = [Wall(True, y, box.x0, box.x1) for y in (box.y0, box.y1)]
    return [*across, *(Wall(False, x, box.y0, box.y1) for x in (box.x0, box.x1))]


def _drop_inner_borders(sheet: Sheet) -> None:
    for row0, col0, row1, col1 in sheet.merges:
        for row in range(row0, row1):
            for col in range(col0, col1):
                if row > row0:
                    sheet.top.discard((row, col))
                if col > col0:
                    sheet.left.discard((row, col))


def _drop_plain_white(sheet: Sheet) -> None:
    """White paint counts only where it sets a blank apart from a coloured neighbour at its left."""
    kept: dict[tuple[int, int], str] = {}
    for place in sorted(sheet.fills):
        row, col = place
        colour = sheet.fills[place]
        if colour != _WHITE or kept.get((row, col - 1)):
            kept[place] = colour
    ground = _ground(sheet, kept)
    sheet.fills = {place: colour for place, colour in kept.items() if colour != ground}


def _ground(sheet: Sheet, fills: dict[tuple[int, int], str]) -> str:
    """The colour of a sheet painted all over; what stands on it stands on the page."""
    counts = Counter(fills.values())
    colour, count = counts.most_common(1)[0] if counts else ("", 0)
    cells = len(sheet.col_widths) * len(sheet.row_heights)
    edge = [fills.get((row, 0)) for row in range(len(sheet.row_heights))]
    return colour if count > 0.4 * cells and edge.count(colour) > 0.7 * len(edge) and colour != _WHITE else ""


def _add_fill_borders(sheet: Sheet) -> None:
    """A change of shading is a wall too: many forms mark their blanks by colour alone. So is the step from one row
    of questions to the next within one colour.
    """
    written = {cell.row0 for cell in sheet.cells}
    within = {(r, c) for r0, c0, r1, c1 in sheet.merges for r in range(r0, r1 - 1) for c in range(c0, c1)}
    for (row, col), colour in sheet.fills.items():
        if {row, row + 1} <= written and (row, col) not in within and sheet.fills.get((row + 1, col)) == colour:
            sheet.top.add((row + 1, col))
        if sheet.fills.get((row - 1, col)) != colour:
            sheet.top.add((row, col))
        if sheet.fills.get((row + 1, col)) != colour:
            sheet.top.add((row + 1, col))
        if sheet.fills.get((row, col - 1)) != colour:
            sheet.left.add((row, col))
        if sheet.fills.get((row, col + 1)) != colour:
            sheet.left.add((row, col + 1))


def _runs(edges: set[tuple[int, int]], fixed: list[float], along: list[float], *, horizontal: bool) -> list[Wall]:
    """Join single cell borders into long walls."""
    lines: dict[int, list[int]] = {}
    for row, col in edges:
        line, place = (row, col) if horizontal else (col, row)
        if 0 <= line < len(fixed) and 0 <= place < len(along) - 1:
            lines.setdefault(line, []).append(place)
    walls = []
    for line, places in sorted(lines.items()):
        places.sort()
        start = previous = places[0]
        for place in [*places[1:], -2]:
            if place != previous + 1:
                walls.append(Wall(horizontal, fixed[line], along[start], along[previous + 1]))
                start = place
            previous = place
    return walls
