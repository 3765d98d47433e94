"""The event log for those who only read: what happened when, and nothing about whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kakanai.desk.models import Event, Period, Visit
from kakanai.trust import tenancy


@dataclass(frozen=True)
class LoggedVisit:
    """A visit without its person: which life event, when, and how it ended."""

    id: UUID
    event: str
    state: str
    opened_at: datetime


@dataclass(frozen=True)
class LoggedEvent:
    """One thing that happened in a visit. `detail` holds codes and counts."""

    visit: UUID
    at: datetime
    kind: str
    by: str
    seconds: float | None
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class LoggedPeriod:
    """A stretch of a visit in one state."""

    visit: UUID
    state: str
    began: datetime
    ended: datetime


@dataclass(frozen=True)
class Log:
    """All that happened in the visits that began in a stretch of time."""

    visits: tuple[LoggedVisit, ...]
    events: tuple[LoggedEvent, ...]
    periods: tuple[LoggedPeriod, ...]


def log_between(since: datetime, until: datetime) -> Log:
    """Return the log of the visits that were opened from `since` on and before `until`, in the order of time.

    A period that still runs is left out: nobody knows its length.
    """
    municipality = tenancy.current()
    opened = Visit.objects.filter(municipality=municipality, opened_at__gte=since, opened_at__lt=until)
    keys = opened.values("pk")
    events = Event.objects.filter(municipality=municipality, visit__in=keys).order_by("at", "id")
    periods = Period.objects.filter(municipality=municipality, visit__in=keys, ended__isnull=False).order_by("began")
    return Log(
        tuple(
            LoggedVisit(*row) for row in opened.order_by("opened_at").values_list("id", "event", "state", "opened_at")
        ),
        tuple(LoggedEvent(*row) for row in events.values_list("visit_id", "at", "kind", "by", "seconds", "detail")),
        tuple(LoggedPeriod(one.visit_id, one.state, one.began, one.ended) for one in periods if one.ended),
    )
