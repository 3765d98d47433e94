"""The inventory: list, bring in, see how far the reading is."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kakanai.reform import actions, tasks
from kakanai.reform.errors import SettingRefusedError
from kakanai.reform.models import FormStatus, Import
from kakanai.reform.queries import inventory
from kakanai.reform.views.common import actor, event_choices, in_words, show
from kakanai.trust import tenancy

FORMS_ON_A_PAGE = 100


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """List the forms, narrowed by office, life event, state and words."""
    given = request.GET
    filters = inventory.Filters(
        given.get("office", ""), given.get("event", ""), given.get("status", ""), given.get("words", "").strip()
    )
    sheet = Paginator(inventory.forms(filters), FORMS_ON_A_PAGE).get_page(given.get("page"))
    return show(
        request,
        "reform/forms.html",
        "forms",
        forms=sheet,
        filters=filters,
        query=urlencode({name: value for name, value in given.items() if name != "page"}),
        offices=inventory.offices(),
        events=event_choices(),
        statuses=FormStatus.choices,
        refused=inventory.refused_files(),
    )


@require_POST
@in_words
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take files or a folder; the background worker reads them."""
    sent = request.FILES.getlist("files") + request.FILES.getlist("folder")
    # A browser sends a folder's paths beside the files, since it cuts a file's own name to its last part.
    paths = request.POST.getlist("paths")
    names = [path or str(file.name) for path, file in zip(paths + [""] * len(sent), sent, strict=False)]
    files = ((name, file.read()) for name, file in zip(names, sent, strict=False))
    with transaction.atomic():
        batch = actions.take_files(files, actor(request), request.POST.get("office", "").strip())
        tasks.read_files.defer(municipality=tenancy.current(), batch=str(batch.pk))
    return redirect("reform:import_progress", batch_id=batch.pk)


@require_GET
def progress(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show how far an import is, and what is new, changed, the same or refused."""
    try:
        batch = inventory.import_of(batch_id)
    except Import.DoesNotExist as error:
        raise Http404("no such import") from error
    state = inventory.import_progress(batch)
    template = "reform/parts/import.html" if getattr(request, "htmx", False) else "reform/import.html"
    return show(request, template, "forms", batch=batch, state=state, now=timezone.now())


@require_POST
@in_words
def look_up(request: HttpRequest) -> HttpResponse:
    """Look the forms up in the national survey of procedures, where the operator has put it."""
    if not settings.KAKANAI_PROCEDURE_SURVEY:
        raise SettingRefusedError(
            "no survey", "棚卸調査のファイルが設定されていません。情報システム担当に依頼してください。"
        )
    found = actions.link_forms()
    messages.info(request, f"棚卸調査で{found}様式の手続き・法令が見つかりました。")
    return redirect("reform:forms")
