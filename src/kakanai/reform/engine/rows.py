"""Rows of a table that their first cell names, whatever stands over the columns: sums and priced lines."""

from __future__ import annotations

import re
from collections.abc import Callable

from kakanai.reform.engine.cell import Cell, Role
from kakanai.reform.engine.grid import Grid, same_level, same_span
from kakanai.reform.engine.words import clean_label, question_of

_BLANKS = {Role.EMPTY, Role.SLOTS}
_SUM = re.compile(r"([^\d、。()]{0,6}[総小合累])?計(金額|額)?(\(.*\))?")
_PRICE = re.compile(r"(1?[^\W\d]{1,2})?[1-9][\d,]*円(/?[^\W\d]{1,3}|\(.{1,6}\))?|無料|免除")


def names_row(text: str) -> bool:
    """Whether a row's first cell says that the row sums up the rows above."""
    return bool(_SUM.fullmatch(clean_label(text)))


def is_price(text: str) -> bool:
    """Whether a cell holds nothing but a printed price."""
    return bool(_PRICE.fullmatch(text))


def priced_label(cell: Cell, grid: Grid) -> Cell | None:
    """`住民票 | 300円 | 　　通`: the first cell of a line whose price is printed, where one blank follows it."""
    before = _printed(cell, grid.left)
    after = next((c for c in grid.right(cell) if same_level(c.box, cell.box)), None)
    if after is not None and after.role in {Role.EMPTY, Role.SLOTS}:
        return None
    priced = [c for c in (*before, *([after] if after else [])) if is_price(c.text)]
    labels = [c for c in before if c.role is Role.LABEL]
    return labels[-1] if priced and labels else None


def listed_label(cell: Cell, grid: Grid) -> Cell | None:
    """`子育て支援 | 遊具など | 　　円`: the first cell of a row of a list whose columns, but for the last, are printed."""
    row = _row_before(cell, grid)
    if len(row) < 2 or row[-1].role is not Role.LABEL or any(c.role in _BLANKS for c in _after(cell, grid)):
        return None
    tops = [_top(c, grid) for c in (*row, cell)]
    headed = all(t.role is Role.LABEL and same_level(t.box, tops[0].box) and t.box.y1 <= cell.box.y0 + 4 for t in tops)
    return (
        row[-1] if headed and all(_is_printed(t, grid) for t in tops[:-1]) and not _is_printed(tops[-1], grid) else None
    )


def is_gap(cell: Cell, grid: Grid) -> bool:
    """An empty cell in a column of a list that is printed in all other rows."""
    after = next((c for c in _after(cell, grid) if c.role in _BLANKS), None)
    return cell.role is Role.EMPTY and after is not None and listed_label(after, grid) is not None


def asked_aloud(cell: Cell) -> str:
    """The question of a cell that asks in a sentence: `…を吸いますか`, or a numbered `４　…を書いてください。`."""
    asked = question_of(next((t.rstrip("。") for t, _ in cell.lines if re.search(r"か[?。]?$", t)), ""))
    told = cell.role is Role.NOTE and re.match(r"[(（]?\d{1,2}[)）.]?[^\d]", cell.text) and len(cell.text) <= 60
    if not asked and told and re.search(r"(ください|下さい)。?$", cell.text) and "。" not in cell.text[:-1]:
        asked = "".join(t for t, _ in cell.lines).rstrip("。")
    return asked


def _row_before(cell: Cell, grid: Grid) -> list[Cell]:
    out: list[Cell] = []
    current = cell
    while len(out) < 8:
        near = next((c for c in grid.left(current) if same_level(c.box, cell.box)), None)
        if near is None:
            break
        out.append(near)
        current = near
    return out


def _after(cell: Cell, grid: Grid) -> list[Cell]:
    return [c for c in grid.right(cell) if same_level(c.box, cell.box)]


def _top(cell: Cell, grid: Grid) -> Cell:
    """The uppermost cell of a column."""
    current = cell
    for _ in range(60):
        up = next((c for c in grid.above(current) if same_span(c.box, cell.box)), None)
        if up is None:
            break
        current = up
    return current


def _is_printed(header: Cell, grid: Grid) -> bool:
    """Whether the cells below a heading are printed: two or more, with at most one left empty."""
    column: list[Cell] = []
    current: Cell | None = header
    while current is not None and len(column) < 60:
        current = next((c for c in grid.below(current) if same_span(c.box, header.box)), None)
        column += [current] if current else []
    blank = [c for c in column if c.role in _BLANKS]
    return len(column) - len(blank) >= 2 and len(blank) <= 1


def is_twin(one: Cell, two: Cell) -> bool:
    """Whether two cells of a row print the same for two people, but for a letter or two (`男` and `女`)."""
    if one.role is not Role.SLOTS or not same_level(one.box, two.box) or len(one.text) != len(two.text):
        return False
    return sum(a != b for a, b in zip(one.text, two.text, strict=True)) <= min(2, len(one.text) // 4)


def _printed(cell: Cell, step: Callable[[Cell], list[Cell]]) -> list[Cell]:
    """The cells with printed words beside a cell, outwards, up to the next blank."""
    out: list[Cell] = []
    current = cell
    while len(out) < 20:
        near = next((c for c in step(current) if same_level(c.box, cell.box)), None)
        if near is None or near.role in {Role.EMPTY, Role.SLOTS}:
            break
        out.append(near)
        current = near
    return out
