"""Digits as people write them: full-width, kanji, and 元."""

from __future__ import annotations

_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_KANJI = {character: value for value, character in enumerate("〇一二三四五六七八九")}
KANJI_DIGITS = "〇零一二三四五六七八九十"


def ascii_digits(text: str) -> str:
    """Return the text with full-width digits as ASCII ones; everything else as it was."""
    return text.translate(_WIDE)


def kanji_number(text: str) -> int:
    """Return the value of a kanji number below 100 (`二十九`, `十一`) or a row of kanji digits (`二〇二六`).

    Errors: `ValueError` where the text is neither.
    """
    text = text.replace("零", "〇")
    if "十" not in text:
        return int("".join(str(_digit(character)) for character in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        raise ValueError(text)
    return (_digit(tens) if tens else 1) * 10 + (_digit(ones) if ones else 0)


def _digit(character: str) -> int:
    if character not in _KANJI:
        raise ValueError(character)
    return _KANJI[character]
