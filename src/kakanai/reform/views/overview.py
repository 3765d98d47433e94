"""The first page of the room: each life event's headline, progress by office, what came in last."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kakanai.reform.queries import inventory, progress
from kakanai.reform.queries.heat import NAMES, heat_map
from kakanai.reform.queries.meanings import unknown_count
from kakanai.reform.queries.queue import open_findings
from kakanai.reform.views.common import event_choices, show


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show how often a family writes its name in each life event, and how far each office is."""
    offices = progress.by_office()
    return show(
        request,
        "reform/home.html",
        "home",
        events=[_headline(event, name) for event, name in event_choices()],
        offices=offices,
        total=progress.total(offices),
        imports=inventory.recent_imports(),
        unknown=unknown_count(),
        refused=len(inventory.refused_files()),
    )


def _headline(event: str, name: str) -> dict[str, Any]:
    found = heat_map(event)
    return {"event": event, "name": name, "map": found, "names": found.line(NAMES), "open": len(open_findings(event))}
