"""Reads the parts of a written date. What the parts mean is the business of `dates`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kakanai.japan._digits import KANJI_DIGITS, ascii_digits, kanji_number
from kakanai.japan.eras import ERAS, Era, find

_ERA = "|".join([*(era.name for era in ERAS), *(era.sign for era in ERAS), "[明大昭平令]", "[MTSHRmtshr]"])
_NUMBER = rf"(?:\d+|[{KANJI_DIGITS}]+)"
_UNKNOWN = "(?:不詳|不明|99|00)"
_KANJI_FORM = re.compile(
    rf"(?P<era>{_ERA})?(?P<year>元|{_NUMBER})年"
    rf"(?:(?P<month>{_NUMBER})月(?:(?P<day>{_NUMBER})日|(?P<third>[上中下]旬)|日?(?:{_UNKNOWN}日?)?)"
    rf"|月?日?{_UNKNOWN}?(?:月{_UNKNOWN}?日)?)"
)
_UNKNOWN_YEAR = re.compile(rf"(?P<era>{_ERA})?(?:年月日|{_UNKNOWN}年(?:{_UNKNOWN}?月{_UNKNOWN}?日)?)?{_UNKNOWN}?")
_SEPARATED = re.compile(rf"(?P<era>{_ERA})?(?P<year>元|\d{{1,4}})[-/.・](?P<month>\d{{1,2}})[-/.・](?P<day>\d{{1,2}})")
_DIGITS = re.compile(r"(?P<era>[1-5]|[MTSHRmtshr])(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_WESTERN_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_NOISE = str.maketrans({" ": "", "\u3000": "", "－": "-", "‐": "-", "−": "-", "／": "/", "．": ".", "西": "", "暦": ""})


@dataclass(frozen=True, slots=True)
class Parts:
    """Era or `None`, year or `None` for unknown, month and day with 99 for unknown, 上旬 … or `None`."""

    era: Era | None
    year: int | None
    month: int = 99
    day: int = 99
    third: str | None = None


def cleaned(text: str) -> str:
    """Return a written date with digits, letters and separators folded and spaces removed."""
    return _latin_letters(ascii_digits(text.strip())).translate(_NOISE)


def read(text: str) -> Parts | None:
    """Return the parts of a written date, or `None` where it is none."""
    folded = cleaned(text)
    if not folded or len(folded) > 40:
        return None
    for pattern in (_WESTERN_DIGITS, _DIGITS, _SEPARATED, _KANJI_FORM):
        match = pattern.fullmatch(folded)
        if match:
            return _parts(match)
    match = _UNKNOWN_YEAR.fullmatch(folded)
    if match and folded != match["era"]:
        return Parts(find(match["era"]) if match["era"] else None, None)
    return None


def _latin_letters(text: str) -> str:
    return "".join(chr(ord(c) - 0xFEE0) if "Ａ" <= c <= "ｚ" else c for c in text)


def _parts(match: re.Match[str]) -> Parts | None:
    found = match.groupdict()
    era = find(found["era"]) if found.get("era") else None
    try:
        year = 1 if found["year"] == "元" else _number(found["year"])
        month, day = (_number(found.get(name)) for name in ("month", "day"))
    except ValueError:
        return None
    if era is None and (found["year"] == "元" or (year is not None and 0 < year < 1000)):
        # "8年11月23日" names no era: reading it as the year 8 would be a guess
        return None
    if year in {None, 0, 9999}:
        return Parts(era, None, month or 99, day or 99)
    if era is not None and year == 99:
        return Parts(era, None, month or 99, day or 99)
    return Parts(era, year, month or 99, day or 99, found.get("third"))


def _number(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() and text.isascii() else kanji_number(text)
