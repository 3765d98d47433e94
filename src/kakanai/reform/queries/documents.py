"""Forms with their documents, as the engine's judgement and the counting need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from kakanai.reform.engine import FormDocument
from kakanai.reform.fields import document_of
from kakanai.reform.models import BundleEntry, Form, FormField, FormStatus
from kakanai.trust import tenancy


@dataclass(frozen=True)
class Loaded:
    """A form in a bundle: its current document (named by the form's id), its rows, and its part in the visit."""

    form: Form
    document: FormDocument
    rows: list[FormField]
    sheets: int = 1
    times: dict[str, int] = field(default_factory=dict)


def load_bundle(event: str) -> list[Loaded]:
    """Return the forms of a life event, by office and title. Retired ones and those never read are left out."""
    entries = BundleEntry.objects.filter(municipality=tenancy.current(), event=event).select_related("form")
    kept = [one for one in entries if one.form.reading_id and one.form.status != FormStatus.RETIRED]
    rows = rows_by_form([one.form_id for one in kept])
    loaded = [
        Loaded(one.form, _document(one.form, rows[one.form_id]), rows[one.form_id], one.sheets, one.times)
        for one in kept
    ]
    return sorted(loaded, key=lambda one: (one.form.office, one.form.title, one.form.name))


def load_forms_of_none() -> list[Loaded]:
    """Return the forms that belong to no life event."""
    forms = Form.objects.filter(municipality=tenancy.current(), entries__isnull=True, reading__isnull=False)
    return load_forms(forms.exclude(status=FormStatus.RETIRED).order_by("office", "title"))


def load_forms(forms: Iterable[Form]) -> list[Loaded]:
    """Return forms with their documents."""
    kept = list(forms)
    rows = rows_by_form([one.pk for one in kept])
    return [Loaded(one, _document(one, rows[one.pk]), rows[one.pk]) for one in kept]


def rows_by_form(forms: Iterable[UUID]) -> dict[UUID, list[FormField]]:
    """Return the fields of forms, in reading order."""
    found: dict[UUID, list[FormField]] = defaultdict(list)
    for row in FormField.objects.filter(municipality=tenancy.current(), form__in=list(forms)).order_by("index"):
        found[row.form_id].append(row)
    return found


def _document(form: Form, rows: list[FormField]) -> FormDocument:
    return document_of(form, rows, name=str(form.pk))
