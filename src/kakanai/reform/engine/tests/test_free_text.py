"""Requirement: what stands outside tables is read as people read it: whose lines they are, ticks without a heading."""

from __future__ import annotations

import pytest
import typst

from kakanai.reform.engine.grammar import joined_options
from kakanai.reform.engine.model import Kind
from kakanai.reform.engine.reader import read_bytes


def html(body):
    return read_bytes(f"<html><body>{body}</body></html>".encode(), "form.html", "html")


def pdf(source):
    return read_bytes(bytes(typst.compile(source.encode())), "form.pdf", "pdf")


def test_a_persons_word_on_the_line_is_the_heading_of_that_line_and_the_next():
    line = "<p style='margin-left:300px'>{}" + "　" * 12 + "</p>"
    document = html("<p>若葉町長　様</p>" + line.format("届出者　氏名") + line.format("　　　　電話番号"))
    assert [(f.section, f.label) for f in document.fields] == [(("届出者",), "氏名"), (("届出者",), "電話番号")]


@pytest.mark.parametrize("line", ["□ 新規　　□ 継続　　□ 変更", "（　□新規　　□継続　　□変更　）"])
def test_ticks_without_a_heading_are_named_by_what_they_offer(line):
    field = html(f"<p>{line}</p>").fields[0]
    assert (field.label, field.kind, field.options) == ("新規・継続・変更", Kind.CHECK, ("新規", "継続", "変更"))


def test_a_long_list_of_ticks_is_no_name():
    assert joined_options(("免許証", "旅券", "その他")) == ""
    assert joined_options(("一", "二", "三", "四", "五")) == ""


def test_a_cutting_line_is_no_blank():
    assert not html("<p>" + "・" * 16 + "（切り取らないでください）" + "・" * 16 + "</p>").fields


def test_controls_side_by_side_in_a_flexible_row_are_kept():
    row = "<div style='display:flex'><label>{}</label>{}</div>"
    body = row.format("氏名 <span>必須</span>", "<input>") + row.format("利用する施設", "<select><option>東</select>")
    document = html(body)
    assert [(f.label, f.kind) for f in document.fields] == [("氏名", Kind.TEXT), ("利用する施設", Kind.CHOICE)]


def test_captions_at_the_top_of_high_boxes_ask_for_what_goes_below_them():
    small = "text(7pt)[{}]"
    cells = ", ".join(small.format(t) for t in ("標識番号", "車名", "車台番号", "原動機の型式", "定置場", "総排気量"))
    document = pdf(f"#table(columns: (45mm,) * 3, rows: 13mm, stroke: .5pt, align: top, inset: 3pt, {cells})")
    assert [f.label for f in document.fields] == ["標識番号", "車名", "車台番号", "原動機の型式", "定置場", "総排気量"]


def test_two_units_to_choose_between_are_the_unit_of_one_blank():
    document = html("<table border=1><tr><td>総排気量</td><td style='text-align:right'>ℓ・kW</td></tr></table>")
    assert [(f.label, f.options) for f in document.fields] == [("総排気量", ())]


FIELDSET = (
    "#let frame(title, body) = [#rect(width: 100%, inset: (top: 5mm, x: 3mm, bottom: 3mm), stroke: .5pt)"
    "[#place(top + left, dx: 1mm, dy: -5mm - 3.6pt)[#title] #body]]\n"
    "#let entry = box(width: 60mm, height: 6mm, stroke: .5pt)\n#set page(margin: 10mm)\n"
)


def test_words_on_the_upper_edge_of_a_frame_are_the_section_of_what_is_in_it():
    document = pdf(
        FIELDSET
        + "#frame[保護者][氏名　#entry #v(12mm)]\n#v(4mm)\n#frame[お子さん][氏名　#entry #v(12mm)]\n#v(4mm)\n電話番号　#entry"
    )
    assert [(f.section, f.label) for f in document.fields] == [
        (("保護者",), "氏名"), (("お子さん",), "氏名"), ((), "電話番号"),
    ]  # fmt: skip


def test_rows_of_loose_boxes_under_a_line_with_a_word_over_each_are_a_table():
    entries = "#place(dx: 30mm, dy: {0}mm)[#entry]#place(dx: 100mm, dy: {0}mm)[#entry]#place(dy: {1}mm)[{2}]"
    head = "#place(dx: 40mm, dy: 6mm)[氏名]#place(dx: 115mm, dy: 6mm)[電話番号]"
    document = pdf(FIELDSET + head + entries.format(11, 12, "第１連絡先") + entries.format(20, 21, "第２連絡先"))
    assert [(f.section, f.label) for f in document.fields] == [
        (("第1連絡先",), "氏名"), (("第1連絡先",), "電話番号"), (("第2連絡先",), "氏名"), (("第2連絡先",), "電話番号"),
    ]  # fmt: skip


def test_a_lone_signer_at_the_foot_keeps_the_persons_word_in_the_label():
    line = "<p>" + "　" * 20 + "請求者　氏名" + "　" * 12 + "</p>"
    assert [f.label for f in html("<h1>認定請求書</h1><p>次のとおり請求します。</p>" + line).fields] == ["請求者氏名"]
    assert [f.label for f in html("<p>若葉町長　様</p>" + line).fields] == ["氏名"]
