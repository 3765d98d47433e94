"""Names as they are kept: one string as shown, never normalised, with parts only where they are known.

Unicode normalisation changes people's names (NFC turns U+FA19 into U+795E), so nothing here, and nothing
that keeps a name, calls it. Search keys live in a column of their own (`kana.search_key`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from kakanai import yamldata
from kakanai.japan.glyphs import graphemes

DATA = Path(__file__).parent / "data"
IDEOGRAPHIC_SPACE = "\u3000"


class NameKind(StrEnum):
    """What a name record is: GIF DS-431 (public page; verified 2026-11)."""

    OFFICIAL = "official"
    KANA = "kana"
    ROMAN = "roman"
    FORMER = "former"
    ALIAS = "alias"
    KOSEKI = "koseki"


@dataclass(frozen=True, slots=True)
class NameRecord:
    """One name of a person, as written. `verified_by` names the document or register; `None` means only said."""

    kind: NameKind
    text: str
    verified_by: str | None = None
    valid_from: date | None = None


def split_full_name(text: str) -> tuple[str, str] | None:
    """Return family and given name of a name written with one space; `None` where nobody can tell."""
    parts = text.replace(IDEOGRAPHIC_SPACE, " ").split(" ")
    return (parts[0], parts[1]) if len(parts) == 2 and all(parts) else None


def join_full_name(family: str, given: str, separator: str = IDEOGRAPHIC_SPACE) -> str:
    """Return a full name. GIF joins with a half-width space, most core systems with a full-width one."""
    return separator.join(part for part in (family, given) if part)


def same_name(one: str, other: str) -> bool:
    """Say whether two names are written alike, glyph for glyph; only the kind of space between is ignored."""
    return one.replace(IDEOGRAPHIC_SPACE, " ") == other.replace(IDEOGRAPHIC_SPACE, " ")


def differences(one: str, other: str) -> list[tuple[int, str, str]]:
    """Return (position, one's character, other's) where two names differ, counted as a reader counts."""
    left, right = graphemes(one.replace(IDEOGRAPHIC_SPACE, " ")), graphemes(other.replace(IDEOGRAPHIC_SPACE, " "))
    length = max(len(left), len(right))
    left += [""] * (length - len(left))
    right += [""] * (length - len(right))
    return [(i, a, b) for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]


def furigana_problems(text: str) -> list[tuple[int, str]]:
    """Return (position, character) for what the allow-list of furigana has no place for.

    The list is a table (`data/furigana.yaml`) because the ordinance's own one was not read: a warning.
    """
    allowed = _furigana_characters()
    return [(index, character) for index, character in enumerate(text) if character not in allowed]


@cache
def _furigana_characters() -> frozenset[str]:
    table = yamldata.read((DATA / "furigana.yaml").read_text(encoding="utf-8"))
    return frozenset("".join(table["characters"]))
