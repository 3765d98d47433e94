"""Words of a face with the room behind them: which of them ask for something."""

from __future__ import annotations

from dataclasses import dataclass

from kakanai.reform.engine.cell import Slot
from kakanai.reform.engine.faces import Face
from kakanai.reform.engine.grammar import Piece, pieces_of
from kakanai.reform.engine.lines import Line
from kakanai.reform.engine.model import Box, Kind
from kakanai.reform.engine.words import clean_label, is_strong_label

PROMPT_ROOM = 4.0
"""Room in em that a word needs at its right to be a prompt rather than mere text."""


@dataclass(slots=True)
class Token:
    piece: Piece
    line: Line
    row: int
    room: float

    @property
    def box(self) -> Box:
        return self.line.at(self.piece.start, self.piece.end)


def tokens_of(lines: list[Line], box: Box) -> list[Token]:
    tokens = []
    for row, line in enumerate(lines):
        pieces = pieces_of(line.text)
        for index, piece in enumerate(pieces):
            after = pieces[index + 1] if index + 1 < len(pieces) else None
            end = line.at(after.start, after.end).x0 if after else box.x1
            beside = [n.box.x0 for n in lines if n is not line and n.box.overlap_y(line.box) > 0.5 * line.box.height]
            start = line.at(piece.start, piece.end).x1
            end = min([end, *(x for x in beside if x > start)])
            tokens.append(Token(piece, line, row, (end - start) / line.size))
    return tokens


def prompts_of(face: Face, tokens: list[Token]) -> list[Slot]:
    """Strong labels with room at their right: several in one face, or one standing away from the left wall."""
    if _is_centred_block(tokens, face.box):
        return []
    strong = [t for t in tokens if is_prompt(t, face.box)]
    if not strong:
        return []
    away = [t for t in strong if t.box.x0 - face.box.x0 > max(6 * t.line.size, 0.22 * face.box.width)]
    if len(strong) < 2 and not away:
        return []
    chosen = strong if len(strong) >= 2 else away
    return [prompt_slot(t, face.box) for t in chosen]


def _is_centred_block(tokens: list[Token], box: Box) -> bool:
    """Lines that all stand in the middle of their face are a heading, however much room they have."""
    lines = list({id(t.line): t.line for t in tokens}.values())
    level = abs((lines[0].box.y0 - box.y0) - (box.y1 - lines[-1].box.y1)) < lines[0].size
    return level and all(abs((n.box.x0 - box.x0) - (box.x1 - n.box.x1)) < 1.2 * n.size for n in lines)


def is_prompt(token: Token, box: Box) -> bool:
    text = token.piece.text
    if (
        token.piece.kind is not None
        or not (is_strong_label(text) or text.endswith(":"))
        or text.count("(") != text.count(")")
    ):
        return False
    left = token.box.x0 - box.x0
    right = token.room * token.line.size
    level = abs((token.box.y0 - box.y0) - (box.y1 - token.box.y1)) < 0.8 * token.line.size
    centred = level and abs(left - right) < 2 * token.line.size and left > token.line.size
    return token.room >= PROMPT_ROOM and not (centred and token.piece.start == 0)


def prompt_slot(token: Token, box: Box) -> Slot:
    return Slot(Kind.TEXT, room_of(token, box), clean_label(token.piece.text), row=token.row)


def room_of(token: Token, box: Box) -> Box:
    spot = token.box
    return Box(spot.x1, spot.y0, min(spot.x1 + token.room * token.line.size, box.x1), spot.y1)
