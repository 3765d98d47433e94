"""Prints precision and coverage of the label mapper beside a plain lookup of the same synonyms.

    PYTHONPATH=src python benchmarks/mapping.py [DIRECTORY]

Peers: an exact lookup of names and synonyms, and the nearest synonym by edit distance (rapidfuzz, 80 of 100),
which is what form tools do. DIRECTORY holds labelled public forms (`gold/*.json`), kept beside the repository.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import process

from kakanai.vocabulary.items import load
from kakanai.vocabulary.mapping import Mapping, map_label
from kakanai.vocabulary.scoring import Labelled, read_labels, read_public_forms, score

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "kakanai" / "vocabulary" / "tests" / "data"
Mapper = Callable[[Labelled], Mapping | None]
SYNONYMS = {label: item for item in load().values() for label in item.labels}


def ours(entry: Labelled) -> Mapping | None:
    return map_label(entry.label, entry.section, entry.neighbours)


def exact(entry: Labelled) -> Mapping | None:
    item = SYNONYMS.get(entry.label)
    return None if item is None else Mapping(item.id, item.role or "subject", 1.0, "exact")


def nearest(entry: Labelled) -> Mapping | None:
    found = process.extractOne(entry.label, SYNONYMS.keys(), score_cutoff=80)
    return None if found is None else Mapping(SYNONYMS[found[0]].id, "subject", found[1] / 100, "nearest")


def row(name: str, entries: Sequence[Labelled], mapper: Mapper) -> str:
    started = time.perf_counter()
    pairs = [(entry, mapper(entry)) for entry in entries]
    each = (time.perf_counter() - started) / len(entries) * 1e6
    found = score(pairs)
    role = f"{found.role_precision:9.3f}" if any(entry.role for entry in entries) else f"{'–':>9}"
    wrong = found.answered - found.right
    return f"{name:30} {found.labels:6} {found.precision:9.3f} {found.coverage:9.3f} {role} {wrong:6} {each:9.0f}"


def main() -> None:
    labels = read_labels(DATA / "labels.tsv")
    sets = {"tuned half": [e for e in labels if not e.unseen], "unseen half": [e for e in labels if e.unseen]}
    sets["drawn forms"] = read_labels(DATA / "drawn_forms.tsv")
    sets["national standard"] = read_labels(DATA / "standard.tsv")
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "forms" / "gold"
    if directory.is_dir():
        sets["public forms"] = read_public_forms(directory, DATA / "public_forms.tsv")
    print(f"{'':30} {'labels':>6} {'precision':>9} {'coverage':>9} {'with role':>9} {'wrong':>6} {'µs each':>9}")
    map_label("氏名")
    for title, entries in sets.items():
        for name, mapper in (("kakanai", ours), ("exact lookup", exact), ("nearest synonym", nearest)):
            print(row(f"{title}: {name}", entries, mapper))


if __name__ == "__main__":
    main()
