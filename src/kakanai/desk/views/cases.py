"""The department's board and its cases."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kakanai import documents
from kakanai.desk import actions
from kakanai.desk.errors import DeskError
from kakanai.desk.models import Application
from kakanai.desk.queries.screens.case import case_context, case_document
from kakanai.desk.queries.screens.cases import cases_context
from kakanai.desk.views.paper import pdf
from kakanai.trust import audit, tenancy
from kakanai.trust.models import User


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Show the cases by due date. Without a choice the reader's own office is shown."""
    office = request.GET.get("office")
    state = request.GET.get("state", "accepted")
    return render(request, "desk/cases.html", cases_context(request.user, office, state))  # type: ignore[arg-type]


@require_GET
def case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show one case: the signed paper beside the facts. Looking is recorded."""
    application = _find(application_id)
    audit.record(
        case=str(application.visit_id),
        action="case.view",
        actor=str(request.user.pk),
        detail={"application": str(application.id)},
    )
    return render(request, "desk/case.html", case_context(application, request.user))  # type: ignore[arg-type]


@require_GET
def case_pdf(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Return the signed document."""
    application = _find(application_id)
    audit.record(case=str(application.visit_id), action="case.document", actor=str(request.user.pk))
    return pdf(_document(application, _reviewer(request)), "signed.pdf")


@require_GET
def case_page(request: HttpRequest, application_id: UUID, number: int) -> HttpResponse:
    """Return one page of the signed document as a picture. The case's own view was recorded when it opened."""
    document = _document(_find(application_id), _reviewer(request))
    try:
        picture = documents.picture_of(document, number)
    except documents.NoSuchPageError as error:
        raise Http404("no such page") from error
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "no-store"})


@require_POST
def case_approve(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Finish a case."""
    return _decide(
        request, application_id, lambda one: actions.approve_application(one, _reviewer(request)), "完了にしました。"
    )


@require_POST
def case_return(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Return a case with a reason."""
    reason = request.POST.get("reason", "")
    return _decide(
        request,
        application_id,
        lambda one: actions.return_application(one, _reviewer(request), reason),
        "差し戻しました。",
    )


@require_POST
def case_assign(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Hand a case to a colleague."""
    wanted = _uuid(request.POST.get("to", ""))
    to = User.objects.filter(municipality_id=tenancy.current(), pk=wanted).first() if wanted else None
    if to is None:
        messages.error(request, "担当する職員を選んでください。")
        return redirect("desk:case", application_id)
    return _decide(
        request,
        application_id,
        lambda one: actions.assign_application(one, to, _reviewer(request)),
        f"{to.display_name}さんに渡しました。",
    )


@require_POST
def case_again(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Put a returned case before the department again."""
    return _decide(
        request, application_id, lambda one: actions.take_up_again(one, _reviewer(request)), "担当課に出し直しました。"
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _decide(request: HttpRequest, application_id: UUID, act: object, words: str) -> HttpResponse:
    try:
        act(_find(application_id))  # type: ignore[operator]
        messages.success(request, words)
    except DeskError as error:
        messages.error(request, error.clerk)
    return redirect("desk:case", application_id)


def _reviewer(request: HttpRequest) -> User:
    # The policy table lets nobody in who is not signed in; this tells the type checker.
    return cast("User", request.user)


def _find(application_id: UUID) -> Application:
    rows = Application.objects.filter(municipality=tenancy.current(), pk=application_id)
    found = rows.select_related("visit", "signature__confirmation", "assigned_to").first()
    if found is None:
        raise Http404("no such case")
    return found


def _document(application: Application, reader: User) -> bytes:
    """Return the signed document, or 404 once it was erased."""
    if application.visit.erased_at is not None:
        raise Http404("the document was erased")
    return case_document(application, reader)
