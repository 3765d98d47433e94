"""Between the engine's documents and the inventory's rows: what a field is called, and what it means in this city."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kakanai.reform.engine import Field, FormDocument, Kind, document_from_json
from kakanai.reform.engine.findings import Holdings, is_sensitive
from kakanai.reform.models import Form, FormField, Reading
from kakanai.vocabulary.items import load as load_vocabulary
from kakanai.vocabulary.lexicon import key as label_key
from kakanai.vocabulary.mapping import map_label

BY_CITY, BY_VOCABULARY = "city", "vocabulary"


def keys_of(document: FormDocument) -> list[str]:
    """Return a key for each field that survives a new layout: headings, label, and which one of that name it is."""
    seen: Counter[str] = Counter()
    keys = []
    for item in document.fields:
        name = "\x1f".join((*item.section, item.label, item.kind.value))
        seen[name] += 1
        keys.append(hashlib.sha256(f"{name}\x1f{seen[name]}".encode()).hexdigest()[:12])
    return keys


def holdings() -> Holdings:
    """Return what the city holds: its own list (setting KAKANAI_HOLDINGS), or the delivered draft."""
    return _holdings(str(getattr(settings, "KAKANAI_HOLDINGS", "") or ""))


@cache
def _holdings(path: str) -> Holdings:
    return Holdings.load(Path(path) if path else None)


def with_city_meanings(document: FormDocument, synonyms: Mapping[str, str]) -> tuple[FormDocument, set[int]]:
    """Return the document with this city's answers applied, and the indexes of the fields that they settled."""
    if not synonyms:
        return document, set()
    answered = {label_key(label) for label in synonyms}
    settled: set[int] = set()
    fields = []
    for index, item in enumerate(document.fields):
        known = item.kind is not Kind.OFFICE and label_key(item.label) in answered
        found = _by_city(item, document.fields, synonyms) if known else None
        if found is not None:
            settled.add(index)
        fields.append(found or item)
    return replace(document, fields=tuple(fields)), settled


def _by_city(item: Field, fields: tuple[Field, ...], synonyms: Mapping[str, str]) -> Field | None:
    beside = tuple(f.label for f in fields if f is not item and f.page == item.page and f.section == item.section)
    mapping = map_label(item.label, section="/".join(item.section), neighbours=beside, synonyms=synonyms)
    if mapping is None:
        return None
    return replace(item, item=mapping.item, role=mapping.role or item.role, item_confidence=mapping.confidence)


def rows_of(form: Form, document: FormDocument, settled: set[int]) -> list[FormField]:
    """Return the inventory's rows for a document; nothing is written."""
    return [
        FormField(
            municipality=form.municipality,
            form=form,
            key=key,
            index=index,
            page=item.page,
            label=item.label[:200],
            section=[part[:200] for part in item.section],
            kind=item.kind.value,
            role=item.role[:40],
            item=item.item or "",
            item_by=(BY_CITY if index in settled else BY_VOCABULARY) if item.item else "",
            repeat=item.repeat,
            legal=is_sensitive(item, holdings()),
        )
        for index, (key, item) in enumerate(zip(keys_of(document), document.fields, strict=True))
    ]


def stored_document(form: Form) -> FormDocument:
    """Return the form's current document as the engine read it, before this city's own meanings."""
    if form.reading_id is None:
        raise ValueError(f"form {form.pk} was never read")
    return _read_before(form.reading_id, form.municipality)


@lru_cache(maxsize=512)
def _read_before(reading_id: UUID, municipality: str) -> FormDocument:
    # A reading never changes, so that it is opened once in the life of a process; a blank form holds nobody's data.
    reading = Reading.objects.only("municipality", "document").get(municipality=municipality, pk=reading_id)
    return document_from_json(reading.document)


def document_of(form: Form, rows: Iterable[FormField], *, name: str = "") -> FormDocument:
    """Return the form's current document with the meanings that hold in this city, under `name`."""
    stored = stored_document(form)
    meaning = {row.index: row for row in rows}
    fields = tuple(
        replace(item, item=meaning[index].item or None, role=meaning[index].role) if index in meaning else item
        for index, item in enumerate(stored.fields)
    )
    return replace(stored, fields=fields, name=name or form.name)


def legal_now(form: Form, rows: Iterable[FormField]) -> dict[str, bool]:
    """Return by key whether a decision on each field wants a second, legal reviewer, by what the city holds today."""
    known = list(rows)
    document = document_of(form, known)
    return {row.key: is_sensitive(document.fields[row.index], holdings()) for row in known}


def fact_of(item: str) -> str:
    """Return the fact that an item is, whosever it is: 世帯主氏名 and 児童の氏名 are both 氏名."""
    known = load_vocabulary()
    return known[item].stands_for or item if item in known else item


@cache
def fact_label(item: str) -> str:
    """Return an item's name in Japanese; what the vocabulary does not know is shown as it is written."""
    known = load_vocabulary()
    return known[item].ja if item in known else item


@cache
def role_label(role: str) -> str:
    """Return a role's name in Japanese, empty for none."""
    known = load_vocabulary().roles
    return known[role].ja if role in known else role
