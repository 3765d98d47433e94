"""Glyphs of names: what a reader counts as one character, variation sequences, and character gates.

A variation sequence belongs to a collection. Fonts of one collection silently draw the default glyph for
the other's sequences, so an unknown one is a problem to show at input, never something to print.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jntajis
import regex

from kakanai.japan.errors import CharsetError

DATA = Path(__file__).parent / "data"
VARIATION_SELECTORS = frozenset({*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)})
_CODECS = {"cp932": "cp932", "jisx0213": "shift_jis_2004"}
_NAMES = {"cp932": "CP932", "jisx0213": "JIS X 0213", "jisx0201": "半角カナ", "mj": "MJ文字", "mj+": "MJ＋文字"}
_HALF_KANA = frozenset({*range(0x20, 0x7F), *range(0xFF61, 0xFFA0)})
_ALL_SCHEMES = jntajis.MJShrinkSchemeCombo(15)


@dataclass(frozen=True, slots=True)
class Problem:
    """One character that does not fit: where (counted in what a reader sees), what, why, and what is allowed.

    `code` is `unknown-sequence`, `other-collection`, `lone-selector`, `outside-charset` or
    `variant-lost`; `candidates` are proposals for a person, never applied by themselves.
    """

    index: int
    text: str
    code: str
    message: str
    candidates: tuple[str, ...] = ()


def graphemes(text: str) -> list[str]:
    """Return what a reader counts as characters: a base with its selector is one."""
    return [match[0] for match in regex.finditer(r"\X", text)]


def sequence_problems(text: str) -> list[Problem]:
    """Return the variation sequences that IPAmj and its kin cannot draw as meant.

    Source of the sequences: the Moji_Joho collection as the IPAmj Mincho font carries it, and the
    Adobe-Japan1 collection as BIZ UD Mincho carries it.
    """
    found = (_sequence_problem(index, cluster) for index, cluster in enumerate(graphemes(text)))
    return [problem for problem in found if problem is not None]


def charset_problems(text: str, charset: str, additions: Collection[str] = ()) -> list[Problem]:
    """Return what a target's character set has no place for.

    `charset` is `cp932`, `jisx0213`, `jisx0201` (half-width kana), `mj` or `mj+`; `additions` are the
    characters or sequences that a site has agreed on beyond it (the site's MJ+ font, private codes).
    Errors: `CharsetError` for another name.
    """
    if charset not in _NAMES:
        raise CharsetError(f"unknown character set {charset!r}")
    found = (
        _charset_problem(index, cluster, charset)
        for index, cluster in enumerate(graphemes(text))
        if cluster not in additions
    )
    return [problem for problem in found if problem is not None]


def candidates(character: str) -> list[str]:
    """Return what the 縮退 map of MJ proposes in place of a character, best first; never the character itself.

    For a sequence the bare base comes first. Proposals only: a person chooses.
    """
    base = character[:1]
    proposed = [] if character == base else [base]
    proposed += [other for other in jntajis.mj_shrink_candidates(base, _ALL_SCHEMES) if other != base] if base else []
    return list(dict.fromkeys(proposed))


def fold(text: str) -> str:
    """Return the text with each character replaced by its smallest relative: for search keys only."""
    return "".join(_smallest(character) for character in text)


@cache
def known_sequences() -> Mapping[int, Mapping[int, str]]:
    """Return base → selector → letters of the collections that have it: `M` Moji_Joho, `A` Adobe-Japan1."""
    table: dict[int, dict[int, str]] = {}
    for line in (DATA / "sequences.tsv").read_text(encoding="utf-8").splitlines():
        base, *parts = line.split("\t")
        selectors = table.setdefault(int(base, 16), {})
        for part in parts:
            for selector in part[1:].split(","):
                number = int(selector, 16)
                selectors[number] = selectors.get(number, "") + part[0]
    return table


@cache
def mj_characters() -> frozenset[int]:
    """Return the code points of MJ文字 as the IPAmj Mincho font carries them."""
    found: set[int] = set()
    for line in (DATA / "mj_characters.txt").read_text(encoding="utf-8").splitlines():
        low, _, high = line.partition("-")
        found.update(range(int(low, 16), int(high or low, 16) + 1))
    return frozenset(found)


@cache
def _smallest(character: str) -> str:
    seen = {character}
    while True:
        smaller = [other for other in candidates(character) if other not in seen]
        if not smaller:
            return character
        character = smaller[0]
        seen.add(character)


def _sequence_problem(index: int, cluster: str) -> Problem | None:
    selectors = [ord(character) for character in cluster if ord(character) in VARIATION_SELECTORS]
    if not selectors:
        return None
    if ord(cluster[0]) in VARIATION_SELECTORS:
        message = "異体字の指定だけがあり、もとの文字がありません。"
        return Problem(index, cluster, "lone-selector", message)
    if len(cluster) != 2:
        message = f"「{cluster}」に異体字の指定が重なっています。"
        return Problem(index, cluster, "unknown-sequence", message, (cluster[0],))
    collections = known_sequences().get(ord(cluster[0]), {}).get(selectors[0], "")
    if "M" in collections:
        return None
    others = tuple(_moji_joho(cluster[0]))
    if collections:
        message = f"「{cluster}」はAdobe-Japan1の異体字です。文字情報基盤（MJ）の字形を選び直してください。"
        return Problem(index, cluster, "other-collection", message, others)
    message = f"「{cluster}」の異体字の指定は登録がなく、別の字形で印刷されます。字形を選び直してください。"
    return Problem(index, cluster, "unknown-sequence", message, others)


def _moji_joho(base: str) -> list[str]:
    selectors = known_sequences().get(ord(base), {})
    return [base + chr(selector) for selector, letters in sorted(selectors.items()) if "M" in letters]


def _charset_problem(index: int, cluster: str, charset: str) -> Problem | None:
    if _fits(cluster, charset):
        return None
    name = _NAMES[charset]
    possible = tuple(other for other in candidates(cluster) if _fits(other, charset))
    if charset in _CODECS and (shown := _round_trip(cluster, charset)):
        possible = (shown, *possible)
    varied = any(ord(character) in VARIATION_SELECTORS for character in cluster)
    if varied and _fits(cluster[0], charset):
        message = f"「{cluster}」の字形は{name}では区別できません。"
        return Problem(index, cluster, "variant-lost", message, possible)
    return Problem(index, cluster, "outside-charset", f"「{cluster}」は{name}にありません。", possible)


def _fits(cluster: str, charset: str) -> bool:
    if charset in {"mj", "mj+"}:
        return (
            ord(cluster[0]) in mj_characters()
            and all(ord(character) in mj_characters() or ord(character) in VARIATION_SELECTORS for character in cluster)
            and _sequence_problem(0, cluster) is None
        )
    if charset == "jisx0201":
        return all(ord(character) in _HALF_KANA for character in cluster)
    return _round_trip(cluster, charset) == cluster


def _round_trip(cluster: str, charset: str) -> str | None:
    # CP932 takes U+301C and gives back U+FF5E: what comes back is what the target will show
    try:
        return cluster.encode(_CODECS[charset]).decode(_CODECS[charset])
    except UnicodeEncodeError:
        return None
