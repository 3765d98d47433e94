"""Requirement: layouts that hide their blanks are still read: shading, digits, repetition, staff boxes, filled forms."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, PatternFill, Side

from kakanai.reform.engine import read
from kakanai.reform.engine.errors import FilledFormError, NeedsOcrError
from kakanai.reform.engine.faces import build_faces
from kakanai.reform.engine.gold.emit import emit
from kakanai.reform.engine.gold.spec import load_forms
from kakanai.reform.engine.model import Kind, Wall
from kakanai.reform.engine.reader import read_bytes


def html(body):
    return read_bytes(f"<html><body>{body}</body></html>".encode(), "form.html", "html")


def named(document):
    return {f.label: f for f in document.fields}


def test_a_cross_of_walls_makes_four_faces_and_a_background():
    walls = (
        Wall(True, 10, 10, 110), Wall(True, 60, 10, 110), Wall(True, 110, 10, 110), Wall(False, 10, 10, 110), Wall(False, 60, 10, 110), Wall(False, 110, 10, 110),
    )  # fmt: skip
    faces = build_faces(walls, 200, 200).faces
    assert sum(f.background for f in faces) == 1
    assert sum(not f.background for f in faces) == 4


def test_dashes_are_joined_and_corners_that_miss_are_closed():
    dashes = tuple(Wall(True, 50, x, x + 6) for x in range(10, 110, 10))
    box = (Wall(True, 10, 12, 108), Wall(True, 90, 12, 108), Wall(False, 10, 10, 90), Wall(False, 110, 10, 90))
    faces = build_faces(box + dashes, 200, 200).faces
    assert sum(not f.background for f in faces) == 2


def test_a_change_of_shading_is_a_wall():
    book = Workbook()
    sheet = book.active
    for row, label in enumerate(("氏名", "住所"), 2):
        sheet.cell(row, 2, label).fill = PatternFill("solid", fgColor="FFCCDDEE")
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor="FFFFFFCC")
        sheet.row_dimensions[row].height = 20
    sheet.cell(2, 3).border = sheet.cell(3, 3).border = Border(top=Side(style="thin"))
    out = io.BytesIO()
    book.save(out)
    assert {"氏名", "住所"} <= set(named(read_bytes(out.getvalue(), "a.xlsx", "xlsx")))


def test_digit_boxes_are_one_field_in_parts():
    boxes = "<td></td>" * 12
    field = named(html(f"<table border=1><tr><td>個人番号</td>{boxes}</tr></table>"))["個人番号"]
    assert field.parts == 12


def test_rows_of_a_table_are_one_repeated_field_per_column():
    rows = "<tr><td></td><td>　年　　月　　日</td></tr>" * 4
    document = html(f"<p>世帯員</p><table border=1><tr><td>氏名</td><td>生年月日</td></tr>{rows}</table>")
    assert [(f.label, f.repeat) for f in document.fields] == [("氏名", 4), ("生年月日", 4)]
    assert document.fields[0].section == ("世帯員",)


def test_boxes_of_a_staff_block_are_marked_as_office():
    document = html(
        "<table border=1><tr><td rowspan=2>市処理欄</td><td>受付</td><td>決裁</td></tr><tr style='height:40pt'><td></td><td></td></tr></table>"
    )
    assert [(f.label, f.kind) for f in document.fields] == [("受付", Kind.OFFICE), ("決裁", Kind.OFFICE)]


def test_a_note_saying_not_needed_does_not_make_a_field_staffs():
    document = html("<table border=1><tr><td>住所（同じ場合は記入不要）</td><td>　　　　　　　　　</td></tr></table>")
    assert document.fields[0].kind is Kind.TEXT


def test_text_boxes_of_a_blank_with_a_prompt_are_two_fields():
    form = next(f for f in load_forms() if f.id == "inkan-toroku")
    document = read_bytes(emit(form, "html"), "a.html", "html")
    assert {"住所", "電話番号"} <= set(named(document))


@pytest.mark.parametrize("name", ["記入例_転入届.docx", "住民異動届【記載例】.xlsx"])
def test_a_file_named_as_an_example_is_refused(name):
    with pytest.raises(FilledFormError):
        read_bytes(b"", name, "docx")


def test_a_form_marked_as_an_example_is_refused():
    with pytest.raises(FilledFormError) as caught:
        html("<p>【記入例】</p><table border=1><tr><td>氏名</td><td></td></tr></table>")
    assert "記入例" in caught.value.ja


def test_a_form_with_answers_in_it_is_refused_and_a_blank_one_is_not():
    row = "<tr><td>{}</td><td>{}</td></tr>"
    filled = "".join(
        row.format(*p) for p in (("氏名", "見本　太郎"), ("生年月日", "昭和60年4月12日"), ("電話番号", "000-0000-0000"))
    )
    with pytest.raises(FilledFormError):
        html(f"<table border=1>{filled}</table>")
    blank = "".join(row.format(label, "") for label in ("氏名", "生年月日", "電話番号"))
    assert len(html(f"<table border=1>{blank}</table>").fields) == 3


def test_a_pdf_of_pictures_only_asks_for_the_ocr_extra(tmp_path):
    from PIL import Image

    path = tmp_path / "scan.pdf"
    Image.new("RGB", (600, 800), "white").save(path, "PDF")
    with pytest.raises(NeedsOcrError):
        read_bytes(path.read_bytes(), "scan.pdf", "pdf")


def test_the_front_door_reads_in_a_process_of_its_own(tmp_path):
    form = next(f for f in load_forms() if f.id == "suido-kaishi")
    path = tmp_path / "a.docx"
    path.write_bytes(emit(form, "docx"))
    document = read(path)
    assert document.title == "水道使用開始届" and document.file_type == "docx"
    assert document == document.__class__(**{n: getattr(document, n) for n in document.__dataclass_fields__})


def test_form_number_and_rule_are_recognised():
    form = next(f for f in load_forms() if f.id == "juminido-todoke")
    document = read_bytes(emit(form, "html"), "a.html", "html")
    assert (document.form_number, document.rule_reference) == ("様式第1号", "第3条関係")


def test_a_citys_own_printed_address_does_not_make_a_form_filled_in():
    row = "<tr><td>{}</td><td>{}</td></tr>"
    office = row.format("所在地", "見本県見本市中央1丁目1番地") + row.format("電話番号", "000-000-0000")
    blank = row.format("氏名", "")
    assert html(f"<table border=1>{blank}{office}</table>").fields[0].label == "氏名"


def test_boxes_to_tick_that_are_drawn_are_read_like_typed_ones():
    import typst

    source = """#set text(font: "BIZ UDGothic", size: 10pt)
