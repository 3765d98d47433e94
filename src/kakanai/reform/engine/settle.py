"""What a face turns out to be beside its neighbours: label, blank or choice. Settled before anything is linked."""

from __future__ import annotations

import re

from kakanai.reform.engine.cell import Cell, Role, Slot
from kakanai.reform.engine.grid import Grid, same_level, same_span
from kakanai.reform.engine.model import Box, Kind
from kakanai.reform.engine.words import clean_label, is_label_text, is_strong_label, squeeze, words

_PLACE = re.compile(r"[^\s()]{1,7}[都道府県市区町村郡]")
_PLACE_ASKED = re.compile(r"住所|所在|場所|居所|地番|本籍|番地|住居|標識|置場")
_SMALL_CHOICE = re.compile(r"^\S{1,5}([・／/]\S{1,5})+$")
_PRINTED = re.compile(
    r"(令和|平成|昭和|西暦|年度?|月|日|時|分|第|号|期|子|児|満|週|か月|ヶ月|歳|級|回|条|項|から|まで|より|約|計|の|番|枚|名|人|市|町|区|階|室|棟|組|班|[()（）~～:：・-])+"
)
_BORN = {"男", "女"}
_KIN = re.compile(r"続き?柄|間柄|との関係")
_SIDE = re.compile(r"[(（]?(自宅|携帯|勤務先|職場|会社|昼間|日中|夜間|固定|緊急|FAX|ＦＡＸ)(電話|番号|先)*[)）]?[:：]?")


def settle(grid: Grid) -> None:
    """Settle all cells of a page."""
    for cell in grid.cells:
        _labels_only(cell, grid)
        _seal_label(cell, grid)
        _weak_own(cell, grid)
    for cell in sorted(grid.cells, key=lambda c: c.box.y0):
        _options_under_heading(cell, grid)
        _printed_start(cell, grid)
        _side_blanks(cell, grid)
        _caption(cell, grid)
        _skeleton(cell, grid)
        _printed_answer(cell, grid)
        _marked_staff(cell, grid)


def plain_options(options: tuple[str, ...], text: str) -> bool:
    """Whether words parted by dots are options and not one label such as `名称・所在地`."""
    if len(options) < 2 or max(map(len, options)) > 12 or any(o.count("(") != o.count(")") for o in options):
        return False
    names = words().choices | words().heads
    return not is_strong_label(text) or all(o in names for o in options)


def column_header(cell: Cell, grid: Grid) -> Cell | None:
    """The label above of the same width, looking through blanks of the same column."""
    current, steps = cell, 0
    while steps < 200:
        steps += 1
        ups = [c for c in grid.above(current) if same_span(c.box, cell.box)]
        if not ups:
            return None
        best = ups[0]
        if best.role is Role.LABEL and (best.text != cell.text or cell.slots):
            return best
        if best.role is Role.NOTE or any(s.own for s in best.slots):
            return None
        current = best
    return None


def _labels_only(cell: Cell, grid: Grid) -> None:
    """Words with room at their right are prompts, unless the blank they ask for is the empty cell beside them."""
    prompts_only = bool(cell.slots) and all(s.own and s.kind is Kind.TEXT and not s.options for s in cell.slots)
    beside = [c for c in grid.right(cell) if c.box.overlap_y(cell.box) > 0.3 * c.box.height]
    waiting = bool(beside) and all(
        c.role is Role.EMPTY or (c.role is Role.SLOTS and not any(s.own for s in c.slots)) for c in beside
    )
    if cell.role is Role.SLOTS and prompts_only and not cell.blank_too and waiting and is_label_text(cell.text):
        cell.role, cell.slots = Role.LABEL, []
    if (
        cell.role is Role.SLOTS
        and all(s.kind is Kind.CHOICE and not s.own for s in cell.slots)
        and "　" not in cell.text
    ):
        if _asks_the_same(cell, grid):
            cell.role, cell.slots = Role.LABEL, []
            return
        heads = [c for c in [*grid.left(cell), *grid.right(cell)] if c.role is Role.LABEL]
        below = [c for c in grid.below(cell) if same_span(c.box, cell.box)]
        over_label = any(
            b.role is Role.LABEL and not _SMALL_CHOICE.search(b.text) for c in heads for b in grid.below(c)
        )
        if len(heads) > 1 and below and not over_label and all(same_level(c.box, cell.box) for c in heads):
            cell.role, cell.slots = Role.LABEL, []


