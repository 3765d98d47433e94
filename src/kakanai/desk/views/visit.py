"""The clerk's screen and its three columns."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kakanai.desk import actions
from kakanai.desk.models import Visit
from kakanai.desk.queries.screens.frame import presence_stamp, visit_context
from kakanai.desk.views.common import FACTS_CHANGED, find_visit, in_words, show_now
from kakanai.trust import actions as trust
from kakanai.trust import audit, tenancy
from kakanai.trust.models import Release


@require_GET
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the whole screen. Looking is recorded."""
    found = find_visit(visit_id)
    actions.note_presence(found, request.user)  # type: ignore[arg-type]
    audit.record(case=str(found.id), action="visit.view", actor=str(request.user.pk))
    return render(request, "desk/visit.html", visit_context(found, request.user, step=request.GET.get("step", "")))  # type: ignore[arg-type]


@require_GET
def served(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Note who looks, and say so to the others; 204 while the stamp that the page shows still holds.

    Where somebody else changed the facts, the columns reload themselves.
    """
    found = find_visit(visit_id)
    actions.note_presence(found, request.user)  # type: ignore[arg-type]
    if request.GET.get("stamp") == presence_stamp(found, request.user):  # type: ignore[arg-type]
        return HttpResponse(status=204)
    response = render(request, "desk/parts/served.html", visit_context(found, request.user))  # type: ignore[arg-type]
    if request.GET.get("version", "") != str(found.version):
        response[FACTS_CHANGED[0]] = FACTS_CHANGED[1]
    return response


@require_GET
def household(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the left column."""
    return render(request, "desk/household.html", visit_context(find_visit(visit_id), request.user))  # type: ignore[arg-type]


@require_GET
def now(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the middle, at the step that the clerk wants. A card's signature that came in meanwhile is taken first."""
    found = find_visit(visit_id)
    if actions.settle_card_signature(found) is not None:
        found = find_visit(visit_id)
    return show_now(request, found, step=request.GET.get("step", ""), changed=False)


@require_GET
def procedures(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the right column with a filter."""
    context = visit_context(find_visit(visit_id), request.user, show=request.GET.get("show", "open"))  # type: ignore[arg-type]
    return render(request, "desk/procedures.html", context)


@require_POST
def hold(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Put the visit on hold."""
    actions.hold_visit(find_visit(visit_id), request.user)  # type: ignore[arg-type]
    return redirect("desk:home")


@require_POST
def resume(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Take the visit up again, or hand it over to another counter."""
    found = find_visit(visit_id)
    counter = request.POST.get("counter", "")
    actions.resume_visit(found, request.user, counter if counter.isdigit() else None)  # type: ignore[arg-type]
    return redirect("desk:visit", found.id)


@require_POST
def close(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Close the visit; the browser forgets what it stored of it."""
    actions.close_visit(find_visit(visit_id), request.user)  # type: ignore[arg-type]
    response = redirect("desk:home")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
@in_words
def release_ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask that a withheld value be shown, with a reason. A department asks from its case and goes back there."""
    data = request.POST
    trust.ask_release(
        case=str(visit.id),
        item=data.get("item", ""),
        channel=data.get("channel", "screen"),
        reason=data.get("reason", ""),
        by=request.user,  # type: ignore[arg-type]
    )
    return _back_to_case(request, visit) or show_now(request, visit)


@require_POST
@in_words
def release_approve(request: HttpRequest, visit: Visit, release_id: UUID) -> HttpResponse:
    """Approve somebody else's request."""
    release = Release.objects.filter(municipality=tenancy.current(), pk=release_id, case=str(visit.id)).first()
    if release is None:
        raise Http404("no such request")
    trust.approve_release(release, request.user)  # type: ignore[arg-type]
    return _back_to_case(request, visit) or show_now(request, visit)


def _back_to_case(request: HttpRequest, visit: Visit) -> HttpResponse | None:
    """Return to the case from whose page the form came, if it is one of this visit."""
    wanted = request.POST.get("case_id", "")
    mine = {str(key) for key in visit.applications.filter(municipality=visit.municipality).values_list("id", flat=True)}
    return redirect("desk:case", wanted) if wanted in mine else None
