"""Headings over the columns of a table that no line parts from each other."""

from __future__ import annotations

import re

from kakanai.reform.engine.faces import SNAP, Face
from kakanai.reform.engine.lines import Line, lines_of
from kakanai.reform.engine.model import Box
from kakanai.reform.engine.words import is_label_text, squeeze

_TALLEST = 40.0
_FEWEST = 3


def with_columns(faces: list[Face]) -> list[Face]:
    """The faces, with a strip of words over a table cut at the columns below, where each word stands over one."""
    tops: dict[int, list[Face]] = {}
    for face in faces:
        tops.setdefault(round(face.box.y0), []).append(face)
    out: list[Face] = []
    for face in faces:
        out.extend(_cut(face, _below(face, tops)) or [face])
    return out


def _below(face: Face, tops: dict[int, list[Face]]) -> list[Face]:
    near = [f for y in range(round(face.box.y1) - 2, round(face.box.y1) + 3) for f in tops.get(y, ())]
    return [
        f for f in near
        if f is not face and f.rect and face.box.x0 - SNAP <= f.box.x0 and f.box.x1 <= face.box.x1 + SNAP
    ]  # fmt: skip


def _cut(face: Face, below: list[Face]) -> list[Face]:
    box = face.box
    if face.background or not face.rect or box.height > _TALLEST or len(below) < _FEWEST:
        return []
    if sum(f.box.width for f in below) < box.width - SNAP:
        return []
    lines = lines_of(face.glyphs)
    spots = _words(lines[0]) if len(lines) == 1 else []
    if len(spots) != len(below):
        return []
    parts = []
    for number, column in enumerate(sorted(below, key=lambda f: f.box.x0)):
        part = Box(column.box.x0, box.y0, column.box.x1, box.y1)
        if sum(part.x0 < s.centre[0] < part.x1 for s in spots) != 1:
            return []
        mine = [g for g in face.glyphs if part.x0 < g.box.centre[0] < part.x1]
        parts.append(Face(-face.id * 100 - number - 1, part, rect=True, background=False, glyphs=mine))
    return parts


def _words(line: Line) -> list[Box]:
    """Where the words of a line stand; nothing if one of them is no label."""
    found = list(re.finditer(r"\S+(?:[ 　]\S+)*?(?=　{2,}|$)", line.text))
    if not all(is_label_text(m.group()) and len(squeeze(m.group())) <= 12 for m in found):
        return []
    return [line.at(*m.span()) for m in found]
