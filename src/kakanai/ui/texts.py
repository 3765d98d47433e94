"""What the resident reads, in every language of the tablet: data, with a linter.

`data/texts.yaml` holds one entry per key, with one text per language. Japanese may carry readings as
`{住所|じゅうしょ}`; `ja-easy` is やさしい日本語 and must carry a reading on every kanji.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kakanai import yamldata
from kakanai.ui.errors import UnknownTextError
from kakanai.ui.words import without_furigana

PATH = Path(__file__).parent / "data" / "texts.yaml"
LONGEST_SENTENCE = 40
_KANJI = re.compile(r"[\u3400-\u9fff]")
_READ = re.compile(r"\{[^{}|]+\|[^{}|]+\}")
_HOLE = re.compile(r"%\((\w+)\)s")
_WORD_FROM_ABROAD = re.compile(r"[ァ-ヴー]{3,}")


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the tablet: its tag for `lang`, its own name and whether a native speaker has reviewed it."""

    tag: str
    name: str
    html: str
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """All languages and all texts."""

    languages: tuple[Language, ...]
    entries: Mapping[str, Mapping[str, str]]
    allowed_words: frozenset[str]

    def say(self, key: str, language: str, **values: object) -> str:
        """Return the text with its holes filled; a language without this text falls back to Japanese.

        Raises `UnknownTextError` for a key that no language has.
        """
        by_language = self.entries.get(key)
        if by_language is None:
            raise UnknownTextError(f"no resident text {key!r}")
        text = by_language.get(language) or by_language["ja"]
        return text % values if values else text

    def language(self, tag: str) -> Language:
        """Return the language of a tag, or Japanese."""
        return next((one for one in self.languages if one.tag == tag), self.languages[0])


@cache
def load() -> Texts:
    """Return the texts of the shipped file."""
    raw = yamldata.read(PATH.read_text(encoding="utf-8"))
    languages = tuple(Language(**one) for one in raw["languages"])
    return Texts(languages, raw["texts"], frozenset(raw["allowed_words"]))


def problems(texts: Texts) -> Iterator[str]:
    """Yield what is wrong: missing languages, unequal holes, long sentences, unread kanji, words from abroad."""
    for key, by_language in texts.entries.items():
        yield from _missing(key, by_language, texts)
        yield from _unequal_holes(key, by_language)
        yield from _hard_japanese(key, by_language.get("ja", ""), texts.allowed_words)
        yield from _unread_kanji(key, by_language.get("ja-easy", ""))


def _missing(key: str, by_language: Mapping[str, str], texts: Texts) -> Iterator[str]:
    for language in texts.languages:
        if not by_language.get(language.tag):
            yield f"{key}: no text in {language.tag}"
    for extra in set(by_language) - {language.tag for language in texts.languages}:
        yield f"{key}: {extra} is no language of the tablet"


def _unequal_holes(key: str, by_language: Mapping[str, str]) -> Iterator[str]:
    wanted = set(_HOLE.findall(by_language.get("ja", "")))
    for tag, text in by_language.items():
        if set(_HOLE.findall(text)) != wanted:
            yield f"{key}: {tag} has other holes than ja"


def _hard_japanese(key: str, text: str, allowed: frozenset[str]) -> Iterator[str]:
    plain = without_furigana(text)
    for sentence in re.split(r"[。？！\n]", plain):
        if len(sentence) > LONGEST_SENTENCE:
            yield f"{key}: a sentence of {len(sentence)} characters"
    for word in _WORD_FROM_ABROAD.findall(plain):
        if word not in allowed:
            yield f"{key}: {word} is a word from abroad"


def _unread_kanji(key: str, text: str) -> Iterator[str]:
    left = _KANJI.findall(_READ.sub("", text))
    if left:
        yield f"{key}: no reading on {''.join(left)}"
