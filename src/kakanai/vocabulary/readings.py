"""The ways to read a written label: what to take away before it is looked up, and how sure that leaves one.

Each way removes what papers add around or into a label (list marks, brackets' notes, ruby, a translation).
None of them shortens a label to a part of its words: that would only be a proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kakanai.japan.kana import hiragana
from kakanai.vocabulary.lexicon import Lexicon, key

_LIST_MARK = re.compile(
    r"^(?:[\s\u3000]*(?:[①-⑳❶-❿⓪ⅰ-ⅹⅠ-Ⅹ]|[(（]\s*[0-9０-９]{1,2}\s*[)）]|[0-9０-９]{1,2}\s*[.．、)）]|[0-9０-９]{1,2}[ \u3000]+(?=[^\s0-9０-９年月日])|[□■☐☑○●◎◆◇▼▽▲△★☆※＊*・･▶►→]|[ア-オ][.．、)）]))+"
)
_TRAIL = re.compile(r"(?:[:：;；*＊★☆]|※[0-9０-９①-⑳]*|\(?注[0-9０-９]*\)?)+$")
_NOTE = re.compile(r"[※＊].*$", re.DOTALL)
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]+(?:[A-Za-zÀ-ɏḀ-ỿ'’.\-/ \n]*[A-Za-zÀ-ɏḀ-ỿ.])?")
_FOREIGN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ가-힣'’./,&\-\s:：()（）]+")
_YEAR = re.compile(r"^(?:令和|平成|R|H|本|前|申請する)?(?:[0-9]{0,4}|元)年(?:度)?(?:の)?(?=1月1日)")
_AND = re.compile(r"及び|および|並びに|又は|または")
_VERB = re.compile(r"(?:を)?(?:した|する|している)(?=.)")
_KANJI = r"[一-鿿々〇ヶ]"
_BLOCK_RUBY = re.compile(rf"({_KANJI}+)([ぁ-ゖー]+)|([ぁ-ゖー]+)({_KANJI}+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a label: its key, how it was reached, and the confidence that this costs (at most 1)."""

    key: str
    how: str
    confidence: float


def readings(label: str, lexicon: Lexicon) -> Iterator[Reading]:
    """Yield the ways to read a label, surest first, without repeats."""
    seen: set[str] = set()
    for reading in _all(label, lexicon):
        if len(reading.key) > 1 and reading.key not in seen:
            seen.add(reading.key)
            yield reading


def _all(label: str, lexicon: Lexicon) -> Iterator[Reading]:
    whole = key(label)
    yield Reading("郵便番号" if whole == "〒" else whole, "as written", 1.0)
    bare = key(_undecorated(label, lexicon))
    only = key(_LIST_MARK.sub("", label)) == "〒"
    yield Reading("郵便番号" if only else bare, "marks removed", 0.99)
    yield Reading(_unwrapped(bare), "brackets removed", 0.98)
    yield from _polite(_unwrapped(bare), lexicon)
    yield from _reworded(_unwrapped(bare))
    yield from _ruby(_unwrapped(bare), lexicon)
    yield from _translated(label, lexicon)


def _undecorated(label: str, lexicon: Lexicon) -> str:
    text = _LIST_MARK.sub("", label.replace("〒", "") if len(label.strip()) > 1 else label)
    if (noted := _NOTE.sub("", text)).strip():
        text = noted
    text = _TRAIL.sub("", text.strip())
    for mark in lexicon.wording.marks:
        text = re.sub(rf"^\s*[\[(（【〔]?{mark}[\])）】〕]?[\s:：]*|[\s]*[\[(（【〔]?{mark}[\])）】〕]?\s*$", "", text)
    return _TRAIL.sub("", text.strip())


def _unwrapped(text: str) -> str:
    while len(text) > 2 and text[0] == "(" and text[-1] == ")" and "(" not in text[1:-1]:
        text = text[1:-1]
    return text


def _polite(text: str, lexicon: Lexicon) -> Iterator[Reading]:
    for suffix in lexicon.wording.suffixes:
        if text.endswith(suffix):
            text = text[: -len(suffix)]
            break
    yield Reading(text, "request removed", 0.97)
    for prefix in lexicon.wording.prefixes:
        if text.startswith(prefix):
            yield Reading(text[len(prefix) :], "polite prefix removed", 0.96)


def _reworded(text: str) -> Iterator[Reading]:
    if _YEAR.match(text):
        yield Reading(_YEAR.sub("", text), "year removed", 0.96)
    if _AND.search(text):
        yield Reading(_AND.sub("・", text), "joining word unified", 0.97)
    if _VERB.search(text):
        yield Reading(_VERB.sub("", text), "verb ending removed", 0.94)


def _ruby(text: str, lexicon: Lexicon) -> Iterator[Reading]:
    plain = hiragana(text)
    yield Reading(plain, "kana kind folded", 0.98)
    if re.fullmatch(r"[ぁ-ゖー]+", plain) and plain in lexicon.by_reading:
        yield Reading(lexicon.by_reading[plain], "read aloud", 0.97)
    kana = "".join(re.findall(r"[ぁ-ゖー]+", plain))
    base = re.sub(r"[ぁ-ゖー]+", "", plain)
    if not kana or not base:
        return
    if lexicon.readings.get(base) == kana:
        yield Reading(base, "ruby removed", 0.97)
    elif len(kana) >= len(base) and re.fullmatch(rf"(?:{_KANJI}[ぁ-ゖー]+)+", plain):
        # every kanji carries its own kana: mono ruby, whatever the reading
        yield Reading(base, "ruby removed", 0.93)
    for match in _BLOCK_RUBY.finditer(plain):
        written, read = (match[1], match[2]) if match[1] else (match[4], match[3])
        if lexicon.readings.get(written) == read:
            yield Reading(plain.replace(match[0], written), "ruby removed", 0.96)


def _translated(label: str, lexicon: Lexicon) -> Iterator[Reading]:
    foreign = {word.upper() for word in re.findall(r"[A-Za-z][A-Za-z\-]*", label)}
    if not re.search(r"[A-Za-zÀ-ɏḀ-ỿ가-힣]", label) or foreign & lexicon.wording.latin_words:
        return
    japanese = key(_LIST_MARK.sub("", _FOREIGN.sub("", label)))
    yield Reading(_TRAIL.sub("", japanese), "translation removed", 0.95)
    yield from (Reading(found.key, "translation and ruby removed", 0.92) for found in _ruby(japanese, lexicon))
