"""Headings beside and over a label: whose or which block of questions it belongs to."""

from __future__ import annotations

from kakanai.reform.engine.cell import Cell, Role
from kakanai.reform.engine.grid import Grid, covers, same_span
from kakanai.reform.engine.words import clean_label

_BLANKS = {Role.EMPTY, Role.SLOTS}


def is_captioned(cell: Cell) -> bool:
    """Whether a label stands at the top left of its own blank: `車名` in a high box, with room below it."""
    if cell.role is not Role.LABEL or not cell.lines or not cell.roomy:
        return False
    first, last = cell.lines[0][1], cell.lines[-1][1]
    return first.y0 - cell.box.y0 < first.height and cell.box.y1 - last.y1 > 1.3 * last.height


class Sections:
    """The headings of the labels of one page; `headings` remembers which cells have served as one."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.headings: set[int] = set()

    def is_section(self, label: Cell) -> bool:
        """Whether a label stands before further labels and not before its own blank."""
        return any(c.role is Role.LABEL for c in self.grid.right(label) if not c.sides)

    def of(self, cell: Cell, *, own: bool) -> tuple[str, ...]:
        """Headings to the left of a label, outermost first, then a full-width heading above the row."""
        chain: list[str] = []
        current = cell
        for _ in range(6):
            lefts = [
                c for c in self.grid.left(current)
                if c.role is Role.LABEL and covers(c.box, current.box) and not (is_captioned(c) and is_captioned(current))
            ]  # fmt: skip
            lefts = lefts or self.beyond(current)
            if not lefts:
                break
            current = max(lefts, key=lambda c: c.box.height)
            self.headings.add(id(current))
            chain.append(clean_label(current.text))
        band = self.band(current if chain or not own else cell)
        return (*([band] if band else []), *reversed(chain))

    def beyond(self, cell: Cell) -> list[Cell]:
        """A tall label further left, past the cells of the same row."""
        lefts = [c for c in self.grid.left(cell) if c.box.overlap_y(cell.box) > 0.5 * cell.box.height]
        current, row = cell, cell.box
        for _ in range(24):
            if not lefts:
                return []
            current = max(lefts, key=lambda c: c.box.overlap_y(row))
            tall = current.role is Role.LABEL and current.box.height > 1.3 * row.height and covers(current.box, row)
            if tall and not self._asks(current) and not self._heads_blanks(current):
                return [current]
            lefts = [c for c in self.grid.left(current) if c.box.overlap_y(row) > 0.5 * row.height]
        return []

    def band(self, cell: Cell) -> str:
        """A heading that spans several columns above: `配偶者に関する事項` over a block of rows."""
        current = cell
        for _ in range(40):
            ups = [c for c in self.grid.above(current) if c.box.overlap_x(cell.box) > 0.5 * cell.box.width]
            if not ups:
                return ""
            up = max(ups, key=lambda c: c.box.width)
            if up.role is Role.LABEL and up.box.width > 1.8 * cell.box.width and not self._asks(up):
                self.headings.add(id(up))
                return clean_label(up.text)
            current = up
        return ""

    def _heads_blanks(self, label: Cell) -> bool:
        return any(c.role in _BLANKS and same_span(c.box, label.box) for c in self.grid.below(label))

    def _asks(self, label: Cell) -> bool:
        return any(c.role in _BLANKS for c in self.grid.right(label))