def _asks_the_same(cell: Cell, grid: Grid) -> bool:
    """`同居・別居` beside cells that offer `同居 ・ 別居` is their label."""
    options = {o for s in cell.slots for o in s.options}
    beside = [c for c in grid.right(cell) if same_level(c.box, cell.box)]
    headed = any(c.role is not Role.ORDINAL and same_level(c.box, cell.box) for c in grid.left(cell))
    above = column_header(cell, grid)
    headed = headed or (above is not None and any(c.role is Role.LABEL for c in grid.right(above)))
    return bool(beside) and not headed and all({o for s in c.slots for o in s.options} == options for c in beside)


def _options_under_heading(cell: Cell, grid: Grid) -> None:
    """Words parted by dots in a row of blanks, under a heading in a row of headings, are a choice to circle."""
    if cell.role is not Role.LABEL or not re.search(r"[・･／/]", cell.text):
        return
    options = tuple(o for o in re.split(r"[・･／/]", squeeze(cell.text)) if o)
    beside = [c for c in (*grid.left(cell), *grid.right(cell)) if same_level(c.box, cell.box)]
    header = column_header(cell, grid)
    if header is None or not plain_options(options, cell.text):
        return
    row = [c for c in (*grid.left(header), *grid.right(header)) if same_level(c.box, header.box)]
    in_row = [c for c in row if c.role is Role.LABEL]
    if (
        in_row
        and len(in_row) == len(row)
        and not is_strong_label(cell.text)
        and any(c.role in {Role.EMPTY, Role.SLOTS} for c in beside)
    ):
        cell.role, cell.slots = Role.SLOTS, [Slot(Kind.CHOICE, cell.box, options=options)]


def _printed_start(cell: Cell, grid: Grid) -> None:
    """`みどり町` with room behind it, beside `住所`, is a blank whose beginning is printed."""
    if cell.role is not Role.LABEL or not _PLACE.fullmatch(cell.text) or not _PLACE_ASKED.search(_at_left(cell, grid)):
        return
    if cell.box.x1 - cell.lines[-1][1].x1 > 6 * cell.lines[-1][1].height:
        cell.role, cell.slots = Role.SLOTS, [Slot(Kind.TEXT, cell.box)]


def _side_blanks(cell: Cell, grid: Grid) -> None:
    """`自宅　　　　携帯　　　　` beside `電話番号`: two blanks of the one question."""
    label = _at_left(cell, grid)
    if cell.role is Role.LABEL and cell.sides and _asks_a_number(cell, label):
        name = clean_label(label)
        cell.role = Role.SLOTS
        cell.slots = [Slot(Kind.TEXT, box, f"{name}({word.strip('()（）:')})") for word, box in cell.sides]


def _at_left(cell: Cell, grid: Grid) -> str:
    return next((c.text for c in grid.left(cell) if c.role is Role.LABEL), "")


def _seal_label(cell: Cell, grid: Grid) -> None:
    """`金融機関お届け印` beside an empty box, or one with a pale 印 in it, is the label of that box."""
    if cell.role is not Role.SLOTS or len(cell.text) < 3 or not all(s.kind is Kind.SEAL for s in cell.slots):
        return
    beside = [c for c in grid.right(cell) if same_level(c.box, cell.box)]
    if any(c.role is Role.EMPTY or (c.slots and all(s.kind is Kind.SEAL for s in c.slots)) for c in beside):
        cell.role, cell.slots = Role.LABEL, []


def _weak_own(cell: Cell, grid: Grid) -> None:
    """A word before a choice that asks nothing itself (`市町村民税　課税・非課税`) does not name it where a label
    stands at the left (`課税状況`). `該当に○` does: the label at the left asks for a word of its own.
    """
    if cell.role is not Role.SLOTS or len(cell.slots) != 1 or not cell.slots[0].own:
        return
    slot = cell.slots[0]
    label = next((c for c in grid.left(cell) if c.role is Role.LABEL and same_level(c.box, cell.box)), None)
    if label is None:
        return
    told = re.search(r"[○〇◯]|囲", slot.own)
    alone = slot.kind is Kind.CHOICE and is_strong_label(label.text) and not is_strong_label(slot.own) and not told
    if alone or (len(slot.own) <= 2 and not is_strong_label(slot.own)):
        slot.own = ""


