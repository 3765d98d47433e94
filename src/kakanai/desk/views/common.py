"""What every view of a visit does: find it, answer with its parts, turn a refusal into words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kakanai.desk.errors import DeskError
from kakanai.desk.models import Visit
from kakanai.desk.queries.screens.frame import visit_context
from kakanai.desk.queries.screens.options import Refusal
from kakanai.trust import tenancy

FACTS_CHANGED = ("HX-Trigger", "facts-changed")
View = Callable[..., HttpResponse]


def find_visit(visit_id: UUID) -> Visit:
    """Return a visit of the municipality in force, or 404."""
    found = Visit.objects.filter(municipality=tenancy.current(), pk=visit_id).select_related("clerk", "ticket").first()
    if found is None:
        raise Http404("no such visit")
    return found


def show_now(
    request: HttpRequest,
    visit: Visit,
    *,
    step: str = "",
    error: Exception | None = None,
    refused: Refusal | None = None,
    changed: bool = True,
) -> HttpResponse:
    """Answer with the middle of the screen; `changed` lets the columns beside it reload themselves."""
    errors = (words_of(error),) if error is not None else ()
    context = visit_context(visit, request.user, step=step, errors=errors, refused=refused)  # type: ignore[arg-type]
    # A form that was sent without the page's script gets the whole page instead of a part of it.
    template = "desk/now.html" if "HX-Request" in request.headers else "desk/visit.html"
    response = render(request, template, context, status=422 if errors or refused else 200)
    if changed and error is None:
        response[FACTS_CHANGED[0]] = FACTS_CHANGED[1]
    return response


def words_of(error: Exception) -> str:
    """Return the clerk's sentence of a refusal from any room."""
    return str(getattr(error, "clerk", DeskError.clerk))


def in_words(view: View) -> View:
    """Turn a room's refusal into the middle of the screen with the sentence on top; nothing typed is lost."""

    @wraps(view)
    def guarded(request: HttpRequest, visit_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = find_visit(visit_id)
        try:
            return view(request, visit, *args, **kwargs)
        except Exception as error:
            if not hasattr(error, "clerk"):
                raise
            visit.refresh_from_db()
            return show_now(request, visit, step=request.POST.get("step", ""), error=error)

    return guarded
