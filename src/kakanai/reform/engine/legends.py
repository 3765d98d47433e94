"""Legends: words that stand on the upper edge of a frame, as a printed web form sets the name of a block."""

from __future__ import annotations

from dataclasses import dataclass

from kakanai.reform.engine.faces import Face
from kakanai.reform.engine.found import Found
from kakanai.reform.engine.lines import Line
from kakanai.reform.engine.model import Box
from kakanai.reform.engine.words import clean_label, is_label_text, squeeze

_NARROWEST = 0.4
"""A frame with a legend is at least this share of its page wide."""


@dataclass(frozen=True, slots=True)
class Legend:
    """A line and the frame whose block it names."""

    line: Line
    frame: Box


def legends_of(faces: list[Face], lines: list[Line], width: float) -> list[Legend]:
    """The legends of a page; words that merely stand near an edge are none."""
    frames = [f.box for f in faces if not f.background and f.box.width > _NARROWEST * width]
    found = []
    for line in lines:
        text = squeeze(line.text)
        frame = next((f for f in frames if _on_edge(line, f)), None)
        if frame is not None and is_label_text(text) and len(text) <= 24:
            found.append(Legend(line, frame))
    return found


def name_frames(found: list[Found], legends: list[Legend]) -> None:
    """Give the fields inside a frame its legend as their outer section."""
    for item in found:
        x, y = item.box.centre
        for legend in legends:
            box, name = legend.frame, clean_label(legend.line.text)
            if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 and name not in item.section:
                item.section = (name, *item.section)


def _on_edge(line: Line, frame: Box) -> bool:
    """Whether an edge runs through the middle of a line that starts near the frame's left end and is short."""
    middle = abs(line.box.centre[1] - frame.y0) < 0.35 * line.size
    return middle and 0 < line.box.x0 - frame.x0 < 3 * line.size and line.box.x1 < frame.x1 - 3 * line.size
