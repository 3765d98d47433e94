"""The exception desk: what happened, whether the record is already there, and what a person may decide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kakanai.robots import actions, queries, words
from kakanai.robots.errors import RobotsError
from kakanai.robots.models import Evidence, WorkItem
from kakanai.robots.runner.jobs import Run
from kakanai.robots.runner.rules import State
from kakanai.trust import tenancy
from kakanai.trust.gate import Audience, decides
from kakanai.trust.policies import may

PICTURE = Audience("robot", "evidence")
_PICTURE_HEADERS = {
    "Cache-Control": "no-store",
    # A terminal's picture is drawn by the runner's PC: opened by itself, nothing in it may run or be fetched.
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """List what waits for a person, and what a person types while a robot only compares."""
    rows = [*queries.exceptions(), *queries.watched()]
    items = [{"item": row, "words": words.headline(row), "title": queries.work_title(row)} for row in rows]
    return render(request, "robots/exceptions.html", {"items": items})


def _item(item_id: UUID) -> WorkItem:
    try:
        return queries.item(str(item_id))
    except WorkItem.DoesNotExist as error:
        raise Http404 from error


@require_GET
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show one item with its pictures, its differences and the ways on."""
    return render(request, "robots/item.html", _context(request, _item(item_id)))


def _context(request: HttpRequest, row: WorkItem) -> dict[str, Any]:
    lines = words.table(row)
    return {
        "item": row,
        "may_operate": may(request.user, "robots.operate"),
        "title": queries.work_title(row),
        "differing": [line for line in lines if not line["same"]],
        "equal": [line for line in lines if line["same"]],
        "misfits": words.misfits(row),
        "to_type": words.manual_form(row) if row.run == Run.SHADOW and not lines and row.state != State.DONE else [],
        "words": words.of(row),
        "choices": words.choices(row),
        "pictures": _pictures(row),
        "pictures_withheld": not decides(row.protected, PICTURE),
        "decisions": words.decisions(row),
        "asked": actions.asked_by_another(row, _me(request)),
    }


def _pictures(row: WorkItem) -> list[Evidence]:
    """Return the last pictures, none where the gate says no: a picture of the core system shows the address."""
    if not decides(row.protected, PICTURE):
        return []
    found = Evidence.objects.filter(municipality=row.municipality, item=row, kind__in=["before", "after"])
    return list(found.defer("body").order_by("-at")[:2])


@require_POST
def decide(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Take a person's decision; for a protected person it needs a second one's, on another account."""
    row = _item(item_id)
    choice, note = request.POST.get("choice", ""), request.POST.get("note", "")[:500]
    try:
        text = actions.take_decision(row, choice, by=_me(request), note=note)
    except RobotsError as error:
        messages.error(request, error.clerk)
        return redirect("robots:item", item_id=item_id)
    messages.success(request, text)
    if choice == "typed":
        return redirect("robots:typed", item_id=item_id)
    return redirect("robots:exceptions")


def _me(request: HttpRequest) -> UUID:
    return UUID(str(request.user.pk))


@require_POST
def replace(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Use the chosen characters in this one record, and run again."""
    row = _item(item_id)
    offered = {m.character: m.candidates for m in words.misfits(row)}
    chosen = {c: request.POST.get(f"c{n}", "") for n, c in enumerate(offered)}
    if not chosen or any(new not in offered[old] for old, new in chosen.items()):
        messages.error(request, "使う文字を、すべて選んでください。")
        return redirect("robots:item", item_id=item_id)
    try:
        actions.replace_characters(str(row.pk), chosen, by=_me(request), note=request.POST.get("note", "")[:500])
    except RobotsError as error:
        messages.error(request, error.clerk)
        return redirect("robots:item", item_id=item_id)
    messages.success(request, "選んだ文字で、もう一度入力します。住民の登録された名前は変わりません。")
    return redirect("robots:exceptions")


@require_http_methods(["GET", "POST"])
def typed(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Manual assist: the values to type one by one, and then what the target shows, compared by the product."""
    row = _item(item_id)
    form, lines = words.manual_form(row), []
    if request.method == "POST":
        shown = {key: request.POST.get(f"f{number}", "") for number, key in enumerate(line["key"] for line in form)}
        try:
            lines = actions.read_back_by_person(
                row, request.POST.get("number", "")[:40], shown, by=_me(request), note=request.POST.get("note", "")
            )
        except RobotsError as error:
            messages.error(request, error.clerk)
        else:
            if all(line.same for line in lines):
                messages.success(request, "業務システムの記録と一致しました。完了にしました。")
                return redirect("robots:exceptions")
        form = words.with_answers(form, shown, lines)
    return render(request, "robots/typed.html", {"item": row, "form": form, "wrong": sum(not x.same for x in lines)})


@require_GET
def evidence(request: HttpRequest, evidence_id: UUID) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Send one picture."""
    rows = Evidence.objects.filter(municipality=tenancy.current(), pk=evidence_id, kind__in=["before", "after"])
    row = rows.select_related("item").first()
    if row is None or not decides(row.item.protected, PICTURE):
        raise Http404
    return HttpResponse(row.body, content_type=_content_type(bytes(row.body)), headers=_PICTURE_HEADERS)


def _content_type(body: bytes) -> str:
    if body.startswith(b"<svg"):
        return "image/svg+xml"
    return "image/png" if body.startswith(b"\x89PNG") else "image/jpeg"
