"""What labels mean in this city, and which the vocabulary left open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kakanai.reform.fields import fact_label, role_label
from kakanai.reform.models import FormField, FormStatus, Synonym
from kakanai.trust import tenancy
from kakanai.vocabulary.lexicon import key as label_key
from kakanai.vocabulary.mapping import propose

_NO_QUESTION = ("office", "seal", "sign")
FORM_ONLY = "form-only"
"""The answer that a question is this form's own: no item of the vocabulary stands for it."""


def current_synonyms() -> list[Synonym]:
    """Return the answers in force, newest first, with who gave them."""
    rows = Synonym.objects.filter(municipality=tenancy.current(), superseded_by__isnull=True)
    return list(rows.exclude(meaning="").select_related("by", "form").order_by("-at"))


def synonyms() -> dict[str, str]:
    """Return label → `item` or `item@role` as the vocabulary's mapping takes it."""
    return {row.label: row.meaning for row in current_synonyms() if row.meaning != FORM_ONLY}


@dataclass(frozen=True)
class Unknown:
    """A label that nobody has explained: where it stands, and what it may mean."""

    label: str
    section: str
    count: int
    forms: tuple[str, ...]
    field: FormField

    @property
    def proposals(self) -> list[tuple[str, str]]:
        """What it may mean, best first, as (meaning, words)."""
        found = propose(self.label, self.section)
        return [(f"{one.item}@{one.role}", meaning_words(f"{one.item}@{one.role}")) for one in found]


def unknown_labels(limit: int | None = None) -> list[Unknown]:
    """Return the labels without a meaning, those on most forms first."""
    ordered = sorted(_open_labels().items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [_unknown(label, found) for label, found in ordered[:limit]]


def unknown_count() -> int:
    """Return how many labels have no meaning."""
    return len(_open_labels())


def _open_labels() -> dict[str, list[FormField]]:
    settled = {label_key(row.label) for row in current_synonyms()}
    groups: dict[str, list[FormField]] = defaultdict(list)
    rows = FormField.objects.filter(municipality=tenancy.current(), item="").exclude(kind__in=_NO_QUESTION)
    for row in rows.exclude(form__status=FormStatus.RETIRED).select_related("form").order_by("form__title", "index"):
        if label_key(row.label) not in settled:
            groups[row.label].append(row)
    return groups


def _unknown(label: str, found: list[FormField]) -> Unknown:
    first = found[0]
    section = "/".join(first.section)
    forms = tuple(dict.fromkeys(one.form.title for one in found))
    return Unknown(label, section, len(found), forms, first)


def meaning_words(meaning: str) -> str:
    """Return a meaning in words: 氏名（世帯主）."""
    if meaning == FORM_ONLY:
        return "この様式だけの質問"
    item, _, role = meaning.partition("@")
    return fact_label(item) + (f"（{role_label(role)}）" if role else "")
