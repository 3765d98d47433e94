"""Files out: a form's slimmed draft, comparison and before / after sheet; lists as CSV."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kakanai.reform import files
from kakanai.reform.actions.log import record
from kakanai.reform.views.common import actor, event_of, find_form


@require_GET
def of_form(request: HttpRequest, form_id: UUID, kind: str) -> HttpResponse:
    """Hand out one file of a form."""
    form = find_form(form_id)
    if kind not in files.FORM_FILES or form.reading is None:
        raise Http404("no such file")
    made = files.form_file(form, kind)
    record(form, "file", actor(request), kind=kind)
    return _download(made.body, made.name, made.content_type)


@require_GET
def of_event(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out one list of a life event as CSV."""
    if name not in files.LISTS:
        raise Http404("no such list")
    made = files.list_file(name, event_of(request))
    record(None, "file", actor(request), kind=name)
    return _download(made.body, made.name, made.content_type)


def _download(body: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(body, content_type=content_type, headers=headers)
