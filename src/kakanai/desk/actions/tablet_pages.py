"""What happens on the tablet: pages turned, language chosen, seen."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kakanai.desk.actions.log import CLERK, RESIDENT, record_event
from kakanai.desk.models import Confirmation, Tablet, Visit
from kakanai.ui import texts


@transaction.atomic
def push_confirmation(confirmation: Confirmation) -> None:
    """Show the confirmation on the tablet of the visit's counter, from its first page."""
    confirmation.shown_at = timezone.now()
    confirmation.position, confirmation.objection, confirmation.objected_at = 0, None, None
    confirmation.save(update_fields=["shown_at", "position", "objection", "objected_at"])
    record_event(confirmation.visit, "confirmation.push", CLERK, detail={"version": confirmation.version})


@transaction.atomic
def turn_page(confirmation: Confirmation, page: int, step: int) -> None:
    """Turn from a page (counted from 1) forward or back; the page after the last is the signature.

    A second tap on the same page changes nothing: the position is set from the page that was seen.
    """
    position = min(max(page - 1 + step, 0), len(confirmation.pages))
    if position != confirmation.position:
        confirmation.position = position
        confirmation.save(update_fields=["position"])
        record_event(confirmation.visit, "page.confirm" if step > 0 else "page.back", RESIDENT, detail={"page": page})


def tablet_seen(tablet: Tablet) -> None:
    """Note that the tablet is there."""
    Tablet.objects.filter(municipality=tablet.municipality, pk=tablet.pk).update(seen_at=timezone.now())


def choose_language(visit: Visit, tag: str) -> None:
    """Set the language of the visit's tablet pages; an unknown one changes nothing."""
    if tag in {language.tag for language in texts.load().languages}:
        visit.language = tag
        visit.save(update_fields=["language"])
        record_event(visit, "language", RESIDENT, detail={"language": tag})
