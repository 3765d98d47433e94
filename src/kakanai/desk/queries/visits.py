"""Plain questions about a visit's rows."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from kakanai.catalogue import load as load_catalogue
from kakanai.desk.models import Application, Confirmation, Evidence, Presence, Signature, Tablet, Visit
from kakanai.trust.models import User

_PRESENT = timedelta(seconds=15)
"""A screen says every five seconds that it is there."""


def confirmation_in_force(visit: Visit) -> Confirmation | None:
    """Return the confirmation that stands, signed or not, or `None`."""
    rows = Confirmation.objects.filter(municipality=visit.municipality, visit=visit, void=False)
    return rows.defer("document").order_by("-version").first()


def signature_of(visit: Visit) -> Signature | None:
    """Return the visit's signature, or `None`."""
    rows = Signature.objects.filter(municipality=visit.municipality, confirmation__visit=visit)
    return rows.select_related("confirmation").first()


def applications_of(visit: Visit) -> list[Application]:
    """Return the visit's applications in the order of their offices."""
    rows = Application.objects.filter(municipality=visit.municipality, visit=visit)
    return list(rows.defer("values").order_by("office", "name", "subject"))


def tablet_at(municipality: str, counter: str) -> Tablet | None:
    """Return the tablet that was paired last with a counter."""
    rows = Tablet.objects.filter(municipality=municipality, counter=counter, paired_at__isnull=False)
    return rows.order_by("-paired_at").first()


def visit_at(municipality: str, counter: str) -> Visit | None:
    """Return the visit that the counter serves now: the newest that is not over and not on hold."""
    rows = Visit.objects.filter(municipality=municipality, counter=counter, held=False, closed_at__isnull=True)
    return rows.order_by("-opened_at").first()


def others_at(visit: Visit, user: User) -> tuple[str, ...]:
    """Return the names of the other members of staff who have the visit on the screen now."""
    rows = Presence.objects.filter(
        municipality=visit.municipality, visit=visit, seen_at__gt=timezone.now() - _PRESENT
    ).exclude(clerk=user)
    return tuple(row.clerk.display_name for row in rows.select_related("clerk").order_by("clerk__username"))


def has_virtual_card(visit: Visit) -> bool:
    """Return whether a card that is nobody's was read or signed in the visit: every screen and page says so."""
    return Evidence.objects.filter(municipality=visit.municipality, visit=visit, virtual=True).exists()


def event_name(visit: Visit) -> str:
    """Return the name of the visit's life event."""
    return str(load_catalogue(visit.municipality, visit.on).events[visit.event].name["ja"])
