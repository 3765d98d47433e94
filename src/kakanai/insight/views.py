"""The board."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kakanai.insight.queries import board_context


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the figures of the last days. `?days=` chooses how many."""
    wanted = request.GET.get("days", "")
    return render(request, "insight/board.html", board_context(int(wanted) if wanted.isdecimal() else 7))
