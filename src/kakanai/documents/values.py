"""How a fact is written on paper: words for codes, era dates, and the font that can draw it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kakanai.catalogue.forms.model import Row
from kakanai.catalogue.forms.people import People, code_lists
from kakanai.japan.dates import DateError, from_iso
from kakanai.japan.glyphs import VARIATION_SELECTORS
from kakanai.vocabulary.facts import Fact, Facts

NAME_ITEMS = ("person.fullName", "person.familyName", "person.givenName", "person.formerName", "person.hittousha")
"""Items that are always drawn in the Moji_Joho font, since its collection decides the glyph of a name."""

EMPTY = "―"
JAPAN = "JPN"
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Value:
    """A value ready for a template. `face` is `mj` for the Moji_Joho font and `ui` for BIZ UD."""

    text: str
    face: str = "ui"
    mark: str = ""
    mark_label: str = ""
    over: str = ""
    options: tuple[tuple[str, bool], ...] = ()
    missing: bool = False
    subject: str = ""
    item: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the value as the template reads it."""
        options = [{"label": label, "on": on} for label, on in self.options]
        return {
            "text": self.text,
            "face": self.face,
            "mark": self.mark,
            "over": self.over,
            "options": options,
            "missing": self.missing,
        }

    def plain(self) -> str:
        """Return the value as one line of text, the chosen option alone for a choice."""
        if self.options:
            return "・".join(label for label, on in self.options if on)
        return self.text


def value_of(row: Row, facts: Facts, people: People, self_subject: str) -> Value:
    """Return what stands beside a row's label. An unknown value is shown as missing, never guessed."""
    if row.text:
        return Value(row.text)
    if row.by_event and not row.fixed:
        return Value(EMPTY, options=tuple((label, False) for _, label in row.options), missing=True)
    if row.fixed:
        return Value(
            dict(row.options)[row.fixed], options=tuple((label, code == row.fixed) for code, label in row.options)
        )
    subject = people.subject_for(row.of, self_subject)
    fact = facts.fact(subject, row.item) if subject else None
    if fact is None or fact.value is None or fact.value == "":
        return Value(EMPTY, missing=not row.optional, subject=subject, item=row.item)
    over = str(facts.value(subject, row.over) or "") if row.over else ""
    return _filled(row, fact, over, beside(fact, facts))


def _filled(row: Row, fact: Fact, over: str, after: str) -> Value:
    text = written(row.item, fact, row.format) + after
    face = face_of(row.item, text)
    options = tuple((label, code == str(fact.value)) for code, label in row.options)
    return Value(text, face, fact.source.mark, fact.source.label, over, options, subject=fact.subject, item=row.item)


def written(item: str, fact: Fact, how: str = "") -> str:
    """Return a fact as it is written on paper. `how` is a row's format; without it the item decides."""
    value = fact.value
    if isinstance(value, bool):
        return "あり" if value and how != "flag" else "はい" if value else "いいえ" if how == "flag" else "なし"
    if how == "wareki" or (not how and _is_iso_date(value)):
        return _in_words(str(value))
    if item in code_lists() and how in {"", "code", "choice", "text"}:
        return _words(item, str(value))
    if how == "count":
        return f"{value}通"
    if how == "postal":
        digits = str(value).replace("-", "")
        return f"〒{digits[:3]}-{digits[3:]}"
    return str(value)


def face_of(item: str, text: str) -> str:
    """Return the font for a text: the Moji_Joho font for names, and for any text with a variation sequence."""
    return "mj" if item in NAME_ITEMS or any(ord(ch) in VARIATION_SELECTORS for ch in text) else "ui"


def _words(item: str, code: str) -> str:
    words = code_lists()[item]
    return "の".join(words.get(part, part) for part in code.split(","))


def beside(fact: Fact, facts: Facts) -> str:
    """Return what follows a date of a person of foreign nationality: the western year, which their papers use."""
    nationality = facts.value(fact.subject, "person.nationality")
    if nationality in {None, "", JAPAN} or not _is_iso_date(fact.value):
        return ""
    return f"({str(fact.value)[:4]}年)"


def _is_iso_date(value: object) -> bool:
    """Tell whether a value has the form of a date; parts that nobody knows are written 00 or 99."""
    return isinstance(value, str) and ISO_DATE.fullmatch(value) is not None


def _in_words(iso: str) -> str:
    """Return a date as an era date. Unknown parts are called 不詳, never made up."""
    try:
        return from_iso(iso).display
    except DateError:
        return iso
