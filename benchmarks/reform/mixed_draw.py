"""Draws the forms of `mixed` as HTML, Word, Excel and PDF (typst)."""

from __future__ import annotations

import html
import io
from dataclasses import dataclass, field
from itertools import pairwise

from mixed import CONSENT, DIGITS, Form, Section

WIDTH = 24
"""Columns of the common grid."""


STYLE = (
    "table{border-collapse:collapse;width:100%;table-layout:fixed}"
    "th,td{border:1px solid #000;padding:2px 4px;height:22px;font-weight:normal}th{background:#eee}"
    ".tall{height:44px;vertical-align:top}u{text-decoration:underline}"
)


@dataclass
class Cell:
    """A cell of a grid: text, its first column and width, how many rows it spans, what it is."""

    text: str
    col: int
    span: int
    rows: int = 1
    role: str = "blank"
    digits: int = 0
    tall: bool = False


@dataclass
class Grid:
    """A table."""

    rows: list[list[Cell]] = field(default_factory=list)


@dataclass
class Line:
    """A line of text; `rule` em of underlined blank behind it, `tail` behind that."""

    text: str
    align: str = "left"
    size: float = 10.5
    rule: int = 0
    tail: str = ""
    indent: int = 0


def blocks(form: Form) -> list[Line | Grid]:
    """What stands on the page, from top to bottom."""
    spaced = form.rng.random() < 0.3
    out: list[Line | Grid] = [
        Line("様式第１号（第３条関係）", size=9),
        Line("　".join(form.title) if spaced else form.title, "center", 15),
    ]
    if form.dated:
        out.append(Line("令和　　年　　月　　日", "right"))
    out.append(Line(form.rng.choice(["（あて先）白鳥市長", "白鳥市長　様", "白鳥市長　殿"])))
    for part in form.sections:
        out += _section(part, form)
    if form.consent:
        out.append(Line("□　" + CONSENT + "。"))
    if form.staff:
        out += _staff(form)
    return out


def _section(part: Section, form: Form) -> list[Line | Grid]:
    head = Line(form.rng.choice(["■", "【{}】", "◆", "{}"]), size=10.5)
    head.text = head.text.format(part.heading) if "{}" in head.text else head.text + part.heading
    if part.way == "letter":
        rows = [
            Line(("　" * len(part.heading) if i else part.heading) + "　" + item, rule=14, indent=22)
            for i, item in enumerate(part.items)
        ]
        return [
            *rows,
            Line(f"次のとおり{form.title.removesuffix('書')}をします。".replace("届をします", "を届け出ます")),
        ]
    if part.way == "rules":
        return [
            head,
            *(
                Line(
                    i + "　",
                    rule=0 if form.slot(i) else 18,
                    tail="　　" + form.slot(i) if form.slot(i) else "",
                    indent=1,
                )
                for i in part.items
            ),
        ]
    if part.way == "colons":
        return [
            head,
            *(
                Line(
                    f"{i}：",
                    rule=0 if form.slot(i) else 16,
                    tail="　　" + form.slot(i) if form.slot(i) else "",
                    indent=1,
                )
                for i in part.items
            ),
        ]
    if part.way == "brackets":
        return [
            head,
            *(Line(f"・{i}　" + (form.slot(i) or "（　　　　　　　　　　　　　　）"), indent=1) for i in part.items),
        ]
    if part.way == "numbered":
        out: list[Line | Grid] = [head]
        for number, i in enumerate(part.items, 1):
            out.append(
                Line(
                    f"（{number}）{i}" + ("　　" + form.slot(i) if form.slot(i) else "　"),
                    rule=0 if form.slot(i) else 18,
                )
            )
        return out
    return _table(part, form, head)


def _table(part: Section, form: Form, head: Line) -> list[Line | Grid]:
    if part.way == "side":
        rows = [[_label(i, 2, 6), _blank(i, 8, 16, form)] for i in part.items]
        rows[0].insert(0, Cell(part.heading, 0, 2, len(rows), "side"))
        return [Grid(rows)]
    rows = {"pairs": _pairs, "above": _above, "caption": _caption, "people": _people}.get(part.way, _single)(part, form)
    return [head, Grid(rows)]


def _single(part: Section, form: Form) -> list[list[Cell]]:
    return [[_label(i, 0, 7), _blank(i, 7, 17, form)] for i in part.items]


def _by_twos(items: list[str]) -> list[list[str]]:
    return [items[a : a + 2] for a in range(0, len(items), 2)]


def _pairs(part: Section, form: Form) -> list[list[Cell]]:
    rows = []
    for pair in _by_twos(part.items):
        if len(pair) == 2 and not any(i in DIGITS or _is_wide(i, form) for i in pair):
            rows.append([c for n, i in enumerate(pair) for c in (_label(i, 12 * n, 5), _blank(i, 12 * n + 5, 7, form))])
        else:
            rows += [[_label(i, 0, 5), _blank(i, 5, 19, form)] for i in pair]
    return rows


