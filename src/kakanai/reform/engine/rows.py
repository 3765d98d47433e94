"""Rows of a table that their first cell names, whatever stands over the columns: sums and priced lines."""

from __future__ import annotations

import re
from collections.abc import Callable

from kakanai.reform.engine.cell import Cell, Role
from kakanai.reform.engine.grid import Grid, same_level
from kakanai.reform.engine.words import clean_label

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
