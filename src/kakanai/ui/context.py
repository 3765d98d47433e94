"""The context processor behind `ui/base.html`: `kakanai.ui.context.shell`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from kakanai.ui import navigation

IDLE_SECONDS = 180


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what every staff screen's frame needs: the navigation, the lock and the product's mode.

    Settings read: `KAKANAI_LOCK_URL_NAME` (where an idle screen goes; without it the screen only blanks),
    `KAKANAI_SIGN_OUT_URL_NAME`, `KAKANAI_SAMPLE_DATA` (a demo: says so on every screen),
    `KAKANAI_IDLE_SECONDS`.
    """
    return {
        "nav_links": navigation.links(request),
        "lock_url": _url_of("KAKANAI_LOCK_URL_NAME"),
        "sign_out_url": _url_of("KAKANAI_SIGN_OUT_URL_NAME"),
        "sample_data": getattr(settings, "KAKANAI_SAMPLE_DATA", False),
        "idle_seconds": getattr(settings, "KAKANAI_IDLE_SECONDS", IDLE_SECONDS),
    }


def _url_of(setting: str) -> str:
    name = getattr(settings, setting, None)
    if not name:
        return ""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
