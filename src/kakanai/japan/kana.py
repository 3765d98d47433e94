"""Kana and width: for search keys, for old screens and for banks. Never applied to a name that is kept."""

from __future__ import annotations

import re
import unicodedata

import jaconv

from kakanai.japan.errors import KanaError
from kakanai.japan.glyphs import VARIATION_SELECTORS, fold

_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_OLD = str.maketrans("ヰヱヲヂヅ", "イエオジズ")
_SEARCH_NOISE = re.compile(r"[\s\u3000・･.,、。\-‐‑–—−ー－ｰ~〜～'’()（）]")
_BANK = re.compile(r"[A-Z0-9 ().\-ｱ-ｵｶ-ﾝﾞﾟ]*")
_FOLDINGS = 8
"""Folding one letter can set another free (a sign that falls apart into letters); a few rounds settle it."""
BANK_LENGTH = 30
"""Characters of an account holder's name in the 全銀 format."""


def halfwidth(text: str) -> str:
    """Return the text with katakana, letters, digits and signs in half width (`カナ１` → `ｶﾅ1`)."""
    return str(jaconv.z2h(text, kana=True, digit=True, ascii=True))


def fullwidth(text: str) -> str:
    """Return the text with katakana, letters, digits and signs in full width (`ｶﾅ1` → `カナ１`)."""
    return str(jaconv.h2z(text, kana=True, digit=True, ascii=True))


def katakana(text: str) -> str:
    """Return the text with hiragana as katakana; small kana stay small (キョウコ is not キヨウコ)."""
    return str(jaconv.hira2kata(text))


def hiragana(text: str) -> str:
    """Return the text with katakana as hiragana; small kana stay small."""
    return str(jaconv.kata2hira(text))


def search_key(text: str) -> str:
    """Return the key under which a name is found: width, kana, size of kana and glyph variants folded.

    A derived value for a column of its own; the official text is never replaced by it.
    """
    for _ in range(_FOLDINGS):
        folded = _fold_once(text)
        if folded == text:
            break
        text = folded
    return text


def _fold_once(text: str) -> str:
    bare = "".join(character for character in text if ord(character) not in VARIATION_SELECTORS)
    plain = katakana(unicodedata.normalize("NFKC", fold(bare)).upper())
    return _SEARCH_NOISE.sub("", plain).translate(_SMALL).translate(_OLD)


def bank_kana(text: str) -> str:
    """Return an account holder's name in the half-width kana of the 全銀 format, at most 30 characters.

    Small kana become large, the long vowel mark a hyphen, the middle dot a full stop. Show the result and
    let a person compare it with the passbook. Source: published format sheets of payroll vendors (public
    pages). Errors: `KanaError` naming what the format has no place for (ヲ, ヰ, ヱ, kanji, more than 30).
    """
    large = katakana(fullwidth(text)).translate(_SMALL)
    narrow = halfwidth(large).upper().replace("ｰ", "-").replace("･", ".").replace("‐", "-").replace("−", "-")
    refused = [character for character in dict.fromkeys(narrow) if not _BANK.fullmatch(character)]
    if refused:
        shown = "、".join(refused)
        raise KanaError("characters outside the bank format", f"口座名義カナに使えない文字があります：{shown}")
    if len(narrow) > BANK_LENGTH:
        clerk = f"口座名義カナは{BANK_LENGTH}文字までです（いま{len(narrow)}文字）。"
        raise KanaError("longer than the bank format", clerk)
    return narrow
