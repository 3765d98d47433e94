"""The department's board."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from kakanai.desk.models import Application
from kakanai.desk.models.application import ApplicationState
from kakanai.desk.queries.facts import facts_for
from kakanai.desk.queries.screens.case import STATE_CHIPS
from kakanai.desk.queries.screens.handover import robots_of
from kakanai.desk.queries.screens.household import name_of
from kakanai.trust import tenancy
from kakanai.trust.gate import Audience
from kakanai.trust.models import User
from kakanai.vocabulary.facts import Facts

DEPARTMENT_LIST = Audience("department", "list")
MOST_LINES = 200


@dataclass(frozen=True)
class CaseLine:
    """One line of the board."""

    id: Any
    visit_number: str
    name: str
    who: str
    office: str
    state: str
    state_label: str
    due: date | None
    overdue: bool
    robots_state: str
    robots_label: str
    assigned_to: str


def cases_context(user: User, office: str | None, state: str) -> dict[str, Any]:
    """Return the context of `desk/cases.html`. `office` is `None` for the reader's own."""
    rows = Application.objects.filter(municipality=tenancy.current()).defer("values")
    offices = sorted(set(rows.values_list("office", flat=True)))
    if office is None:
        office = user.office if user.office in offices else ""
    shown = rows.filter(office=office) if office else rows
    counts = Counter(shown.values_list("state", flat=True))
    if state:
        shown = shown.filter(state=state)
    found = list(shown.select_related("visit", "assigned_to").order_by("due", "accepted_at")[:MOST_LINES])
    # A visit's applications share its facts, which are opened once for all of them.
    facts: dict[UUID, Facts] = {}
    for one in found:
        if one.visit_id not in facts:
            facts[one.visit_id] = facts_for(one.visit, DEPARTMENT_LIST)
    lines = [_line(one, facts[one.visit_id]) for one in found]
    return {"cases": lines, "offices": offices, "counts": dict(counts), "office": office, "state": state}


def _line(application: Application, facts: Facts) -> CaseLine:
    robots = robots_of(application)
    worst = next((one for one in robots if one.state == "needs_person"), robots[0] if robots else None)
    today = timezone.localdate()
    return CaseLine(
        id=application.id,
        visit_number=application.visit.number,
        name=application.name,
        who=name_of(facts, application.subject) or name_of(facts, application.visit.applicant),
        office=application.office,
        state=STATE_CHIPS[application.state],
        state_label=str(ApplicationState(application.state).label),
        due=application.due,
        overdue=application.due is not None and application.due < today and application.state != "approved",
        robots_state=worst.state if worst else "",
        robots_label=worst.state_label if worst else "",
        assigned_to=application.assigned_to.display_name if application.assigned_to else "",
    )
