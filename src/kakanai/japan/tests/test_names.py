"""Names, telephone numbers, banks, errors in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakanai.japan import banks, errors, names, relations
from kakanai.japan.phones import parse_phone


def test_a_name_is_split_only_where_its_writer_put_one_space() -> None:
    assert names.split_full_name("葛\U000e0102城　健一") == ("葛\U000e0102城", "健一")
    assert names.split_full_name("NGUYEN THI HOA") is None
    assert names.split_full_name("葛城健一") is None
    assert names.join_full_name("葛城", "健一") == "葛城　健一"


def test_glyphs_make_names_differ_and_spaces_do_not() -> None:
    assert names.same_name("葛城　健一", "葛城 健一")
    assert not names.same_name("葛\U000e0102城", "葛城")
    assert not names.same_name("\ufa19", "神")
    assert names.differences("髙橋 一", "高橋　一") == [(0, "髙", "高")]
    assert names.differences("葛\U000e0102城", "葛城") == [(0, "葛\U000e0102", "葛")]


@given(st.text(max_size=20))
def test_a_name_that_goes_through_splitting_and_joining_keeps_every_code_point(text: str) -> None:
    parts = names.split_full_name(text)
    if parts:
        assert names.same_name(names.join_full_name(*parts), text)


def test_furigana_outside_the_allow_list_is_pointed_at() -> None:
    assert names.furigana_problems("カツラギ　ケンイチ") == []
    assert names.furigana_problems("キョウコ") == []
    assert names.furigana_problems("かつA") == [(0, "か"), (1, "つ"), (2, "A")]


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("03-5253-5111", "+81352535111"),
        ("(03)5253-5111", "+81352535111"),
        ("090１２３４5678", "+819012345678"),
        ("0120-123-456", "+81120123456"),
        ("0570012345", "+81570012345"),
        ("050-1234-5678", "+815012345678"),
        ("0460-12-3456", "+81460123456"),
    ],
)
def test_telephone_numbers_are_read_as_people_write_them(written: str, e164: str) -> None:
    found = parse_phone(written)
    assert (found.written, found.e164) == (written, e164)


@pytest.mark.parametrize("written", ["", "123", "なし", "000-0000-0000"])
def test_what_is_no_telephone_number_is_refused_in_words(written: str) -> None:
    with pytest.raises(errors.PhoneError) as caught:
        parse_phone(written)
    assert "入力は残っています" in caught.value.clerk


def test_banks_and_branches_are_found_by_code_and_by_kana() -> None:
    mizuho = banks.bank("0001")
    assert mizuho is not None
    assert mizuho.name == "みずほ"
    assert "0001" in {row.code for row in banks.find_banks("ﾐｽﾞﾎ")}
    first = next(iter(banks.find_branches("0001", "トウキヨウ")))
    assert banks.branch("0001", first.code) == first
    assert banks.bank("xxxx") is None
    assert banks.find_banks("") == []


def test_every_error_has_a_code_and_a_sentence_for_clerks() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.JapanError)]
    assert len(kinds) >= 5
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind().clerk.endswith("。") and str(kind()) for kind in kinds)


@pytest.mark.parametrize(
    ("chain", "text"),
    [("02", "世帯主"), ("1252", "妻の母"), ("2012", "子の妻"), ("2020", "子の子"), ("1420", "妻（未届）の子")],
)
def test_relations_are_chained_as_registers_chain_them(chain: str, text: str) -> None:
    assert relations.text(chain) == text
    assert relations.chain(text) == chain


def test_a_relation_too_long_or_unknown_is_refused_with_the_word_to_use() -> None:
    assert relations.chain("妻(未届)の子") == "1420"
    with pytest.raises(relations.RelationError) as caught:
        relations.chain("子の子の子の子の子")
    assert "縁故者" in caught.value.clerk
    for wrong in ("", "2", "77", "20x"):
        with pytest.raises(relations.RelationError):
            relations.text(wrong)
    for wrong in ("孫", "", "祖父"):
        with pytest.raises(relations.RelationError):
            relations.chain(wrong)
