"""The tablet that faces the resident: one thing per page, nothing of other people, no PIN."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kakanai.desk import actions
from kakanai.desk.errors import DeskError
from kakanai.desk.models import Tablet
from kakanai.desk.queries.screens.tablet import screen_context, standing
from kakanai.trust import tenancy
from kakanai.trust.middleware import TENANT_IN_SESSION

_ID, _TOKEN = "tablet", "tablet_token"
_LARGEST_SIGNATURE = 400_000
View = Callable[[HttpRequest, Tablet], HttpResponse]


def paired(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Let only a paired tablet in; any other browser sees the pairing page."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        tablet = _tablet(request)
        if tablet is None:
            return _unpaired(request)
        return view(request, tablet)

    return guarded


@require_GET
@paired
def tablet(request: HttpRequest, tablet: Tablet) -> HttpResponse:
    """Show the tablet's whole page."""
    return render(request, "desk/tablet/home.html", screen_context(tablet))


@require_POST
def tablet_pair(request: HttpRequest) -> HttpResponse:
    """Pair this browser with a counter."""
    try:
        found, token = actions.pair_tablet(request.POST.get("code", ""))
    except DeskError as error:
        return _unpaired(request, error.clerk)
    request.session.flush()
    request.session[_ID], request.session[_TOKEN] = str(found.id), token
    request.session[TENANT_IN_SESSION] = found.municipality
    return redirect("desk:tablet")


@require_GET
@paired
def tablet_page(request: HttpRequest, tablet: Tablet) -> HttpResponse:
    """Show the present screen; polled each second. A card's signature that came in meanwhile is taken first."""
    actions.tablet_seen(tablet)
    if (visit := standing(tablet)[0]) is not None:
        actions.settle_card_signature(visit)
    return _screen(request, tablet)


@require_POST
@paired
def tablet_next(request: HttpRequest, tablet: Tablet) -> HttpResponse:
    """Go one page on, or one back."""
    if (confirmation := standing(tablet)[1]) is not None:
        step = -1 if request.POST.get("back") else 1
        actions.turn_page(confirmation, _number(request.POST.get("page")), step)
    return _screen(request, tablet)


@require_POST
@paired
def tablet_object(request: HttpRequest, tablet: Tablet) -> HttpResponse:
    """Record 「ここが違います」."""
    if (confirmation := standing(tablet)[1]) is not None:
        page = max(_number(request.POST.get("page")) - 1, 0)
        actions.object_to(confirmation, page=page, words=request.POST.get("words", ""))
    return _screen(request, tablet)


@require_POST
@paired
def tablet_sign(request: HttpRequest, tablet: Tablet) -> HttpResponse:
    """Take the ink and accept. Answers in JSON: the pad keeps its strokes when something is refused."""
    visit, confirmation = standing(tablet)
    if visit is None or confirmation is None:
        return JsonResponse({"error": "いま署名するものはありません。"}, status=409)
    if len(request.body) > _LARGEST_SIGNATURE:
        return JsonResponse({"error": "署名が大きすぎます。消してから、もう一度書いてください。"}, status=413)
    try:
        body = json.loads(request.body)
        digest = str(body["digest"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "署名を読み取れませんでした。もう一度お試しください。"}, status=400)
    try:
        actions.sign_with_ink(confirmation, strokes=body, shown_digest=digest, clerk=visit.clerk)
    except Exception as error:
        if not hasattr(error, "clerk"):
            raise
        return JsonResponse({"error": error.clerk}, status=422)
    return JsonResponse({"ok": True})


@require_POST
@paired
def tablet_card(request: HttpRequest, tablet: Tablet) -> HttpResponse:
    """Sign with the card in place of the pen. What is refused is said on the page, and the pen is still there."""
    visit, confirmation = standing(tablet)
    if visit is None or confirmation is None:
        return _screen(request, tablet)
    try:
        actions.start_card_signature(confirmation, shown_digest=request.POST.get("digest", ""), clerk=visit.clerk)
    except Exception as error:
        if not hasattr(error, "clerk"):
            raise
        return render(request, "desk/tablet/page.html", screen_context(tablet, error.clerk))
    return _screen(request, tablet)


@require_POST
@paired
def tablet_card_cancel(request: HttpRequest, tablet: Tablet) -> HttpResponse:
    """Let the card go and sign by pen."""
    if (visit := standing(tablet)[0]) is not None:
        actions.cancel_card_signature(visit)
    return _screen(request, tablet)


@require_POST
@paired
def tablet_language(request: HttpRequest, tablet: Tablet) -> HttpResponse:
    """Change the language of this visit's pages."""
    if (visit := standing(tablet)[0]) is not None:
        actions.choose_language(visit, request.POST.get("language", "ja"))
    return redirect("desk:tablet") if "HX-Request" not in request.headers else _screen(request, tablet)


def _screen(request: HttpRequest, tablet: Tablet) -> HttpResponse:
    return render(request, "desk/tablet/page.html", screen_context(tablet))


def _unpaired(request: HttpRequest, message: str = "") -> HttpResponse:
    context = screen_context(None, message)
    fragment = "HX-Request" in request.headers
    return render(request, "desk/tablet/page.html" if fragment else "desk/tablet/home.html", context)


def _tablet(request: HttpRequest) -> Tablet | None:
    tablet_id, token = request.session.get(_ID), request.session.get(_TOKEN)
    if not tablet_id or not token or tenancy.current_or_none() is None:
        return None
    return actions.tablet_of(tablet_id, token)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 1