def _skeleton(cell: Cell, grid: Grid) -> None:
    """Short printed words with room between them (`令和　　年度　第　　期から`, `　　支店`) beside a label are a blank."""
    if cell.role not in {Role.LABEL, Role.NOTE} or len(cell.text) > 24 or "。" in cell.text:
        return
    label = next((c for c in grid.left(cell) if c.role is Role.LABEL and same_level(c.box, cell.box)), None)
    free = not any(c.role in {Role.EMPTY, Role.SLOTS} and same_level(c.box, cell.box) for c in grid.right(cell))
    if label is None and cell.text in _BORN:
        label = _row_head(cell, grid)
    if label is None and cell.gaps and _PRINTED.fullmatch(cell.text):
        label, free = column_header(cell, grid), True
    ending = cell.text in words().suffixes and cell.text not in words().heads
    ending = ending or _is_born(cell, label)
    heads = any(c.slots and c.text == cell.text and same_span(c.box, cell.box) for c in grid.below(cell))
    if label is None or not free or heads or not len(label.text) > 1:
        return
    if ending or (
        cell.gaps >= (1 if len(cell.text) <= 3 else 2)
        and not is_strong_label(cell.text)
        and _PRINTED.fullmatch(cell.text)
    ):
        cell.role, cell.slots = Role.SLOTS, [Slot(Kind.TEXT, cell.box)]


def _is_born(cell: Cell, label: Cell | None) -> bool:
    """`　　　　男` beside `父母との続き柄`: the end of `長男`, with room before it for the rest."""
    asked = label is not None and bool(_KIN.search(label.text))
    return asked and cell.text in _BORN and cell.lines[-1][1].x0 - cell.box.x0 > 3 * cell.lines[-1][1].height


def _row_head(cell: Cell, grid: Grid) -> Cell | None:
    """The first label of a row, looking through the answers before a cell."""
    current = cell
    for _ in range(6):
        near = next((c for c in grid.left(current) if same_level(c.box, cell.box)), None)
        if near is None or near.role is Role.LABEL:
            return near
        current = near
    return None


def _printed_answer(cell: Cell, grid: Grid) -> None:
    """`本人` printed in the first row under `続柄`: an answer given, in a column of blanks."""
    if cell.role is not Role.LABEL or len(cell.text) > 4:
        return
    header = column_header(cell, grid)
    below = any(c.role is Role.EMPTY and same_span(c.box, cell.box) for c in grid.below(cell))
    before = any(c.role is Role.EMPTY and same_level(c.box, cell.box) for c in grid.left(cell))
    if below and before and header is not None and _KIN.search(header.text):
        cell.role, cell.text = Role.EMPTY, ""


def _marked_staff(cell: Cell, grid: Grid) -> None:
    """`※受理　※送付　…` over or beside empty boxes, two or more in a row: what the office fills in, no notes."""
    if not _is_marked(cell):
        return
    beside = [c for c in (*grid.left(cell), *grid.right(cell)) if same_level(c.box, cell.box)]
    under = any(c.role in {Role.EMPTY, Role.SLOTS} and same_span(c.box, cell.box) for c in grid.below(cell))
    if under and any(_is_marked(c) or c.text.startswith("※") for c in beside):
        cell.role = Role.LABEL


def _is_marked(cell: Cell) -> bool:
    return cell.role is Role.NOTE and bool(re.fullmatch(r"※[^\d。、()]{1,8}", cell.text))


def _caption(cell: Cell, grid: Grid) -> None:
    """A blank whose lower part has a caption of its own: `マンション等の名称` at the foot of the box beside `住所`."""
    if cell.role is not Role.LABEL or not cell.lines or not _at_left(cell, grid):
        return
    text, spot = cell.lines[-1]
    upper = "".join(t for t, _ in cell.lines[:-1])
    free = spot.y0 - cell.box.y0 > 1.2 * spot.height and cell.box.x1 - spot.x1 > 3 * spot.height
    low = cell.box.y1 - spot.y1 < 0.7 * spot.height and spot.x0 - cell.box.x0 < 2 * spot.height
    waiting = any(c.role in {Role.EMPTY, Role.SLOTS} and same_level(c.box, cell.box) for c in grid.right(cell))
    if waiting:
        return
    if free and low and is_strong_label(text) and (not upper or _PLACE.fullmatch(upper)):
        above = Box(cell.box.x0, cell.box.y0, cell.box.x1, spot.y0)
        cell.role = Role.SLOTS
        cell.slots = [
            Slot(Kind.TEXT, above),
            Slot(Kind.TEXT, Box(spot.x1, spot.y0, cell.box.x1, cell.box.y1), clean_label(text)),
        ]


def _asks_a_number(cell: Cell, label: str) -> bool:
    return bool(re.search("電話|連絡先|TEL", label)) and all(_SIDE.fullmatch(word) for word, _ in cell.sides)
