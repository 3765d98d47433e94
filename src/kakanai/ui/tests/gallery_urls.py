"""The gallery's addresses, and stand-ins for the names that the desk's templates reverse."""

import json
from collections.abc import Callable

from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from kakanai.ui import navigation


def echo(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Answer with nothing new, and remember what was sent (the tests look at it)."""
    received.append(
        {
            "method": request.method,
            "path": request.path,
            "query": request.GET.dict(),
            "form": dict(request.POST.lists()),
            "json": json.loads(request.body) if request.content_type == "application/json" else None,
        }
    )
    return JsonResponse({"ok": True}) if request.content_type == "application/json" else HttpResponse(status=204)


received: list[dict[str, object]] = []


def what_was_received(_request: HttpRequest) -> JsonResponse:
    """Hand over what was sent since the last time, and forget it."""
    taken = list(received)
    received.clear()
    return JsonResponse({"received": taken})


def page_of(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view of one template of this folder."""
    return lambda request: render(request, name)


_OF_VISIT = [
    "visit", "visit_household", "visit_now", "visit_procedures", "card_start", "card_poll", "extract_upload", "answer",
    "answer_undo", "choose", "value_enter", "value_withdraw", "hold", "resume", "close", "prepare", "push", "confirmation_pdf",
    "release_ask", "handover", "guidance_pdf", "visit_served", "card_cancel", "identity_documents", "person_add",
    "paper_seen", "card_sign", "card_sign_cancel", "face_photo",
    "face_judge", "card_whose",
]  # fmt: skip
_OF_CASE = ["case", "case_pdf", "case_approve", "case_return", "case_assign", "case_again"]
_PLAIN = [
    "home", "ticket_new", "visit_open", "cases", "tablet", "tablet_page", "tablet_next", "tablet_object",
    "tablet_sign", "tablet_card", "tablet_card_cancel", "tablet_language", "tablet_code", "tablet_pair",
]  # fmt: skip

desk_patterns = [
    *(path(f"visit/<visit>/{name}/", echo, name=name) for name in _OF_VISIT),
    *(path(f"case/<case>/{name}/", echo, name=name) for name in _OF_CASE),
    *(path(f"{name}/", echo, name=name) for name in _PLAIN),
    path("visit/<visit>/release/<release>/", echo, name="release_approve"),
    path("case/<case>/page/<number>/", echo, name="case_page"),
]
urlpatterns = [
    path("ui/", include("kakanai.ui.urls")),
    path("desk/", include((desk_patterns, "desk"))),
    path("received/", what_was_received),
    path("probe/ime/", page_of("probe_ime.html")),
    path("probe/bad/", page_of("probe_bad.html")),
    path("probe/refused/", lambda request: render(request, "probe_refused.html", status=422), name="probe_refused"),
    path("probe/form/", page_of("probe_form.html")),
    *staticfiles_urlpatterns(),
]

for _item in [
    navigation.NavItem("窓口", "desk:home", "person", order=10),
    navigation.NavItem("案件", "desk:cases", "case", order=20),
    navigation.NavItem("見本", "ui:gallery", "eye", order=90),
]:
    navigation.register(_item)
