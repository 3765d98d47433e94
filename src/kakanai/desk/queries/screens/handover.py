"""What was done, what remains, and whether the robots are through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kakanai.desk.models import Application, Ticket, Visit
from kakanai.desk.queries.needs import Needs, put_off
from kakanai.desk.queries.papers import papers_of
from kakanai.desk.queries.screens.household import name_of
from kakanai.desk.queries.visits import applications_of
from kakanai.robots import queries as robots
from kakanai.triage import Status

_KEYS = "123456789"
_CHIPS = {
    "done": "done",
    "ready": "waiting",
    "deferred": "deferred",
    "needs_person": "needs_person",
    "ambiguous": "needs_person",
    "correcting": "needs_person",
    "cancelled": "cancelled",
}
_NOTES = {
    "deferred": "業務システムにつながらないため、あとで自動でやり直します。受け付けた内容は失われていません。",
    "needs_person": "ロボットの担当者が確かめています。受け付けた内容は失われていません。",
}


@dataclass(frozen=True)
class DoneView:
    """One application."""

    name: str
    who: str
    office: str


@dataclass(frozen=True)
class RemainView:
    """What the resident still has to do."""

    name: str
    what: str
    until: date | None
    where: str
    bring: str


@dataclass(frozen=True)
class PaperView:
    """A paper that a procedure asks for, with the key that notes it as seen."""

    procedure: str
    name: str
    who: str
    paper: str
    office: str
    until: date | None
    seen: bool
    key: str


@dataclass(frozen=True)
class RobotView:
    """One core system that a robot fills."""

    target_label: str
    state: str
    state_label: str
    receipt: str
    note: str = ""


def handover_parts(visit: Visit, needs: Needs) -> dict[str, Any]:
    """Return what the hand-over step names besides the fees."""
    waiting = Ticket.objects.filter(municipality=visit.municipality, called_at__isnull=True).order_by("issued_at")
    first = waiting.first()
    applications = applications_of(visit)
    return {
        "done": tuple(DoneView(one.name, name_of(needs.facts, one.subject), one.office) for one in applications),
        "remaining": remains_of(visit, needs),
        "papers": papers_view(visit, needs),
        "notices": tuple(one.name for one in notices_of(needs)),
        "robots": tuple(robot for one in applications for robot in robots_of(one)),
        "accepted_at": visit.accepted_at,
        "next_ticket": first.number if first else "",
    }


def remains_of(visit: Visit, needs: Needs) -> tuple[RemainView, ...]:
    """Return what was put off, needs somebody's confirmation or is still open, with where and until when."""
    off = put_off(visit)
    found = []
    for result in needs.result.results:
        later = result.procedure in off and result.status == Status.NEEDED
        if later or result.status == Status.NEEDS_CONFIRMATION:
            found.append(_remain(result, needs, later=later))
    return tuple(dict.fromkeys(found))


def papers_view(visit: Visit, needs: Needs) -> tuple[PaperView, ...]:
    """Return the papers that today's procedures ask for, those not yet seen first."""
    found = sorted(papers_of(visit, needs), key=lambda one: one.seen)
    keys = iter(_KEYS)
    return tuple(
        PaperView(
            one.procedure,
            one.name,
            "、".join(filter(None, (name_of(needs.facts, person) for person in one.persons))),
            one.paper,
            one.office,
            one.until,
            one.seen,
            "" if one.seen else next(keys, ""),
        )
        for one in found
    )


def notices_of(needs: Needs) -> tuple[Any, ...]:
    """Return what needs no application and no paper: things the city does by itself, or only tells."""
    found = {one.procedure: one for one in needs.needed if not one.filing and not one.documents}
    return tuple(found.values())


def robots_of(application: Application) -> list[RobotView]:
    """Return the state of each core system that this application fills."""
    return [
        RobotView(robots.target_name(item.target), *robot_state(item), item.number, robot_note(robot_state(item)[0]))
        for item in robots.items_of(str(application.id))
    ]


def robot_state(item: Any) -> tuple[str, str]:
    """Return an item's chip and its state in words."""
    return _CHIPS.get(item.state, "typing"), item.get_state_display()


def robot_note(chip: str) -> str:
    """Return what the clerk should know of a state, and what happens next; empty where nothing is wrong."""
    return _NOTES.get(chip, "")


def _remain(result: Any, needs: Needs, *, later: bool) -> RemainView:
    who = name_of(needs.facts, result.subject)
    return RemainView(
        name=f"{result.name}（{who}）" if who else result.name,
        what="後日の手続き" if later else "担当の確認が必要です",
        until=result.deadline.date if result.deadline else None,
        where=result.office,
        bring="、".join(result.documents),
    )
