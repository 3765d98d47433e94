"""The gallery's pages."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kakanai.ui import gallery


def index(request: HttpRequest) -> HttpResponse:
    """List the screens that can be looked at."""
    _only_while_developing()
    return render(request, "ui/gallery.html", {"samples": gallery.samples().values()})


def screen(request: HttpRequest, name: str) -> HttpResponse:
    """Draw one screen with its sample context."""
    _only_while_developing()
    sample = gallery.samples().get(name)
    if sample is None:
        raise Http404(name)
    return render(request, sample.template, sample.context)


def _only_while_developing() -> None:
    if not settings.DEBUG:
        raise Http404
