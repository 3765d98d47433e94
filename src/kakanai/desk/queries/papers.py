"""The papers that today's procedures ask for, and which of them nobody needs to bring any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kakanai import yamldata
from kakanai.desk.models import Evidence, PaperSeen, Visit
from kakanai.desk.queries.needs import Needs, put_off


@dataclass(frozen=True)
class Paper:
    """One paper of one procedure. `persons` are those whom the procedure is about."""

    procedure: str
    name: str
    paper: str
    office: str
    persons: tuple[str, ...]
    until: Any
    seen: bool


def papers_of(visit: Visit, needs: Needs) -> list[Paper]:
    """Return the papers of what is done today, each once per procedure, without those that the visit already covers.

    A card that was read covers the card and the proof of identity; a typed account covers the bank book. Which words
    mean which is data (`papers.yaml`).
    """
    covered, off = tuple(_covering_words(visit, needs)), put_off(visit)
    rows = PaperSeen.objects.filter(municipality=visit.municipality, visit=visit)
    seen = set(rows.values_list("procedure", "paper"))
    found: dict[tuple[str, str], Paper] = {}
    for result in needs.needed:
        if result.procedure in off:
            continue
        for paper in result.documents:
            if any(word in paper for word in covered):
                continue
            key = (result.procedure, paper)
            before = found[key].persons if key in found else ()
            people = before + tuple(one for one in _about(result) if one not in before)
            until = result.deadline.date if result.deadline else None
            found[key] = Paper(result.procedure, result.name, paper, result.office, people, until, key in seen)
    return list(found.values())


def _about(result: Any) -> tuple[str, ...]:
    return (result.subject,) if len(result.persons) == 1 else ()


def _covering_words(visit: Visit, needs: Needs) -> Iterator[str]:
    rules = _rules()
    kinds = set(Evidence.objects.filter(municipality=visit.municipality, visit=visit).values_list("kind", flat=True))
    for kind in kinds:
        yield from rules["evidence"].get(kind, ())
    known = {fact.item for fact in needs.facts.values() if fact.value not in {None, ""}}
    for item, words in rules["items"].items():
        if item in known:
            yield from words


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return dict(yamldata.read((files("kakanai.desk") / "data" / "papers.yaml").read_text("utf-8")))