def _above(part: Section, form: Form) -> list[list[Cell]]:
    rows = []
    for pair in _by_twos(part.items):
        wide = WIDTH // len(pair)
        rows.append([_label(i, n * wide, wide) for n, i in enumerate(pair)])
        rows.append([Cell(form.slot(i), n * wide, wide, tall=True) for n, i in enumerate(pair)])
    return rows


def _caption(part: Section, form: Form) -> list[list[Cell]]:
    rows = []
    for pair in _by_twos(part.items):
        wide = WIDTH // len(pair)
        texts = [i + "\n" + (form.slot(i) or "　") for i in pair]
        rows.append([Cell(t, n * wide, wide, role="caption", tall=True) for n, t in enumerate(texts)])
    return rows


def _people(part: Section, _: Form) -> list[list[Cell]]:
    widths = {3: (8, 8, 8), 4: (7, 4, 7, 6), 5: (6, 4, 6, 4, 4)}[len(part.items)]
    places = [(i, sum(widths[:n]), w) for n, (i, w) in enumerate(zip(part.items, widths, strict=True))]
    blank = [Cell("同・別" if "別" in i else "　年　月　日" if "日" in i else "", s, w) for i, s, w in places]
    return [[_label(i, s, w) for i, s, w in places], *(list(blank) for _ in range(4))]


def _is_wide(item: str, form: Form) -> bool:
    """Whether an answer needs the whole row."""
    return len(form.slot(item)) > 16


def _label(text: str, col: int, span: int) -> Cell:
    return Cell(text, col, span, role="label")


def _blank(item: str, col: int, span: int, form: Form) -> Cell:
    return Cell(form.slot(item), col, span, digits=DIGITS.get(item, 0) if form.slot(item) == "" else 0)


def _staff(form: Form) -> list[Line | Grid]:
    count = len(form.staff)
    wide = 20 // count
    if form.rng.random() < 0.5:
        rows = [
            [Cell("職員記入欄", 0, 4, 2, "label"), *(_label(s, 4 + n * wide, wide) for n, s in enumerate(form.staff))],
            [Cell("", 4 + n * wide, wide, tall=True) for n in range(count)],
        ]
        return [Line(""), Grid(rows)]
    return [
        Line("※職員記入欄（記入しないでください）", size=9),
        Grid(
            [
                [_label(s, n * wide, wide) for n, s in enumerate(form.staff)],
                [Cell("", n * wide, wide, tall=True) for n in range(count)],
            ]
        ),
    ]


def to_html(form: Form) -> bytes:
    """A page with a style sheet; labels are `th`."""
    out = [
        "<!DOCTYPE html><html lang='ja'><head><meta charset='utf-8'>",
        f"<title>{form.title}</title><style>{STYLE}</style></head><body>",
    ]
    for block in blocks(form):
        if isinstance(block, Line):
            rule = f"<u>{'　' * block.rule}</u>" if block.rule else ""
            out.append(
                f"<p style='text-align:{block.align};font-size:{block.size}pt'>{'　' * block.indent}{html.escape(block.text)}{rule}{block.tail}</p>"
            )
            continue
        out.append("<table>")
        out += ["<tr>" + "".join(_html_cell(c) for c in row) + "</tr>" for row in block.rows]
        out.append("</table>")
    return "".join(out).encode()


def _html_cell(cell: Cell) -> str:
    tag = "th" if cell.role in {"label", "side"} else "td"
    if cell.digits:
        edges = [cell.col + round(cell.span * i / cell.digits) for i in range(cell.digits + 1)]
        return "".join(f"<td colspan='{b - a}'></td>" for a, b in pairwise(edges) if b > a)
    tall = " class='tall'" if cell.tall else ""
    return f"<{tag} colspan='{cell.span}' rowspan='{cell.rows}'{tall}>{html.escape(cell.text).replace(chr(10), '<br>')}</{tag}>"


