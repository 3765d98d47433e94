"""Papers that a procedure asks for: which the clerk has seen. What is missing goes on the guidance sheet."""

from __future__ import annotations

from django.db import transaction

from kakanai.desk.actions.log import CLERK, record_event
from kakanai.desk.errors import AnswerError
from kakanai.desk.models import PaperSeen, Visit
from kakanai.desk.queries.needs import needs_of
from kakanai.desk.queries.papers import papers_of
from kakanai.trust import audit
from kakanai.trust.models import User


@transaction.atomic
def see_paper(visit: Visit, *, procedure: str, paper: str, seen: bool, clerk: User) -> None:
    """Note that a paper was seen or taken, or take the note back; raises AnswerError for one that nobody asks for."""
    if not any((one.procedure, one.paper) == (procedure, paper) for one in papers_of(visit, needs_of(visit))):
        raise AnswerError("no such paper")
    key = {"municipality": visit.municipality, "visit": visit, "procedure": procedure, "paper": paper}
    PaperSeen.objects.filter(**key).delete()
    if seen:
        PaperSeen(**key, clerk=clerk).save(force_insert=True)
    record_event(visit, "paper.seen" if seen else "paper.missing", CLERK, detail={"procedure": procedure})
    audit.record(
        case=str(visit.id),
        action="paper.seen" if seen else "paper.missing",
        actor=str(clerk.id),
        detail={"procedure": procedure},
    )
