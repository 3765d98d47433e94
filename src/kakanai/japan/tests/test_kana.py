"""Kana and width, the search key, the bank's kana."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakanai.japan.errors import KanaError
from kakanai.japan.kana import bank_kana, fullwidth, halfwidth, hiragana, katakana, search_key

KANA = st.text("アイウエオカガキギクグパピプヴャュョッァィゥェォーン　ヲ・", max_size=20)


def test_width_and_kana_change_and_small_kana_stay_small() -> None:
    assert halfwidth("ガリョー１ａ（）　") == "ｶﾞﾘｮｰ1a() "
    assert fullwidth("ｶﾞﾘｮｰ1a() ") == "ガリョー１ａ（）　"
    assert katakana("きょうこ") == "キョウコ"
    assert hiragana("キヨウコ") == "きようこ"
    assert katakana("きょうこ") != katakana("きようこ")


@given(KANA)
def test_half_width_and_back_is_the_same_kana(text: str) -> None:
    assert fullwidth(halfwidth(text)) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋", "高橋"),
        ("濵田", "浜田"),
        ("䶒藤", "斎藤"),
        ("𠮷野家", "吉野家"),
        ("葛\U000e0102城", "葛城"),
        ("ｷｮｳｺ", "きようこ"),
        ("カツラギ　ケンイチ", "ｶﾂﾗｷﾞｹﾝｲﾁ"),
        ("Nguyễn", "NGUYỄN"),
    ],
)
def test_a_name_is_found_under_any_of_its_spellings(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_different_names_have_different_keys() -> None:
    assert len({search_key(name) for name in ("高橋", "浜田", "カツラギ", "カツラキ", "山口", "")}) == 6


@given(st.text(max_size=20))
def test_a_search_key_is_its_own_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@pytest.mark.parametrize(
    ("name", "kana"),
    [
        ("タカハシ　タロウ", "ﾀｶﾊｼ ﾀﾛｳ"),
        ("ヴォー　ティ　ホア", "ｳﾞｵ- ﾃｲ ﾎｱ"),
        ("グエン・ティ・ホア", "ｸﾞｴﾝ.ﾃｲ.ﾎｱ"),
        ("かつらぎ けんいち", "ｶﾂﾗｷﾞ ｹﾝｲﾁ"),
    ],
)
def test_bank_kana_is_what_passbooks_print(name: str, kana: str) -> None:
    assert bank_kana(name) == kana


@pytest.mark.parametrize(("name", "named"), [("ヰノウエ", "ヰ"), ("ヲノ", "ｦ"), ("山田", "山"), ("ア" * 31, "31")])
def test_what_the_bank_format_lacks_is_named(name: str, named: str) -> None:
    with pytest.raises(KanaError) as caught:
        bank_kana(name)
    assert named in caught.value.clerk
