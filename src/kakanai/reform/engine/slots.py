"""A face with places to fill in: which words in it name which place, and which places are one answer."""

from __future__ import annotations

import re
from dataclasses import replace

from kakanai.reform.engine.cell import Cell, Role, Slot
from kakanai.reform.engine.faces import Face
from kakanai.reform.engine.grammar import Piece
from kakanai.reform.engine.lines import Line
from kakanai.reform.engine.model import Box, Kind
from kakanai.reform.engine.prompts import Token, is_prompt, prompt_slot
from kakanai.reform.engine.words import clean_label, is_label_text, is_strong_label, question_of, squeeze, words

_RANK = (Kind.DATE_RANGE, Kind.DATE, Kind.CHECK, Kind.CHOICE, Kind.AMOUNT, Kind.PAREN, Kind.TEXT)
_COUNTERS = {"年", "月", "日", "名", "号", "番", "部", "階", "口", "組"}
_SPLIT_LABEL = re.compile(r"^[^□☐()]{1,12}[・/][^□☐()]{1,12}(の別|の有無|の要否|の区分|の種類)$")
"""A label such as `同居・別居の別`, broken over two lines, is not a choice."""


def is_broken_label(lines: list[Line], tokens: list[Token], box: Box) -> bool:
    """A label that only looks like a slot because its cell breaks it: `同居・別居／の別`, `転入学年月／日`."""
    text = "".join(squeeze(n.text) for n in lines)
    if _SPLIT_LABEL.search(text):
        return True
    if not all(t.piece.unit for t in tokens if t.piece.kind) or _stands_off(lines, box):
        return False
    if len(lines) == 1:
        return _is_lone_word(text, lines[0], box, len(tokens))
    plain = not any("　" in n.text for n in lines) and _one_column(lines)
    wrapped = any(a.box.x1 > box.x1 - 1.6 * a.size for a in lines[:-1])
    return plain and (is_strong_label(text) or (wrapped and is_label_text(text)))


def _one_column(lines: list[Line]) -> bool:
    """Whether lines start at one place or stand in one middle, as the pieces of one label do."""
    size = lines[0].size
    starts = [n.box.x0 for n in lines]
    middles = [n.box.centre[0] for n in lines]
    return max(starts) - min(starts) < 3 * size or max(middles) - min(middles) < 1.5 * size


def _stands_off(lines: list[Line], box: Box) -> bool:
    """Whether lines stand away from the left wall and not in the middle: endings of answers, one below the other."""
    indented = all(n.box.x0 - box.x0 > 2.0 * n.size for n in lines)
    return indented and any(abs((n.box.x0 - box.x0) - (box.x1 - n.box.x1)) > 2 * n.size for n in lines)


def _is_lone_word(text: str, line: Line, box: Box, count: int) -> bool:
    """`支店` without room before it, or `年` in the middle of its cell, is a heading, not the end of an answer."""
    left, right = line.box.x0 - box.x0, box.x1 - line.box.x1
    if left < 0.9 * line.size or abs(left - right) < 0.6 * line.size:
        return text in words().heads or (count == 1 and text in _COUNTERS)
    return count == 1 and text in _COUNTERS and left > line.size and abs(left - right) < line.size


def with_slots(face: Face, lines: list[Line], tokens: list[Token]) -> Cell:
    """The cell of a face in which at least one token is a place to fill in."""
    slots: list[Slot] = []
    pending: list[Token] = []
    lead: list[Token] = []
    for token in tokens:
        if token.piece.kind is None:
            pending.append(token)
            continue
        slots.append(_slot(token, _own_label(token, pending, first=not slots, box=face.box)))
        if not slots[:-1]:
            lead = [] if slots[-1].own else list(pending)
        pending = []
    prompts = [prompt_slot(t, face.box) for t in [*lead, *pending] if is_prompt(t, face.box)]
    merged = [_with_other(s, tokens) for s in _merge(slots)]
    text = "".join(squeeze(n.text) for n in lines)
    if merged and all(s.kind is Kind.SEAL and not s.own for s in merged) and _has_blank_before(merged[0], face, lines):
        merged.insert(0, Slot(Kind.TEXT, Box(face.box.x0, face.box.y0, merged[0].box.x0, face.box.y1)))
    cell = Cell(face, Role.SLOTS, text, [(squeeze(n.text), n.box) for n in lines], merged + prompts)
    size = lines[0].size
    ends = [s.own for s in merged]
    cell.blank_too = all(ends) and any(s.options for s in merged) and face.box.y1 - lines[-1].box.y1 > 1.2 * size
    if prompts and not cell.loose:
        cell.blank_too = cell.blank_too or prompts[0].box.x0 - face.box.x0 > 12 * size
    return cell


