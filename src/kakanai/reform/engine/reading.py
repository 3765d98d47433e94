"""One face on its own: is it blank, a label, a note, or does it hold places to fill in?"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from kakanai.reform.engine.cell import Cell, Role, Slot
from kakanai.reform.engine.faces import Face
from kakanai.reform.engine.lines import Line, lines_of, rejoined, vertical_text
from kakanai.reform.engine.model import Box, Kind
from kakanai.reform.engine.prompts import Token, prompts_of, room_of, tokens_of
from kakanai.reform.engine.slots import is_broken_label, with_slots
from kakanai.reform.engine.words import clean_label, is_label_text, squeeze, words

_DATE_HINT = re.compile(r"(mm/dd/yyyy|y{2,4}/m{1,2}/d{1,2}|年/月/日|年-月-日)□?")
_NAME_HALVES = {"氏名", "姓名"}
"""`氏　　　　　　　名` far apart: where to write the family name and the given name."""
_PRINTED_MARKS = re.compile(r"[-－ー―−‐~～_.…・:/〒]+")
"""Marks printed in a blank for the answer to stand between: `－　　　－`, `：`, `〒`."""
_SELECT = re.compile(r"[-ー―]*(お?選択|お?選び|お?選んで)(して)?(下さい|ください)?[-ー―▼]*")
"""What a list to choose from shows before anything is chosen."""
_EXAMPLE = re.compile(r"[(（]?例[)）:：].+")
_NOTE_MARKS = ("※", "*", "注)", "(注", "⇒", "→")


def read_face(face: Face) -> Cell:
    """Read one rectangular face."""
    blank = _printed_blank(face)
    if blank is not None:
        return blank
    stacked = vertical_text(face)
    if stacked is not None:
        return _stacked(face, squeeze(stacked))
    lines = lines_of(face.glyphs)
    named = [(squeeze(n.text), n.box) for n in lines]
    listed = _numbered_lines(lines) or _words_below_each_other(named)
    if listed:
        return Cell(
            face, Role.SLOTS, "".join(t for t, _ in named), named, [Slot(Kind.CHOICE, face.box, options=listed)]
        )
    tokens = tokens_of(lines, face.box)
    if any(t.piece.kind for t in tokens) and not is_broken_label(lines, tokens, face.box):
        whole = rejoined(lines, face.box)
        return with_slots(face, whole, tokens_of(whole, face.box) if len(whole) < len(lines) else tokens)
    return _text_only(face, lines, tokens)


def _printed_blank(face: Face) -> Cell | None:
    """A face that is blank, or holds nothing but marks that belong to the answer."""
    whole = squeeze("".join(g.text for g in sorted(face.glyphs, key=lambda g: g.box.x0)))
    if not whole or whole in words().hints or whole in {":", "〒"}:
        return Cell(face, Role.EMPTY)
    if _DATE_HINT.fullmatch(whole):
        return Cell(face, Role.SLOTS, slots=[Slot(Kind.DATE, face.box)])
    if _SELECT.fullmatch(whole):
        return Cell(face, Role.SLOTS, slots=[Slot(Kind.CHOICE, face.box)])
    if _EXAMPLE.fullmatch(whole) and len(whole) <= 30:
        return Cell(face, Role.EMPTY)
    if whole in _NAME_HALVES and len(face.glyphs) == 2:
        one, two = sorted(face.glyphs, key=lambda g: g.box.x0)
        if two.box.x0 - one.box.x1 > 5 * one.size:
            return Cell(face, Role.EMPTY)
    marks = _PRINTED_MARKS.fullmatch(whole) and (len(face.glyphs) > 1 or _stands_free(face))
    return Cell(face, Role.EMPTY) if marks else None


def _stands_free(face: Face) -> bool:
    """A lone dot or dash with room on both sides parts two halves of an answer; one that crosses a cell out fills it."""
    mark, box = face.glyphs[0], face.box
    return mark.text in "・･" and box.width > 5 * mark.size


def _stacked(face: Face, text: str) -> Cell:
    """A label set downwards; `男・女` set so is a choice."""
    options = tuple(o for o in re.split(r"[・･／/|｜]", text) if o)
    if len(text) == 2 and set(text) <= words().choices - words().heads:
        options = tuple(text)
    if len(options) > 1 and all(o in words().choices for o in options):
        return Cell(face, Role.SLOTS, text, [(text, face.box)], [Slot(Kind.CHOICE, face.box, options=options)])
    return Cell(face, Role.LABEL, text, [(text, face.box)])


def _numbered_lines(lines: list[Line]) -> tuple[str, ...]:
    """Options listed one or more to a line under running numbers or letters: `１．A社` / `２．B社` …"""
    text = (
        re.sub("　+", "　", "　".join(unicodedata.normalize("NFKC", n.text.replace(" ", "")) for n in lines))
        if len(lines) < 40
        else ""
    )
    text = text.replace(" ", "　")
    if len(lines) < 2 or "。" in text or re.match(r"[※*]", text):
        return ()
    found = re.findall(r"(?:^|　)([(（]?(?:\d{1,2}|[A-Z])[)）]?)[.．:：、 　]?([^　]{1,40})", text)
    marks = [re.sub(r"[()（）]", "", m) for m, _ in found]
    if len(found) < 2 or len(found) < len(lines) - 1 or not re.match(r"[(（]?[1A]", text):
        return ()
    order = [int(m) if m.isdigit() else ord(m) - 64 for m in marks]
    if any(b <= a for a, b in pairwise(order)) or max(len(o) for _, o in found) > 40:
        return ()
    return tuple(option if option.count("(") == option.count(")") else option.strip("().:") for _, option in found)


def _words_below_each_other(lines: list[tuple[str, Box]]) -> tuple[str, ...]:
    """`男` over `女`, `有` over `無`: one option to a line."""
    options = tuple(re.sub(r"^[・･]|[・･／/]$", "", text) for text, _ in lines)
    known = words().choices - words().suffixes - words().heads
    return options if 1 < len(options) <= 4 and set(options) <= known and len(set(options)) == len(options) else ()


def _text_only(face: Face, lines: list[Line], tokens: list[Token]) -> Cell:
    text = "".join(squeeze(line.text) for line in lines)
    named = [(squeeze(line.text), line.box) for line in lines]
    if re.fullmatch(r"[(（]?(\d{1,2}|[①-⑳]|[ア-コ])[)）.]?", text) and len(text) <= 4:
        return Cell(face, Role.ORDINAL, text, named)
    prompts = prompts_of(face, tokens)
    if prompts:
        cell = Cell(face, Role.SLOTS, text, named, prompts)
        first = tokens[0].box
        cell.blank_too = not _is_first_prompt(tokens[0], prompts) or first.x0 - face.box.x0 > 6 * lines[0].size
        return cell
    role = Role.LABEL if is_label_text(_upper_text(lines)) else Role.NOTE
    lines = [_without_number(lines[0]), *lines[1:]]
    named[0] = (squeeze(lines[0].text), named[0][1])
    cell = Cell(face, role, text, named)
    cell.text = _upper_text(lines) if role is Role.LABEL else text
    cell.roomy = _has_room(face.box, lines)
    cell.gaps = sum(len(re.findall("　+", n.text)) for n in lines)
    if len(tokens) > 1 and all(t.room >= 3 and len(t.piece.text) <= 6 for t in tokens):
        cell.sides = tuple((t.piece.text, room_of(t, face.box)) for t in tokens)
    return cell


def _without_number(line: Line) -> Line:
    """`３　名前を呼ぶと振り向きますか`: the number of the question is no part of it."""
    found = re.match(r"[(（]?(?:[0-9０-９]{1,2}|[①-⑳]|[ア-コ])[)）.．、]?[ 　]+(?=\S{2})", line.text)
    if found is None:
        return line
    spots = line.spots[found.end() :]
    return Line(line.text[found.end() :], Box(spots[0].x0, line.box.y0, line.box.x1, line.box.y1), line.size, spots)


def _is_first_prompt(token: Token, prompts: list[Slot]) -> bool:
    return any(s.own == clean_label(token.piece.text) for s in prompts)


def _upper_text(lines: list[Line]) -> str:
    """The label proper: lines up to the first note line set smaller or starting with a note mark."""
    kept: list[str] = []
    biggest = max(n.size for n in lines)
    for line in lines:
        plain = squeeze(line.text)
        if kept and (plain.startswith(_NOTE_MARKS) or line.size < 0.75 * biggest):
            break
        if kept and _is_foreign(plain) and not _is_foreign(kept[0]):
            continue
        kept.append(plain)
    return "".join(kept)


def _is_foreign(text: str) -> bool:
    return bool(re.fullmatch(r"[\x20-\x7e]+", text)) and bool(re.search(r"[A-Za-z]{3}", text))


def _has_room(box: Box, lines: list[Line]) -> bool:
    """Whether a text at the top left leaves room to write in the same face."""
    size = max(n.size for n in lines)
    top, bottom = lines[0].box.y0 - box.y0, box.y1 - lines[-1].box.y1
    left, right = min(n.box.x0 for n in lines) - box.x0, box.x1 - max(n.box.x1 for n in lines)
    wide = 9.0 if bottom < 2.0 * size else 6.0
    if bottom > 1.3 * size and bottom > 2.0 * top + 0.6 * size and left < 2.5 * size and box.width > wide * size:
        return True
    return right > 7 * size and right > 0.45 * box.width and left < 2.5 * size
