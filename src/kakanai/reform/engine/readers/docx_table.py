"""Word tables: grid, spans, vertical merges and which borders are really drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kakanai.reform.engine.readers.flow import Block, CellBlock, Paragraph, Table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIDES = ("top", "bottom", "left", "right")
_OTHER_NAME = {"left": "start", "right": "end"}
_MAX_CELLS = 20_000


def table_of(node: Any, blocks: Callable[[Any], list[Block]], lookup: Callable[[str | None, str], Any]) -> Table | None:
    """Read one `w:tbl`; `blocks` reads a cell's contents, `lookup` finds inherited style elements."""
    rows = [r for r in _rows(node) if r is not None]
    widths = [_number(c.get(f"{W}w")) / 20 for c in node.findall(f"{W}tblGrid/{W}gridCol")]
    table = Table(widths, [_row_height(r) for r in rows])
    drawn = _table_borders(node, lookup)
    open_merges: dict[int, CellBlock] = {}
    for number, row in enumerate(rows):
        _read_row(row, number, table, open_merges, blocks)
        if len(table.cells) > _MAX_CELLS:
            break
    if not table.cells:
        return None
    _fit_widths(table)
    _borders(table, drawn)
    return table


def _number(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _rows(node: Any) -> list[Any]:
    rows = []
    for child in node:
        if child.tag == f"{W}tr":
            rows.append(child)
        elif child.tag == f"{W}sdt":
            rows.extend(child.findall(f"{W}sdtContent/{W}tr"))
    return rows


def _row_height(row: Any) -> float:
    height = row.find(f"{W}trPr/{W}trHeight")
    return _number(height.get(f"{W}val")) / 20 if height is not None else 14.0


def _read_row(
    row: Any, number: int, table: Table, open_merges: dict[int, CellBlock], blocks: Callable[[Any], list[Block]]
) -> None:
    before = row.find(f"{W}trPr/{W}gridBefore")
    col = int(_number(before.get(f"{W}val"))) if before is not None else 0
    for cell in _cells(row):
        properties = cell.find(f"{W}tcPr")
        span = max(1, int(_number(_val(properties, "gridSpan") or "1")))
        merge = properties.find(f"{W}vMerge") if properties is not None else None
        if merge is not None and merge.get(f"{W}val") != "restart" and col in open_merges:
            open_merges[col].rows = number - open_merges[col].row + 1
            _last_borders(open_merges[col], properties)
        else:
            block = CellBlock(number, col, 1, span, blocks(cell))
            block.shade = _shade(properties)
            block.valign = {"center": "middle", "bottom": "bottom"}.get(_val(properties, "vAlign") or "", "top")
            _turn(block, properties)
            block.borders = _cell_borders(properties)
            table.cells.append(block)
            open_merges.pop(col, None)
            if merge is not None:
                open_merges[col] = block
        col += span


def _cells(row: Any) -> list[Any]:
    cells = []
    for child in row:
        if child.tag == f"{W}tc":
            cells.append(child)
        elif child.tag == f"{W}sdt":
            cells.extend(child.findall(f"{W}sdtContent/{W}tc"))
    return cells


def _val(element: Any, name: str) -> str | None:
    child = element.find(f"{W}{name}") if element is not None else None
    return None if child is None else child.get(f"{W}val")


def _turn(block: CellBlock, properties: Any) -> None:
    if (_val(properties, "textDirection") or "").startswith("tbRl"):
        block.vertical = True
        for inner in block.blocks:
            if isinstance(inner, Paragraph):
                inner.vertical = True


def _shade(properties: Any) -> str:
    node = properties.find(f"{W}shd") if properties is not None else None
    fill = (node.get(f"{W}fill") or "") if node is not None else ""
    return "" if fill.lower() in {"", "auto", "ffffff"} else fill


def _borders_in(node: Any) -> dict[str, bool]:
    found: dict[str, bool] = {}
    if node is None:
        return found
    for side in (*_SIDES, "insideH", "insideV"):
        edge = node.find(f"{W}{side}")
        edge = node.find(f"{W}{_OTHER_NAME.get(side, side)}") if edge is None else edge
        if edge is not None:
            found[side] = edge.get(f"{W}val") not in {"nil", "none"}
    return found


def _cell_borders(properties: Any) -> Any:
    """Per side: True drawn, False removed, None inherited from the table."""
    own = _borders_in(properties.find(f"{W}tcBorders") if properties is not None else None)
    return tuple(own.get(side) for side in _SIDES)


def _last_borders(block: CellBlock, properties: Any) -> None:
    bottom = _cell_borders(properties)[1]
    block.borders = (block.borders[0], bottom, block.borders[2], block.borders[3])


def _table_borders(node: Any, lookup: Callable[[str | None, str], Any]) -> dict[str, bool]:
    properties = node.find(f"{W}tblPr")
    inherited = _borders_in(lookup(_val(properties, "tblStyle"), f"{W}tblPr/{W}tblBorders"))
    own = _borders_in(properties.find(f"{W}tblBorders") if properties is not None else None)
    return {**inherited, **own}


def _fit_widths(table: Table) -> None:
    columns = max(c.col + c.cols for c in table.cells)
    missing = columns - len(table.widths)
    if missing > 0:
        table.widths.extend([40.0] * missing)
    if sum(table.widths) < 20:
        table.widths = [510.0 / columns] * len(table.widths)


def _borders(table: Table, drawn: dict[str, bool]) -> None:
    """Settle inherited borders. A table without a single line is a layout grid: its cells keep all walls."""
    rows, cols = len(table.heights), len(table.widths)
    bare = not any(drawn.values()) and not any(any(c.borders) for c in table.cells)
    _spread(table)
    for cell in table.cells:
        if bare:
            cell.borders = (True, True, True, True)
            continue
        outer = (
            "top" if cell.row == 0 else "insideH",
            "bottom" if cell.row + cell.rows >= rows else "insideH",
            "left" if cell.col == 0 else "insideV",
            "right" if cell.col + cell.cols >= cols else "insideV",
        )
        settled = [
            own if own is not None else drawn.get(side, False) for own, side in zip(cell.borders, outer, strict=True)
        ]
        cell.borders = (settled[0], settled[1], settled[2], settled[3])


def _spread(table: Table) -> None:
    """A side that one cell removes is not drawn by a neighbour that merely inherits it."""
    at: dict[tuple[int, int], CellBlock] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for col in range(cell.col, cell.col + cell.cols):
                at[row, col] = cell
    for cell in table.cells:
        borders: list[Any] = list(cell.borders)
        places = ((cell.row - 1, cell.col, 1), (cell.row + cell.rows, cell.col, 0))
        sides = ((cell.row, cell.col - 1, 3), (cell.row, cell.col + cell.cols, 2))
        for index, (row, col, other) in enumerate((*places, *sides)):
            neighbour = at.get((row, col))
            if borders[index] is None and neighbour is not None and neighbour.borders[other] is False:
                borders[index] = False
        cell.borders = (borders[0], borders[1], borders[2], borders[3])
