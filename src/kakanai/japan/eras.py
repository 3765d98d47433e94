"""The eras since Meiji: their days, and the letters, digits and signs that stand for them.

Source of the first days: the edicts and the government ordinances under 元号法 (general knowledge, checked
against the published vectors). The last day of Meiji, Taisho is also the first day of the next era: both
spellings are right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Era:
    """One era. `last` is `None` for the present one; `digit` is the code of core systems (1 Meiji … 5 Reiwa)."""

    letter: str
    digit: str
    name: str
    sign: str
    first: date
    last: date | None

    def contains(self, day: date) -> bool:
        """Say whether the day can be written in this era."""
        return self.first <= day and (self.last is None or day <= self.last)

    def year_of(self, day: date) -> int:
        """Return the era's year of a day, 1 for 元年."""
        return day.year - self.first.year + 1


ERAS = (
    Era("M", "1", "明治", "㍾", date(1868, 1, 25), date(1912, 7, 30)),
    Era("T", "2", "大正", "㍽", date(1912, 7, 30), date(1926, 12, 25)),
    Era("S", "3", "昭和", "㍼", date(1926, 12, 25), date(1989, 1, 7)),
    Era("H", "4", "平成", "㍻", date(1989, 1, 8), date(2019, 4, 30)),
    Era("R", "5", "令和", "㋿", date(2019, 5, 1), None),
)


def era_of(day: date) -> Era | None:
    """Return the era that a document of that day would name (the newer on a shared day), `None` before Meiji."""
    return next((era for era in reversed(ERAS) if era.contains(day)), None)


def find(text: str) -> Era | None:
    """Return the era named by a letter, digit, sign, first character or full name, else `None`."""
    wanted = text.upper()
    names = ((era, {era.letter, era.digit, era.name, era.name[0], era.sign}) for era in ERAS)
    return next((era for era, spellings in names if wanted in spellings), None)
