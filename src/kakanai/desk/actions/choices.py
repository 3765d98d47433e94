"""Now, later, or not at all: the resident's choice for a procedure."""

from __future__ import annotations

from django.db import transaction

from kakanai.desk.actions.facts import lock_for_change
from kakanai.desk.actions.log import CLERK, record_event
from kakanai.desk.errors import AnswerError
from kakanai.desk.models import Choice, Visit
from kakanai.desk.queries.needs import needs_of
from kakanai.trust import audit
from kakanai.trust.models import User

CHOICES = ("now", "later", "refused")


@transaction.atomic
def choose_procedure(visit: Visit, *, procedure: str, choice: str, reason: str, clerk: User) -> None:
    """Record a choice; raises AnswerError for a procedure or a choice that is not offered."""
    known = {result.procedure for result in needs_of(visit).result.results}
    if choice not in CHOICES or procedure not in known:
        raise AnswerError("no such choice")
    lock_for_change(visit)
    Choice.objects.filter(municipality=visit.municipality, visit=visit, procedure=procedure).delete()
    row = Choice(
        municipality=visit.municipality,
        visit=visit,
        procedure=procedure,
        choice=choice,
        reason=reason.strip()[:500] or None,
        clerk=clerk,
    )
    row.save(force_insert=True)
    detail = {"procedure": procedure, "choice": choice}
    record_event(visit, "procedure.choose", CLERK, detail=detail)
    audit.record(case=str(visit.id), action="procedure.choose", actor=str(clerk.id), detail=detail)
