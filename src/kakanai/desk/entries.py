"""Check a value typed at the desk against its item's rule, on the server whatever the browser said."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import phonenumbers

from kakanai import yamldata
from kakanai.desk.errors import ValueRefusedError
from kakanai.japan import banks
from kakanai.japan.dates import DateError, parse_date
from kakanai.japan.errors import JapanError
from kakanai.japan.glyphs import sequence_problems
from kakanai.japan.kana import bank_kana, fullwidth, katakana
from kakanai.japan.names import furigana_problems
from kakanai.vocabulary.facts import FactValue

_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return dict(yamldata.read((files("kakanai.desk") / "data" / "entries.yaml").read_text("utf-8")))


def entry_rule(item: str) -> dict[str, Any]:
    """Return how an item is typed and checked."""
    rules = _rules()
    return {**rules["default"], **rules["items"].get(item, {})}


def checked(item: str, raw: str, rule: dict[str, Any]) -> dict[str, FactValue]:
    """Return the typed text as values by item (a bank's code gives its name too).

    Raises ValueRefusedError that says what the field wants.
    """
    text = raw.strip()
    if not text:
        raise _refusal("入力してください")
    if len(text) > rule["most"]:
        raise _refusal(f"{rule['most']}文字までで入力してください")
    if problems := sequence_problems(text):
        raise _refusal(problems[0].message)
    if rule["kind"] in _RESOLVERS:
        return _RESOLVERS[rule["kind"]](text)
    return {item: _CHECKS[rule["kind"]](item, text, rule)}


def _text(_item: str, text: str, _rule: dict[str, Any]) -> FactValue:
    if any(ord(ch) < 32 for ch in text):
        raise _refusal("改行や制御文字は使えません")
    return text


def _date(_item: str, text: str, _rule: dict[str, Any]) -> FactValue:
    try:
        day = parse_date(text)
    except DateError as error:
        raise _refusal("その日付はありません。例：令和8年11月20日、R8.11.20、2026-11-20") from error
    if day.precision != "day":
        raise _refusal("年月日まで入力してください")
    return day.iso_from.isoformat()


def _phone(_item: str, text: str, _rule: dict[str, Any]) -> FactValue:
    try:
        number = phonenumbers.parse(text.translate(_FULL_WIDTH_DIGITS), "JP")
    except phonenumbers.NumberParseException as error:
        raise _refusal("電話番号を数字で入力してください") from error
    if not phonenumbers.is_possible_number(number):
        raise _refusal("電話番号の桁数を確認してください")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def _digits(_item: str, text: str, rule: dict[str, Any]) -> FactValue:
    digits = text.translate(_FULL_WIDTH_DIGITS)
    if not digits.isascii() or not digits.isdigit() or len(digits) != rule["digits"]:
        raise _refusal(f"数字{rule['digits']}桁で入力してください")
    return digits


def _number(_item: str, text: str, _rule: dict[str, Any]) -> FactValue:
    digits = text.translate(_FULL_WIDTH_DIGITS)
    if not digits.isascii() or not digits.isdigit() or int(digits) > 99:
        raise _refusal("0から99までの数を入力してください")
    return int(digits)


def _kana(_item: str, text: str, _rule: dict[str, Any]) -> FactValue:
    try:
        return bank_kana(text)
    except JapanError as error:
        raise _refusal("カタカナ・英数字で入力してください。通帳のとおりに入れます") from error


def _katakana(_item: str, text: str, _rule: dict[str, Any]) -> FactValue:
    kana = katakana(fullwidth(text))
    if problems := furigana_problems(kana.replace("\u3000", "")):
        raise _refusal(f"フリガナに使えない文字があります：{problems[0][1]}")
    return kana


def _choice(_item: str, text: str, rule: dict[str, Any]) -> FactValue:
    if text not in rule["choices"]:
        raise _refusal("一覧から選んでください")
    return text


_CHECKS = {
    "text": _text,
    "date": _date,
    "phone": _phone,
    "digits": _digits,
    "number": _number,
    "kana": _kana,
    "katakana": _katakana,
    "choice": _choice,
}


def _bank(text: str) -> dict[str, FactValue]:
    digits = text.translate(_FULL_WIDTH_DIGITS).replace("-", "").replace(" ", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) != 7:
        raise _refusal("金融機関コード4桁と支店コード3桁を続けて7桁で入力してください")
    bank, branch = banks.bank(digits[:4]), banks.branch(digits[:4], digits[4:])
    if bank is None:
        raise _refusal(f"金融機関コード{digits[:4]}はありません。通帳で確認してください")
    if branch is None:
        raise _refusal(f"{bank.name}に支店コード{digits[4:]}はありません。通帳で確認してください")
    return {
        "bank.name": bank.name,
        "bank.code": bank.code,
        "bank.branch": branch.name,
        "bank.branchCode": branch.code,
    }


_RESOLVERS = {"bank": _bank}


def _refusal(words: str) -> ValueRefusedError:
    return ValueRefusedError("a typed value was refused", words)
