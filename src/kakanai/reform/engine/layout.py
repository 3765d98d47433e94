"""Text to glyphs: where each character of a native file would stand on paper.

The metrics are plain: a full-width character is one em wide, a half-width one half an em, a line 1.3 em high.
That is how Japanese office fonts behave, and it keeps every reader independent of installed fonts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kakanai.reform.engine.model import Box, Glyph

LINE = 1.3
"""Line height in em."""
PAD = 2.0
"""Space between a cell's wall and its text, in points."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text is set: size in points, alignments, wrapping, stacking."""

    size: float = 10.5
    halign: str = "left"
    valign: str = "middle"
    wrap: bool = True
    vertical: bool = False


def char_width(char: str, size: float) -> float:
    """The advance width of one character in points."""
    if unicodedata.combining(char) or 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF:
        return 0.0
    return size if unicodedata.east_asian_width(char) in "WFA" else size / 2


def text_width(text: str, size: float) -> float:
    """The width of a line in points."""
    return sum(char_width(c, size) for c in text)


def squeezed_blanks(text: str, width: float, size: float) -> str:
    """A line whose blanks make it too wide for its cell, with the blanks made narrower: forms are typed with room to
    spare, and a blank broken over two lines is no blank. Unchanged where that does not help.
    """
    runs = list(re.finditer(r"(?<=\S)[ \u3000]{2,}(?=\S)|^[ \u3000]{2,}(?=\S)", text))
    over = text_width(text.rstrip(), size) - width
    if over <= 0 or not runs:
        return text
    spare = [text_width(m.group(), size) - size for m in runs]
    if sum(spare) < over or text_width(text.rstrip(), size) > 2.2 * width:
        return text
    share = over / sum(spare)
    out, at = "", 0
    for run, room in zip(runs, spare, strict=True):
        ems = max(1, int((room * (1 - share) + size) / size))
        out += text[at : run.start()] + "\u3000" * ems
        at = run.end()
    return out + text[at:]


def break_lines(text: str, width: float, size: float, *, wrap: bool) -> list[str]:
    """Cut text at its newlines and, when wrapping, at the width of its cell."""
    lines: list[str] = []
    for paragraph in text.replace("\r", "").split("\n"):
        paragraph = squeezed_blanks(paragraph, width, size) if wrap else paragraph  # noqa: PLW2901
        if not wrap or text_width(paragraph, size) <= width:
            lines.append(paragraph)
            continue
        current, used = "", 0.0
        for char in paragraph:
            advance = char_width(char, size)
            if used + advance > width and current:
                lines.append(current)
                current, used = "", 0.0
            current, used = current + char, used + advance
        lines.append(current)
    return lines


def lay_text(text: str, box: Box, style: Style) -> list[Glyph]:
    """Set a text into a cell and return its visible characters, owned by that cell."""
    if not text.strip():
        return []
    owner = box.centre
    if style.vertical:
        return _lay_vertical(text, box, style.size, owner)
    size = style.size
    lines = break_lines(text, max(box.width - 2 * PAD, size), size, wrap=style.wrap)
    needed = len(lines) * size * LINE
    if needed > box.height > 0 and len(lines) > 1:
        size = max(box.height / (len(lines) * LINE), size * 0.5)
        needed = len(lines) * size * LINE
    top = _start(style.valign, box.y0, box.y1, needed)
    glyphs: list[Glyph] = []
    for number, line in enumerate(lines):
        baseline = Box(box.x0, top + number * size * LINE, box.x1, top + (number + 1) * size * LINE)
        glyphs.extend(lay_line(line, baseline, size, style.halign, owner))
    return glyphs


def lay_line(line: str, box: Box, size: float, halign: str, owner: tuple[float, float] | None) -> list[Glyph]:
    """Set one line; `distributed` spreads its characters over the whole width."""
    body = line.rstrip() if halign in {"center", "right", "distributed"} else line
    body = body.lstrip(" ") if halign in {"center", "distributed"} else body
    width = text_width(body, size)
    spread = 0.0
    if halign == "distributed" and len(body) > 1:
        spread = max(0.0, (box.width - 2 * PAD - width) / (len(body) - 1))
    x = {"center": box.x0 + (box.width - width) / 2, "right": box.x1 - PAD - width}.get(halign, box.x0 + PAD)
    x = max(x, box.x0 + 0.2) if halign == "right" else x
    glyphs: list[Glyph] = []
    for char in body:
        advance = char_width(char, size)
        if char.isspace() or advance == 0.0:
            if advance == 0.0 and glyphs and not char.isspace():
                last = glyphs[-1]
                glyphs[-1] = Glyph(last.text + char, last.box, last.size, owner)
            x += advance + (spread if advance else 0.0)
            continue
        glyphs.append(Glyph(char, Box(x, box.y0 + size * 0.12, x + advance, box.y0 + size * 1.12), size, owner))
        x += advance + spread
    return glyphs


def _lay_vertical(text: str, box: Box, size: float, owner: tuple[float, float]) -> list[Glyph]:
    body = [c for c in text if c not in "\r\n"]
    step = min(size * 1.1, max(box.height / max(len(body), 1), size * 0.6))
    y = box.y0 + max(0.0, (box.height - step * len(body)) / 2)
    x = box.x0 + (box.width - size) / 2
    glyphs = []
    for char in body:
        if not char.isspace():
            glyphs.append(Glyph(char, Box(x, y, x + size, y + min(step, size)), size, owner))
        y += step
    return glyphs


def _start(align: str, low: float, high: float, needed: float) -> float:
    if align == "top":
        return low
    if align == "bottom":
        return max(low, high - needed)
    return max(low, low + (high - low - needed) / 2)
