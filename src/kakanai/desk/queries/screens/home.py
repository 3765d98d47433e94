"""The clerk's first screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from kakanai.catalogue import load as load_catalogue
from kakanai.desk.models import Ticket, Visit
from kakanai.desk.queries.facts import facts_for
from kakanai.desk.queries.screens.frame import counter_view
from kakanai.desk.queries.screens.household import CLERK, name_of
from kakanai.robots import queries as robots
from kakanai.trust import tenancy
from kakanai.trust.models import User

_KEYS = "123456789"


@dataclass(frozen=True)
class EventView:
    """A life event and its key."""

    id: str
    name: str
    key: str


@dataclass(frozen=True)
class TicketView:
    """Somebody who waits: a number, no name."""

    id: Any
    number: str
    event: str
    event_name: str
    waited_minutes: int
    channel: str = "窓口"


@dataclass(frozen=True)
class OpenVisitView:
    """A visit that is open."""

    id: Any
    number: str
    event_name: str
    served: str
    state_label: str
    since: datetime
    held: bool
    mine: bool
    counter_label: str


def home_context(counter: str, user: User) -> dict[str, Any]:
    """Return the context of `desk/home.html`."""
    municipality, now = tenancy.current(), timezone.now()
    events = load_catalogue(municipality, timezone.localdate()).events
    names = {event_id: str(event.name["ja"]) for event_id, event in events.items()}
    keyed = zip(names.items(), _KEYS + " " * len(names), strict=False)
    waiting = Ticket.objects.filter(municipality=municipality, called_at__isnull=True, left_at__isnull=True)
    visits = Visit.objects.filter(municipality=municipality, closed_at__isnull=True).order_by("opened_at")
    return {
        "counter": counter_view(counter),
        "events": [EventView(event_id, name, key.strip()) for (event_id, name), key in keyed],
        "tickets": [
            TicketView(one.id, one.number, one.event, names.get(one.event, one.event), _minutes(one.issued_at, now))
            for one in waiting.order_by("issued_at")
        ],
        "visits": [_visit(one, names, user) for one in visits],
        "exceptions_count": len(robots.exceptions()),
    }


def _visit(visit: Visit, names: dict[str, str], user: User) -> OpenVisitView:
    return OpenVisitView(
        id=visit.id,
        number=visit.number,
        event_name=names.get(visit.event, visit.event),
        served=name_of(facts_for(visit, CLERK), visit.applicant) or "お名前はこれから",
        state_label="保留" if visit.held else visit.get_state_display(),
        since=visit.opened_at,
        held=visit.held,
        mine=visit.clerk_id == user.id,
        counter_label=f"{visit.counter}番窓口",
    )


def _minutes(since: datetime, now: datetime) -> int:
    return int((now - since).total_seconds() // 60)
