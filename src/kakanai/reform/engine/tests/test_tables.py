"""Requirement: what a table asks is read whatever is drawn in its cells: digit boxes, prices, sums, words over blanks."""

from __future__ import annotations

import pytest
import typst
from openpyxl import Workbook
from openpyxl.styles import Border, Side

from kakanai.reform.engine.cell import Cell, Role
from kakanai.reform.engine.faces import Face
from kakanai.reform.engine.grid import Grid
from kakanai.reform.engine.model import Box, Kind
from kakanai.reform.engine.reader import read_bytes


def html(body):
    return read_bytes(f"<html><body>{body}</body></html>".encode(), "form.html", "html")


def pdf(source):
    return read_bytes(bytes(typst.compile(source.encode())), "form.pdf", "pdf")


def labels(document):
    return [f.label for f in document.fields]


@pytest.mark.parametrize(("boxes", "inset"), [(7, "5pt"), (12, "(left: 5pt, right: 0pt, y: 5pt)")])
def test_digit_boxes_inside_a_larger_cell_are_the_blank_of_that_cell(boxes, inset):
    digits = f"grid(columns: (1fr,) * {boxes}, rows: 6mm, stroke: 0.4pt, ..range({boxes}).map(_ => []))"
    document = pdf(
        f"#table(columns: (30mm, 80mm), stroke: 0.5pt, [口座番号], table.cell(inset: {inset}, {digits}), [氏名], [])"
    )
    assert labels(document) == ["口座番号", "氏名"]


def test_a_line_with_a_printed_price_is_named_by_its_first_cell():
    row = "<tr><td>{}</td><td>300円</td><td style='text-align:right'>通</td></tr>"
    table = "<table border=1><tr><td>証明書</td><td>手数料</td><td>必要な通数</td></tr>{}</table>"
    document = html(table.format(row.format("住民票の写し") + row.format("印鑑登録証明書")))
    assert labels(document) == ["住民票の写し", "印鑑登録証明書"]


def test_a_priced_line_keeps_its_name_behind_other_printed_words_and_beside_a_second_list():
    cells = "<td>{}</td><td>40歳以上</td><td>1,000円</td><td></td>"
    row = cells.format("胃がん検診") + cells.format("肺がん検診")
    head = "<td>検診</td><td>対象</td><td>負担金</td><td>申込み</td>" * 2
    assert labels(html(f"<table border=1><tr>{head}</tr><tr>{row}</tr></table>")) == ["胃がん検診", "肺がん検診"]


def test_room_that_sets_a_persons_questions_in_is_no_blank():
    rows = "<tr><td>申請者</td><td>氏名</td><td></td></tr><tr><td></td><td>住所</td><td></td></tr>"
    assert labels(html(f"<table border=1>{rows}</table>")) == ["氏名", "住所"]


def test_a_row_of_sums_is_one_question_of_its_own():
    rows = "".join(f"<tr><td>{name}</td><td align=right>円</td><td></td></tr>" for name in ("", "", "合計"))
    document = html(f"<table border=1><tr><td>費目</td><td>予算額</td><td>摘要</td></tr>{rows}</table>")
    assert labels(document) == ["費目", "予算額", "摘要", "合計"]
    assert document.fields[-1].kind is Kind.AMOUNT


def test_words_below_each_other_are_options():
    document = html(
        "<table border=1><tr><td>氏名</td><td>性別</td></tr><tr><td></td><td width=20>男<br>女</td></tr></table>"
    )
    assert [(f.label, f.kind, f.options) for f in document.fields][1] == ("性別", Kind.CHOICE, ("男", "女"))


def test_a_date_in_the_bracket_of_an_option_is_part_of_it():
    document = html(
        "<table border=1><tr><td>本人の状況</td><td>□未成年者（　　年　　月　　日生）　□成年者</td></tr></table>"
    )
    assert [(f.label, f.kind) for f in document.fields] == [("本人の状況", Kind.CHECK)]


def test_headings_that_no_line_parts_stand_over_the_columns_below():
    book = Workbook()
    sheet = book.active
    thin = Side(style="thin")
    for col, word in enumerate(("品名", "数量", "希望日"), 1):
        sheet.column_dimensions["ABC"[col - 1]].width = 18
        sheet.cell(1, col, word)
        for row in (2, 3):
            sheet.cell(row, col).border = Border(top=thin, bottom=thin, left=thin, right=thin)
    for col in (1, 2, 3):
        edge = {"left": thin} if col == 1 else {"right": thin} if col == 3 else {}
        sheet.cell(1, col).border = Border(top=thin, bottom=thin, **edge)
    from io import BytesIO

    out = BytesIO()
    book.save(out)
    document = read_bytes(out.getvalue(), "a.xlsx", "xlsx")
    assert [(f.label, f.repeat) for f in document.fields] == [("品名", 2), ("数量", 2), ("希望日", 2)]


def test_a_unit_behind_a_box_beside_a_line_is_no_second_field():
    box = "box(width: 30mm, height: 6mm, stroke: 0.5pt)"
    assert labels(pdf(f"#set text(size: 10pt)\n参加人数 #h(20mm) #{box} 人")) == ["参加人数"]


def test_white_words_on_a_dark_ground_are_read():
    head = "table.cell(fill: navy)[#text(fill: white)[{}]]"
    cells = ", ".join([head.format("氏名"), head.format("続柄"), "[]", "[]", "[]", "[]"])
    assert labels(pdf(f"#table(columns: (60mm, 40mm), rows: 8mm, {cells})")) == ["氏名", "続柄"]


def test_neighbours_are_found_across_bands_of_a_long_sheet():
    tall = Cell(Face(1, Box(0, 0, 50, 400), rect=True, background=False), Role.LABEL, "世帯員")
    rows = [
        Cell(Face(2 + n, Box(50, 20.0 * n, 150, 20.0 * n + 20), rect=True, background=False), Role.EMPTY)
        for n in range(20)
    ]
    grid = Grid([*rows, tall])
    assert grid.right(tall) == rows
    assert grid.left(rows[17]) == [tall]
    assert grid.above(rows[17]) == [rows[16]]
