"""Walls to faces: the planar regions between lines, without a pixel raster.

Wall coordinates are snapped and compressed, every row of the compressed grid is cut into runs between
vertical walls, and runs of neighbouring rows are joined where no horizontal wall parts them. The cost
follows the number of walls, not the size of the sheet.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from kakanai.reform.engine.model import Box, Glyph, Wall

SNAP = 2.2
"""Walls closer than this many points are one wall (double rules, rounding of column widths)."""
DASH_GAP = 5.0
"""Gap in points across which the dashes of one line are joined."""
_MIN_FACE = 3.0
_MAX_GRID = 4_000_000


@dataclass(slots=True)
class Face:
    """A region enclosed by walls. `rect` is false for L-shapes and regions with holes."""

    id: int
    box: Box
    rect: bool
    background: bool
    glyphs: list[Glyph] = field(default_factory=list)


class FaceMap:
    """The faces of one page and the way to find them by point."""

    def __init__(self, faces: list[Face], xs: list[float], ys: list[float], labels: np.ndarray) -> None:
        self.faces = faces
        self._by_id = {f.id: f for f in faces}
        self._xs, self._ys, self._labels = xs, ys, labels

    def at(self, x: float, y: float) -> Face | None:
        """The face under a point, or `None` in a crevice too small to be one."""
        col, row = bisect_right(self._xs, x) - 1, bisect_right(self._ys, y) - 1
        rows, cols = self._labels.shape
        col, row = min(max(col, 0), cols - 1), min(max(row, 0), rows - 1)
        return self._by_id.get(int(self._labels[row, col]))


def build_faces(walls: tuple[Wall, ...], width: float, height: float) -> FaceMap:
    """Cut the page into faces. The region that touches the page's edge is marked as background."""
    rows_of, cols_of = _snap(walls, width, height)
    hwalls = _join([Wall(True, rows_of(w.at), cols_of(w.lo), cols_of(w.hi)) for w in walls if w.horizontal])
    vwalls = _join([Wall(False, cols_of(w.at), rows_of(w.lo), rows_of(w.hi)) for w in walls if not w.horizontal])
    hwalls, vwalls = _close_corners(hwalls, vwalls), _close_corners(vwalls, hwalls)
    vwalls = _join([*vwalls, *_open_sides(hwalls, vwalls)])
    xs = sorted({-1.0, width + 1} | {w.at for w in vwalls} | {v for w in hwalls for v in (w.lo, w.hi)})
    ys = sorted({-1.0, height + 1} | {w.at for w in hwalls} | {v for w in vwalls for v in (w.lo, w.hi)})
    if len(xs) * len(ys) > _MAX_GRID:
        xs, ys, hwalls, vwalls = xs[:1] + xs[-1:], ys[:1] + ys[-1:], [], []
    labels = _label(xs, ys, hwalls, vwalls)
    return FaceMap(_measure(labels, xs, ys), xs, ys, labels)


class _Snapper:
    """Maps a coordinate to the centre of its cluster."""

    def __init__(self, values: list[float]) -> None:
        self._edges: list[float] = []
        self._centres: list[float] = []
        cluster: list[float] = []
        for value in sorted(values):
            if cluster and value - cluster[-1] > SNAP:
                self._close(cluster)
                cluster = []
            cluster.append(value)
        if cluster:
            self._close(cluster)

    def _close(self, cluster: list[float]) -> None:
        self._edges.append(cluster[0])
        self._centres.append(round(sum(cluster) / len(cluster), 3))

    def __call__(self, value: float) -> float:
        index = bisect_right(self._edges, value + 1e-9) - 1
        return self._centres[index]


def _snap(walls: tuple[Wall, ...], width: float, height: float) -> tuple[_Snapper, _Snapper]:
    ys = [w.at for w in walls if w.horizontal] + [v for w in walls if not w.horizontal for v in (w.lo, w.hi)]
    xs = [w.at for w in walls if not w.horizontal] + [v for w in walls if w.horizontal for v in (w.lo, w.hi)]
    return _Snapper([*ys, -1.0, height + 1]), _Snapper([*xs, -1.0, width + 1])


def _join(walls: list[Wall]) -> list[Wall]:
    """Join pieces on one line that overlap or are parted only by the gap of a dash."""
    lines: dict[float, list[tuple[float, float]]] = {}
    for wall in walls:
        lines.setdefault(wall.at, []).append((wall.lo, wall.hi))
    horizontal = bool(walls) and walls[0].horizontal
    joined = []
    for at, spans in lines.items():
        spans.sort()
        lo, hi = spans[0]
        for next_lo, next_hi in spans[1:]:
            if next_lo <= hi + DASH_GAP:
                hi = max(hi, next_hi)
            else:
                joined.append(Wall(horizontal, at, lo, hi))
                lo, hi = next_lo, next_hi
        joined.append(Wall(horizontal, at, lo, hi))
    return [w for w in joined if w.hi - w.lo > _MIN_FACE]