#let tick = box(width: 8pt, height: 8pt, stroke: 0.6pt)
#table(columns: (80pt, 200pt), [同居の別], [#tick 同居　#tick 別居])"""
    document = read_bytes(bytes(typst.compile(source.encode())), "a.pdf", "pdf")
    assert [(f.label, f.kind, f.options) for f in document.fields] == [("同居の別", Kind.CHECK, ("同居", "別居"))]


def test_several_lines_of_numbered_options_are_one_choice():
    options = "<br>".join(f"{n}．{name}損害保険株式会社" for n, name in enumerate(("甲", "乙", "丙"), 1))
    (field,) = html(f"<table border=1><tr><td>保険会社名</td><td>{options}</td></tr></table>").fields
    assert (field.kind, len(field.options)) == (Kind.CHOICE, 3)


def test_from_and_to_are_the_two_ends_of_one_period():
    document = html(
        "<table border=1><tr><td rowspan=2>保険期間</td><td>自</td><td>　　年　　月　　日</td></tr><tr><td>至</td><td>　　年　　月　　日</td></tr></table>"
    )
    assert [(f.label, f.kind) for f in document.fields] == [("保険期間", Kind.DATE_RANGE)]


def test_scans_are_read_where_the_extra_is_installed_and_told_where_not(tmp_path):
    from kakanai.reform.engine import ocr_available

    if not ocr_available():
        pytest.skip("the extra `ocr` is not installed")
    import pypdfium2

    form = next(f for f in load_forms() if f.id == "suido-kaishi")
    page = pypdfium2.PdfDocument(emit(form, "pdf"))[0].render(scale=200 / 72, grayscale=True).to_pil()
    path = tmp_path / "scan.pdf"
    page.save(path, "PDF", resolution=200)
    assert {"使用者氏名", "使用開始日", "水栓番号", "お客様番号"} & set(named(read(path)))


