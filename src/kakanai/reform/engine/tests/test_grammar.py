"""Requirement: the grammar tells places to fill in from words, on one line of a Japanese form."""

from __future__ import annotations

import pytest

from kakanai.reform.engine.grammar import era_list, pieces_of, spread_label
from kakanai.reform.engine.model import Kind
from kakanai.reform.engine.words import bare, clean_label, is_label_text, is_strong_label, squeeze


def kinds(text):
    return [(p.kind, p.text if p.kind is None else "") for p in pieces_of(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("年　　月　　日", Kind.DATE),
        ("令和　　年　　月　　日", Kind.DATE),
        ("明・大・昭　　　　年　　月　　日", Kind.DATE),
        ("□昭和　□平成　□令和　　年　　月　　日", Kind.DATE),
        ("年　月　日から　　年　月　日まで", Kind.DATE_RANGE),
        ("年　月　日～　　年　月　日", Kind.DATE_RANGE),
        ("男　・　女", Kind.CHOICE),
        ("有・無", Kind.CHOICE),
        ("課税・非課税", Kind.CHOICE),
        ("１　２　３　４　５", Kind.CHOICE),
        ("（１）あり　／　（２）なし", Kind.CHOICE),
        ("□同居　□別居", Kind.CHECK),
        ("円", Kind.AMOUNT),
        ("金　　　　　　円", Kind.AMOUNT),
        ("1明 2大 3昭　　年　　月　　日", Kind.DATE),
        ("（　　　　　）", Kind.PAREN),
        ("印", Kind.SEAL),
        ("㊞", Kind.SEAL),
        ("お届印", Kind.SEAL),
    ],
)
def test_a_lone_slot_is_seen_for_what_it_asks(text, kind):
    assert [k for k, _ in kinds(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    ["生　年　月　日", "申請年月日", "国籍・地域", "記号・番号", "施設名・所在地", "フ リ ガ ナ", "続柄", "第１条関係"],
)
def test_a_label_is_not_taken_for_a_slot(text):
    assert [k for k, _ in kinds(text)] == [None]


def test_a_date_needs_room_between_its_characters():
    assert spread_label("生 年 月 日")
    assert not spread_label("年　月　日")


def test_a_label_before_a_slot_on_one_line_is_kept_apart():
    assert kinds("有効期間　　　年　　月　　日から　　年　　月　　日まで")[0] == (None, "有効期間")
    assert kinds("要介護状態区分　１　２　３　４　５　　要支援状態区分　１　２") == [
        (None, "要介護状態区分"), (Kind.CHOICE, ""), (None, "要支援状態区分"), (Kind.CHOICE, "")
    ]  # fmt: skip


def test_options_and_eras_are_named():
    (piece,) = pieces_of("□普通　□当座　□その他")
    assert piece.options == ("普通", "当座", "その他")
    assert era_list("明・大・昭　　年　月　日") == ("明", "大", "昭")
    assert era_list("S・H　　年　月　日") == ("昭", "平")


def test_labels_lose_instructions_marks_and_english():
    assert clean_label("住所（都道府県名から記載）") == "住所"
    assert clean_label("氏名 Name") == "氏名"
    assert clean_label("１．補助事業の目的") == "補助事業の目的"
    assert clean_label("法人番号（13桁）") == "法人番号(13桁)"
    assert clean_label("変更申請の理由＊更新の場合のみ記入") == "変更申請の理由"


def test_sentences_and_notes_are_no_labels():
    assert not is_label_text("※ 太枠の中だけ書いてください。")
    assert not is_label_text("次のとおり申請します。")
    assert is_strong_label("申請者住所") and not is_strong_label("変更後の住所を記入")


def test_comparison_forms_ignore_width_spaces_and_punctuation():
    assert squeeze("住　所 Ａ") == "住所A"
    assert bare("氏名（カナ）") == bare("氏名(ｶﾅ)")


@pytest.mark.parametrize(
    ("text", "asked", "options"),
    [
        ("（2）給付の種類　１．一時金　２．年金　３．手当", "(2)給付の種類", ("一時金", "年金", "手当")),
        ("給付の種類　一時金・年金・手当", "給付の種類", ("一時金", "年金", "手当")),
    ],
)
def test_the_number_of_a_question_is_none_of_its_options(text, asked, options):
    question, choice = pieces_of(text)
    assert (question.text, choice.kind, choice.options) == (asked, Kind.CHOICE, options)


def test_a_list_that_does_not_run_from_its_beginning_is_no_choice():
    assert not any(k for k, _ in kinds("第２条第４項　第７号"))
