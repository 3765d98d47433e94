"""The cells of a page and who touches whom."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from kakanai.reform.engine.cell import Cell
from kakanai.reform.engine.faces import SNAP
from kakanai.reform.engine.model import Box

NEAR = SNAP * 2.2
"""Walls closer than this are one wall for the purpose of neighbourhood."""


_BAND = 40.0
"""Neighbours are looked for in bands this many points wide, so that a long sheet costs no more per row."""


class Grid:
    """The cells of a page and their neighbours."""

    def __init__(self, cells: list[Cell]) -> None:
        self.cells = cells
        self._sides = {side: _Side(cells, side) for side in ("x0", "x1", "y0", "y1")}
        self._found: dict[tuple[str, int], list[Cell]] = {}

    def left(self, cell: Cell) -> list[Cell]:
        """Cells that share this cell's left wall."""
        return self._beside("x1", cell.box.x0, cell, _level)

    def right(self, cell: Cell) -> list[Cell]:
        """Cells that share this cell's right wall, top to bottom."""
        return self._beside("x0", cell.box.x1, cell, _level)

    def above(self, cell: Cell) -> list[Cell]:
        """Cells that share this cell's upper wall."""
        return self._beside("y1", cell.box.y0, cell, _stacked)

    def below(self, cell: Cell) -> list[Cell]:
        """Cells that share this cell's lower wall."""
        return self._beside("y0", cell.box.y1, cell, _stacked)

    def _beside(self, side: str, at: float, cell: Cell, shares: Callable[[Cell, Cell], bool]) -> list[Cell]:
        key = (side, id(cell))
        if key not in self._found:
            found = [c for c in self._sides[side].touching(at, cell.box) if c is not cell and shares(c, cell)]
            self._found[key] = sorted(found, key=lambda c: c.box.y0) if side == "x0" else found
        return self._found[key]


class _Side:
    """One wall of all cells: which cells have it at a place, along the extent of a box."""

    def __init__(self, cells: list[Cell], side: str) -> None:
        self._upright = side in {"x0", "x1"}
        self._ordered = sorted(cells, key=lambda c: getattr(c.box, side))
        self._bands: dict[int, tuple[list[float], list[int]]] = {}
        for index, cell in enumerate(self._ordered):
            for band in self._extent(cell.box):
                places, numbers = self._bands.setdefault(band, ([], []))
                places.append(getattr(cell.box, side))
                numbers.append(index)

    def touching(self, at: float, box: Box) -> list[Cell]:
        """Cells whose wall is at a place and that may lie beside a box."""
        found: set[int] = set()
        for band in self._extent(box):
            places, numbers = self._bands.get(band, ([], []))
            found.update(numbers[bisect_left(places, at - NEAR) : bisect_right(places, at + NEAR)])
        return [self._ordered[i] for i in sorted(found)]

    def _extent(self, box: Box) -> range:
        low, high = (box.y0, box.y1) if self._upright else (box.x0, box.x1)
        return range(int(low // _BAND), int(high // _BAND) + 1)


def _level(one: Cell, two: Cell) -> bool:
    return _shares(one.box.overlap_y(two.box), one.box.height, two.box.height)


def _stacked(one: Cell, two: Cell) -> bool:
    return _shares(one.box.overlap_x(two.box), one.box.width, two.box.width)


def _shares(overlap: float, one: float, two: float) -> bool:
    return overlap > 0.4 * min(one, two)


def same_span(one: Box, two: Box) -> bool:
    """Whether two boxes stand in one column."""
    return abs(one.x0 - two.x0) < NEAR + 1 and abs(one.x1 - two.x1) < NEAR + 1


def same_level(one: Box, two: Box) -> bool:
    """Whether two boxes stand in one row."""
    return abs(one.y0 - two.y0) < NEAR + 1 and abs(one.y1 - two.y1) < NEAR + 1


def covers(outer: Box, inner: Box) -> bool:
    """Whether a box at the side reaches over the whole height of another."""
    return outer.overlap_y(inner) > 0.7 * inner.height and outer.height > 0.9 * inner.height
