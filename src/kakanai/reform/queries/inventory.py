"""The inventory: forms by office, state and life event; imports; what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from kakanai import catalogue
from kakanai.reform.models import BundleEntry, EventPlan, Form, FormStatus, Import, ImportFile, Outcome
from kakanai.trust import tenancy


def events_in_use() -> list[str]:
    """Return the life events that have forms, in the catalogue's order."""
    used = set(BundleEntry.objects.filter(municipality=tenancy.current()).values_list("event", flat=True))
    known = list(event_names(timezone.localdate()))
    return sorted(used, key=lambda event: (known.index(event) if event in known else len(known), event))


def event_names(on: date) -> dict[str, str]:
    """Return the life events of the catalogue with their names."""
    known = catalogue.load(tenancy.current(), on).events
    return {name: str(event.name["ja"]) for name, event in known.items()}


def plan_of(event: str) -> EventPlan:
    """Return the plan of a life event; an unsaved one with the usual household where none was set."""
    found = EventPlan.objects.filter(municipality=tenancy.current(), event=event).first()
    return found or EventPlan(municipality=tenancy.current(), event=event)


@dataclass(frozen=True)
class Filters:
    """What the inventory is narrowed to; empty fields narrow nothing."""

    office: str = ""
    event: str = ""
    status: str = ""
    words: str = ""


def forms(filters: Filters) -> QuerySet[Form]:
    """Return the forms by office and title, with the number of fields and of life events."""
    rows = Form.objects.filter(municipality=tenancy.current())
    if filters.office:
        rows = rows.filter(office=filters.office)
    if filters.event:
        rows = rows.filter(entries__event=filters.event)
    rows = rows.filter(status=filters.status) if filters.status else rows.exclude(status=FormStatus.RETIRED)
    for word in filters.words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(form_number__icontains=word) | Q(name__icontains=word))
    rows = rows.select_related("reading").defer("reading__document", "reading__pages", "reading__file")
    return rows.annotate(asked=Count("fields", distinct=True)).order_by("office", "title", "name")


def form(form_id: UUID | str) -> Form:
    """Return a form of the municipality in force; raises Form.DoesNotExist."""
    return Form.objects.select_related("reading").get(municipality=tenancy.current(), pk=form_id)


def offices() -> list[str]:
    """Return the offices that have forms."""
    rows = Form.objects.filter(municipality=tenancy.current()).exclude(office="").values_list("office", flat=True)
    return sorted(set(rows))


def entries_of(one: Form) -> list[BundleEntry]:
    """Return the life events that a form belongs to."""
    return list(BundleEntry.objects.filter(municipality=one.municipality, form=one).order_by("event"))


def refused_files() -> list[ImportFile]:
    """Return the files that could not be read and were not read later on, newest first, each name once."""
    rows = ImportFile.objects.filter(municipality=tenancy.current()).exclude(outcome=Outcome.WAITING).defer("body")
    latest: dict[str, ImportFile] = {}
    for row in rows.select_related("batch").order_by("-batch__at", "-id"):
        latest.setdefault(row.name, row)
    return [row for row in latest.values() if row.outcome == Outcome.REFUSED]


def import_of(batch_id: UUID | str) -> Import:
    """Return an import of the municipality in force; raises Import.DoesNotExist."""
    return Import.objects.select_related("by").get(municipality=tenancy.current(), pk=batch_id)


def import_progress(batch: Import) -> dict[str, Any]:
    """Return how far an import is: `total`, `done`, `running`, and the files by outcome."""
    files = list(batch.files.filter(municipality=batch.municipality).defer("body").order_by("name"))
    done = sum(one.outcome != Outcome.WAITING for one in files)
    groups = [
        {"outcome": outcome, "label": outcome.label, "files": [one for one in files if one.outcome == outcome]}
        for outcome in (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.SAME)
    ]
    return {"total": len(files), "done": done, "running": batch.ended_at is None, "groups": groups}


def recent_imports() -> list[Import]:
    """Return the last five imports."""
    rows = Import.objects.filter(municipality=tenancy.current()).select_related("by").annotate(count=Count("files"))
    return list(rows.order_by("-at")[:5])
