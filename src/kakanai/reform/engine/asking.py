"""Words and blanks on one line of free text: which words name a blank, and how far a blank reaches."""

from __future__ import annotations

import re

from kakanai.reform.engine.grammar import Piece
from kakanai.reform.engine.lines import Line
from kakanai.reform.engine.model import Box, Kind
from kakanai.reform.engine.words import clean_label, is_label_text, squeeze, words

_OFFICE_HOLDER = re.compile(
    r"^[(（]?(宛先|あて先|提出先|申請先|届出先|請求先)[)）]|([市町村区]長|知事|委員会|事業管理者)$"
)


def blank_before(piece: Piece) -> int:
    """How many blanks a piece begins with."""
    return len(piece.text) - len(piece.text.lstrip())


def names(text: str) -> bool:
    """Whether words can name a blank: no addressee, no broken sentence, no part of a date."""
    plain = squeeze(text)
    if (plain.endswith(words().addressee_end) and len(plain) > 1) or _OFFICE_HOLDER.search(plain):
        return False
    return (
        is_label_text(plain)
        and len(clean_label(plain)) <= 30
        and not plain.endswith(("は", "を", "に", "が", "は、", "、"))
        and not re.fullmatch(r"[(（]?(西暦|令和|平成|昭和|〒|第|自|至|から|まで|満)[)）]?", plain)
    )


def reach(line: Line, piece: Piece, pieces: list[Piece], index: int, right: float) -> Box:
    """The room that belongs to a place to fill in on a line."""
    spot = line.at(piece.start, piece.end)
    if piece.kind in {Kind.AMOUNT, Kind.TEXT} and index > 0:
        before = line.at(pieces[index - 1].start, pieces[index - 1].end)
        return Box(before.x1, spot.y0, spot.x1, spot.y1)
    return Box(spot.x0, spot.y0, min(spot.x1, right), spot.y1)