def _close_corners(walls: list[Wall], across: list[Wall]) -> list[Wall]:
    """Lengthen wall ends to a crossing wall that they miss by a hair, so that faces do not leak."""
    reach = SNAP * 1.6
    by_place = sorted(across, key=lambda w: w.at)
    places = [w.at for w in by_place]

    def pull(end: float, at: float) -> float:
        low, high = bisect_right(places, end - reach), bisect_right(places, end + reach)
        near = [w for w in by_place[low:high] if w.lo - reach <= at <= w.hi + reach]
        return min((w.at for w in near), key=lambda v: abs(v - end), default=end)

    return [Wall(w.horizontal, w.at, min(w.lo, pull(w.lo, w.at)), max(w.hi, pull(w.hi, w.at))) for w in walls]


def _open_sides(hwalls: list[Wall], vwalls: list[Wall]) -> list[Wall]:
    """The sides of tables drawn without their outermost verticals, or cut off at the edge of the page: two rules that
    end at one place and that some vertical joins belong to one table.
    """
    sides: list[Wall] = []
    for end in ("lo", "hi"):
        columns: dict[float, list[Wall]] = {}
        for wall in hwalls:
            columns.setdefault(round(getattr(wall, end)), []).append(wall)
        for rules in columns.values():
            rules.sort(key=lambda w: w.at)
            for above, below in pairwise(rules):
                at = getattr(above, end)
                crossed = any(above.at < w.at < below.at and w.lo < at - SNAP and w.hi > at + SNAP for w in hwalls)
                goes_on = _goes_on(above, at, end, hwalls) or _goes_on(below, at, end, hwalls)
                if below.at - above.at < 200 and _joined(above, below, vwalls) and not crossed and not goes_on:
                    sides.append(Wall(False, at, above.at, below.at))
    return sides


def _goes_on(rule: Wall, at: float, end: str, hwalls: list[Wall]) -> bool:
    """Whether the rule's line is drawn further beyond its end by another piece."""
    return any(
        w is not rule and abs(w.at - rule.at) < SNAP and (w.lo < at - SNAP if end == "lo" else w.hi > at + SNAP)
        for w in hwalls
    )


def _joined(above: Wall, below: Wall, vwalls: list[Wall]) -> bool:
    low, high = max(above.lo, below.lo) - 1, min(above.hi, below.hi) + 1
    return any(low <= v.at <= high and v.lo <= above.at + SNAP and v.hi >= below.at - SNAP for v in vwalls)


def _label(xs: list[float], ys: list[float], hwalls: list[Wall], vwalls: list[Wall]) -> np.ndarray:
    rows, cols = len(ys) - 1, len(xs) - 1
    col_of, row_of = {x: i for i, x in enumerate(xs)}, {y: i for i, y in enumerate(ys)}
    blocked_right = np.zeros((rows, cols + 1), dtype=bool)
    blocked_above = np.zeros((rows + 1, cols), dtype=bool)
    for wall in vwalls:
        blocked_right[row_of[wall.lo] : row_of[wall.hi], col_of[wall.at]] = True
    for wall in hwalls:
        blocked_above[row_of[wall.at], col_of[wall.lo] : col_of[wall.hi]] = True
    starts = blocked_right[:, :-1].copy()
    starts[:, 0] = True
    runs = np.cumsum(starts.reshape(-1)).reshape(rows, cols) - 1
    parent = list(range(int(runs[-1, -1]) + 1))
    for row in range(1, rows):
        open_cols = ~blocked_above[row]
        if open_cols.any():
            for a, b in set(zip(runs[row - 1][open_cols].tolist(), runs[row][open_cols].tolist(), strict=True)):
                _unite(parent, a, b)
    roots = np.array([_root(parent, i) for i in range(len(parent))])
    labels: np.ndarray = roots[runs]
    return labels


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def _unite(parent: list[int], a: int, b: int) -> None:
    a, b = _root(parent, a), _root(parent, b)
    if a != b:
        parent[max(a, b)] = min(a, b)


def _measure(labels: np.ndarray, xs: list[float], ys: list[float]) -> list[Face]:
    widths = np.diff(np.array(xs))
    heights = np.diff(np.array(ys))
    ids, inverse = np.unique(labels, return_inverse=True)
    inverse = inverse.reshape(labels.shape)
    area = np.bincount(inverse.ravel(), weights=np.outer(heights, widths).ravel(), minlength=len(ids))
    rows, cols = np.indices(labels.shape)
    count = len(ids)
    row0, row1 = np.full(count, labels.shape[0]), np.zeros(count, dtype=int)
    col0, col1 = np.full(count, labels.shape[1]), np.zeros(count, dtype=int)
    np.minimum.at(row0, inverse, rows)
    np.maximum.at(row1, inverse, rows)
    np.minimum.at(col0, inverse, cols)
    np.maximum.at(col1, inverse, cols)
    outer = int(inverse[0, 0])
    faces = []
    for i, face_id in enumerate(ids.tolist()):
        box = Box(xs[int(col0[i])], ys[int(row0[i])], xs[int(col1[i]) + 1], ys[int(row1[i]) + 1])
        if i != outer and (box.width < _MIN_FACE or box.height < _MIN_FACE):
            continue
        rect = bool(area[i] >= 0.98 * box.width * box.height)
        faces.append(Face(face_id, box, rect, i == outer))
    return faces
