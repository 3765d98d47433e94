"""A handwritten signature: the points of the pen, and the same as SVG."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kakanai.signing.errors import EmptyInkError, InkInvalidError

MAX_POINTS = 20_000
MIN_LENGTH = 20.0
"""A dot or a slip is no signature: the pen must have travelled this far, in tablet pixels."""

Point = tuple[float, float, int, float]


@dataclass(frozen=True, slots=True)
class InkSignature:
    """Strokes of (x, y, t, p): pixels from the top left, milliseconds since the first touch, pressure 0 to 1.

    Errors: EmptyInkError for nothing written, InkInvalidError for points outside the pad or out of time.
    """

    strokes: tuple[tuple[Point, ...], ...]
    width: int
    height: int

    @classmethod
    def of(cls, strokes: Sequence[Sequence[Sequence[float]]], width: int, height: int) -> InkSignature:
        """Return the signature of what a tablet sent, checked and rounded to a hundredth of a pixel."""
        if not (0 < width <= 10_000 and 0 < height <= 10_000):
            raise InkInvalidError(f"pad size {width}x{height}")
        if sum(len(stroke) for stroke in strokes) > MAX_POINTS:
            raise InkInvalidError("too many points")
        try:
            points = tuple(tuple(_point(point, width, height) for point in stroke) for stroke in strokes if stroke)
        except (TypeError, ValueError) as error:
            raise InkInvalidError(f"unreadable point: {error}") from error
        ink = cls(points, width, height)
        ink._check_time()
        if ink.length() < MIN_LENGTH:
            raise EmptyInkError("the pen hardly moved")
        return ink

    @classmethod
    def from_json(cls, text: bytes) -> InkSignature:
        """Return the signature of its JSON form. Raises InkInvalidError."""
        try:
            raw = json.loads(text)
            return cls.of(raw["strokes"], raw["width"], raw["height"])
        except (ValueError, KeyError, TypeError) as error:
            raise InkInvalidError(f"unreadable ink: {error}") from error

    def as_dict(self) -> dict[str, Any]:
        """Return the points as plain data."""
        return {"width": self.width, "height": self.height, "strokes": [[list(p) for p in s] for s in self.strokes]}

    def length(self) -> float:
        """Return how far the pen travelled on the pad, in pixels."""
        return sum(math.dist(a[:2], b[:2]) for stroke in self.strokes for a, b in itertools.pairwise(stroke))

    def to_svg(self) -> str:
        """Return the signature as SVG, with the line's width following the pressure. Equal ink gives equal text."""
        lines = [
            f'<line x1="{a[0]:g}" y1="{a[1]:g}" x2="{b[0]:g}" y2="{b[1]:g}" stroke-width="{1.2 + 2.4 * b[3]:.2f}"/>'
            for stroke in self.strokes
            for a, b in itertools.pairwise(stroke)
        ]
        dots = [
            f'<circle cx="{s[0][0]:g}" cy="{s[0][1]:g}" r="{0.8 + 1.2 * s[0][3]:.2f}" stroke="none" fill="#1a1a1c"/>'
            for s in self.strokes
            if len(s) == 1
        ]
        size = f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}"'
        pen = 'fill="none" stroke="#1a1a1c" stroke-linecap="round" stroke-linejoin="round"'
        body = "".join(lines + dots)
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><title>署名</title><g {pen}>{body}</g></svg>'

    def _check_time(self) -> None:
        times = [point[2] for stroke in self.strokes for point in stroke]
        if any(later < earlier for earlier, later in itertools.pairwise(times)):
            raise InkInvalidError("time runs backwards")


def _point(raw: Sequence[float], width: int, height: int) -> Point:
    x, y, at, pressure = (float(part) for part in raw)
    if not all(math.isfinite(part) for part in (x, y, at, pressure)):
        raise ValueError("not a number")
    if not (-1 <= x <= width + 1 and -1 <= y <= height + 1 and 0 <= at < 3_600_000 and 0 <= pressure <= 1):
        raise ValueError("outside the pad")
    return (round(x, 2), round(y, 2), round(at), round(pressure, 3))
