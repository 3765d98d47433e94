"""Puts readings over kanji: `住所を書く` becomes `{住所|じゅうしょ}を{書|か}く`, the notation that the screens draw as ruby."""

from __future__ import annotations

import re
from collections.abc import Mapping

_KANJI = re.compile(r"[\u3400-\u9fff々]")
_AFTER_A_DIGIT, _NO_DIGIT_BEFORE = "(?<=[0-9])", "(?<![0-9])"
_READ = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")


class Furigana:
    """Reads texts aloud by a list of words; the longest word wins."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = {str(word): str(reading) for word, reading in words.items()}
        # a number is read with its counter as one word, and 4日 must not be found inside of 14日
        patterns = [
            (_AFTER_A_DIGIT if word[0] == "#" else _NO_DIGIT_BEFORE if word[0].isdigit() else "")
            + re.escape(word.lstrip("#"))
            for word in sorted(self._words, key=len, reverse=True)
        ]
        self._pattern = re.compile("|".join(patterns) or r"(?!)")
        self._kept: dict[str, str] = {}

    def over(self, text: str) -> str:
        """Return the text with the reading of every word that is known. Kana at a word's end stay outside the braces."""
        if text not in self._kept:
            self._kept[text] = self._pattern.sub(self._read, text)
        return self._kept[text]

    def _read(self, match: re.Match[str]) -> str:
        word = match[0]
        counted = match.string[match.start() - 1 : match.start()].isdigit() and f"#{word}" in self._words
        return self._marked(word, self._words[f"#{word}" if counted else word])

    @staticmethod
    def _marked(word: str, reading: str) -> str:
        tail = 0
        while tail < min(len(word), len(reading)) - 1 and word[-1 - tail] == reading[-1 - tail]:
            tail += 1
        return f"{{{word[: len(word) - tail]}|{reading[: len(reading) - tail]}}}{word[len(word) - tail :]}"


def unread(text: str) -> str:
    """Return the kanji of an annotated text that carry no reading."""
    return "".join(_KANJI.findall(_READ.sub("", text)))


def in_brackets(text: str) -> str:
    """Return an annotated text for a terminal: `住所(じゅうしょ)`."""
    return _READ.sub(r"\1(\2)", text)
