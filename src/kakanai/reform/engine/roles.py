"""Words before a question in free text: a person's heading, a bullet, a number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from kakanai.reform.engine.grammar import Piece
from kakanai.reform.engine.lines import Line
from kakanai.reform.engine.words import ATTACHMENTS, is_strong_label, squeeze, words

_OF_BODIES = {"org", "contact", "employer", "doctor"}
"""Whose word before a label is part of it (`代表者　役職`); a person's is the heading of the lines below."""


def is_person(text: str) -> bool:
    """Whether a text is a person's word and nothing else."""
    role = dict(words().roles).get(text)
    return bool(role) and role not in _OF_BODIES


def without_bullet(pieces: list[Piece]) -> list[Piece]:
    """`・電話番号（　　　　）` asks like `電話番号（　　　　）`."""
    first = pieces[0] if pieces else None
    if first is None or first.kind is not None or not re.match(r"[・･○◯●◇▪‣-](?=\S)", first.text):
        return pieces
    return [replace(first, text=first.text[1:], start=first.start + 1), *pieces[1:]]


def parted_roles(pieces: list[Piece]) -> list[Piece]:
    """`届出人 氏名` with a narrow gap is a person's heading and a question."""
    out: list[Piece] = []
    for piece in pieces:
        head, _, rest = piece.raw.partition(" ") if piece.kind is None else ("", "", "")
        if is_person(squeeze(head)) and is_strong_label(rest):
            cut = piece.start + len(head)
            out += [Piece(piece.start, cut, squeeze(head)), Piece(cut + 1, piece.end, squeeze(rest), raw=rest)]
        else:
            out.append(piece)
    return out


def joined_roles(pieces: list[Piece], line: Line, lines: list[Line]) -> list[Piece]:
    """`代表者　役職` is one label unless the second word also stands alone below (then the first is a heading), as a
    person's word in the head of a letter always is: `申請者　氏名` below the addressee.
    """
    out: list[Piece] = []
    names = {w for w, _ in words().roles}
    for piece in pieces:
        last = out[-1] if out else None
        close = last is not None and piece.start - last.end <= 2
        words_both = last is not None and close and last.kind is None and piece.kind is None and last.text in names
        whose = last is not None and is_person(last.text) and _heads_letter(line, lines)
        if (
            last is not None
            and words_both
            and not whose
            and is_strong_label(piece.text)
            and not _aligned_below(line, piece, lines)
        ):
            out[-1] = Piece(last.start, piece.end, last.text + piece.text)
            continue
        out.append(piece)
    return out


def _heads_letter(line: Line, lines: list[Line]) -> bool:
    """Whether the addressee of a letter stands a few lines above."""
    return any(
        0 < line.box.y0 - n.box.y0 < 12 * line.size and squeeze(n.text).rstrip(")").endswith(words().addressee_end)
        for n in lines
    )


def _aligned_below(line: Line, piece: Piece, lines: list[Line]) -> bool:
    """Whether a further question stands below, set in from the person's word: then that word is their heading."""
    role = line.at(piece.start, piece.end).x0
    return any(
        n is not line
        and n.box.x0 > line.box.x0 + line.size
        and abs(n.box.x0 - role) < 2.5 * line.size
        and 0 < n.box.y0 - line.box.y0 < 5 * line.size
        for n in lines
    )


def is_listed_blank(piece: Piece, line: Line, lines: list[Line]) -> bool:
    """`２　補助事業の名称` with nothing behind it, right above `３　…` of the same list, leaves room to write."""
    number = _place(line)
    if number < 0 or not is_strong_label(piece.text) or ATTACHMENTS.search(piece.text):
        return False
    if squeeze(line.text) != str(number) + piece.text:
        return False
    after = [n for n in lines if n.box.y0 > line.box.y0 + 0.5 * line.size]
    beside = any(n is not line and n.box.overlap_y(line.box) > 0.4 * line.size for n in lines)
    following = min(after, key=lambda n: n.box.y0, default=None)
    if beside or following is None or following.box.y0 - line.box.y1 > 2.5 * line.size:
        return False
    return _place(following) == number + 1 and abs(following.box.x0 - line.box.x0) < line.size


def _place(line: Line) -> int:
    """The number before a line of a list, -1 where there is none."""
    found = re.match(r"\s*(\d{1,2})[ \u3000]", unicodedata.normalize("NFKC", line.text.replace("\u3000", " ")))
    return int(found.group(1)) if found else -1


def number_of(mark: str) -> int:
    """`(2)`, `②`, `イ`: 2."""
    plain = mark.strip("().、")
    return int(plain) if plain.isdigit() else "アイウエオカキクケコ".find(plain) + 1
