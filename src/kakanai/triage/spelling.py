"""Reads items and values as people write them: by id, by label in any language, dates of any calendar.

What the catalogue names (labels, values, `also`) is understood; nothing is guessed: two meanings, or none, is an error
that says what was probably meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from kakanai.catalogue.loader import DATA, read_yaml
from kakanai.catalogue.model import Catalogue, Item
from kakanai.japan.dates import DateError, parse_date
from kakanai.vocabulary.facts import FactValue
from kakanai.vocabulary.items import load as load_vocabulary

_FOLDED = re.compile(r"[\s_\-・,、.。()「」'\"]+")
_CHAIN = re.compile(r"\d\d(,\d\d)*\Z")
_PART_OF_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?\Z")
_FIRST_YEAR, _LAST_YEAR = 1850, 2200
_LONGEST_NUMBER = 7


class Misspelt(ValueError):  # noqa: N818 - it is not an error of the program but of what somebody wrote
    """What is wrong with a name or a value, in English and Japanese."""

    def __init__(self, problem: str, problem_ja: str) -> None:
        super().__init__(problem)
        self.problem, self.problem_ja = problem, problem_ja


def folded(text: object) -> str:
    """Return a spelling without case, width, blanks and marks, so that `Birth date` and `birthDate` are the same."""
    return _FOLDED.sub("", unicodedata.normalize("NFKC", str(text)).casefold())


class Spelling:
    """The spellings of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.items = catalogue.items
        self.words: Mapping[str, Any] = read_yaml(DATA / "household_file.yaml")
        self.hints = {folded(name): said for name, said in self.words["hints"].items()}
        self.countries = frozenset(self.words["countries"].split())
        self.events = {
            folded(each): name for name, event in catalogue.events.items() for each in (name, *event.name.values())
        }
        self.fields = {folded(each): name for name, also in self.words["fields"].items() for each in (name, *also)}
        self._names = _names(catalogue, self.words["items"])
        self._yes, self._no, self._unknown = (
            frozenset(map(folded, self.words[key])) for key in ("yes_words", "no_words", "unknown_words")
        )

    def item(self, written: str) -> str:
        """Return the id of the item that was written. Raises `Misspelt`."""
        if written in self.items:
            return written
        name = folded(written)
        if name in self.hints:
            raise Misspelt(*self.hints[name])
        found = self._names.get(name, ())
        if len(found) == 1:
            return found[0]
        if found:
            raise Misspelt(
                f"may mean {' or '.join(found)}; write one of them", f"{'・'.join(found)} のどれかを書いてください"
            )
        close = self._close(name)
        meant = f"; did you mean {', '.join(close)}?" if close else ""
        meant_ja = f"。{'・'.join(close)} ではありませんか" if close else ""
        raise Misspelt(
            f"no rule knows this item{meant}", f"この項目は判定に使われません。つづりを確かめてください{meant_ja}"
        )

    def _close(self, name: str) -> list[str]:
        written = get_close_matches(name, self._names, n=3, cutoff=0.75)
        return list(dict.fromkeys(item for each in written for item in self._names[each]))[:3]

    def value(self, name: str, written: object) -> FactValue:
        """Return a value as rules read it; `None` where it is said to be unknown. Raises `Misspelt`."""
        if written is None or folded(written) in self._unknown:
            return None
        item = self.items.get(name)
        if item is None:
            return written if isinstance(written, str | int | bool) else str(written)
        readers = {"bool": self._yes_or_no, "number": _number, "date": _date, "choice": self._choice}
        return readers[item.type](item, written)

    def _yes_or_no(self, item: Item, written: object) -> FactValue:
        if isinstance(written, bool):
            return written
        said = folded(written)
        if said in self._yes or said in map(folded, item.yes.values()):
            return True
        if said in self._no or said in map(folded, item.no.values()):
            return False
        raise Misspelt(
            f"{written!r} is not true or false", f"値「{written}」は「はい」「いいえ」(true・false)ではありません"
        )

    def _choice(self, item: Item, written: object) -> FactValue:
        spellings = {folded(spelling): str(value) for spelling, value in item.spellings.items()}
        found = spellings.get(folded(written))
        if found is not None:
            return found
        if item.open and self._other_value(str(written)):
            return str(written)
        known = [f"{value}({words.get('ja', '')})" for value, words in item.values.items()]
        close = get_close_matches(folded(written), spellings, n=1, cutoff=0.7)
        meant = f"; did you mean {spellings[close[0]]}?" if close else ""
        raise Misspelt(
            f"{written!r} is not one of {', '.join(map(str, item.values))}{meant}",
            f"値「{written}」は使えません。使えるもの: {'、'.join(known)}",
        )

    def _other_value(self, written: str) -> bool:
        return bool(_CHAIN.match(written)) or written in self.countries


def _names(catalogue: Catalogue, own: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}

    def learn(item: str, spellings: Iterable[str]) -> None:
        for spelling in spellings:
            items = found.setdefault(folded(spelling), [])
            if item not in items:
                items.append(item)

    for name, item in catalogue.items.items():
        learn(name, (name, name.rpartition(".")[2], *item.label.values(), *item.also))
    for name, also in own.items():
        learn(name, also)
    known = set(found)
    for name, entry in load_vocabulary().items():
        if name not in catalogue.items:
            # what the rules look at goes before what only forms show
            learn(name, [each for each in (name, entry.ja, *entry.synonyms) if folded(each) not in known])
    return {spelling: tuple(items) for spelling, items in found.items()}


def _number(item: Item, written: object) -> FactValue:  # noqa: ARG001 - one shape for all readers
    digits = re.sub(r"[通枚部件]\Z", "", unicodedata.normalize("NFKC", str(written)).strip())
    if not isinstance(written, bool) and digits.isdecimal() and len(digits) < _LONGEST_NUMBER:
        return int(digits)
    raise Misspelt(f"{written!r} is not a whole number of 0 or more", f"値「{written}」は0以上の整数ではありません")


def _date(item: Item, written: object) -> FactValue:  # noqa: ARG001 - one shape for all readers
    found = iso_date(str(written))
    if found is None or not _FIRST_YEAR <= int(found[:4]) <= _LAST_YEAR:  # beyond these it is a slip of the keyboard
        raise Misspelt(
            f"{written!r} is not a date such as 1985-04-12",
            f"値「{written}」は 1985-04-12(昭和60年4月12日も可)のような日付ではありません",
        )
    return found


def iso_date(written: str) -> str | None:
    """Return a date of any calendar as `1985-04-12`, `1985-04` or `1985`; `None` for anything else."""
    text = unicodedata.normalize("NFKC", written).strip()
    part = _PART_OF_DATE.match(text)
    if part is not None:
        month = int(part[2]) if part[2] else None
        if month is None:
            return part[1]
        return f"{part[1]}-{month:02d}" if 1 <= month <= 12 else None
    try:
        day = parse_date(text)
    except DateError:
        return None
    if day.precision == "unknown":
        return None
    return day.iso_from.isoformat()[: {"day": 10, "month": 7, "year": 4}[day.precision]]


@lru_cache(maxsize=8)
def _spelling(same: Any) -> Spelling:
    return Spelling(same.catalogue)


def spelling_of(catalogue: Catalogue) -> Spelling:
    """Return the spellings of a catalogue, made once."""
    from kakanai.triage.engine import Same

    return _spelling(Same(catalogue))
