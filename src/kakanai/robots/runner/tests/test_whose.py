"""Whose a value is: where a screen names someone else, or two people at once, nothing is proposed."""

from __future__ import annotations

import pytest

from kakanai.robots.runner import learn
from kakanai.robots.runner.screens import Control, Screen


def screen(title, *fields):
    """A screen of text boxes from `section/…/caption`."""
    places = [field.rpartition("/") for field in fields]
    controls = [
        Control(caption, path.rpartition("/")[2], "text", path=path, how="header") for path, _, caption in places
    ]
    return Screen(code="", title=title, controls=tuple(controls))


def said(drawn):
    """What is proposed for each box, in their order."""
    return [x.mapping and f"{x.mapping.item}@{x.mapping.role}" for x in learn.learn(drawn)]


@pytest.mark.parametrize(
    "title",
    ["民生委員", "扶養義務者", "2. 扶養親族の状況", "指定工事店", "指定医", "使用場所", "物件情報", "立会人(市内の方)"],
)
def test_a_title_for_someone_without_a_role_makes_nobody_the_subject(title):
    assert said(screen("手当", "受給者/氏名", f"{title}/氏名", f"{title}/住所", f"{title}/電話番号")) == [
        "person.fullName@subject", None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["家族介護者", "施設長", "世帯主の後見人"])
def test_a_title_that_only_begins_with_a_role_is_somebody_elses(title):
    assert said(screen("介護", f"{title}/氏名", f"{title}/電話番号")) == [None, None]
    assert said(screen("保育", "児童の保護者/氏名", "保護者連絡先/電話番号")) == [
        "person.fullName@guardian", "contact.phone@guardian",
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["個人情報", "基本", "受給者", "飼い主", "転入者", "世帯の方"])
def test_a_title_for_the_subject_or_for_nobody_takes_nothing_away(title):
    assert said(screen("登録", f"{title}/氏名")) == ["person.fullName@subject"]


def test_a_place_to_reach_is_the_subjects_unless_it_asks_for_a_name():
    assert said(screen("届", "氏名", "連絡先/電話番号")) == ["person.fullName@subject", "contact.phone@subject"]
    assert said(screen("届", "氏名", "連絡先/氏名", "連絡先/電話番号"))[1:] == [None, None]


@pytest.mark.parametrize(
    ("title", "fields", "kept"),
    [
        ("軽自動車税", ["所有者氏名", "使用者氏名"], []),
        ("軽自動車税", ["納税義務者氏名", "所有者氏名", "使用者氏名"], ["納税義務者氏名"]),
        ("軽自動車税", ["標識番号", "所有者氏名", "所有者住所"], ["標識番号", "所有者氏名", "所有者住所"]),
        ("墓地", ["氏名", "所有者氏名", "所有者電話"], ["氏名"]),
        ("水道", ["水栓番号", "使用者氏名", "所有者氏名"], ["水栓番号", "使用者氏名"]),
        ("水道", ["水栓番号", "所有者氏名"], ["水栓番号"]),
    ],
)
def test_an_owner_or_a_user_is_the_subject_only_while_nobody_else_is(title, fields, kept):
    drawn = screen(title, *fields)
    assert [x.control.caption for x in learn.learn(drawn) if x.mapping is not None] == kept


def test_where_somebody_moves_to_is_the_new_address_on_a_screen_about_moving_out_only():
    assert said(screen("転出届", "氏名", "転出先住所"))[1] == "address.new@subject"
    assert said(screen("異動", "転出予定日", "転出先/住所"))[1] == "address.new@subject"
    assert said(screen("水道", "氏名", "転出先住所"))[1] is None


def test_parts_of_a_former_address_are_not_those_of_the_address():
    drawn = screen("転入", "前住所/住所", "前住所/郵便番号", "前住所/方書", "新住所/郵便番号")
    assert said(drawn) == ["address.previous@subject", None, None, "address.postalCode@subject"]


def test_a_number_of_a_house_without_its_town_is_no_block():
    assert said(screen("届", "町名", "番地")) == [None, None]
    assert said(screen("届", "番地")) == [None]
    assert said(screen("届", "都道府県", "市区町村", "番地"))[2] == "address.block@subject"


def test_a_relation_needs_the_one_to_whom_it_is():
    assert said(screen("転入", "世帯主", "続柄"))[1] == "household.relToHead@subject"
    assert said(screen("保育", "児童/氏名", "世帯の状況/続柄"))[1] is None
    assert said(screen("届", "本人との続柄")) == [None]
    assert said(screen("届", "届出人/氏名", "届出人/本人との続柄"))[1] == "rel.toSubject@applicant"


def test_staff_and_search_boxes_are_nobodys():
    assert said(screen("届", "担当者氏名", "担当者/電話番号", "検索条件/氏名", "宛名検索/生年月日")) == [None] * 4
    assert said(screen("届", "緊急連絡先/氏名"))[0] == "contact.name@contactPerson"
