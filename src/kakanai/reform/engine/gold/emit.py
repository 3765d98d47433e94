"""Drawn forms to files: the same cells as xlsx, docx, PDF (typst) and HTML, byte for byte repeatable."""

from __future__ import annotations

import html as html_lib
import io
import json
import zipfile
from pathlib import Path

from kakanai.reform.engine.gold.spec import COLUMNS, SUB, DrawnCell, DrawnForm, Grid, LineBlock, load_forms

FORMATS = ("xlsx", "docx", "pdf", "html")
_UNIT = 504.0 / (COLUMNS * SUB)
_EPOCH = (2026, 1, 1, 0, 0, 0)


def write_set(
    folder: Path, formats: tuple[str, ...] = FORMATS, forms: tuple[DrawnForm, ...] | None = None
) -> list[Path]:
    """Write every form in every format with its truth beside it (`<id>.truth.json`). Returns the form files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form in forms if forms is not None else load_forms():
        for name in formats:
            path = folder / f"{form.id}.{name}"
            path.write_bytes(emit(form, name))
            written.append(path)
        (folder / f"{form.id}.truth.json").write_text(
            json.dumps(truth_json(form), ensure_ascii=False, indent=1), "utf-8"
        )
    return written


def truth_json(form: DrawnForm) -> dict[str, object]:
    """The labels of a form in the gold format: `section`, `label`, `kind` per field."""
    fields = [{"section": t.section, "label": t.label, "kind": t.kind} for t in form.truth]
    return {"form": form.id, "title": form.title, "unseen": form.unseen, "fields": fields}


def emit(form: DrawnForm, name: str) -> bytes:
    """One form in one format."""
    return {"xlsx": to_xlsx, "docx": to_docx, "html": to_html, "pdf": to_pdf}[name](form)


def to_xlsx(form: DrawnForm) -> bytes:
    """A 神エクセル: narrow columns, everything merged."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "様式"
    for col in range(1, COLUMNS * SUB + 1):
        sheet.column_dimensions[get_column_letter(col)].width = (_UNIT / 0.75 - 5) / 7
    row = 1
    for block in form.blocks:
        row = _xlsx_line(sheet, block, row) if isinstance(block, LineBlock) else _xlsx_grid(sheet, block, row, form)
    for at in range(1, row + 1):
        sheet.row_dimensions[at].height = sheet.row_dimensions[at].height or 16.0
    out = io.BytesIO()
    book.save(out)
    return _stable_zip(out.getvalue())


def _xlsx_line(sheet, block: LineBlock, row: int) -> int:  # type: ignore[no-untyped-def]
    from openpyxl.styles import Alignment, Border, Font, Side

    total = COLUMNS * SUB
    first = total // 2 + 1 if block.align == "half" else 1
    cell = sheet.cell(row, first, block.text + ("" if block.underline else block.tail))
    cell.font = Font(size=block.size)
    cell.alignment = Alignment(horizontal={"half": "left"}.get(block.align, block.align), vertical="center")
    if block.underline:
        start = first + round((len(block.text) * block.size + 6) / _UNIT)
        end = min(start + round(block.underline * 10.5 / _UNIT), total - (4 if block.tail else 0))
        for col in range(start, end):
            sheet.cell(row, col).border = Border(bottom=Side(style="thin"))
        if block.tail:
            sheet.cell(row, end + 1, block.tail.strip()).font = Font(size=block.size)
    else:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=total)
    sheet.row_dimensions[row].height = 24.0 if block.size > 12 else 18.0
    return row + 1


def _xlsx_grid(sheet, grid: Grid, row: int, form: DrawnForm) -> int:  # type: ignore[no-untyped-def]
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="hair" if "dashed" in form.look else "thin")
    for cell in grid.cells:
        top, left = row + cell.row, cell.col + 1
        target = sheet.cell(top, left, "\n".join(cell.lines) or None)
        target.alignment = Alignment(
            horizontal=cell.align, vertical={"middle": "center"}.get(cell.valign, cell.valign), wrap_text=True,
            textRotation=255 if cell.code == "V" else 0,
        )  # fmt: skip
        target.font = Font(size=10)
        for r in range(top, top + cell.rows):
            for c in range(left, left + cell.cols):
                one = sheet.cell(r, c)
                one.border = Border(
                    top=thin if r == top else None, bottom=thin if r == top + cell.rows - 1 else None,
                    left=thin if c == left else None, right=thin if c == left + cell.cols - 1 else None,
                )  # fmt: skip
                if cell.code in {"L", "V"} and "shade" in form.look:
                    one.fill = PatternFill("solid", fgColor="FFDDE8F0")
        if cell.rows * cell.cols > 1:
            sheet.merge_cells(
                start_row=top, start_column=left, end_row=top + cell.rows - 1, end_column=left + cell.cols - 1
            )
    for index, height in enumerate(grid.heights):
        sheet.row_dimensions[row + index].height = height
    return row + len(grid.heights) + 1


def _stable_zip(data: bytes) -> bytes:
    """The same package with fixed times, and without the moment of saving in its properties."""
    import re

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = source.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", body)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def to_docx(form: DrawnForm) -> bytes:
    """A Word form with tables; written as plain WordprocessingML."""
    from kakanai.reform.engine.gold.word import document_xml, package

    return package(document_xml(form))


def to_html(form: DrawnForm) -> bytes:
    """An HTML form laid out by tables."""
    body = "\n".join(_html_line(b) if isinstance(b, LineBlock) else _html_grid(b, form) for b in form.blocks)
    page = f'<!doctype html>\n<html lang="ja"><head><meta charset="utf-8"><title>{html_lib.escape(form.title)}</title></head><body>\n{body}\n</body></html>\n'
    return page.encode()


def _html_line(block: LineBlock) -> str:
    text = html_lib.escape(block.text)
    if block.underline:
        text += f"<u>{'　' * block.underline}</u>"
    text += html_lib.escape(block.tail)
    lead = "　" * 24 if block.align == "half" else ""
    align = block.align if block.align in {"right", "center"} else "left"
    return f'<p style="text-align:{align};font-size:{block.size}pt">{lead}{text}</p>'


def _html_grid(grid: Grid, form: DrawnForm) -> str:
    cols = "".join(f'<col style="width:{_UNIT:.2f}pt">' for _ in range(COLUMNS * SUB))
    rows = []
    for number, height in enumerate(grid.heights):
        cells = sorted((c for c in grid.cells if c.row == number), key=lambda c: c.col)
        rows.append(f'<tr style="height:{height}pt">' + "".join(_html_cell(c, form) for c in cells) + "</tr>")
    return f'<table border="1" style="border-collapse:collapse">{cols}{"".join(rows)}</table>'


def _html_cell(cell: DrawnCell, form: DrawnForm) -> str:
    style = f"text-align:{cell.align};vertical-align:{cell.valign};"
    if cell.code == "V":
        style += "writing-mode:vertical-rl;"
    if cell.code in {"L", "V"} and "shade" in form.look:
        style += "background:#dde8f0;"
    lines = [html_lib.escape(line) for line in cell.lines]
    if cell.ruby and lines:
        lines[0] = f"<ruby>{lines[0]}<rt>{cell.ruby}</rt></ruby>"
    return f'<td colspan="{cell.cols}" rowspan="{cell.rows}" style="{style}">{"<br>".join(lines)}</td>'


def to_pdf(form: DrawnForm) -> bytes:
    """A vector PDF by typst."""
    import typst

    from kakanai.reform.engine.gold.typ import source

    out = typst.compile(source(form).encode())
    return bytes(out) if isinstance(out, bytes | bytearray) else bytes(out[0])
