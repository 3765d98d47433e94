"""Boxes drawn inside a cell: places for single characters, which the cell as a whole asks for."""

from __future__ import annotations

from kakanai.reform.engine.faces import Face
from kakanai.reform.engine.model import Box

_TALLEST = 64.0
"""A cell higher than this many points is a frame around things of their own."""
_INSET = 1.0
_WIDEST = 24.0
_FEWEST = 3


def is_badge(face: Face) -> bool:
    """Whether a face is the mark `必須` or `任意` behind a label."""
    small = 0 < len(face.glyphs) <= 4 and face.box.width < 60
    return small and "".join(g.text for g in sorted(face.glyphs, key=lambda g: g.box.x0)) in {"必須", "任意"}


def without_nested(faces: list[Face]) -> list[Face]:
    """The faces, with empty boxes that stand free inside a low cell taken as part of that cell's blank."""
    hollow = [f for f in faces if not f.rect and not f.background and f.box.height <= _TALLEST]
    dropped: set[int] = set()
    for outer in hollow:
        within = [f for f in faces if f is not outer and not f.background and _overlaps(f.box, outer.box)]
        if not within or any(f.glyphs for f in within):
            continue
        if all(_inside(f.box, outer.box) for f in within) or _is_digit_row([f.box for f in within], outer.box):
            outer.rect = True
            dropped.update(f.id for f in within)
    return [f for f in faces if f.id not in dropped]


def _overlaps(one: Box, two: Box) -> bool:
    return one.overlap_x(two) > _INSET and one.overlap_y(two) > _INSET


def _inside(inner: Box, outer: Box) -> bool:
    across = outer.x0 + _INSET < inner.x0 and inner.x1 < outer.x1 - _INSET
    return across and outer.y0 + _INSET < inner.y0 and inner.y1 < outer.y1 - _INSET


def _is_digit_row(boxes: list[Box], outer: Box) -> bool:
    """Boxes for digits may reach one end of their cell: three or more of one width in one row."""
    first = boxes[0]
    alike = all(abs(b.width - first.width) < 2 and abs(b.y0 - first.y0) < 2 and b.width < _WIDEST for b in boxes)
    low = first.height < outer.height - 4 * _INSET
    contained = all(outer.x0 - _INSET <= b.x0 and b.x1 <= outer.x1 + _INSET for b in boxes)
    return len(boxes) >= _FEWEST and alike and low and contained
