"""Empty cells that nobody is meant to fill in."""

from __future__ import annotations

from kakanai.reform.engine.cell import Cell, Role
from kakanai.reform.engine.grid import Grid, same_level, same_span
from kakanai.reform.engine.roles import is_person
from kakanai.reform.engine.settle import column_header
from kakanai.reform.engine.words import clean_label


def is_filler(cell: Cell, grid: Grid) -> bool:
    """A strip too narrow to write in that is no digit box in a row of such, or the room that sets questions in."""
    if _sets_in(cell, grid):
        return True
    if cell.box.width > 14.5 or cell.box.height < 2 * cell.box.width:
        return False
    beside = [c for c in (*grid.left(cell), *grid.right(cell)) if same_level(c.box, cell.box)]
    return not any(c.role is Role.EMPTY and abs(c.box.width - cell.box.width) < 3 for c in beside)


def is_spare(cell: Cell, grid: Grid) -> bool:
    """An empty cell behind the last heading of a row of headings, and what is below it, is left over."""
    above = next((c for c in grid.above(cell) if same_span(c.box, cell.box) and c.role is Role.EMPTY), cell)
    before = [c for c in grid.left(above) if same_level(c.box, above.box)]
    while before and before[0].role is Role.EMPTY:
        before = [c for c in grid.left(before[0]) if same_level(c.box, above.box)]
    heads = [*before, *(c for b in before for c in grid.left(b) if same_level(c.box, above.box))]
    return len(heads) > 1 and all(c.role is Role.LABEL and _heads_column(c, grid) for c in heads)


def _heads_column(label: Cell, grid: Grid) -> bool:
    return any(same_span(c.box, label.box) and c.role in {Role.EMPTY, Role.SLOTS} for c in grid.below(label))


def is_corner(cell: Cell, grid: Grid) -> bool:
    """The empty corner over the numbers of a table's rows."""
    rights = [c for c in grid.right(cell) if same_level(c.box, cell.box)]
    heads = bool(rights) and all(c.role is Role.LABEL for c in rights) and not cell.text
    return heads and any(c.role in {Role.ORDINAL, Role.LABEL} for c in grid.below(cell))


def _sets_in(cell: Cell, grid: Grid) -> bool:
    """An empty cell below a person's word, beside the second of the person's questions, is the room that sets them in."""
    header = column_header(cell, grid)
    if header is None or not is_person(clean_label(header.text)):
        return False
    below, beside = _at_right(cell, grid), _at_right(header, grid)
    return below is not None and beside is not None and same_span(below.box, beside.box)


def _at_right(cell: Cell, grid: Grid) -> Cell | None:
    """The label at the right of a cell that asks for the blank behind it."""
    label = next((c for c in grid.right(cell) if c.role is Role.LABEL and same_level(c.box, cell.box)), None)
    asks = label is not None and any(c.role in {Role.EMPTY, Role.SLOTS} for c in grid.right(label))
    return label if asks else None
