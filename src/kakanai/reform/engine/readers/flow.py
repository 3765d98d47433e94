"""Paragraphs and tables set on an endless page. Shared by the docx and HTML readers.

The layout is only as true as the grammar needs: what stands beside, above and inside what.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, groupby

from kakanai.reform.engine.layout import LINE, PAD, char_width, squeezed_blanks
from kakanai.reform.engine.model import Box, Glyph, Hint, Kind, PagePicture, Wall

PAGE_WIDTH = 510.0
"""Text width in points where the file names none (A4 less 15 mm on each side)."""


TABLE_GAP = 8.0
"""Space below a table in points: more than the gap across which broken lines are joined."""


@dataclass(slots=True)
class Span:
    """A run of text in one style. `kind` and `options` say what a blank is that the file declares as an input."""

    text: str
    size: float = 10.5
    underline: bool = False
    kind: Kind | None = None
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class Paragraph:
    """A paragraph; indents in points."""

    spans: list[Span] = field(default_factory=list)
    align: str = "left"
    indent: float = 0.0
    vertical: bool = False

    @property
    def text(self) -> str:
        return "".join(s.text for s in self.spans)


@dataclass(slots=True)
class CellBlock:
    """A table cell: span in the grid, contents, borders (top, bottom, left, right), declared input."""

    row: int
    col: int
    rows: int = 1
    cols: int = 1
    blocks: list[Block] = field(default_factory=list)
    borders: tuple[bool, bool, bool, bool] = (True, True, True, True)
    shade: str = ""
    valign: str = "top"
    vertical: bool = False


@dataclass(slots=True)
class Table:
    """A table: column widths in points, least row heights in points."""

    widths: list[float]
    heights: list[float]
    cells: list[CellBlock] = field(default_factory=list)
    indent: float = 0.0


Block = Paragraph | Table
_Char = tuple[str, Span]
"""A character and the run it belongs to."""


class FlowPage:
    """Sets blocks from top to bottom and gathers the picture."""

    def __init__(self, width: float = PAGE_WIDTH) -> None:
        self.width = width
        self.margin = 28.0
        self.glyphs: list[Glyph] = []
        self.walls: list[Wall] = []
        self.underlines: list[Wall] = []
        self.hints: list[Hint] = []

    def picture(self, blocks: list[Block], number: int = 1, name: str = "") -> PagePicture:
        """Lay out all blocks and return the page."""
        bottom = self._blocks(blocks, self.margin, self.margin, self.width, None)
        return PagePicture(
            number,
            max([self.width + 2 * self.margin, *(w.hi + 4 for w in self.walls if w.horizontal)]),
            bottom + self.margin,
            tuple(self.glyphs),
            tuple(self.walls),
            tuple(self.hints),
            tuple(self.underlines),
            name,
        )

    def _blocks(
        self, blocks: list[Block], x: float, y: float, width: float, owner: tuple[float, float] | None
    ) -> float:
        for block in blocks:
            if isinstance(block, Table):
                y = self._table(block, x + block.indent, y) + TABLE_GAP
            else:
                y = self._paragraph(block, Box(x, y, x + width, y), owner)
        return y

    def _paragraph(self, block: Paragraph, box: Box, owner: tuple[float, float] | None) -> float:
        if block.vertical:
            return self._vertical(block, box, owner)
        chars = [(c, s) for s in block.spans for c in s.text]
        if not chars:
            size = block.spans[0].size if block.spans else 10.5
            return box.y0 + size * LINE
        y = box.y0
        for line in _lines(chars, max(box.width - block.indent - 2 * PAD, 12.0)):
            size = max([s.size for _, s in line], default=block.spans[0].size)
            self._line(line, Box(box.x0 + block.indent, y, box.x1, y + size * LINE), block.align, owner)
            y += size * LINE
        return y

    def _line(self, line: list[_Char], box: Box, align: str, owner: tuple[float, float] | None) -> None:
        if align in {"center", "right", "distributed"}:
            while line and line[-1][0].isspace() and not line[-1][1].underline:
                line.pop()
        used = sum(char_width(c, s.size) for c, s in line)
        x = {"center": box.x0 + (box.width - used) / 2, "right": box.x1 - PAD - used}.get(align, box.x0 + PAD)
        spread = (box.width - 2 * PAD - used) / (len(line) - 1) if align == "distributed" and len(line) > 1 else 0.0
        for blank, group in groupby(line, key=lambda c: id(c[1]) if c[1].underline and c[0].isspace() else 0):
            run = list(group)
            start = x
            for char, span in run:
                advance = char_width(char, span.size)
                shown = char if not char.isspace() else "＿" if blank and owner else ""
                if shown and advance:
                    top = box.y1 - span.size * 1.15
                    self.glyphs.append(Glyph(shown, Box(x, top, x + advance, top + span.size), span.size, owner))
                x += advance + max(spread, 0.0)
            if blank and x - start > 15:
                self._blank(run[0][1], Box(start, box.y0, x, box.y1))

    def _blank(self, span: Span, box: Box) -> None:
        """An underlined stretch without characters; two that touch are one, unless the file declares them apart."""
        last = self.underlines[-1] if self.underlines else None
        at = box.y1 - 1.0
        if span.kind is not None:
            self.hints.append(Hint(box, span.kind, "", span.options))
        elif last is not None and last.at == at and abs(last.hi - box.x0) < 1.0:
            self.underlines[-1] = Wall(True, at, last.lo, box.x1)
            return
        self.underlines.append(Wall(True, at, box.x0, box.x1))

    def _vertical(self, block: Paragraph, box: Box, owner: tuple[float, float] | None) -> float:
        y = box.y0
        for span in block.spans:
            for char in span.text:
                if not char.isspace():
                    x = (box.x0 + box.x1 - span.size) / 2
                    self.glyphs.append(Glyph(char, Box(x, y, x + span.size, y + span.size), span.size, owner))
                y += span.size * 1.05
        return y

    def _table(self, table: Table, x: float, y: float) -> float:
        xs = [x, *(x + w for w in accumulate(table.widths))]
        heights = self._row_heights(table, xs)
        ys = [y, *(y + h for h in accumulate(heights))]
        for cell in table.cells:
            box = Box(
                xs[cell.col],
                ys[cell.row],
                xs[min(cell.col + cell.cols, len(xs) - 1)],
                ys[min(cell.row + cell.rows, len(ys) - 1)],
            )
            self._cell(cell, box)
        self._shade_walls(table, xs, ys)
        return ys[-1]

    def _cell(self, cell: CellBlock, box: Box) -> None:
        top, bottom, left, right = cell.borders
        for drawn, at in ((top, box.y0), (bottom, box.y1)):
            if drawn:
                self.walls.append(Wall(True, at, box.x0, box.x1))
        for drawn, at in ((left, box.x0), (right, box.x1)):
            if drawn:
                self.walls.append(Wall(False, at, box.y0, box.y1))
        needed = _height_of(cell, box.width)
        start = box.y0 + 1.0
        if cell.valign == "middle":
            start = max(start, box.y0 + (box.height - needed) / 2)
        elif cell.valign == "bottom":
            start = max(start, box.y1 - needed)
        nested = any(isinstance(b, Table) for b in cell.blocks)
        self._blocks(cell.blocks, box.x0, start, box.width, None if nested else box.centre)

    def _row_heights(self, table: Table, xs: list[float]) -> list[float]:
        heights = [max(h, 4.0) for h in table.heights]
        for cell in sorted(table.cells, key=lambda c: c.rows):
            last = min(cell.row + cell.rows, len(heights))
            width = xs[min(cell.col + cell.cols, len(xs) - 1)] - xs[cell.col]
            lacking = _height_of(cell, width) + 2.0 - sum(heights[cell.row : last])
            if lacking > 0:
                heights[last - 1] += lacking
        return heights

    def _shade_walls(self, table: Table, xs: list[float], ys: list[float]) -> None:
        for cell in table.cells:
            if cell.shade:
                x0, x1 = xs[cell.col], xs[min(cell.col + cell.cols, len(xs) - 1)]
                y0, y1 = ys[cell.row], ys[min(cell.row + cell.rows, len(ys) - 1)]
                self.walls.extend([Wall(True, y0, x0, x1), Wall(True, y1, x0, x1)])
                self.walls.extend([Wall(False, x0, y0, y1), Wall(False, x1, y0, y1)])


def _lines(chars: list[_Char], width: float) -> list[list[_Char]]:
    """The lines of a paragraph; plain blanks are made narrower where that keeps a line whole."""
    out: list[list[_Char]] = []
    rest: list[_Char] = []
    for char in [*chars, ("\n", Span(""))]:
        if char[0] != "\n":
            rest.append(char)
            continue
        out.extend(_wrap(_narrowed(rest, width), width))
        rest = []
    return out


def _narrowed(chars: list[_Char], width: float) -> list[_Char]:
    text = "".join(c for c, _ in chars)
    if not chars or len({s.size for _, s in chars}) > 1 or any(s.underline for _, s in chars):
        return chars
    narrow = squeezed_blanks(text, width, chars[0][1].size)
    if narrow == text:
        return chars
    spans = iter([pair for pair in chars if not pair[0].isspace()])
    last = chars[0][1]
    out: list[_Char] = []
    for char in narrow:
        if not char.isspace():
            last = next(spans)[1]
        out.append((char, last))
    return out


def _wrap(chars: list[_Char], width: float) -> list[list[_Char]]:
    lines: list[list[_Char]] = [[]]
    used = 0.0
    for char in chars:
        if char[0] == "\n":
            lines.append([])
            used = 0.0
            continue
        advance = char_width(char[0], char[1].size)
        if used + advance > width and lines[-1]:
            declared = char[1].kind is not None and sum(c[1] is char[1] for c in lines[-1]) > 2
            if char[0].isspace() and (declared or not char[1].underline):
                continue
            lines.append([])
            used = 0.0
        lines[-1].append(char)
        used += advance
    return lines


def _height_of(cell: CellBlock, width: float) -> float:
    return sum(_block_height(b, width) for b in cell.blocks)


def _block_height(block: Block, width: float) -> float:
    if isinstance(block, Table):
        page = FlowPage()
        return page._table(block, 0.0, 0.0) + TABLE_GAP
    size = max([s.size for s in block.spans], default=10.5)
    chars = [(c, s) for s in block.spans for c in s.text]
    if block.vertical:
        return len(chars) * size * 1.05
    return len(_lines(chars, max(width - block.indent - 2 * PAD, 12.0))) * size * LINE
