"""HTML tables, and blocks laid out by `display: grid`, as flow tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kakanai.reform.engine.layout import text_width
from kakanai.reform.engine.readers.css import length
from kakanai.reform.engine.readers.flow import PAGE_WIDTH, Block, CellBlock, Paragraph, Table

_WHITE = {"", "#fff", "#ffffff", "white", "none", "transparent", "inherit", "initial"}
_MAX_COLUMNS = 400


@dataclass(frozen=True, slots=True)
class Cells:
    """How a cell's contents, properties and text style are read."""

    blocks: Callable[[Any], list[Block]]
    css: Callable[[Any], dict[str, str]]
    style: Callable[[Any], dict[str, str]]


def table_of(node: Any, cells: Cells) -> Table | None:
    """A `table` element."""
    taken: set[tuple[int, int]] = set()
    table = Table([], [])
    rows = [r for r in node.iter("tr") if next(r.iterancestors("table"), None) is node][:3000]
    for number, row in enumerate(rows):
        col = 0
        height = length(cells.css(row).get("height"))
        table.heights.append(min(height, 800.0) if height else 18.0)
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            while (number, col) in taken:
                col += 1
            span = (min(_span(cell, "rowspan"), len(rows) - number), _span(cell, "colspan"))
            block = _cell(cell, number, col, span, cells)
            taken.update((r, c) for r in range(number, number + block.rows) for c in range(col, col + block.cols))
            table.cells.append(block)
            own = length(cells.css(cell).get("height"))
            if own and block.rows == 1:
                table.heights[-1] = max(table.heights[-1], min(own, 800.0))
            col += block.cols
    if not table.cells:
        return None
    table.widths = _widths(node, table)
    return table


def grid_table(node: Any, css: dict[str, str], cells: Cells) -> Table | None:
    """Children of a grid container in their columns, each a cell."""
    columns = _columns(css["grid-template-columns"])
    table = Table([], [])
    row = col = 0
    for child in node:
        if not isinstance(child.tag, str):
            continue
        span = re.search(r"span\s+(\d+)", cells.css(child).get("grid-column", ""))
        whole = re.match(r"1\s*/\s*-1", cells.css(child).get("grid-column", ""))
        width = columns if whole else min(int(span.group(1)) if span else 1, columns)
        if col + width > columns:
            row, col = row + 1, 0
        table.cells.append(_cell(child, row, col, (1, width), cells))
        col += width
    if not table.cells:
        return None
    table.heights = [18.0] * (row + 1)
    table.widths = _widths(node, table)
    return table


def row_table(children: list[Any], cells: Cells, *, drawn: bool) -> Table | None:
    """Children of a flex container as one row; without lines where nothing is drawn."""
    table = Table([], [18.0])
    for col, child in enumerate(children):
        block = _cell(child, 0, col, (1, 1), cells)
        block.borders = block.borders if drawn else (False, False, False, False)
        block.valign = block.valign if drawn else "top"
        table.cells.append(block)
    if not table.cells:
        return None
    widths = [length(cells.css(c).get("width")) for c in children]
    known = sum(w for w in widths if w)
    rest = max(PAGE_WIDTH - known, 60.0 * widths.count(None)) / max(widths.count(None), 1)
    table.widths = [w or rest for w in widths]
    return table


def _columns(template: str) -> int:
    repeated = re.match(r"repeat\(\s*(\d+)", template)
    return min(int(repeated.group(1)), 40) if repeated else max(1, min(len(re.sub(r"\([^)]*\)", "", template).split()), 40))  # fmt: skip


def _cell(node: Any, row: int, col: int, span: tuple[int, int], cells: Cells) -> CellBlock:
    css = cells.css(node)
    block = CellBlock(row, col, span[0], span[1], cells.blocks(node))
    block.valign = "top" if css.get("vertical-align") == "top" or node.get("valign") == "top" else "middle"
    if css.get("border", "").startswith("none"):
        block.borders = (False, False, False, False)
    align = cells.style(node).get("align")
    for inner in block.blocks:
        if isinstance(inner, Paragraph):
            inner.align = align if align and inner.align == "left" else inner.align
            inner.vertical = css.get("writing-mode", "").startswith(("vertical", "tb"))
    colour = (css.get("background-color") or css.get("background") or "").split(" ")[0]
    block.shade = "" if colour in _WHITE else colour
    return block


def _span(node: Any, name: str) -> int:
    value = node.get(name) or "1"
    return min(max(int(value), 1), 200) if value.isdigit() else 1


def _widths(node: Any, table: Table) -> list[float]:
    """Column widths: declared on `col` elements, else shared out by the longest text of each column."""
    columns = min(max(c.col + c.cols for c in table.cells), _MAX_COLUMNS)
    declared = [re.search(r"width\s*:\s*([\d.]+)pt", c.get("style") or "") for c in node.iter("col")]
    if len(declared) == columns and all(declared):
        return [max(float(m.group(1)), 2.0) for m in declared if m]
    needs = [24.0] * columns
    for cell in table.cells:
        if cell.cols == 1:
            longest = max((_text_need(b) for b in cell.blocks if isinstance(b, Paragraph)), default=0.0)
            needs[cell.col] = max(needs[cell.col], min(longest + 8, 170.0), 90.0 if not cell.blocks else 0.0)
    scale = PAGE_WIDTH / sum(needs)
    return [n * min(scale, 3.0) for n in needs]


def _text_need(paragraph: Paragraph) -> float:
    if paragraph.vertical:
        return 10.5
    return max((text_width(line, 10.5) for line in paragraph.text.split("\n")), default=0.0)
