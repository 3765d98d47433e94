"""Native reader for the old .xls (BIFF) by xlrd."""

from __future__ import annotations

from typing import Any

from kakanai.reform.engine.layout import Style
from kakanai.reform.engine.model import PagePicture
from kakanai.reform.engine.readers.sheet import MAX_COLS, MAX_ROWS, Sheet, SheetCell, sheet_picture
from kakanai.reform.engine.readers.xlsx import is_example_name

_HALIGN = {0: "left", 1: "left", 2: "center", 3: "right", 4: "left", 5: "left", 6: "center", 7: "distributed"}
_VALIGN = {0: "top", 1: "middle", 2: "bottom", 3: "middle", 4: "middle"}


def read_xls(data: bytes) -> tuple[list[PagePicture], list[str]]:
    """Read every visible sheet of an .xls workbook."""
    import io

    import xlrd

    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    pictures: list[PagePicture] = []
    notes: list[str] = []
    for sheet in book.sheets():
        if sheet.visibility != 0 or is_example_name(sheet.name):
            notes.append(f"シート「{sheet.name}」は読みません（非表示または記入例）")
            continue
        if sheet.nrows and sheet.ncols:
            pictures.append(sheet_picture(_plain_sheet(book, sheet), len(pictures) + 1))
    return pictures, notes


def _plain_sheet(book: Any, sheet: Any) -> Sheet:
    rows, cols = min(sheet.nrows, MAX_ROWS), min(sheet.ncols, MAX_COLS)
    widths = [sheet.computed_column_width(c) / 256 * 5.25 + 3.75 for c in range(cols)]
    heights = []
    for row in range(rows):
        info = sheet.rowinfo_map.get(row)
        heights.append((info.height / 20 if not info.hidden else 0.0) if info is not None else 13.5)
    plain = Sheet(sheet.name, widths, heights)
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for row0, row1, col0, col1 in sheet.merged_cells:
        if row0 < rows and col0 < cols:
            ends[row0, col0] = (min(row1, rows), min(col1, cols))
            plain.merges.append((row0, col0, *ends[row0, col0]))
    for row in range(rows):
        for col in range(min(sheet.row_len(row), cols)):
            _take_cell(book, sheet, plain, (row, col), ends.get((row, col), (row + 1, col + 1)))
    return plain


def _take_cell(book: Any, sheet: Any, plain: Sheet, place: tuple[int, int], end: tuple[int, int]) -> None:
    row, col = place
    cell = sheet.cell(row, col)
    form = book.xf_list[cell.xf_index]
    border = form.border
    plain.draw(
        row,
        col,
        (
            bool(border.top_line_style),
            bool(border.bottom_line_style),
            bool(border.left_line_style),
            bool(border.right_line_style),
        ),
    )
    if form.background.fill_pattern == 1 and form.background.pattern_colour_index not in {9, 64, 65}:
        for r in range(row, end[0]):
            for c in range(col, end[1]):
                plain.fills[r, c] = str(form.background.pattern_colour_index)
    text = "" if cell.ctype in {0, 5, 6} else f"{cell.value:g}" if cell.ctype == 2 else str(cell.value)
    if text.strip():
        font = book.font_list[form.font_index]
        style = Style(
            font.height / 20,
            _HALIGN.get(form.alignment.hor_align, "left"),
            _VALIGN.get(form.alignment.vert_align, "bottom"),
            bool(form.alignment.text_wrapped),
            form.alignment.rotation == 255,
        )
        plain.cells.append(SheetCell(row, col, end[0], end[1], text, style))
