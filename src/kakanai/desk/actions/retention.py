"""Erase what may no longer be kept, and keep the record of having done so."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from kakanai import yamldata
from kakanai.counter import actions as counter
from kakanai.desk.actions.log import MACHINE, record_event
from kakanai.desk.models import Answer, Application, Choice, Confirmation, Evidence, Signature, StoredFact, Visit
from kakanai.robots import actions as robots
from kakanai.trust import actions as trust
from kakanai.trust import audit, tenancy

AT_ONCE = 200


def erase_expired(now: datetime | None = None) -> int:
    """Erase the personal values of visits whose time is over, in the municipality in force; returns how many.

    Each visit is a transaction of its own: one that fails keeps none of the others.
    """
    at = now or timezone.now()
    rows = Visit.objects.filter(municipality=tenancy.current(), erased_at__isnull=True, closed_at__isnull=False)
    count = 0
    for state, days in days_kept().items():
        for visit in rows.filter(state=state, closed_at__lte=at - timedelta(days=days)).order_by("closed_at")[:AT_ONCE]:
            erase_visit(visit, at)
            count += 1
    return count


@transaction.atomic
def erase_visit(visit: Visit, at: datetime) -> None:
    """Erase every personal value of one visit, wherever it lies, and write down what was erased."""
    mine: dict[str, Any] = {"municipality": visit.municipality, "visit": visit}
    counts = {
        "facts": StoredFact.objects.filter(**mine).delete()[0],
        "answers": Answer.objects.filter(**mine).delete()[0],
        "evidence": Evidence.objects.filter(**mine).delete()[0],
        "documents": sum(_empty_document(one) for one in Confirmation.objects.filter(**mine)),
        "applications": sum(_empty_application(one) for one in Application.objects.filter(**mine)),
        "checks": counter.erase_checks(str(visit.id)),
        "releases": trust.erase_reasons(str(visit.id)),
    }
    for choice in Choice.objects.filter(**mine):
        choice.reason = None
        choice.save(update_fields=["reason"])
    visit.erased_at = at
    visit.save(update_fields=["erased_at"])
    record_event(visit, "visit.erase", MACHINE)
    audit.record(case=str(visit.id), action="visit.erase", actor="retention", detail=counts)


@lru_cache(maxsize=1)
def days_kept() -> dict[str, int]:
    """Return how many days a visit's values are kept after its end, by the state in which it ended."""
    rules = yamldata.read((files("kakanai.desk") / "data" / "retention.yaml").read_text("utf-8"))
    return {state: int(rules[state]) for state in ("cancelled", "closed")}


def _empty_document(confirmation: Confirmation) -> int:
    confirmation.document, confirmation.pages, confirmation.objection = b"", [], None
    confirmation.save(update_fields=["document", "pages", "objection"])
    for signature in Signature.objects.filter(municipality=confirmation.municipality, confirmation=confirmation):
        signature.bundle = b""
        signature.save(update_fields=["bundle"])
    return 1


def _empty_application(application: Application) -> int:
    application.values, application.return_reason = {}, None
    application.save(update_fields=["values", "return_reason"])
    robots.erase_values(str(application.id))
    return 1
