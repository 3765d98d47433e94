"""Scoring: found fields against a gold label file, one to one.

A found field counts when its label is at least 80 % similar to a gold label after normalising; pairs are taken
best first, same section before other sections, each field once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Indel

from kakanai.reform.engine.words import bare, squeeze

THRESHOLD = 0.80


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one form or of many together."""

    gold: int
    found: int
    matched: int
    kind_right: int = 0

    @property
    def precision(self) -> float:
        return self.matched / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.gold + self.found
        return 2 * self.matched / total if total else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.gold + other.gold,
            self.found + other.found,
            self.matched + other.matched,
            self.kind_right + other.kind_right,
        )


@dataclass(frozen=True, slots=True)
class Match:
    """The score of one form with what was missed and what was too much."""

    score: Score
    missed: tuple[str, ...]
    extra: tuple[str, ...]


def similarity(one: str, two: str) -> float:
    """Similarity of two labels, 0 to 1, with and without a closing bracket."""
    forms = [(bare(one), bare(two)), (bare(_without_bracket(one)), bare(_without_bracket(two)))]
    return max(float(Indel.normalized_similarity(a, b)) for a, b in forms)


def _without_bracket(text: str) -> str:
    return re.sub(r"\([^()]*\)", "", squeeze(text)) or text


def score(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> Match:
    """Match the `fields` of a gold file with the `fields` of a document's JSON."""
    pairs = []
    for g, want in enumerate(gold):
        for f, have in enumerate(found):
            value = similarity(want["label"], have["label"])
            if value >= THRESHOLD:
                same = bool(want.get("section")) and want.get("section") in {
                    have.get("section"),
                    *have.get("section_path", []),
                }
                pairs.append((value + 0.2 * same + 0.1 * (want["kind"] == have["kind"]), -abs(g - f), g, f))
    pairs.sort(reverse=True)
    used_gold: set[int] = set()
    used_found: set[int] = set()
    kinds = 0
    for *_, g, f in pairs:
        if g not in used_gold and f not in used_found:
            used_gold.add(g)
            used_found.add(f)
            kinds += gold[g]["kind"] == found[f]["kind"]
    missed = tuple(w["label"] for i, w in enumerate(gold) if i not in used_gold)
    extra = tuple(f"{h['label']} [{h['kind']}]" for i, h in enumerate(found) if i not in used_found)
    return Match(Score(len(gold), len(found), len(used_gold), kinds), missed, extra)
