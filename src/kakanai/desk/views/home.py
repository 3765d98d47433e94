"""The clerk's first screen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kakanai.desk import actions
from kakanai.desk.errors import WrongStateError
from kakanai.desk.models import Ticket
from kakanai.desk.queries.screens.home import home_context
from kakanai.trust import tenancy

COUNTER = "counter"
_FIRST = "1"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show who waits and what is open. `?counter=` chooses the counter that this clerk sits at."""
    if (chosen := request.GET.get("counter", "")).isdigit():
        request.session[COUNTER] = chosen
    return render(request, "desk/home.html", home_context(counter_of(request), request.user))  # type: ignore[arg-type]


@require_POST
def ticket_new(request: HttpRequest) -> HttpResponse:
    """Give out a ticket."""
    ticket = actions.issue_ticket(request.POST.get("event", ""))
    messages.success(request, f"番号札 {ticket.number} を出しました。")
    return redirect("desk:home")


@require_POST
def visit_open(request: HttpRequest) -> HttpResponse:
    """Open a visit, from a ticket or without one."""
    ticket = None
    if number := request.POST.get("ticket"):
        ticket = Ticket.objects.filter(municipality=tenancy.current(), pk=number).first()
    event = ticket.event if ticket else request.POST.get("event", "")
    try:
        visit = actions.open_visit(event=event, counter=counter_of(request), clerk=request.user, ticket=ticket)  # type: ignore[arg-type]
    except WrongStateError as error:
        messages.error(request, error.clerk)
        return redirect("desk:home")
    return redirect("desk:visit", visit.id)


@require_POST
def tablet_code(request: HttpRequest) -> HttpResponse:
    """Show a code with which the tablet of this counter is paired."""
    code = actions.make_pairing_code(counter_of(request), request.user)  # type: ignore[arg-type]
    messages.info(request, f"タブレットに次の番号を入れてください（5分以内、1回だけ）：{code}")
    return redirect("desk:home")


def counter_of(request: HttpRequest) -> str:
    """Return the counter at which the clerk sits."""
    return str(request.session.get(COUNTER, _FIRST))
