"""Tickets and visits: the door in and the door out."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from kakanai.desk.actions.log import CLERK, begin_period, end_period, record_event
from kakanai.desk.errors import WrongStateError
from kakanai.desk.models import Ticket, Visit
from kakanai.desk.models.visit import VisitState
from kakanai.trust import audit, tenancy
from kakanai.trust.models import User


@transaction.atomic
def issue_ticket(event: str) -> Ticket:
    """Give out the next number of the day for one life event."""
    municipality = tenancy.current()
    today = timezone.localdate()
    _serialise(f"ticket|{municipality}|{today}")
    count = Ticket.objects.filter(municipality=municipality, issued_at__date=today).count()
    return Ticket.objects.create(municipality=municipality, number=f"{count + 1:03d}", event=event)


@transaction.atomic
def open_visit(*, event: str, counter: str, clerk: User, ticket: Ticket | None = None) -> Visit:
    """Open a visit with a clean slate. A ticket closes at the same instant; it can be called once."""
    municipality = tenancy.current()
    now = timezone.now()
    if ticket is not None:
        taken = Ticket.objects.filter(pk=ticket.pk, municipality=municipality, called_at__isnull=True).update(
            called_at=now
        )
        if not taken:
            raise WrongStateError("the ticket was called already", "この番号はすでに呼ばれています。")
        ticket.refresh_from_db()
    visit = Visit.objects.create(
        municipality=municipality,
        number=_next_number(municipality),
        event=event,
        on=timezone.localdate(),
        counter=counter,
        ticket=ticket,
        clerk=clerk,
    )
    begin_period(visit, "serving")
    waited = (now - ticket.issued_at).total_seconds() if ticket else None
    record_event(visit, "visit.open", CLERK, detail={"waited": waited})
    audit.record(case=str(visit.id), action="visit.open", actor=str(clerk.id), detail={"event": event})
    return visit


@transaction.atomic
def hold_visit(visit: Visit, clerk: User) -> None:
    """Put a visit on hold; its time at the counter stops and everything stays."""
    _must_be_open(visit)
    visit.held = True
    visit.save(update_fields=["held"])
    begin_period(visit, "hold")
    record_event(visit, "visit.hold", CLERK)
    audit.record(case=str(visit.id), action="visit.hold", actor=str(clerk.id))


@transaction.atomic
def resume_visit(visit: Visit, clerk: User, counter: str | None = None) -> None:
    """Take a visit up again, at the same counter or at another one (hand-over)."""
    _must_be_open(visit)
    if counter and counter != visit.counter:
        visit.counter = counter
    visit.clerk, visit.held = clerk, False
    visit.save(update_fields=["counter", "clerk", "held"])
    begin_period(visit, "serving")
    record_event(visit, "visit.resume", CLERK, detail={"counter": visit.counter})
    audit.record(case=str(visit.id), action="visit.resume", actor=str(clerk.id), detail={"counter": visit.counter})


@transaction.atomic
def close_visit(visit: Visit, clerk: User) -> None:
    """Close a visit. One that was never accepted is cancelled, and says so."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if visit.state in {VisitState.CLOSED, VisitState.CANCELLED}:
        return
    visit.state = VisitState.CLOSED if visit.state == VisitState.ACCEPTED else VisitState.CANCELLED
    visit.closed_at = timezone.now()
    visit.save(update_fields=["state", "closed_at"])
    end_period(visit, visit.closed_at)
    record_event(visit, "visit.close", CLERK, detail={"state": visit.state})
    audit.record(case=str(visit.id), action="visit.close", actor=str(clerk.id), detail={"state": visit.state})


def _must_be_open(visit: Visit) -> None:
    if visit.state in {VisitState.CLOSED, VisitState.CANCELLED}:
        raise WrongStateError(f"visit {visit.id} is {visit.state}", "この受付は終了しています。")


def _next_number(municipality: str) -> str:
    today = timezone.localdate()
    _serialise(f"visit|{municipality}|{today}")
    count = Visit.objects.filter(municipality=municipality, on=today).count()
    return f"{today:%Y%m%d}-{count + 1:04d}"


def _serialise(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
