"""Requirement: columns of people are told apart, whatever rows stand between them, and lists are named by their rows."""

from __future__ import annotations

import pytest

from kakanai.reform.engine.model import Kind
from kakanai.reform.engine.people import names_someone
from kakanai.reform.engine.reader import read_bytes

WIDE = "<td style='width:200px'></td>"


def html(body):
    return read_bytes(f"<html><body>{body}</body></html>".encode(), "form.html", "html")


def table(*rows):
    return html("<table border=1>" + "".join(f"<tr>{r}</tr>" for r in rows) + "</table>")


def asked(document):
    return [(f.section[-1] if f.section else "", f.label) for f in document.fields]


@pytest.mark.parametrize(
    "text", ["夫", "妻になる人", "養父になる人", "避難支援者１", "第２連絡先", "連帯保証人2", "請求者（窓口に来る方）"]
)
def test_a_persons_word_is_known_with_its_number_or_without(text):
    assert names_someone(text)


@pytest.mark.parametrize("text", ["金額", "第１希望", "支援者の氏名", "電話番号2", "氏名"])
def test_other_headings_name_nobody(text):
    assert not names_someone(text)


def test_a_row_over_the_full_width_does_not_part_two_people_from_their_headings():
    document = table(
        "<td></td><td>夫</td><td>妻</td>",
        f"<td>氏名</td>{WIDE}{WIDE}",
        "<td>本籍</td><td colspan=2></td>",
        f"<td>父の氏名</td>{WIDE}{WIDE}",
    )
    assert asked(document) == [
        ("夫", "氏名"), ("妻", "氏名"), ("", "本籍"), ("夫", "父の氏名"), ("妻", "父の氏名"),
    ]  # fmt: skip


def test_two_wide_columns_without_headings_are_two_people():
    row = "<td>{}</td>" + WIDE * 2
    document = table(row.format("氏名"), row.format("住所"), row.format("電話番号"))
    assert [label for _, label in asked(document)] == ["氏名", "氏名", "住所", "住所", "電話番号", "電話番号"]


def test_two_halves_of_a_name_stay_one_answer():
    row = "<td>{}</td>" + WIDE * 2
    assert [label for _, label in asked(table(row.format("フリガナ"), row.format("氏名")))] == ["フリガナ", "氏名"]


def test_a_signature_with_room_before_its_seal_is_asked_of_each_of_two():
    mark = "<td style='width:300px'>" + "　" * 12 + "印　　　　　　</td>"
    document = table("<td></td><td>夫</td><td>妻</td>", f"<td>届出人署名</td>{mark}{mark}")
    assert [f.kind for f in document.fields].count(Kind.SIGN) == 2
    assert [f.kind for f in document.fields].count(Kind.SEAL) == 2


def test_numbered_people_over_the_columns_are_whom_the_rows_ask_about():
    document = table(
        "<td></td><td>支援者１</td><td>支援者２</td>", f"<td>氏名</td>{WIDE}{WIDE}", f"<td>住所</td>{WIDE}{WIDE}"
    )
    assert asked(document) == [("支援者1", "氏名"), ("支援者2", "氏名"), ("支援者1", "住所"), ("支援者2", "住所")]


def test_a_relation_printed_with_room_before_it_is_the_end_of_an_answer():
    end = "<td style='width:200px'>　　　　　　{}</td>"
    document = table("<td></td><td>夫</td><td>妻</td>", f"<td>父母との続き柄</td>{end.format('男')}{end.format('女')}")
    assert asked(document) == [("夫", "父母との続き柄"), ("妻", "父母との続き柄")]


def test_a_list_is_named_by_its_first_column_though_a_description_follows_and_one_is_missing():
    right = "<td style='text-align:right'>円</td>"
    document = table(
        "<td>使いみち</td><td>内容</td><td>金額</td>",
        f"<td>子育て支援</td><td>遊具など</td>{right}",
        f"<td>水辺の保全</td><td>清掃など</td>{right}",
        f"<td>おまかせ</td><td></td>{right}",
    )
    assert [f.label for f in document.fields] == ["子育て支援", "水辺の保全", "おまかせ"]


def test_an_answer_printed_in_the_first_row_does_not_part_the_rows():
    blank = "<td></td><td></td><td></td>"
    document = table("<td>氏名</td><td>続柄</td><td>年齢</td>", "<td></td><td>本人</td><td></td>", blank, blank)
    assert [(f.label, f.repeat) for f in document.fields] == [("氏名", 3), ("続柄", 3), ("年齢", 3)]


def test_short_captions_marked_for_the_office_are_staffs():
    document = table("<td>※標識</td><td>※入力</td>", "<td></td><td></td>")
    assert [(f.label, f.kind) for f in document.fields] == [("標識", Kind.OFFICE), ("入力", Kind.OFFICE)]


def test_a_line_that_says_not_to_write_below_makes_the_table_staffs():
    document = html("<p>※以下は記入しないでください</p><table border=1><tr><td>学校名</td><td></td></tr></table>")
    assert [f.kind for f in document.fields] == [Kind.OFFICE]


@pytest.mark.parametrize("question", ["２　たばこを吸いますか。", "４　心配なことを書いてください。"])
def test_a_numbered_sentence_beside_a_blank_asks(question):
    document = table(f"<td style='width:300px'>{question}</td><td style='width:200px'></td>")
    assert [f.label for f in document.fields] == [question[2:].rstrip("。")]


def test_a_note_beside_a_blank_asks_nothing():
    assert not table("<td style='width:300px'>太枠内を記入してください。</td><td style='width:200px'></td>").fields


def test_a_heading_that_reads_like_the_ending_below_it_is_a_heading():
    row = "<td></td><td style='text-align:right'>学校</td><td style='text-align:right'>組</td>"
    head = "<td>児童氏名</td><td>学校名</td><td style='text-align:center'>組</td>"
    assert [f.label for f in table(head, row, row, row).fields] == ["児童氏名", "学校名", "組"]
