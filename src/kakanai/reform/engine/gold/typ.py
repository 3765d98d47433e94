"""Drawn forms as typst source, for the PDF of the gold set."""

from __future__ import annotations

from kakanai.reform.engine.gold.spec import COLUMNS, SUB, DrawnCell, DrawnForm, Grid, LineBlock

_FONTS = {"mincho": "BIZ UDMincho", "gothic": "BIZ UDGothic"}


def source(form: DrawnForm) -> str:
    """The typst source of one form on A4."""
    font = _FONTS["mincho" if "mincho" in form.look else "gothic"]
    head = (
        f'#set page(paper: "a4", margin: (x: 45pt, y: 40pt))\n#set text(font: "{font}", size: 10.5pt, lang: "ja", cjk-latin-spacing: none)\n'
        "#set par(leading: 0.5em, spacing: 0.75em)\n"
    )
    return head + "\n".join(_line(b) if isinstance(b, LineBlock) else _grid(b, form) for b in form.blocks)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(text: str, size: float) -> str:
    return f"#text(size: {size}pt, {_string(text)})" if text else ""


def _line(block: LineBlock) -> str:
    inner = _text(block.text, block.size)
    if block.underline:
        inner += f"#box(width: {block.underline * 10.5}pt, height: 0.9em, stroke: (bottom: 0.5pt))"
    inner += _text(block.tail, block.size)
    if block.align == "half":
        return f"#pad(left: 252pt)[{inner}]\n"
    return f"#align({block.align})[{inner}]\n"


def _grid(grid: Grid, form: DrawnForm) -> str:
    columns = ", ".join(["7pt"] * (COLUMNS * SUB))
    rows = ", ".join(f"{h}pt" for h in grid.heights)
    stroke = '(thickness: 0.5pt, dash: "dashed")' if "dashed" in form.look else "0.6pt"
    cells = ",\n".join(_cell(c, form) for c in sorted(grid.cells, key=lambda c: (c.row, c.col)))
    return f"#table(columns: ({columns}), rows: ({rows}), stroke: {stroke}, inset: 2pt,\n{cells})\n"


def _cell(cell: DrawnCell, form: DrawnForm) -> str:
    vertical = {"middle": "horizon", "top": "top", "bottom": "bottom"}[cell.valign]
    fill = ', fill: rgb("#dde8f0")' if cell.code in {"L", "V"} and "shade" in form.look else ""
    size = 10.0
    if cell.code == "V":
        stacked = " \\\n".join(_text(c, size) for c in "".join(cell.lines))
        body = f"#set par(leading: 0.25em)\n{stacked}"
    else:
        lines = [
            _ruby(cell, line) if i == 0 and cell.ruby else (_text(line, size) or "#v(0.8em)")
            for i, line in enumerate(cell.lines)
        ]
        body = " \\\n".join(lines)
    return (
        f"table.cell(x: {cell.col}, y: {cell.row}, colspan: {cell.cols}, rowspan: {cell.rows}, align: {cell.align} + {vertical}{fill})"
        f"[#set par(leading: 0.3em)\n{body}]"
    )


def _ruby(cell: DrawnCell, line: str) -> str:
    return f"#box(stack(dir: ttb, spacing: 1pt, align(center, text(size: 5pt, {_string(cell.ruby)})), text(size: 10pt, {_string(line)})))"
