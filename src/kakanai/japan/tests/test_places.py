"""Postal codes, municipalities and addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakanai.japan.addresses import split, split_building
from kakanai.japan.codes import is_local_government_code
from kakanai.japan.municipalities import all_municipalities, find_in
from kakanai.japan.postal import display, lookup, normalise


@pytest.mark.parametrize("written", ["154-0023", "〒154-0023", "１５４－００２３", "1540023", "154 0023"])
def test_a_postal_code_is_read_however_it_is_typed(written: str) -> None:
    assert normalise(written) == "1540023"
    assert display(written) == "154-0023"
    assert [town.text for town in lookup(written)] == ["東京都世田谷区若林"]


def test_a_postal_code_may_span_municipalities_and_name_an_office_or_no_town() -> None:
    assert {town.municipality for town in lookup("498-0000")} == {"232351", "243035"}
    assert len(lookup("452-0961")) > 10
    assert lookup("100-8111")[0].office == "宮内庁"
    assert lookup("060-0000")[0].town == ""
    assert lookup("060-0000")[0].note == "以下に掲載がない場合"
    assert "88" in lookup("066-0005")[0].note


@pytest.mark.parametrize("written", ["000-0000", "", "abc", "12345678"])
def test_an_unknown_postal_code_finds_nothing_and_stays_as_typed(written: str) -> None:
    assert lookup(written) == []
    if written != "000-0000":
        assert display(written) == written


def test_every_municipality_has_a_valid_code() -> None:
    rows = all_municipalities()
    assert len(rows) == 1892
    assert all(is_local_government_code(code) for code in rows)
    assert rows["131121"].name == "世田谷区"


def test_namesakes_all_come_back_until_the_prefecture_is_written() -> None:
    assert {row.code for row in find_in("府中市宮西町")} == {"132063", "342084"}
    assert [row.code for row in find_in("東京都府中市宮西町")] == ["132063"]


@pytest.mark.parametrize(
    ("address", "town", "block", "building"),
    [
        ("東京都千代田区霞が関二丁目1-2 中央合同庁舎第2号館", "霞が関二丁目", "1-2", "中央合同庁舎第2号館"),
        ("北海道札幌市中央区北一条西2丁目1番1号　ビル3F", "北一条西2丁目", "1番1号", "ビル3F"),
        ("世田谷区若林四丁目二十二番十三号", "若林四丁目", "二十二番十三号", ""),
        ("市川市八幡1丁目1番1号ニッケ505号室", "八幡1丁目", "1番1号", "ニッケ505号室"),
        ("京都市中京区寺町通御池上る上本能寺前町488番地", "寺町通御池上る上本能寺前町", "488番地", ""),
        ("岩手県八幡平市野駄第21地割170番地", "野駄", "第21地割170番地", ""),
        ("四日市市諏訪町1-5", "諏訪町", "1-5", ""),
        ("網走市番外地", "", "番外地", ""),
        ("桜町3番地4見本ハイツ205", "桜町", "3番地4", "見本ハイツ205"),
        ("大字中1234番地の5", "大字中", "1234番地の5", ""),
        ("桜町2-3-4-205", "桜町", "2-3-4-205", ""),
        ("見本市桜町 見本荘", "見本市桜町", "", "見本荘"),
    ],
)
def test_an_address_is_split_into_its_parts(address: str, town: str, block: str, building: str) -> None:
    parts = split(address)
    assert (parts.town, parts.block, parts.building) == (town, block, building)


@given(st.text("桜町二丁目3番地4号-１－ 　のハイツ東京都千代田区甲", max_size=30))
def test_a_split_never_loses_or_changes_a_character(address: str) -> None:
    assert split(address).written == address
    assert split_building(address).written == address


def test_the_sample_address_has_its_building_apart() -> None:
    found = split_building("見本市桜町二丁目3番4号 見本ハイツ205")
    assert (found.lot, found.building) == ("見本市桜町二丁目3番4号", "見本ハイツ205")