def to_docx(form: Form) -> bytes:
    """A Word file by python-docx."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    word = Document()
    word.styles["Normal"].font.size = Pt(10)
    sides = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    for block in blocks(form):
        if isinstance(block, Line):
            paragraph = word.add_paragraph()
            paragraph.alignment = sides.get(block.align)
            paragraph.add_run("　" * block.indent + block.text).font.size = Pt(block.size)
            if block.rule:
                paragraph.add_run("　" * block.rule).font.underline = True
            paragraph.add_run(block.tail)
            continue
        table = word.add_table(rows=len(block.rows), cols=WIDTH, style="Table Grid")
        for r, row in enumerate(block.rows):
            for cell in row:
                _docx_cell(table, r, cell)
        word.add_paragraph()
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _docx_cell(table, r: int, cell: Cell) -> None:  # type: ignore[no-untyped-def]
    if cell.digits and cell.digits <= cell.span:
        edges = [cell.col + round(cell.span * i / cell.digits) for i in range(cell.digits + 1)]
        for a, b in pairwise(edges):
            table.cell(r, a).merge(table.cell(r, b - 1))
        return
    target = table.cell(r, cell.col).merge(table.cell(r + cell.rows - 1, cell.col + cell.span - 1))
    target.text = cell.text + ("\n" if cell.tall else "")


def to_xlsx(form: Form) -> bytes:
    """A workbook of many columns by openpyxl."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    for col in range(1, WIDTH + 1):
        sheet.column_dimensions[get_column_letter(col)].width = 3.6
    number = 1
    for block in blocks(form):
        if isinstance(block, Line):
            _xlsx_line(sheet, number, block)
            number += 1
            continue
        for r, row in enumerate(block.rows, number):
            sheet.row_dimensions[r].height = 40 if any(c.tall for c in row) else 22
            for cell in row:
                _xlsx_cell(sheet, r, cell)
        number += len(block.rows) + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_line(sheet, number: int, line: Line) -> None:  # type: ignore[no-untyped-def]
    from openpyxl.styles import Alignment, Border, Font, Side

    start = 1 + round(line.indent / 2.2)
    sheet.cell(number, start, line.text + line.tail).font = Font(size=line.size)
    if line.align != "left":
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=WIDTH)
        sheet.cell(number, 1).alignment = Alignment(horizontal=line.align)
    elif line.rule:
        first = min(start + round(len(line.text) / 2.2) + 1, WIDTH - 3)
        for col in range(first, min(first + round(line.rule / 2.2), WIDTH) + 1):
            sheet.cell(number, col).border = Border(bottom=Side(style="thin"))


def _xlsx_cell(sheet, r: int, cell: Cell) -> None:  # type: ignore[no-untyped-def]
    from openpyxl.styles import Alignment, Border, PatternFill, Side

    thin, fill = Side(style="thin"), PatternFill("solid", fgColor="FFEDEDED")
    edges = [cell.col, cell.col + cell.span]
    if cell.digits:
        edges = sorted({cell.col + round(cell.span * i / cell.digits) for i in range(cell.digits + 1)})
    for a, b in pairwise(edges):
        if cell.rows > 1 or b - a > 1:
            sheet.merge_cells(start_row=r, start_column=a + 1, end_row=r + cell.rows - 1, end_column=b)
        top = sheet.cell(r, a + 1)
        top.value = cell.text or None
        top.alignment = Alignment(
            wrap_text=True,
            vertical="top" if cell.role == "caption" else "center",
            horizontal="center" if cell.role in {"label", "side"} else None,
        )
        for place in ((rr, cc) for rr in range(r, r + cell.rows) for cc in range(a + 1, b + 1)):
            sheet.cell(*place).border = Border(top=thin, bottom=thin, left=thin, right=thin)
            if cell.role == "label":
                sheet.cell(*place).fill = fill


def to_pdf(form: Form) -> bytes:
    """A PDF set by typst."""
    import typst

    body = [
        '#set page(width: 210mm, height: auto, margin: 16mm)\n#set text(font: "BIZ UDPGothic", size: 10pt, lang: "ja")\n#set par(leading: 0.4em, spacing: 0.8em)\n'
    ]
    for block in blocks(form):
        if isinstance(block, Line):
            rule = f"#box(width: {block.rule}em, height: 1em, stroke: (bottom: 0.5pt))" if block.rule else ""
            body.append(
                f"#align({block.align})[#h({block.indent}em)#text({block.size}pt, {_q(block.text)}){rule}#text({_q(block.tail)})]\n"
            )
            continue
        cells = []
        for r, row in enumerate(block.rows):
            for cell in row:
                if cell.digits:
                    edges = sorted({cell.col + round(cell.span * i / cell.digits) for i in range(cell.digits + 1)})
                    cells += [f"table.cell(x: {a}, y: {r}, colspan: {b - a})[]" for a, b in pairwise(edges)]
                    continue
                lines = " \\ ".join(f"#text({_q(t)})" for t in cell.text.split("\n")) if cell.text else ""
                place = (
                    "center + horizon"
                    if cell.role in {"label", "side"}
                    else "left + top"
                    if cell.role == "caption"
                    else "left + horizon"
                )
                cells.append(
                    f"table.cell(x: {cell.col}, y: {r}, colspan: {cell.span}, rowspan: {cell.rows}, align: {place})[{lines}]"
                )
        heights = ", ".join("14mm" if any(c.tall for c in row) else "8mm" for row in block.rows)
        body.append(
            f"#table(columns: (1fr,) * {WIDTH}, rows: ({heights},), inset: 2pt, stroke: 0.5pt,\n"
            + ",\n".join(cells)
            + ")\n"
        )
    return bytes(typst.compile("".join(body).encode()))


def _q(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


DRAW = {"html": to_html, "docx": to_docx, "xlsx": to_xlsx, "pdf": to_pdf}
