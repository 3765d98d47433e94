"""Compose, show, hand over: the documents of a visit."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from kakanai.desk import actions
from kakanai.desk.guidance import compose_guidance
from kakanai.desk.models import Confirmation, Visit
from kakanai.desk.queries.signed import document_for
from kakanai.desk.queries.visits import confirmation_in_force
from kakanai.desk.views.common import find_visit, in_words, show_now
from kakanai.trust import audit


@require_POST
@in_words
def prepare(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Compose everything that needs a signature and freeze it."""
    actions.prepare_confirmation(visit, request.user)  # type: ignore[arg-type]
    visit.refresh_from_db()
    return show_now(request, visit)


@require_POST
@in_words
def push(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the confirmation on the tablet, from its first page."""
    confirmation = confirmation_in_force(visit)
    if confirmation is None:
        raise Http404("nothing to show")
    actions.push_confirmation(confirmation)
    return show_now(request, visit, changed=False)


@require_GET
def handover(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the hand-over."""
    return show_now(request, find_visit(visit_id), changed=False)


@require_GET
def confirmation_pdf(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Return the document that was or will be signed, byte for byte, or its copy for a protected household."""
    visit = find_visit(visit_id)
    rows = Confirmation.objects.filter(municipality=visit.municipality, visit=visit, void=False)
    confirmation = rows.order_by("-version").first()
    if confirmation is None or visit.erased_at is not None:
        raise Http404("no document")
    audit.record(case=str(visit.id), action="case.document", actor=str(request.user.pk))
    return pdf(document_for(visit, confirmation, request.user, "clerk"), "confirmation.pdf")  # type: ignore[arg-type]


@require_GET
def guidance_pdf(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Return the sheet that the resident takes home."""
    return pdf(compose_guidance(find_visit(visit_id), request.user), "guidance.pdf")  # type: ignore[arg-type]


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF for the screen, kept in no cache."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
