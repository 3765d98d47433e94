"""Headings that stand above a table: whose or which block of questions the table is."""

from __future__ import annotations

import re

from kakanai.reform.engine.cell import Cell
from kakanai.reform.engine.found import Found
from kakanai.reform.engine.grid import Grid
from kakanai.reform.engine.lines import Line
from kakanai.reform.engine.model import Box, Kind
from kakanai.reform.engine.words import clean_label, is_label_text, is_office, squeeze, words

BLOCK = re.compile(r"^(【.+】|《.+》|[■●◆◇▼▶].+)$")
"""A line set as a heading by its marks."""
NUMBERED = re.compile(r"^([(（]?[0-9]{1,2}[.)、）．]|[①-⑳]|[ⅠⅡⅢⅣⅤ一二三四五六七八九十][、.．])")
_NO_HEADING = re.compile(r"。|様式|年月日|[様殿宛]$|あて|宛先|[市町村区]長")
_NOT_YOURS = re.compile(
    r"^[※*]?(これより|以下|下記|この(下の|表の)?)(の?欄)?(に?は|に)?、?(何も)?(ご)?記入(し|なさら)ないで"
)
_ENDS = re.compile(r"(欄|事項|状況|関係|情報|内容|明細|内訳|について|一覧|の方|のこと|名簿|世帯員|家族)$")


def name_tables(found: list[Found], lines: list[Line]) -> None:
    """A table without a heading of its own takes the short line above it; its columns share the person it names."""
    tables: dict[int, list[Found]] = {}
    for item in found:
        if item.header and not item.section and not item.row_name:
            tables.setdefault(round(item.top), []).append(item)
    for top, columns in tables.items():
        span = Box(min(c.box.x0 for c in columns), top, max(c.box.x1 for c in columns), top)
        line = _line_above(span, lines)
        title = squeeze(line.text) if line else ""
        if not (title and is_label_text(title) and len(title) <= 24 and "様式" not in title):
            title = _person_of(columns)
        for column in columns if title else ():
            column.section = (
                _without_number(line.text) if line and squeeze(line.text) == title else clean_label(title),
            )


def name_blocks(found: list[Found], grid: Grid, lines: list[Line], *, title: str, body: float) -> None:
    """All fields of a table belong to the heading line right above it; a staff heading makes them staff's."""
    for cells in _clusters(grid):
        frame = _frame(cells)
        inside = [f for f in found if _holds(frame, f.box)]
        line = _line_above(frame, lines)
        if line is not None and squeeze(line.text) != title and is_block_heading(line, body):
            heading = _without_number(line.text)
            for item in inside:
                if heading not in item.section:
                    item.section = (heading, *item.section)
            if is_office(line.text):
                _make_staffs(inside)
        if _is_staff_table(inside) or (line is not None and _NOT_YOURS.search(squeeze(line.text))):
            _make_staffs(inside)


def _without_number(text: str) -> str:
    """A heading without the number before it: `２　世帯の状況`."""
    plain = re.sub(r"^\s*[(（]?[0-9０-９]{1,2}[)）.．、]?[ 　]+(?=\S)", "", text)
    return clean_label(squeeze(plain).strip("■●◆◇▼▶※*"))


def _holds(frame: Box, box: Box) -> bool:
    x, y = box.centre
    return frame.x0 <= x <= frame.x1 and frame.y0 <= y <= frame.y1


def _make_staffs(fields: list[Found]) -> None:
    for item in fields:
        item.kind = Kind.OFFICE


def _is_staff_table(fields: list[Found]) -> bool:
    """A small table of nothing but 受付, 決裁, 許可番号 and the like is for the office, though no heading says so."""
    staff = [f for f in fields if f.label in words().office_small or is_office(f.label)]
    return len(staff) >= 2 and len(staff) >= 0.7 * len(fields) and len(fields) <= 14


def is_block_heading(line: Line, body: float) -> bool:
    """Whether a line outside tables is set as the heading of what follows."""
    plain = squeeze(line.text)
    if not is_label_text(plain.lstrip("■●◆◇▼▶※*")) or len(plain) > 40 or _NO_HEADING.search(plain):
        return False
    bare = re.sub(r"\(.*\)$", "", plain)
    person = clean_label(plain) in {w for w, _ in words().roles}
    marked = bool(BLOCK.match(bare) or NUMBERED.match(bare) or _ENDS.search(bare))
    return is_office(plain) or person or marked or (line.size > 1.08 * body and len(plain) <= 24)


def _person_of(columns: list[Found]) -> str:
    """`児童の氏名` over one column says whose the other columns are."""
    for column in columns:
        for word, _ in words().roles:
            if squeeze(column.label).startswith(word) and squeeze(column.label).endswith("氏名"):
                return word
    return ""


def _line_above(span: Box, lines: list[Line]) -> Line | None:
    above = [
        n for n in lines
        if -2 <= span.y0 - n.box.y1 < 1.8 * n.size and n.box.x0 < span.x1 and n.box.x1 > span.x0 - 60
    ]  # fmt: skip
    return max(above, key=lambda n: n.box.y1) if above else None


def _clusters(grid: Grid) -> list[list[Cell]]:
    """Cells that hang together: the tables of a page."""
    seen: set[int] = set()
    out = []
    for cell in grid.cells:
        if id(cell) in seen:
            continue
        group, todo = [], [cell]
        seen.add(id(cell))
        while todo:
            one = todo.pop()
            group.append(one)
            for near in (*grid.left(one), *grid.right(one), *grid.above(one), *grid.below(one)):
                if id(near) not in seen:
                    seen.add(id(near))
                    todo.append(near)
        out.append(group)
    return out


def _frame(cells: list[Cell]) -> Box:
    box = cells[0].box
    for cell in cells[1:]:
        box = box.union(cell.box)
    return box