def test_a_bullet_or_a_persons_heading_before_a_question_is_not_its_label():
    rule = "<u>" + "　" * 14 + "</u>"
    document = html(f"<p>・連絡先（　　　　　　　　　　）</p><p>届出人 氏名 {rule}</p><p>　　　　住所 {rule}</p>")
    assert [f.label for f in document.fields] == ["連絡先", "氏名", "住所"]


def test_an_empty_cell_behind_the_last_heading_of_a_row_is_left_over():
    heads = "<tr><td>氏名</td><td>住所</td><td></td></tr>"
    document = html(f"<table border=1>{heads}<tr style='height:40pt'><td></td><td></td><td></td></tr></table>")
    assert [f.label for f in document.fields] == ["氏名", "住所"]


def test_a_word_before_a_choice_gives_way_to_the_label_at_the_left():
    document = html("<table border=1><tr><td>課税状況</td><td>市町村民税　課税・非課税</td></tr></table>")
    assert [(f.label, f.kind) for f in document.fields] == [("課税状況", Kind.CHOICE)]


def test_a_question_is_named_by_itself_and_not_by_the_column_for_its_answer():
    heads = "<tr><td>質問事項</td><td>回答欄</td></tr>"
    rows = "".join(
        f"<tr><td>{n}．{q}ましたか</td><td>はい　　いいえ</td></tr>" for n, q in ((1, "熱があり"), (2, "食事をし"))
    )
    document = html(
        f"<table border=1>{heads}{rows}</table><p>以上により、接種を希望しますか（希望する・希望しない）</p>"
    )
    assert [(f.label, f.kind) for f in document.fields] == [
        ("熱がありましたか", Kind.CHOICE), ("食事をしましたか", Kind.CHOICE), ("接種を希望しますか", Kind.CHOICE)
    ]  # fmt: skip


def test_a_person_over_a_column_is_the_heading_of_the_questions_at_its_left():
    rows = "".join(
        f"<tr><td>{q}</td>{f'<td>{a}</td>' * 2}</tr>" for q, a in (("勤務先", ""), ("同居・別居", "同居 ・ 別居"))
    )
    document = html(f"<table border=1><tr><td></td><td>父</td><td>母</td></tr>{rows}</table>")
    found = [(f.section[-1], f.label) for f in document.fields]
    assert found == [("父", "勤務先"), ("母", "勤務先"), ("父", "同居・別居"), ("母", "同居・別居")]


def test_a_numbered_question_with_nothing_behind_it_leaves_room_to_write():
    document = html("<p>１　事業の名称</p><p>２　事業の期間　　　年　　月　　日から　　年　　月　　日まで</p>")
    assert [f.label for f in document.fields] == ["事業の名称", "事業の期間"]


def test_a_rule_of_a_style_sheet_holds_only_within_what_it_names():
    style = "<style>td{border:1px solid}.plain td{border:none}</style>"
    document = html(
        f"{style}<table><tr><td>氏名</td><td></td></tr></table><table class=plain><tr><td>住所</td></tr></table>"
    )
    assert [f.label for f in document.fields] == ["氏名"]
