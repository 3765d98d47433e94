"""Check digits against published vectors and an independent library; masking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.jp import cn, in_

from kakanai.japan.codes import (
    addressee_check_digit,
    is_corporate_number,
    is_individual_number,
    is_local_government_code,
    juki_code_warning,
    mask_numbers,
)

DIGITS = st.text("0123456789", min_size=11, max_size=14)


@pytest.mark.parametrize("digits", ["123456789018", "621498320257", "379474484458", "454972364860", "507957100721"])
def test_published_individual_numbers_pass(digits: str) -> None:
    assert is_individual_number(digits)


@pytest.mark.parametrize(
    "digits", ["123456789012", "000000000000", "12345678901", "１２３４５６７８９０１８", "12345678901x"]
)
def test_what_is_no_individual_number_fails(digits: str) -> None:
    assert not is_individual_number(digits)


@given(DIGITS)
def test_individual_numbers_agree_with_the_independent_library(digits: str) -> None:
    assert is_individual_number(digits) == (in_.is_valid(digits) and set(digits) != {"0"})


@given(st.text("0123456789", min_size=12, max_size=14))
def test_corporate_numbers_agree_with_the_independent_library(digits: str) -> None:
    assert is_corporate_number(digits) == cn.is_valid(digits)


@pytest.mark.parametrize("digits", ["7000012050002", "5835678256246"])
def test_published_corporate_numbers_pass(digits: str) -> None:
    assert is_corporate_number(digits)
    assert not is_corporate_number("1" + digits[1:])


@pytest.mark.parametrize("digits", ["24727059608", "24846016224", "25208017643"])
def test_published_juki_codes_raise_no_warning(digits: str) -> None:
    assert juki_code_warning(digits) is None


@pytest.mark.parametrize("digits", ["12345678901", "00000000000", "2472705960"])
def test_a_doubtful_juki_code_is_a_warning_in_words(digits: str) -> None:
    assert "住民票コード" in (juki_code_warning(digits) or "")


@pytest.mark.parametrize(
    "code",
    [
        "011002",
        "131016",
        "131121",
        "141003",
        "231002",
        "271004",
        "401307",
        "473821",
        "016951",
        "342114",
        "062081",
        "990019",
        "990027",
        "990035",
    ],
)
def test_local_government_codes_carry_their_check_digit(code: str) -> None:
    assert is_local_government_code(code)
    assert not is_local_government_code(code[:5] + str((int(code[5]) + 1) % 10))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("番号123456789018です", "番号************です"),
        ("1234 5678 9018", "**** **** ****"),
        ("１２３４－５６７８－９０１８", "****－****－****"),
        ("住民票コード24727059608", "住民票コード***********"),
        ("法人番号7000012050002", "法人番号7000012050002"),
        ("0190a000-1234-7000-8000-123456789018", "0190a000-1234-7000-8000-123456789018"),
        ("03-5253-5111", "03-5253-5111"),
        ("令和8年11月23日", "令和8年11月23日"),
    ],
)
def test_secret_numbers_are_masked_and_nothing_else(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked


@given(st.text("あx ：", max_size=5), st.text("0123456789", min_size=12, max_size=12), st.text("あx：", max_size=5))
def test_no_twelve_digits_survive_masking(before: str, digits: str, after: str) -> None:
    assert digits not in mask_numbers(before + digits + after)


def test_addressee_numbers_carry_a_modulus_11_digit_that_catches_each_single_wrong_digit() -> None:
    assert addressee_check_digit("000000001") == "9"
    assert addressee_check_digit("000000000") == "0"
    body = "123456789"
    for place in range(9):
        wrong = {body[:place] + digit + body[place + 1 :] for digit in "0123456789"} - {body}
        caught = sum(addressee_check_digit(other) != addressee_check_digit(body) for other in wrong)
        assert caught >= 8
