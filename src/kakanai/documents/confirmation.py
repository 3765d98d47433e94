"""The one document that the resident signs, and the same content as pages for the tablet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from kakanai import yamldata
from kakanai.documents.compose import FilledSheet, FormUse, fill
from kakanai.documents.model import DocumentMeta, Page, PageRow
from kakanai.documents.values import beside, face_of, written
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts

DATA = Path(__file__).parent / "data" / "confirmation.yaml"
Key = tuple[str, str]


def confirmation_pages(uses: Sequence[FormUse], facts: Facts, meta: DocumentMeta) -> list[Page]:
    """Return the tablet's pages: the procedures, then every fact that any form shows, once each.

    A fact that no page of the data file asks for comes on a last page, so that nothing is signed unseen.
    """
    sheets = [sheet for use in uses for sheet in fill(use, facts, meta)]
    shown = _shown(sheets, facts)
    pages = [_procedures(uses, facts)]
    seen: set[Key] = set()
    for page in _planned(facts, shown):
        pages.append(page)
        seen |= {(row.subject, row.item) for row in page.rows}
    rest = [(label, fact) for key, (label, fact) in shown.items() if key not in seen]
    if rest:
        words = _data()["rest"]
        rows = tuple(_row(_labelled(label, fact, facts), fact, facts) for label, fact in rest)
        pages.append(Page(words["id"], words["title"], rows, words["lead"]))
    return pages


def screens_digest(pages: Sequence[Page]) -> str:
    """Return the SHA-256 (hex) of the tablet's pages, for the signature's context."""
    text = json.dumps([asdict(page) for page in pages], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yamldata.read(DATA.read_text(encoding="utf-8"))
    return data


def _shown(sheets: Sequence[FilledSheet], facts: Facts) -> dict[Key, tuple[str, Fact]]:
    """Return every fact on the sheets with the first label it stands beside."""
    shown: dict[Key, tuple[str, Fact]] = {}
    for sheet in sheets:
        for row, value in sheet.values():
            for item in (value.item, row.over):
                fact = facts.fact(value.subject, item) if item and value.subject else None
                if fact is not None and fact.value not in {None, ""}:
                    shown.setdefault((fact.subject, item), (row.label if item == value.item else "ふりがな", fact))
    return shown


def _planned(facts: Facts, shown: dict[Key, tuple[str, Fact]]) -> Iterator[Page]:
    plan = _data()["pages"]
    persons = facts.persons()
    together: list[dict[str, Any]] = []
    for entry in plan:
        if entry["per"] == "person":
            together.append(entry)
            continue
        # A person's pages follow one another: the resident looks at one family member at a time.
        yield from _per_person(together, persons, facts, shown)
        together = []
        yield from _page(entry, HOUSEHOLD, facts, shown)
    yield from _per_person(together, persons, facts, shown)


def _per_person(
    entries: list[dict[str, Any]], persons: list[str], facts: Facts, shown: dict[Key, tuple[str, Fact]]
) -> Iterator[Page]:
    for person in persons:
        for entry in entries:
            yield from _page(entry, person, facts, shown)


def _page(entry: dict[str, Any], subject: str, facts: Facts, shown: dict[Key, tuple[str, Fact]]) -> Iterator[Page]:
    rows = []
    for line in entry["rows"]:
        key = (subject, line["item"])
        if key in shown:
            rows.append(_row(line["label"], shown[key][1], facts, line.get("format", "")))
    if rows:
        page_id = entry["id"] if subject == HOUSEHOLD else f"{entry['id']}-{subject}"
        yield Page(page_id, entry["title"].format(name=_given_name(facts, subject)), tuple(rows), entry["lead"])


def _procedures(uses: Sequence[FormUse], facts: Facts) -> Page:
    words = _data()["procedures"]
    rows = tuple(
        PageRow(use.form.plain_title, whom, "", use.form.title, face)
        for use in uses
        for whom, face in [_for_whom(use, facts)]
    )
    return Page(words["id"], words["title"], rows, words["lead"])


def _for_whom(use: FormUse, facts: Facts) -> tuple[str, str]:
    persons = [s for s in use.subjects if s != HOUSEHOLD]
    if not persons or len(persons) == len(facts.persons()):
        return ("世帯の全員" if persons else "世帯"), "ui"
    whom = "・".join(_given_name(facts, person) for person in persons) + "さん"
    return whom, face_of("", whom)


def _row(label: str, fact: Fact, facts: Facts, how: str = "") -> PageRow:
    text = written(fact.item, fact, how) + beside(fact, facts)
    source = fact.source
    return PageRow(label, text, source.mark, source.label, face_of(fact.item, text), fact.subject, fact.item)


def _labelled(label: str, fact: Fact, facts: Facts) -> str:
    return label if fact.subject == HOUSEHOLD else f"{_given_name(facts, fact.subject)}さん {label}"


def _given_name(facts: Facts, subject: str) -> str:
    """Return the name to call a person by: what follows the one wide space, or else the whole name.

    A name with none or several (romaji, 通称) is not taken apart, since nobody knows where.
    """
    name = str(facts.value(subject, "person.fullName") or "")
    parts = name.split("\u3000")
    return parts[1] if len(parts) == 2 else name
