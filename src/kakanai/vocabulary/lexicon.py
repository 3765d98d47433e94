"""The lexicon behind the mapper: which written form is which item, built once from the vocabulary's data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kakanai import yamldata
from kakanai.japan.kana import hiragana
from kakanai.vocabulary.items import DATA, Vocabulary, load

_INVISIBLE = re.compile(r"[\x00-\x1f\s\u200b-\u200f\ufe00-\ufe0f\ufeff|│｜\U000e0100-\U000e01ef]")
_DASHES = str.maketrans({"‐": "-", "−": "-", "–": "-", "—": "-", "〈": "(", "〉": ")", "［": "(", "］": ")"})
_BRACKETS = str.maketrans(
    {
        "[": "(",
        "]": ")",
        "【": "(",
        "】": ")",
        "〔": "(",
        "〕": ")",
        "《": "(",
        "》": ")",
        "「": "(",
        "」": ")",
        "<": "(",
        ">": ")",
        "『": "(",
        "』": ")",
    }
)


@dataclass(frozen=True, slots=True)
class ContextRule:
    """One meaning of an ambiguous label: it holds by section, by neighbours, or always. `item` may be none."""

    item: str | None
    labels: frozenset[str]
    section: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    role: str | None = None
    always: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """Words around labels that carry no meaning, and bracketed words that change it."""

    staff_sections: tuple[str, ...]
    thing_sections: tuple[str, ...]
    marks: tuple[str, ...]
    suffixes: tuple[str, ...]
    prefixes: tuple[str, ...]
    neutral: frozenset[str]
    neutral_endings: tuple[str, ...]
    changes: Mapping[str, Mapping[str, str]]
    parts: Mapping[str, str]
    latin_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Keys of labels to items, ambiguous keys to their rules, role words to roles, labels to readings."""

    vocabulary: Vocabulary
    items: Mapping[str, str]
    contexts: Mapping[str, Sequence[ContextRule]]
    roles: Mapping[str, str]
    short_roles: Mapping[str, str]
    readings: Mapping[str, str]
    by_reading: Mapping[str, str]
    wording: Wording


def key(text: str) -> str:
    """Return a label's key: width, case, brackets and invisible characters folded; nothing read into it."""
    text = unicodedata.normalize("NFKC", text.replace("㊞", "押印").replace("㊡", ""))
    return _INVISIBLE.sub("", text.translate(_DASHES).translate(_BRACKETS)).upper()


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of the shipped vocabulary."""
    vocabulary = load()
    contexts = _contexts(_read("contexts.yaml"))
    readings = {key(label): reading for label, reading in _read("readings.yaml").items()}
    return Lexicon(
        vocabulary=vocabulary,
        items=_items(vocabulary, contexts),
        contexts=contexts,
        roles={key(word): role.id for role in vocabulary.roles.values() for word in role.words},
        short_roles={word: role.id for role in vocabulary.roles.values() for word in role.short},
        readings=readings,
        by_reading={reading: label for label, reading in readings.items()},
        wording=_wording(_read("wording.yaml")),
    )


def _read(name: str) -> Any:
    return yamldata.read((DATA / name).read_text(encoding="utf-8"))


def _items(vocabulary: Vocabulary, contexts: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in vocabulary.values():
        for label in item.labels:
            if (written := key(label)) not in contexts:
                found[written] = item.id
    # 代理人の氏名 is 代理人氏名: a shortened key never displaces a written one
    for written, item_id in list(found.items()):
        found.setdefault(written.replace("の", ""), item_id)
        found.setdefault(hiragana(written), item_id)
    return {written: item_id for written, item_id in found.items() if len(written) > 1}


def _contexts(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[ContextRule, ...]]:
    found: dict[str, tuple[ContextRule, ...]] = {}
    for row in rows:
        labels = frozenset(key(label) for label in row["labels"])
        rules = tuple(_rule(rule, labels) for rule in row["rules"])
        for label in labels:
            found[label] = tuple(rule for rule in rules if label in rule.labels)
    return found


def _rule(rule: Mapping[str, Any], labels: frozenset[str]) -> ContextRule:
    own = frozenset(key(label) for label in rule["labels"]) if "labels" in rule else labels
    section, neighbours = (tuple(key(word) for word in rule.get(name, ())) for name in ("section", "neighbours"))
    without = frozenset(key(word) for word in rule.get("without", ()))
    return ContextRule(rule["item"], own, section, neighbours, without, rule.get("role"), bool(rule.get("always")))


def _wording(data: Mapping[str, Any]) -> Wording:
    return Wording(
        staff_sections=tuple(data["staff_sections"]),
        thing_sections=tuple(data["thing_sections"]),
        marks=tuple(data["marks"]),
        suffixes=tuple(sorted(map(key, data["suffixes"]), key=len, reverse=True)),
        prefixes=tuple(data["prefixes"]),
        neutral=frozenset(map(key, data["neutral"])),
        neutral_endings=tuple(data["neutral_endings"]),
        changes={key(word): dict(pairs) for word, pairs in data["changes"].items()},
        parts={key(word): part for word, part in data["parts"].items()},
        latin_words=frozenset(data["latin_words"]),
    )
