"""Screen maps: what is in force, and a proposed one beside it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kakanai.robots import actions, mapwords, queries
from kakanai.robots.errors import RobotsError
from kakanai.robots.models import MapVersion
from kakanai.robots.runner import screenmap
from kakanai.robots.runner.lint import lint
from kakanai.trust import tenancy
from kakanai.trust.policies import may

_STATUS = {"proposed": "承認待ち", "approved": "使用中", "retired": "旧版"}
_DRIVERS = {"web": "画面(ブラウザー)", "desktop": "画面(パソコンのソフト)", "terminal": "画面(端末)", "file": "ファイル取込",
            "handoff": "ほかのRPAへ受け渡し", "manual": "職員が入力"}  # fmt: skip


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """List the maps, proposals first."""
    rows = MapVersion.objects.filter(municipality=tenancy.current()).exclude(status="retired")
    maps = [
        {"row": r, "label": _STATUS[r.status], "title": screenmap.parse(r.text).title,
         "driver": _DRIVERS[screenmap.parse(r.text).driver]}
        for r in rows.order_by("-status", "target", "operation", "-version")
    ]  # fmt: skip
    return render(request, "robots/maps.html", {"maps": maps})


@require_GET
def one(request: HttpRequest, map_id: UUID) -> HttpResponse:
    """Show a map, with what differs from the one in force, old beside new."""
    row = _row(map_id)
    old = _in_force(row)
    parsed = screenmap.parse(row.text)
    lines = mapwords.lines(parsed, screenmap.parse(old.text) if old else None)
    context = {
        "row": row,
        "map": parsed,
        "driver": _DRIVERS[parsed.driver],
        "label": _STATUS[row.status],
        "problems": lint(parsed),
        "old": old,
        "changed": [line for line in lines if line.change != "same"],
        "same": [line for line in lines if line.change == "same"],
        "replacements": parsed.replacements.items(),
        "target_name": queries.target_name(row.target),
        "may_operate": may(request.user, "robots.operate"),
    }
    return render(request, "robots/map.html", context)


def _in_force(row: MapVersion) -> MapVersion | None:
    same = {"municipality": row.municipality, "target": row.target, "operation": row.operation}
    return MapVersion.objects.filter(**same, status="approved").exclude(pk=row.pk).first()


@require_POST
def approve(request: HttpRequest, map_id: UUID) -> HttpResponse:
    """Put a proposed map in force, in the name of the person signed in."""
    try:
        actions.approve_map(_row(map_id), by=str(request.user))
    except RobotsError as error:
        messages.error(request, error.clerk)
    else:
        messages.success(request, "画面定義を有効にしました。止まっている場合は、連携の画面で再開してください。")
    return redirect("robots:map", map_id=map_id)


def _row(map_id: UUID) -> MapVersion:
    row = MapVersion.objects.filter(municipality=tenancy.current(), pk=map_id).first()
    if row is None:
        raise Http404
    return row
