"""Columns of people: two or more persons side by side, each asked what the labels at the left say."""

from __future__ import annotations

import re

from kakanai.reform.engine.cell import Cell, Role
from kakanai.reform.engine.found import Found
from kakanai.reform.engine.grid import Grid, same_level, same_span
from kakanai.reform.engine.model import Kind
from kakanai.reform.engine.roles import is_person
from kakanai.reform.engine.words import clean_label, is_strong_label, words

_BECOMING = re.compile(r"(になる|となる|であった|の)(人|方|者)$")
_COUNTED = re.compile(r"^第[0-9]{1,2}|[1-9A-E①-⑤][人番]?目?$")
_BLANKS = {Role.EMPTY, Role.SLOTS}
_NARROWEST = 90.0
"""Columns for a whole person's answers are wider than this many points; narrower ones part one answer."""
_NAMED = re.compile(r"(氏名|署名|名前|名称)$")
_OF_ONE = re.compile(r"(住所|所在地|生年月日|電話番号|電話)$")


def names_someone(text: str) -> bool:
    """Whether a heading is a person's word, numbered or not: `夫になる人`, `連帯保証人２`, `第１連絡先`."""
    plain = re.sub(r"(?<=.)\([^()]*\)$", "", clean_label(text))
    if re.search(r".(になる|となる)(人|方|者)$", plain):
        return True
    plain = _BECOMING.sub("", plain)
    known = {word for word, _ in words().roles}
    counted = _COUNTED.sub("", plain)
    if plain in known or counted in known:
        return True
    return counted != plain and bool(re.search(r".(者|人|方|員|先|子)$", counted)) and not is_strong_label(plain)


def asked_of(label: Cell, header: Cell) -> bool:
    """Whether a row's label asks and the heading over the column says whom."""
    return names_someone(header.text) and not is_person(label.text)


def with_people(found: list[Found], grid: Grid) -> None:
    """Give the fields of a person's column that person's heading, though a row over the full width parts them."""
    heads = _heads(grid)
    for item in found if heads else ():
        if item.header or item.kind is Kind.OFFICE:
            continue
        over = [h for h in heads if _is_below(item, h, grid)]
        name = clean_label(max(over, key=lambda h: h.box.y0).text) if over else ""
        if name and name not in item.section:
            item.section = (*item.section, name)
            item.row_name = name


def with_pairs(found: list[Found], grid: Grid) -> None:
    """Two equal wide columns without headings, where a name and an address are asked, are two persons and not the
    two halves of one answer.
    """
    rows: dict[tuple[int, int], list[tuple[Cell, Cell]]] = {}
    for cell in grid.cells:
        pair = _pair(cell, grid)
        if pair:
            rows.setdefault((round(cell.box.x0), round(pair[1].box.x1)), []).append(pair)
    for pairs in rows.values():
        asked = [[f for f in found if f.anchor and f.box == one.box] for pair in pairs for one in pair]
        labels = [f.label for group in asked for f in group]
        if any(_NAMED.search(x) for x in labels) and any(_OF_ONE.search(x) for x in labels):
            for number, group in enumerate(asked):
                for item in group:
                    item.anchor = hash((item.anchor, number % 2))


def _pair(cell: Cell, grid: Grid) -> tuple[Cell, Cell] | None:
    """A blank right of a label, with exactly one more blank of its width behind it."""
    if cell.role not in _BLANKS or cell.box.width < _NARROWEST:
        return None
    beside = [c for c in grid.right(cell) if same_level(c.box, cell.box) and c.role in _BLANKS]
    labelled = any(c.role is Role.LABEL and same_level(c.box, cell.box) for c in grid.left(cell))
    if not labelled or len(beside) != 1 or abs(beside[0].box.width - cell.box.width) > 0.05 * cell.box.width:
        return None
    return None if any(same_level(c.box, cell.box) for c in grid.right(beside[0])) else (cell, beside[0])


def _heads(grid: Grid) -> list[Cell]:
    """Persons' words that stand side by side over columns of one width."""
    someone = [c for c in grid.cells if c.role is Role.LABEL and names_someone(c.text)]
    return [
        c for c in someone
        if c.box.width >= _NARROWEST and any(
            o is not c and o.text != c.text and same_level(o.box, c.box) and abs(o.box.width - c.box.width) < 0.1 * c.box.width
            and (abs(o.box.x0 - c.box.x1) < 4 or abs(c.box.x0 - o.box.x1) < 4)
            for o in someone
        )
    ]  # fmt: skip


def _is_below(item: Found, head: Cell, grid: Grid) -> bool:
    """Whether a field stands in a cell of just the width of a heading, in the table that the heading begins."""
    x, y = item.box.centre
    if not head.box.x0 <= x <= head.box.x1 or y < head.box.y1:
        return False
    home = next((c for c in grid.cells if c.box.x0 <= x <= c.box.x1 and c.box.y0 <= y <= c.box.y1), None)
    return home is not None and same_span(home.box, head.box) and _hangs_on(home, head, grid)


def _hangs_on(cell: Cell, head: Cell, grid: Grid) -> bool:
    """Whether a table's rows lead from a cell up to a heading without a gap."""
    current = cell
    for _ in range(200):
        ups = [c for c in grid.above(current) if c.box.overlap_x(cell.box) > 0.5 * cell.box.width]
        if head in ups:
            return True
        if not ups:
            return False
        current = max(ups, key=lambda c: c.box.overlap_x(cell.box))
    return False