def _has_blank_before(seal: Slot, face: Face, lines: list[Line]) -> bool:
    """Whether a 印 stands at the end of a wide blank and not in the middle of its own box."""
    size = lines[0].size
    before = [g.box.x1 for g in face.glyphs if g.box.x1 <= seal.box.x0 + 0.1 and g.box.overlap_y(seal.box) > 0]
    free = seal.box.x0 - max([face.box.x0, *before])
    centred = abs((seal.box.x0 - face.box.x0) - (face.box.x1 - seal.box.x1)) < 2 * size
    late = seal.box.x0 - face.box.x0 > 0.55 * face.box.width
    return face.box.width > 7 * size and (late or (free > 9 * size and not centred))


def _slot(token: Token, own: str) -> Slot:
    piece = token.piece
    if piece.kind is Kind.PAREN and re.search(r"電話|TEL|FAX|連絡先", own, re.IGNORECASE):
        return Slot(Kind.TEXT, token.box, own, row=token.row)
    return Slot(piece.kind or Kind.TEXT, token.box, own, piece.options, piece.eras, piece.unit, piece.post, token.row)


def _own_label(token: Token, pending: list[Token], *, first: bool, box: Box) -> str:  # noqa: PLR0911
    """The words before a slot: those on its line, else the lines above it at the top left of the face."""
    beside = [t for t in pending if t.row == token.row]
    if beside:
        raw = beside[-1].piece.text
        if token.piece.options and question_of(raw):
            return question_of(raw)
        raw = re.sub(r"を?(お?書いて|お書き|ご?記入して|ご?記入|ご?記載)[く下](ださい|さい)$", "", raw)
        if token.piece.kind is Kind.SEAL or raw in words().units or raw.startswith((")", "(", "~")):
            return ""
        if _is_part_of_answer(raw, token.piece):
            return ""
        if token.piece.kind is Kind.PAREN and re.search(r"(その他|[・／/]他)(\(.*\))?$", raw):
            return ""
        return clean_label(raw) if is_label_text(raw) and not _is_hint(raw) else ""
    if first and pending and token.piece.kind is not Kind.SEAL:
        raw = "".join(t.piece.text for t in pending)
        top_left = pending[0].box.x0 - box.x0 < 3 * pending[0].line.size
        if top_left and is_label_text(raw) and not _is_hint(raw):
            return clean_label(raw)
    return ""


def _is_part_of_answer(raw: str, piece: Piece) -> bool:
    """Words printed before a slot that are no label: `曜日)`, a kind of tick line (`取得：□…`), a place name."""
    if raw.count(")") != raw.count("(") or raw.endswith("曜日") or re.search(r"[□☐]", raw):
        return True
    if raw.rstrip(":") in words().choices and (piece.kind is Kind.CHECK or piece.unit):
        return True
    return bool(piece.post) and piece.kind is Kind.TEXT and not is_strong_label(raw)


def _with_other(slot: Slot, tokens: list[Token]) -> Slot:
    """`A・B・その他（　）`: the bracket belongs to the last of the options."""
    before = "".join(t.piece.text for t in tokens if t.piece.kind is None)
    options = tuple(o for o in re.split(r"[・／/]", before) if o)
    if slot.kind is Kind.PAREN and not slot.own and len(options) > 1 and re.match(r"その他|他$", options[-1]):
        return replace(slot, kind=Kind.CHOICE, options=options)
    return slot


def _is_hint(text: str) -> bool:
    plain = squeeze(text)
    if plain in words().units or plain in words().suffixes or len(plain) < 2 or re.fullmatch(r"[自至](\(.*\))?", plain):
        return True
    return plain in {"西暦", "(西暦)", "令和", "平成", "昭和", "満", "第"}


def _merge(slots: list[Slot]) -> list[Slot]:
    """Slots of one answer become one: two dates a range, lines of ticks one choice, 〒 and units part of a blank."""
    out: list[Slot] = []
    for slot in slots:
        last = out[-1] if out else None
        if last is None or slot.own or Kind.SEAL in {slot.kind, last.kind}:
            out.append(slot)
        elif slot.kind is Kind.DATE and last.kind is Kind.DATE and last.eras and slot.row != last.row and not slot.eras:
            out[-1] = replace(last, box=last.box.union(slot.box), row=slot.row)
        elif slot.kind is Kind.DATE and last.kind in {Kind.DATE, Kind.DATE_RANGE}:
            out[-1] = replace(last, kind=Kind.DATE_RANGE, box=last.box.union(slot.box), eras=last.eras or slot.eras)
        elif slot.kind is Kind.AMOUNT and last.kind is Kind.PAREN and slot.row != last.row:
            out.append(slot)
        else:
            kind = min(last.kind, slot.kind, key=_RANK.index)
            out[-1] = replace(
                last, kind=kind, box=last.box.union(slot.box), options=last.options + slot.options,
                eras=last.eras or slot.eras, unit=last.unit or slot.unit, post=last.post and slot.post, row=slot.row,
            )  # fmt: skip
    return out
