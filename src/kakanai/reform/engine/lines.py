"""Characters of a face to lines of text in which gaps are visible.

In a line's text a thin gap (0.3 to 0.75 em) is one space and a wide gap is one ideographic space per em, so that
the grammar can be written over plain strings. `at` finds back where on the page a character stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kakanai.reform.engine.faces import Face
from kakanai.reform.engine.model import Box, Glyph

THIN, WIDE = 0.3, 0.75
_AFTER_GAP = "年月日時分円号番"
"""A line that starts with one of these was broken at the blank before it."""
_KANA = re.compile(r"^[\u3041-\u30ffー・]+$")


@dataclass(slots=True)
class Line:
    """One line: its text with gaps, its box, the box of each character of the text."""

    text: str
    box: Box
    size: float
    spots: list[Box]

    def at(self, start: int, end: int) -> Box:
        """The box around the characters `start`..`end` of the text."""
        chosen = self.spots[start : max(end, start + 1)]
        left, right = min(s.x0 for s in chosen), max(s.x1 for s in chosen)
        broken = len({round(s.y0) for s in (self.spots[0], self.spots[-1])}) > 1
        if not broken:
            return Box(left, self.box.y0, right, self.box.y1)
        return Box(left, min(s.y0 for s in chosen), right, max(s.y1 for s in chosen))


def lines_of(glyphs: list[Glyph]) -> list[Line]:
    """Group characters into lines, top to bottom; ruby is dropped, overprinted sizes are parted."""
    groups = _groups(_without_ruby(glyphs))
    lines = [_line(group) for group in groups]
    return sorted(lines, key=lambda n: (round(n.box.y0, 1), n.box.x0))


def rejoined(lines: list[Line], box: Box) -> list[Line]:
    """Lines of a narrow cell with those put together again that only its width has broken."""
    out: list[Line] = []
    for line in lines:
        last = out[-1] if out else None
        if last is not None and _continues(last, line, box):
            gap = "　" if line.text[0] in _AFTER_GAP else ""
            spots = [*last.spots, *([last.spots[-1]] if gap else []), *line.spots]
            out[-1] = Line(last.text + gap + line.text, last.box.union(line.box), last.size, spots)
        else:
            out.append(line)
    return out


def _continues(last: Line, line: Line, box: Box) -> bool:
    room = box.x1 - last.spots[-1].x1
    open_bracket = len(re.findall("[（(]", last.text)) > len(re.findall("[)）]", last.text))
    dated = line.text[0] in "月日分" and last.text.rstrip("　 ")[-1:] in "年月時"
    carried = (open_bracket or dated or line.text[0] in "（(・）)") and room < line.box.width + line.size
    full = carried or (room < 1.7 * last.size and last.box.width > 3 * last.size)
    starts = line.box.x0 - box.x0 < 1.0 * line.size and abs(line.size - last.size) < 0.1 * last.size
    return full and starts and line.box.y0 - last.spots[-1].y1 < 0.9 * line.size


def vertical_text(face: Face) -> str | None:
    """The text of a narrow face whose characters stand one below the other, else `None`."""
    glyphs = face.glyphs
    if len(glyphs) < 2:
        return None
    size = median(g.size for g in glyphs)
    columns: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -g.box.centre[0]):
        if columns and abs(columns[-1][0].box.centre[0] - glyph.box.centre[0]) < size * 0.6:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    lone = len(columns) == 1 and len(glyphs) >= 3 and _one_per_line(glyphs)
    if len(columns) > 3 or any(len(c) < 2 for c in columns):
        return None
    tall = face.box.height >= 1.2 * face.box.width
    if not lone and not (tall and face.box.width <= size * (len(columns) + 1.9)):
        return None
    if len(columns) > 1 and not _stacked_apart(columns, size):
        return None
    ordered = [g for column in columns for g in sorted(column, key=lambda g: g.box.y0)]
    return "".join(g.text for g in ordered)


def _one_per_line(glyphs: list[Glyph]) -> bool:
    ordered = sorted(glyphs, key=lambda g: g.box.y0)
    return all(a.box.overlap_y(b.box) < 0.5 * min(a.box.height, b.box.height) for a, b in pairwise(ordered))


def _stacked_apart(columns: list[list[Glyph]], size: float) -> bool:
    """Columns of a vertical text stand apart; the characters of a horizontal one touch."""
    xs = sorted(median(g.box.centre[0] for g in c) for c in columns)
    return all(b - a > size * 1.15 for a, b in pairwise(xs))


def _without_ruby(glyphs: list[Glyph]) -> list[Glyph]:
    """Drop small kana that stand right above larger characters (やさしい日本語 forms)."""
    if len({round(g.size, 1) for g in glyphs}) < 2:
        return glyphs
    largest = max(g.size for g in glyphs)
    small = [g for g in glyphs if g.size <= 0.66 * largest and _KANA.match(g.text)]
    ruby = set()
    for glyph in small:
        for base in glyphs:
            gap = base.box.y0 - glyph.box.y1
            over = base.size * 0.66 >= glyph.size and base.box.overlap_x(glyph.box) > 0.25 * glyph.size
            if over and -0.45 * glyph.size <= gap <= 0.45 * base.size and _is_cjk(base.text):
                ruby.add(id(glyph))
                break
    return [g for g in glyphs if id(g) not in ruby]


def _is_cjk(text: str) -> bool:
    return "\u4e00" <= text[0] <= "\u9fff" or text[0] in "々〇" or "\u3041" <= text[0] <= "\u30ff"


def _groups(glyphs: list[Glyph]) -> list[list[Glyph]]:
    open_lines: list[tuple[float, float, float, list[Glyph]]] = []
    done: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.box.y0, g.box.x0)):
        top, bottom = glyph.box.y0, glyph.box.y1
        best = None
        for index in range(len(open_lines) - 1, -1, -1):
            y0, y1, size, members = open_lines[index]
            shared = min(y1, bottom) - max(y0, top)
            if shared >= 0.5 * min(y1 - y0, bottom - top) and 0.68 <= glyph.size / size <= 1.47:
                best = index
                break
            if y1 < top - 40:
                done.append(members)
                open_lines.pop(index)
        if best is None:
            open_lines.append((top, bottom, glyph.size, [glyph]))
        else:
            open_lines[best][3].append(glyph)
    return done + [members for *_, members in open_lines]


def _line(glyphs: list[Glyph]) -> Line:
    ordered = sorted(glyphs, key=lambda g: g.box.x0)
    size = median(g.size for g in ordered)
    text, spots = "", []
    previous: Glyph | None = None
    for glyph in ordered:
        if previous is not None:
            gap = (glyph.box.x0 - previous.box.x1) / size
            marks = " " if THIN <= gap < WIDE else "　" * max(1, round(gap)) if gap >= WIDE else ""
            for number in range(len(marks)):
                step = (glyph.box.x0 - previous.box.x1) / len(marks)
                x = previous.box.x1 + number * step
                spots.append(Box(x, previous.box.y0, x + step, previous.box.y1))
            text += marks
        text += glyph.text
        spots.extend([glyph.box] * len(glyph.text))
        previous = glyph
    box = Box(
        ordered[0].box.x0,
        min(g.box.y0 for g in ordered),
        max(g.box.x1 for g in ordered),
        max(g.box.y1 for g in ordered),
    )
    return Line(text, box, size, spots)
