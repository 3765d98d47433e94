"""Write what happened: events and periods of a visit."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kakanai.desk.models import Event, Period, Visit

RESIDENT = "resident"
CLERK = "clerk"
MACHINE = "machine"


def record_event(
    visit: Visit, kind: str, by: str, *, seconds: float | None = None, detail: dict[str, Any] | None = None
) -> Event:
    """Record one event of a visit. `seconds` is how long a machine step took; `detail` holds no personal value."""
    return Event.objects.create(
        municipality=visit.municipality, visit=visit, kind=kind, by=by, seconds=seconds, detail=detail or {}
    )


def begin_period(visit: Visit, state: str) -> Period:
    """Close the period that is open and begin the next one at the same instant."""
    now = timezone.now()
    end_period(visit, now)
    return Period.objects.create(
        municipality=visit.municipality, visit=visit, state=state, counter=visit.counter, began=now
    )


def end_period(visit: Visit, at: Any = None) -> None:
    """Close the period that is open, if there is one."""
    Period.objects.filter(municipality=visit.municipality, visit=visit, ended__isnull=True).update(
        ended=at or timezone.now()
    )
