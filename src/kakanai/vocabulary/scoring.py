"""Scores the label mapper on labelled labels: precision, coverage, and whose value it says it is.

A file has one label a line: label, section, neighbours (`;`), item or `-` where abstaining is right, role.
Half of the labels, by hash of the label's text, are unseen: they are only ever counted, never read to tune.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kakanai.vocabulary.mapping import Mapping, map_label


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with its true meaning; `item` is `None` where it has none or cannot be told from what is given."""

    label: str
    section: str
    neighbours: tuple[str, ...]
    item: str | None
    role: str | None

    @property
    def unseen(self) -> bool:
        """Whether it belongs to the half that is never used for tuning."""
        return hashlib.sha256(self.label.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True)
class Score:
    """Counts: labels, those that have an item, answers given, right items, right items with the right role."""

    labels: int
    with_item: int
    answered: int
    answered_with_item: int
    right: int
    right_role: int

    @property
    def precision(self) -> float:
        """Right items among the answers (1.0 when nothing was answered)."""
        return self.right / self.answered if self.answered else 1.0

    @property
    def coverage(self) -> float:
        """Answers among the labels that have an item."""
        return self.answered_with_item / self.with_item if self.with_item else 1.0

    @property
    def role_precision(self) -> float:
        """Answers right in item and role among the answers."""
        return self.right_role / self.answered if self.answered else 1.0


def read_labels(path: Path) -> list[Labelled]:
    """Return the labels of a file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, section, neighbours, item, role = line.split("\t")
            beside = tuple(part for part in neighbours.split(";") if part)
            known = None if item == "-" else item
            found.append(Labelled(label.replace("\\n", "\n"), section, beside, known, None if role == "-" else role))
    return found


def answers(labels: Iterable[Labelled]) -> list[tuple[Labelled, Mapping | None]]:
    """Return each label with what the mapper makes of it."""
    return [(entry, map_label(entry.label, entry.section, entry.neighbours)) for entry in labels]


def score(pairs: Sequence[tuple[Labelled, Mapping | None]]) -> Score:
    """Count the mapper's answers against the truth. An answer to a label without an item is wrong."""
    given = [(entry, found) for entry, found in pairs if found is not None]
    right = [(entry, found) for entry, found in given if entry.item == found.item]
    return Score(
        labels=len(pairs),
        with_item=sum(entry.item is not None for entry, _ in pairs),
        answered=len(given),
        answered_with_item=sum(entry.item is not None for entry, _ in given),
        right=len(right),
        right_role=sum(entry.role == found.role for entry, found in right),
    )


def read_public_forms(directory: Path, truths: Path) -> list[Labelled]:
    """Return the labels of public forms (`*.json` with section and label of each field) with their items.

    The truths name a field by the hash of section and label, so that nobody's form is copied. Fields stand
    in the form's order; the three before and after are the neighbours. The role is not labelled there.
    """
    lines = (line.split("\t") for line in truths.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    items = dict(lines)
    found = []
    for path in sorted(directory.glob("*.json")):
        fields = json.loads(path.read_text(encoding="utf-8"))["fields"]
        for index, field in enumerate(fields):
            near = fields[max(0, index - 3) : index] + fields[index + 1 : index + 4]
            digest = hashlib.sha256(f"{field['section']}\t{field['label']}".encode()).hexdigest()[:16]
            item = items.get(digest, "-")
            beside = tuple(other["label"] for other in near)
            found.append(Labelled(field["label"], field["section"], beside, None if item == "-" else item, None))
    return found
