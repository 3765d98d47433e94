"""Faces to fields: which label belongs to which blank, which heading to which label."""

from __future__ import annotations

import re
from dataclasses import replace

from kakanai.reform.engine.cell import Cell, Role, Slot
from kakanai.reform.engine.found import Found
from kakanai.reform.engine.grid import NEAR, Grid
from kakanai.reform.engine.kinds import settle_kind
from kakanai.reform.engine.leftover import is_corner, is_filler, is_spare
from kakanai.reform.engine.model import Box, Kind
from kakanai.reform.engine.people import asked_of, names_someone, with_pairs, with_people
from kakanai.reform.engine.rows import asked_aloud, is_gap, is_twin, listed_label, names_row, priced_label
from kakanai.reform.engine.sections import Sections, is_captioned
from kakanai.reform.engine.settle import column_header, plain_options, settle
from kakanai.reform.engine.words import (
    ATTACHMENTS,
    clean_label,
    is_office,
    is_strong_label,
    squeeze,
)


class Linker:
    """Links the cells of one page."""

    def __init__(self, cells: list[Cell]) -> None:
        self.grid = Grid(cells)
        self._used: set[int] = set()
        self.sections = Sections(self.grid)
        self.unlabelled: list[Cell] = []
        settle(self.grid)

    def fields(self) -> list[Found]:
        """All fields of the grid, in reading order of their boxes."""
        found: list[Found] = []
        for cell in self.grid.cells:
            if cell.role is Role.SLOTS:
                found.extend(self._slots(cell))
            elif (
                cell.role is Role.EMPTY
                and min(cell.box.width, cell.box.height) >= 6.0
                and not is_filler(cell, self.grid)
                and not is_gap(cell, self.grid)
            ):
                found.extend(self._blank(cell, Slot(Kind.TEXT, cell.box)))
        found.extend(self._options_beside_labels())
        found.extend(self._hinted_blanks())
        found.extend(self._self_labelled())
        with_people(found, self.grid)
        with_pairs(found, self.grid)
        return [_without_from_to(f) for f in found]

    def _hinted_blanks(self) -> list[Found]:
        """A label whose only neighbour holds a remark (`※異なる場合のみ記入`) and room: the remark stands in the blank."""
        found = []
        for cell in self.grid.cells:
            if (
                cell.role is not Role.NOTE
                or not cell.text.startswith(("※", "*", "("))
                or not cell.lines
                or len(cell.text) > 60
            ):
                continue
            label = self._row_label(cell)
            free = cell.box.height - sum(b.height for _, b in cell.lines)
            if (
                label is None
                or id(label) in self._used
                or free < 0.5 * cell.box.height
                or self.sections.is_section(label)
            ):
                continue
            self._used.add(id(label))
            slot = Slot(Kind.TEXT, cell.box)
            found.append(
                self._make(
                    slot,
                    clean_label(label.text),
                    self.sections.of(label, own=False),
                    label,
                    "左の見出しと注記のある余白",
                )
            )
        return found

    def _slots(self, cell: Cell) -> list[Found]:
        found: list[Found] = []
        loose = cell.loose
        if cell.blank_too and not loose:
            loose = [Slot(Kind.TEXT, cell.box)]
            found.extend(self._blank(cell, loose[0], only_left=True))
        else:
            for slot in loose:
                found.extend(self._loose(cell, slot, loose))
        for slot in cell.slots:
            if slot.own:
                sections = self.sections.of(cell, own=True)
                found.append(self._make(slot, slot.own, sections, cell, "同じ枠の中の見出し"))
        return found

    def _loose(self, cell: Cell, slot: Slot, loose: list[Slot]) -> list[Found]:
        if slot.kind is Kind.SEAL:
            return [self._make(slot, self._seal_name(cell), self.sections.of(cell, own=True), cell, "押印欄")]
        single = len([s for s in loose if s.kind is not Kind.SEAL]) == 1
        placed = Slot(
            slot.kind, cell.box if single else slot.box, "", slot.options, slot.eras, slot.unit, slot.post, slot.row
        )
        found = self._blank(cell, placed)
        if not single and slot.kind is Kind.PAREN:
            for item in found:
                item.label += "内容"
        return found

    def _blank(self, cell: Cell, slot: Slot, *, only_left: bool = False) -> list[Found]:
        priced = priced_label(cell, self.grid) or listed_label(cell, self.grid)
        label = priced or self._row_label(cell)
        header = None if only_left else column_header(cell, self.grid)
        if label is not None and header is not None and (names_row(label.text) or label is priced):
            self._used.add(id(header))
            header = None
        if label is not None and header is not None and asked_of(label, header):
            self._used.update({id(label), id(header)})
            found = self._make(
                slot,
                clean_label(label.text),
                (*self.sections.of(label, own=False), clean_label(header.text)),
                label,
                "左の見出しと上の人",
            )
            found.row_name = clean_label(header.text)
            return [found]
        if label is not None and header is not None and not _only_answers(header.text):
            if self._header_wins(cell, label, header):
                return [self._headed(slot, header, label)]
        elif header is not None and label is None:
            return [self._headed(slot, header, None)]
        if label is None:
            if not only_left and not is_corner(cell, self.grid):
                self.unlabelled.append(cell)
            return []
        if header is None and is_spare(cell, self.grid):
            return []
        self._used.add(id(label))
        return self._beside(cell, slot, label)

    def _headed(self, slot: Slot, header: Cell, label: Cell | None) -> Found:
        self._used.add(id(header))
        tall = self.sections.beyond(header)
        band = self.sections.band(header)
        sections = tuple(s for s in (band, clean_label(tall[0].text) if tall else "") if s)
        self.sections.headings.update(id(c) for c in tall)
        row_name = ""
        if label is not None and label.role is Role.LABEL and not is_office(header.text):
            self._used.add(id(label))
            row_name = clean_label(label.text)
            sections = (*self.sections.of(label, own=False), row_name)
        found = self._make(slot, clean_label(header.text), sections, header, "上の見出し")
        found.header, found.row_name, found.top = True, row_name, header.box.y0
        return found

    def _beside(self, cell: Cell, slot: Slot, label: Cell) -> list[Found]:
        """A label cell with one line per blank is shared out; one line on top for the reading is a field of its own."""
        sections = self.sections.of(label, own=False)
        text = self._share(cell, label)
        reading, rest = _split_reading(text)
        if reading and rest and cell.role is Role.EMPTY:
            middle = cell.box.y0 + cell.box.height / 3
            upper = Box(cell.box.x0, cell.box.y0, cell.box.x1, middle)
            lower = Box(cell.box.x0, middle, cell.box.x1, cell.box.y1)
            one = self._make(Slot(Kind.TEXT, upper), reading, sections, label, "左の見出し（上段）")
            two = self._make(Slot(Kind.TEXT, lower), rest, sections, label, "左の見出し（下段）")
            one.anchor = two.anchor = id(label)
            return [one, two]
        found = self._make(slot, text, sections, label, "左の見出し")
        found.anchor = id(label)
        return [found]

    def _share(self, cell: Cell, label: Cell) -> str:
        lines = label.lines
        blanks = [c for c in self.grid.right(label) if c.role in {Role.EMPTY, Role.SLOTS}]
        if len(lines) > 1 and len(blanks) > 1:
            mine = [t for t, b in lines if cell.box.y0 - 2 <= b.centre[1] <= cell.box.y1 + 2]
            others = [any(c.box.y0 - 2 <= b.centre[1] <= c.box.y1 + 2 for _, b in lines) for c in blanks]
            wide = cell.box.height < 0.75 * label.box.height
            whole = all(t.count("(") == t.count(")") for t, _ in lines)
            if (
                mine
                and whole
                and len(mine) < len(lines)
                and all(others)
                and wide
                and all(len(clean_label(t)) > 1 for t, _ in lines)
            ):
                return clean_label("".join(mine))
        return clean_label(label.text)

    def _row_label(self, cell: Cell) -> Cell | None:
        """The label to the left, looking through blanks of the same row (an answer in parts)."""
        current, steps = cell, 0
        while steps < 60:
            steps += 1
            best = max(self.grid.left(current), key=lambda c: c.box.overlap_y(current.box), default=None)
            if best is None or best.box.overlap_y(cell.box) < 0.5 * cell.box.height:
                return None
            if best.role is Role.LABEL:
                return best
            if asked := asked_aloud(best):
                return replace(best, role=Role.LABEL, text=asked)
            through = (
                best.role in {Role.EMPTY, Role.ORDINAL}
                or is_twin(best, cell)
                or (best.role is Role.SLOTS and not any(s.own for s in best.slots))
            )
            if best.role is Role.NOTE or not through:
                return None
            current = best
        return None

    def _header_wins(self, cell: Cell, label: Cell, header: Cell) -> bool:
        """A column heading beats the row's label when it stands in a row of headings, or the label is a section."""
        beside = [c for c in [*self.grid.left(header), *self.grid.right(header)] if c.role is Role.LABEL]
        in_row = [c for c in beside if abs(c.box.y0 - header.box.y0) < NEAR * 2 or c is label]
        if label in self.grid.left(cell) and not in_row:
            return label.box.height > 1.6 * cell.box.height and self.sections.is_section(label)
        if self.sections.is_section(label):
            return True
        siblings = [
            c for c in (*self.grid.left(cell), *self.grid.right(cell))
            if c.role in {Role.EMPTY, Role.SLOTS} or re.fullmatch(r"[-－―ー/／]+", c.text)
        ]  # fmt: skip
        return (bool(in_row) and bool(siblings)) or label not in self.grid.left(cell)

    def _seal_name(self, cell: Cell) -> str:
        """`金融機関お届け印` beside the box names it; else it is just 印."""
        label = self._row_label(cell) if all(s.kind is Kind.SEAL for s in cell.slots) else None
        text = clean_label(label.text) if label is not None else ""
        return text if text.endswith(("印", "印鑑")) else "印"

    def _options_beside_labels(self) -> list[Found]:
        """`普通・当座・その他` beside or below a label that has no blank is a choice, though the dots have no room."""
        found = []
        for cell in self.grid.cells:
            if cell.role is not Role.LABEL or id(cell) in self._used or not re.search(r"[・･／/]", cell.text):
                continue
            options = tuple(o for o in re.split(r"[・･／/]", squeeze(cell.text)) if o)
            label = self._row_label(cell)
            header = column_header(cell, self.grid)
            if (
                header is not None
                and self._labels_nothing(header)
                and (label is None or id(label) in self._used or self.sections.is_section(label))
            ):
                label = header
            if label is None or not plain_options(options, cell.text) or not self._labels_nothing(label):
                continue
            if (label is header and self.sections.is_section(cell)) or ATTACHMENTS.search(label.text):
                continue
            if (
                any(
                    c.role in {Role.EMPTY, Role.SLOTS} and not any(s.own for s in c.slots)
                    for c in self.grid.right(cell)
                )
                and label is not header
            ):
                continue
            self._used.add(id(cell))
            slot = Slot(Kind.CHOICE, cell.box, options=options)
            item = self._make(
                slot, clean_label(label.text), self.sections.of(label, own=False), label, "見出しと選択肢"
            )
            item.header = label is header
            found.append(item)
        self._used.update(f.anchor for f in found)
        return found

    def _labels_nothing(self, label: Cell) -> bool:
        return id(label) not in self._used

    def _self_labelled(self) -> list[Found]:
        """Labels that nothing uses and that leave room in their own face."""
        found = []
        for cell in self.grid.cells:
            if cell.role is not Role.LABEL or id(cell) in self._used or not cell.roomy:
                continue
            tall = cell.box.y1 - cell.lines[-1][1].y1 > 1.3 * cell.lines[0][1].height
            strong = is_strong_label(cell.text)
            if not strong and re.search(r"[書届](\(.*\))?$", cell.text):
                continue
            if not (strong or tall or cell.text.endswith(":")) or (id(cell) in self.sections.headings and not strong):
                continue
            if id(cell) in self.sections.headings and any(id(c) in self._used for c in self.grid.right(cell)):
                continue
            below = [c for c in self.grid.below(cell) if c.role is Role.LABEL]
            if id(cell) in self.sections.headings and below and names_someone(cell.text):
                continue
            if all(is_captioned(c) for c in (cell, *below)):
                below = []
            if below and (not strong or any(not is_strong_label(c.text) for c in below)):
                continue
            last = cell.lines[-1][1]
            slot = Slot(Kind.TEXT, Box(last.x1, cell.box.y0, cell.box.x1, cell.box.y1) if not tall else
                        Box(cell.box.x0, last.y1, cell.box.x1, cell.box.y1))  # fmt: skip
            found.append(
                self._make(slot, clean_label(cell.text), self.sections.of(cell, own=True), cell, "枠の中の見出しと余白")
            )
        return found

    def _make(self, slot: Slot, label: str, section: tuple[str, ...], at: Cell, evidence: str) -> Found:
        return settle_kind(
            Found(
                label,
                slot.kind,
                slot.box,
                section,
                slot.options,
                slot.eras,
                slot.unit,
                evidence,
                id(at),
                label_raw=at.text,
            )
        )


def _split_reading(text: str) -> tuple[str, str]:
    """`フリガナ氏名` is two questions: the reading and the name."""
    match = re.match(r"^[(（]?(フリガナ|ふりがな|カナ|カタカナ)[)）]?[・/]?(.{1,20})$", text)
    if not match or not re.search(r"(名|氏名|名称|名義|名義人|者|人)(\(.*\))?$", match.group(2)):
        return "", ""
    return match.group(1), _balanced(match.group(2))


def _only_answers(text: str) -> bool:
    """`回答欄` over a column says that the answer goes there, not what is asked."""
    return bool(re.fullmatch(r"(ご|お)?(回答|答え|記入|チェック|該当)(欄|内容|箇所)?", clean_label(text)))


def _without_from_to(found: Found) -> Found:
    """`自` and `至` are the two ends of the heading's period."""
    if re.fullmatch(r"[自至](\(.*\))?", found.label) and found.section:
        found.label, found.section, found.anchor = found.section[-1], found.section[:-1], hash(found.section)
        found.kind = Kind.DATE_RANGE if found.kind is Kind.DATE else found.kind
    return found


def _balanced(text: str) -> str:
    return text if text.count("(") == text.count(")") else text.strip("()")
