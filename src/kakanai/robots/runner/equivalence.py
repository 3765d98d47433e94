"""When a value read back counts as the value that was meant: only ways that a map declares by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kakanai.japan import dates, kana


class Verdict(StrEnum):
    """What came of a comparison."""

    EXACT = "exact"
    EQUIVALENT = "equivalent"
    DIFFERENT = "different"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the read-back table."""

    section: str
    caption: str
    meant: str
    shown: str
    rule: str
    verdict: Verdict

    @property
    def same(self) -> bool:
        """Whether the line counts as read back."""
        return self.verdict in (Verdict.EXACT, Verdict.EQUIVALENT)


def _width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _spaces(text: str) -> str:
    return re.sub(r"\s+", "", _width(text))


def _kana(text: str) -> str:
    return _spaces(kana.katakana(_width(text)))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", _width(text))


def _date(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    if re.fullmatch(r"[1-5]\d{6}", text):
        text = "MTSHR"[int(text[0]) - 1] + f"{text[1:3]}.{text[3:5]}.{text[5:]}"
    parsed = dates.parse_date(text)
    if parsed.precision != "day":
        return text
    return str(parsed.iso_from)


RULES: dict[str, Callable[[str], str]] = {
    "width": _width,
    "kana": _kana,
    "date": _date,
    "digits": _digits,
    "spaces": _spaces,
}
"""Each rule folds both texts; equal results are equivalent."""


def compare(section: str, caption: str, meant: str, shown: str | None, rule: str = "exact") -> Compared:
    """Compare one value. A text that a rule cannot read is different, never equivalent."""
    if shown is None:
        return Compared(section, caption, meant, "", rule, Verdict.MISSING)
    verdict = Verdict.DIFFERENT
    if meant == shown.strip():
        verdict = Verdict.EXACT
    elif rule in RULES:
        try:
            same = RULES[rule](meant) == RULES[rule](shown)
        except ValueError:
            same = False
        verdict = Verdict.EQUIVALENT if same else Verdict.DIFFERENT
    return Compared(section, caption, meant, shown, rule, verdict)
