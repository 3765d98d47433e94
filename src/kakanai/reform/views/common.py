"""What every view of the room does: find a form, draw a page with the room's tabs, turn a refusal into words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kakanai.reform import policies
from kakanai.reform.engine import ReformError
from kakanai.reform.errors import ReviewError
from kakanai.reform.models import Form
from kakanai.reform.queries import inventory
from kakanai.reform.queries.decisions import waiting_reviews
from kakanai.reform.words import EVENT_SHOWN_FIRST
from kakanai.trust.models import User
from kakanai.trust.policies import may

View = Callable[..., HttpResponse]
_TABS = (
    ("home", "進みぐあい", "reform:home"),
    ("forms", "様式", "reform:forms"),
    ("heat", "重なり", "reform:heat"),
    ("queue", "決める", "reform:queue"),
    ("meanings", "意味", "reform:meanings"),
    ("protocols", "質問の記録", "reform:protocols"),
    ("reviews", "法務の確認", "reform:reviews"),
    ("catalogue", "公開", "reform:catalogue"),
    ("effect", "効果", "reform:effect"),
)


def actor(request: HttpRequest) -> User:
    """Return who is signed in; the policy table lets nobody else in."""
    return cast("User", request.user)


def find_form(form_id: UUID) -> Form:
    """Return a form of the municipality in force, or 404."""
    try:
        return inventory.form(form_id)
    except Form.DoesNotExist as error:
        raise Http404("no such form") from error


def event_of(request: HttpRequest, event: str = "") -> str:
    """Return the life event that a page is about: the one asked for, else the usual one, else the first with forms.

    An event that the catalogue does not know is 404.
    """
    used = inventory.events_in_use()
    wanted = event or request.GET.get("event", "")
    if wanted and wanted not in inventory.event_names(timezone.localdate()):
        raise Http404("no such life event")
    wanted = wanted or EVENT_SHOWN_FIRST
    return wanted if wanted in used or not used else used[0]


def event_choices() -> list[tuple[str, str]]:
    """Return the life events that have forms as (id, name)."""
    names = inventory.event_names(timezone.localdate())
    return [(event, names.get(event, event)) for event in inventory.events_in_use()]


def show(request: HttpRequest, template: str, tab: str, **context: Any) -> HttpResponse:
    """Draw a page of the room with its tabs and what the reader may do."""
    user = request.user
    rights = {
        "may_decide": may(user, policies.DECIDE),
        "may_review": may(user, policies.LEGAL),
        "may_publish": may(user, policies.PUBLISH),
    }
    return render(
        request, template, {"tabs": _tabs(tab), "tab": tab, "here": request.get_full_path(), **rights, **context}
    )


def _tabs(current: str) -> list[dict[str, Any]]:
    waiting = len(waiting_reviews())
    usual = {"heat": (EVENT_SHOWN_FIRST,), "effect": (EVENT_SHOWN_FIRST,)}
    return [
        {
            "label": label,
            "url": reverse(url, args=usual.get(name, ())),
            "current": name == current,
            "count": waiting if name == "reviews" and waiting else None,
        }
        for name, label, url in _TABS
    ]


def in_words(view: View) -> View:
    """Turn a refusal into a message on the page that the request came from; nothing that was stored is lost."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ReviewError as error:
            messages.error(request, error.clerk)
        except ReformError as error:
            messages.error(request, error.ja)
        return redirect(back(request))

    return guarded


def back(request: HttpRequest, otherwise: str = "") -> str:
    """Return where the form that was sent stands: a page of this room, never an address from outside."""
    wanted = request.POST.get("back", "")
    home = reverse("reform:home")
    return wanted if wanted.startswith(home) and "//" not in wanted and "\\" not in wanted else otherwise or home


def whole_number(text: str | None) -> int | None:
    """Return a whole number as typed (full-width digits count), or `None` for an empty or senseless text."""
    plain = (text or "").strip().translate(str.maketrans("０１２３４５６７８９", "0123456789")).replace(",", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 9 else None
