"""Text outside boxes: addresses at the top right, underlined blanks, numbered questions, consent ticks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kakanai.reform.engine.asking import blank_before, names, reach
from kakanai.reform.engine.dates import date_name, declared_date
from kakanai.reform.engine.found import Found
from kakanai.reform.engine.grammar import Piece, joined_options, pieces_of
from kakanai.reform.engine.headings import BLOCK
from kakanai.reform.engine.kinds import settle_kind
from kakanai.reform.engine.lines import Line
from kakanai.reform.engine.model import Box, Hint, Kind, Wall
from kakanai.reform.engine.roles import (
    is_listed_blank,
    is_person,
    joined_roles,
    number_of,
    parted_roles,
    without_bullet,
)
from kakanai.reform.engine.words import (
    ATTACHMENTS,
    clean_label,
    is_label_text,
    is_office,
    is_strong_label,
    question_of,
    squeeze,
    words,
)

_HEADING = re.compile(
    r"^(\(?[0-9]{1,2}[.)、]|[①-⑳]|[■●◆◇▼〇○◯]|【|第[0-9]+|[ⅠⅡⅢⅣⅤ]|[一二三四五六七八九十][、.]|[0-9]{1,2}(?=[^\d.年月日]))"
)
_FORM_MARK = re.compile(r"様式.*\d|\d.*様式|条関係")
_TICK_HINT = re.compile(
    r"(の中から|のうち|を|に|へ)?、?(✓|✔|レ点|レ印|○|〇|◯|チェック)(印)?(を|で|して|し).{0,12}(ください|下さい|こと)。?$"
)
_CUT_LINE = re.compile(r"(切り?取|切りと|きりと)(り|らない)?.{0,8}[-－ー―…‥・.]{3,}$")
_CIRCLED = re.compile(r"(番号|記号|もの|事由|理由|項目)[にをへ、]?.{0,6}[○〇◯]|[○〇◯](印)?(を|で|に)")
_NUMBERED = re.compile(r"\s*[(（]?(?:[1-9１-９][0-9０-９]?|[①-⑳]|[ア-コ])[)）.．、]?[ 　]*(?=\S)")
_CHOOSING = {Kind.CHOICE, Kind.CHECK, Kind.DATE, Kind.DATE_RANGE}
_DECLARES = re.compile(r"(ます|ました|する|した|です|ません)[。.]?$")
_LONE_DATE = "宛名まわりの日付"
_LISTED = "番号のある選択肢"
_ADDRESSEE = re.compile(r"(様|殿|宛|あて|宛て|御中)[)）]?$|^[(（](宛先|あて先|提出先|申請先|届出先|請求先)[)）]")
_DATE_LABEL = re.compile(r"(日|日付|期間|年月|期限|時期|日時|期日|から|まで|年度)[)）:]?$")
_NOT_COLON = re.compile(r"(場合|とき|とおり|以下|下記|書類|例|注意|注|方|こと):$")
_CIRCLE_HINT = re.compile(r"[(（].*(○|〇|◯|該当|✓|レ点|チェック).*[)）]")


@dataclass(slots=True)
class _State:
    """What the lines above have established."""

    heading: str = ""
    heading_row: int = -99
    heading_at: int = 0
    circled: bool = False
    section: str = ""
    section_x: float = 0.0
    section_y: float = 0.0
    block: str = ""
    sentence: str = ""
    lead: str = ""
    lead_row: int = -99
    lead_y: float = -99.0


@dataclass(slots=True)
class AreaReader:
    """Reads the free text of one page from top to bottom. `boxes` are all boxes of the page, `asked` those that a
    line of text already names.
    """

    width: float
    underlines: list[Wall]
    title: str = ""
    body_size: float = 10.5
    hints: tuple[Hint, ...] = ()
    boxes: list[Box] = field(default_factory=list)
    asked: list[Box] = field(default_factory=list)
    used: list[Wall] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _state: _State = field(default_factory=_State)
    _lines: list[Line] = field(default_factory=list)
    _strong: list[tuple[Box, bool]] = field(default_factory=list)

    def read(self, lines: list[Line], right_edge: float) -> list[Found]:
        """Read the lines of one free area; `right_edge` is its right border."""
        pieces = [joined_roles(parted_roles(without_bullet(pieces_of(n.text))), n, lines) for n in lines]
        self._strong = [
            (line.at(p.start, p.end), p.text.endswith(":"))
            for line, group in zip(lines, pieces, strict=True)
            for p in group
            if p.kind is None and is_strong_label(p.text) and not _HEADING.match(p.text)
        ]
        self._state, self._lines = _State(), lines
        for row, line in enumerate(lines):
            self._line(row, line, pieces[row], lines, right_edge)
        return self.found

    def _line(self, row: int, line: Line, pieces: list[Piece], lines: list[Line], right: float) -> None:
        plain = squeeze(line.text)
        if _CUT_LINE.search(plain):
            return
        if _FORM_MARK.search(plain):
            pieces = [p for p in pieces if p.kind is Kind.DATE]
        if not pieces or plain == self.title or line.size > 1.3 * self.body_size:
            return
        if plain.startswith(words().note_start) and not any(p.kind for p in pieces):
            self.notes.append(plain)
            return
        if _ADDRESSEE.search(plain) and not any(p.kind in {Kind.DATE, Kind.DATE_RANGE} for p in pieces):
            return
        if pieces and pieces[0].kind is None and len(pieces) > 1 and BLOCK.match(pieces[0].text):
            self._state.block, self._state.section = clean_label(pieces[0].text.strip("■●◆◇▼▶")), ""
            self._state.heading, self._state.heading_row = self._state.block, row - 1
            pieces = pieces[1:]
        if not any(p.kind in _CHOOSING for p in pieces) and self._numbered_option(row, line):
            return
        self._whose(line, pieces)
        if any(p.kind for p in pieces):
            self._slots(row, line, pieces, right)
        before = len(self.found)
        self._prompts(line, pieces, lines, right)
        if len(self.found) == before:
            self._remember(row, line, plain, pieces)

    def _whose(self, line: Line, pieces: list[Piece]) -> None:
        """`申請者　氏名　　　`: the person's word before a question is the heading of the lines that start with it."""
        if len(pieces) < 2 or any(p.kind for p in pieces[:2]):
            return
        first, after = pieces[:2]
        if is_person(first.text) and is_strong_label(after.text):
            self._state.section, self._state.section_x = first.text, line.at(first.start, first.end).x0
            self._state.section_y = line.box.y0

    def _numbered_option(self, row: int, line: Line) -> bool:
        """A numbered line below `（該当する番号を○で囲んでください）` is one of the answers to it."""
        state = self._state
        found = _NUMBERED.match(line.text)
        if not state.circled or not found or not self._heading(row):
            return False
        last = self.found[-1] if self.found else None
        going = last is not None and last.label == state.heading and last.evidence == _LISTED
        wanted = len(last.options) + 1 if going and last is not None else 1
        if number_of(squeeze(found.group())) != wanted:
            return False
        option = squeeze(line.text[found.end() :])
        if going and last is not None:
            last.options += (option,)
            last.box = last.box.union(line.box)
        else:
            slot = Piece(0, len(line.text), line.text, Kind.CHOICE, (option,))
            self._add(state.heading, slot, line.box, line, _LISTED)
        state.heading_row = row
        return True

    def _remember(self, row: int, line: Line, plain: str, pieces: list[Piece]) -> None:
        if any(p.kind for p in pieces):
            if all(p.kind in {None, Kind.CHECK} for p in pieces) and self._state.lead_row == row - 1:
                self._state.lead_row, self._state.lead_y = row, line.box.y1
            return
        if is_label_text(plain) and len(plain) <= 24:
            self._state.lead, self._state.lead_row, self._state.lead_y = clean_label(plain), row, line.box.y1
        if "。" in plain or len(plain) > 45:
            self.notes.append(plain)
            self._state.sentence = plain
        role = plain.strip(":()（）【】")
        if role in {w for w, _ in words().roles} or is_office(plain):
            self._state.section, self._state.section_x = role, line.box.x0
            self._state.section_y = line.box.y1
        if len(plain) <= 24 and "。" not in plain and (BLOCK.match(plain) or line.size > 1.08 * self.body_size):
            self._state.block, self._state.section = clean_label(plain.strip("■●◆◇▼▶")), ""
        asks = bool(_TICK_HINT.search(plain))
        sentence = "。" in re.sub(r"\([^()]*\)", "", plain)
        if (_HEADING.match(plain) or _CIRCLE_HINT.search(plain)) and len(plain) <= 60 and (asks or not sentence):
            bare = _TICK_HINT.sub("", _CIRCLE_HINT.sub("", plain))
            self._state.heading, self._state.heading_row = clean_label(bare), row
            self._state.heading_at = len(self.found)
            self._state.circled = bool(_CIRCLED.search(plain))

    def _heading(self, row: int) -> str:
        return self._state.heading if 0 < row - self._state.heading_row <= 9 else ""

    def _section(self, line: Line) -> tuple[str, ...]:
        state = self._state
        near = state.section and 0 <= line.box.y0 - state.section_y < 9 * line.size
        if near and line.box.x0 >= state.section_x - line.size:
            return (state.section,)
        return (state.block,) if state.block else ()

    def _slots(self, row: int, line: Line, pieces: list[Piece], right: float) -> None:
        before: list[Piece] = []
        for index, piece in enumerate(pieces):
            if piece.kind is None:
                before.append(piece)
                continue
            own = clean_label(before[-1].text) if before and names(before[-1].text) else ""
            own = (question_of(before[-1].text) if before and piece.options else "") or own
            if own and piece.kind in {Kind.DATE, Kind.DATE_RANGE} and not _DATE_LABEL.search(before[-1].text):
                own = own if blank_before(piece) + piece.start - before[-1].end <= 4 else ""
            if line.box.y0 - self._state.lead_y > 1.2 * line.size:
                self._state.lead_row = -99
            label, why = self._label_for(piece, own, row)
            if own and piece.unit and self._box_between(line, before[-1], piece):
                label = ""
            if ATTACHMENTS.search(label) and piece.kind in {Kind.CHOICE, Kind.TEXT}:
                label = ""
            if label and not self._continues(label, piece, row):
                box = reach(line, piece, pieces, index, right)
                self._add(label, piece, box, line, why)
            before = []

    def _box_between(self, line: Line, words_: Piece, unit: Piece) -> bool:
        """Whether a box that the words already name stands between them and a unit: `参加人数 [　　] 人`."""
        start, end = line.at(words_.start, words_.end), line.at(unit.start, unit.end)
        return any(start.x1 - 1 <= x < end.x1 for x in self._boxes_right(self.asked, start))

    def _label_for(self, piece: Piece, own: str, row: int) -> tuple[str, str]:  # noqa: PLR0911 - one answer per kind
        kind = piece.kind
        if kind is Kind.SEAL:
            return "印", "押印欄"
        if own and not (kind is Kind.TEXT and piece.post and not own):
            return own, "同じ行の見出し"
        heading = self._heading(row)
        if kind is Kind.CHECK and len(piece.options) == 1 and _DECLARES.search(piece.options[0]):
            return piece.options[0][:40], "チェック欄"
        if kind is Kind.CHECK and not heading and self._state.lead_row == row - 1:
            heading = self._state.lead
        if kind in {Kind.DATE, Kind.DATE_RANGE}:
            fresh = heading and self._state.heading_at == len(self.found)
            return (heading, "上の設問") if fresh else (self._date_name(), _LONE_DATE)
        if kind in {Kind.CHOICE, Kind.CHECK} and heading:
            return heading, "上の設問"
        if kind is Kind.CHECK and (joined := joined_options(piece.options)):
            return joined, "チェック欄"
        if kind is Kind.CHECK and piece.options and len(piece.options[0]) >= 4:
            return piece.options[0][:40], "チェック欄"
        if kind in {Kind.AMOUNT, Kind.PAREN} and heading and row - self._state.heading_row <= 2:
            return heading, "上の設問"
        return "", ""

    def _continues(self, label: str, piece: Piece, row: int) -> bool:
        """Further lines of ticks under the same question add options to it."""
        last = self.found[-1] if self.found else None
        lead = self._state.lead if self._state.lead_row == row - 1 else ""
        same = (
            last is not None and last.label == label and last.kind == piece.kind and label in {self._heading(row), lead}
        )
        if same and last is not None:
            last.options += piece.options
        return same

    def _date_name(self) -> str:
        second = any(f.evidence == _LONE_DATE for f in self.found)
        return (declared_date(self._state.sentence) if second else "") or date_name(self.title)

    def _prompts(self, line: Line, pieces: list[Piece], lines: list[Line], right: float) -> None:
        if _ADDRESSEE.search(squeeze(line.text)):
            return
        for index, piece in enumerate(pieces):
            if piece.kind is not None or not names(piece.text):
                continue
            following = pieces[index + 1] if index + 1 < len(pieces) else None
            if following is not None and following.kind not in {None, Kind.SEAL}:
                continue
            spot = line.at(piece.start, piece.end)
            end = (
                line.at(following.start, following.end).x0 if following else self._free_until(line, spot, lines, right)
            )
            end = min([end, *self._boxes_right(self.boxes, spot)])
            if end in self._boxes_right(self.asked, spot):
                continue
            room = (end - spot.x1) / line.size
            ruled = self._underline(line, spot)
            if ruled is not None:
                end = max(end if following else ruled.hi, ruled.hi)
                room = max(room, (ruled.hi - spot.x1) / line.size)
            if following is not None and following.kind is None and piece.text in {w for w, _ in words().roles}:
                continue
            if self._asks(piece, line, spot, room, ruled, sealed=following is not None and following.kind is Kind.SEAL):
                place = Box(spot.x1, spot.y0, end, spot.y1)
                declared = self._declared(ruled)
                slot = Piece(piece.start, piece.end, piece.text, Kind.TEXT)
                if declared is not None:
                    slot = replace(slot, kind=declared.kind, options=declared.options)
                self._add(clean_label(piece.text), slot, place, line, "枠の外の見出しと余白")

    def _asks(self, piece: Piece, line: Line, spot: Box, room: float, ruled: Wall | None, *, sealed: bool) -> bool:
        text = piece.text
        if ruled is not None:
            return len(clean_label(text)) <= (60 if self._declared(ruled) else 30)
        if text.endswith(":"):
            return room >= 3 and len(text) <= 16 and not _NOT_COLON.search(text)
        role_only = text in {w for w, role in words().roles if role not in {"contact", "org"}}
        if _HEADING.match(text) or _HEADING.match(squeeze(line.text)) or BLOCK.match(text):
            return is_listed_blank(piece, line, self._lines)
        heading = line.size > 1.08 * self.body_size and squeeze(line.text) == text
        if (
            heading
            or not is_strong_label(text)
            or room < 5
            or (role_only and not sealed)
            or self._heads_table(line, spot)
        ):
            return False
        if spot.x0 > 0.36 * self.width or sealed:
            return True
        return self._has_peer(spot, line) or any(w in text for w in words().signature)

    def _heads_table(self, line: Line, spot: Box) -> bool:
        """Whether a line at the left is the heading of the table that starts right below it."""
        left = spot.x0 < 0.3 * self.width and squeeze(line.text) == squeeze(line.text[: len(line.text.rstrip())])
        return left and any(
            -2 < b.y0 - line.box.y1 < 0.9 * line.size and abs(b.x0 - line.box.x0) < 3 * line.size for b in self.boxes
        )

    def _has_peer(self, spot: Box, line: Line) -> bool:
        """Whether another prompt starts at the same place a few lines above or below."""
        colon = (spot, True) in self._strong
        return any(
            abs(s.x0 - spot.x0) < 0.7 * line.size and 2 < abs(s.y0 - spot.y0) < 4 * line.size and with_colon == colon
            for s, with_colon in self._strong
        )

    def _free_until(self, line: Line, spot: Box, lines: list[Line], right: float) -> float:
        beside = [
            n.box.x0
            for n in lines
            if n is not line and n.box.overlap_y(line.box) > 0.4 * line.size and n.box.x0 > spot.x1
        ]
        return min([right, *beside])

    def _boxes_right(self, boxes: list[Box], spot: Box) -> list[float]:
        return [b.x0 for b in boxes if b.x0 >= spot.x1 - 1 and b.overlap_y(spot) > 0.5 * spot.height]

    def _declared(self, ruled: Wall | None) -> Hint | None:
        """The input that the file itself declares where a rule is."""
        if ruled is None:
            return None
        return next(
            (h for h in self.hints if abs(h.box.x0 - ruled.lo) < 2 and h.box.y0 < ruled.at <= h.box.y1 + 2), None
        )

    def _underline(self, line: Line, spot: Box) -> Wall | None:
        for wall in self.underlines:
            level = -0.7 * line.size < wall.at - spot.y1 < 1.2 * line.size
            if (
                level
                and wall.lo - spot.x1 < 8 * line.size
                and wall.hi > spot.x1 + 2 * line.size
                and wall.lo > spot.x0 - line.size
            ):
                self.used.append(wall)
                return wall
        return None

    def _add(self, label: str, piece: Piece, box: Box, line: Line, why: str) -> None:
        kind = piece.kind or Kind.TEXT
        block = re.match(r"【([^】]+)】(?=.)", label)
        if block:
            label, self._state.block, self._state.section = clean_label(label[block.end() :]), block.group(1), ""
        section = tuple(s for s in self._section(line) if s != label)
        if label == "印" and kind is Kind.TEXT:
            kind = Kind.SEAL
        self.found.append(
            settle_kind(
                Found(label, kind, box, section, piece.options, piece.eras, piece.unit, why, label_raw=piece.text)
            )
        )
