"""The clerk's screen as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from kakanai.counter.queries import identity_checks
from kakanai.desk.models import Visit
from kakanai.desk.queries.needs import needs_of
from kakanai.desk.queries.screens.household import Badge, HouseholdView, household_view
from kakanai.desk.queries.screens.now import now_view
from kakanai.desk.queries.screens.options import Refusal
from kakanai.desk.queries.screens.procedures import procedures_view
from kakanai.desk.queries.visits import event_name, has_virtual_card, others_at
from kakanai.trust.models import User

COUNTERS = 9


@dataclass(frozen=True)
class VisitView:
    """Who is served, where, since when."""

    id: Any
    number: str
    ticket: str
    event_name: str
    state: str
    state_label: str
    opened_at: datetime
    seconds: float
    counter: str
    language: str
    served_name: str
    served_kana: str
    badges: tuple[Badge, ...]
    version: int
    others: tuple[str, ...]
    stamp: str
    destinations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CounterView:
    """The counter, for the top bar."""

    label: str
    code: str


def visit_context(
    visit: Visit,
    user: User,
    *,
    step: str = "",
    show: str = "open",
    errors: tuple[str, ...] = (),
    refused: Refusal | None = None,
) -> dict[str, Any]:
    """Return the context of `desk/visit.html` and its parts."""
    needs = needs_of(visit)
    household = household_view(visit, user)
    return {
        "visit": visit_view(visit, household, user),
        "household": household,
        "now": now_view(visit, needs, step=step, errors=errors, refused=refused),
        "procedures": procedures_view(visit, needs, show),
        "counter": counter_view(visit.counter),
    }


def counter_view(code: str) -> CounterView:
    """Return a counter's label."""
    return CounterView(f"{code}番窓口", code)


def visit_view(visit: Visit, household: HouseholdView, user: User) -> VisitView:
    """Return the frame's view of the visit. The name is that of the person served and of nobody else."""
    served = next((one for one in household.persons if one.key == visit.applicant), None)
    now = timezone.now()
    return VisitView(
        id=visit.id,
        number=visit.number,
        ticket=visit.ticket.number if visit.ticket else "",
        event_name=event_name(visit),
        state="hold" if visit.held else visit.state,
        state_label="保留" if visit.held else visit.get_state_display(),
        opened_at=visit.opened_at,
        seconds=((visit.closed_at or now) - visit.opened_at).total_seconds(),
        counter=visit.counter,
        language=visit.language,
        served_name=served.name if served else "",
        served_kana=served.kana if served else "",
        badges=tuple(_badges(visit, household)),
        version=visit.version,
        others=others_at(visit, user),
        stamp=presence_stamp(visit, user),
        destinations=tuple((str(one), f"{one}番窓口") for one in range(1, COUNTERS + 1) if str(one) != visit.counter),
    )


def presence_stamp(visit: Visit, user: User) -> str:
    """Return what changes when the visit does, or when somebody comes or goes."""
    return "-".join([str(visit.version), visit.state, *others_at(visit, user)])


def _badges(visit: Visit, household: HouseholdView) -> list[Badge]:
    badges = []
    if household.protected:
        badges.append(Badge("protected", "支援措置"))
    if any(one.badges for one in household.persons):
        badges.append(Badge("foreign", "外国籍"))
    if visit.represented_by_agent:
        badges.append(Badge("agent", "代理人"))
    if identity_checks(str(visit.id)):
        badges.append(Badge("no_card", "書類で確認"))
    if has_virtual_card(visit):
        badges.append(Badge("virtual", "仮想カード"))
    return badges
