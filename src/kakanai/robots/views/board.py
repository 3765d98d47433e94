"""The board: what every robot lane does, how fast, and what it saved; and one target with its switches."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kakanai.robots import actions, queries
from kakanai.robots.errors import RobotsError
from kakanai.robots.models import EVERY_TARGET, MODES, MapVersion, Runner, Target
from kakanai.robots.runner import screenmap
from kakanai.robots.runner.jobs import Run
from kakanai.trust import tenancy
from kakanai.trust.policies import may

_MODE_HELP = {
    Run.ENTER: "ロボットが入力し、登録し、読み戻して照らし合わせます。",
    Run.SHADOW: "職員が入力します。ロボットは入力せず、登録された値を読んで見比べるだけです。",
    Run.DRY_RUN: "ロボットがすべて入力し、登録の直前で取り消します。業務システムには何も残りません。",
}


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show each target's line; the table alone when htmx asks for it."""
    lines = queries.board()
    minutes = sum(line.minutes_saved for line in lines)
    context = {
        "lines": lines,
        "runners": Runner.objects.filter(municipality=tenancy.current(), enabled=True).order_by("-last_seen")[:8],
        "stopped": queries.everything_is_stopped(),
        "may_operate": may(request.user, "robots.operate"),
        "exceptions": sum(line.exceptions for line in lines),
        "done": sum(line.done for line in lines),
        "waiting": sum(line.waiting + line.busy + line.ambiguous for line in lines),
        "hours_saved": int(minutes // 60),
        "minutes_saved": int(minutes % 60),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "robots/_board.html" if part else "robots/board.html", context)


def _target(code: str) -> Target:
    row = Target.objects.filter(municipality=tenancy.current(), code=code).exclude(code=EVERY_TARGET).first()
    if row is None:
        raise Http404
    return row


@require_GET
def target(request: HttpRequest, code: str) -> HttpResponse:
    """Show one target: its times, its screens, its switches, its last work."""
    row = _target(code)
    maps = MapVersion.objects.filter(municipality=row.municipality, target=code).exclude(status="retired")
    context = {
        "target": row,
        "maps": [{"row": m, "title": screenmap.parse(m.text).title} for m in maps.order_by("operation", "-version")],
        "items": [{"item": item, "title": queries.work_title(item)} for item in queries.recent(code)],
        "modes": [{"value": m, "label": MODES[m], "help": _MODE_HELP[Run(m)], "on": m == row.mode} for m in MODES],
        "may_operate": may(request.user, "robots.operate"),
    }
    return render(request, "robots/target.html", context)


@require_POST
def switch_target(request: HttpRequest, code: str) -> HttpResponse:
    """Pause, release, kill, un-kill, or give another mode to one target."""
    actor, wanted = str(request.user.pk), request.POST.get("to", "")
    try:
        _switch(code, wanted, actor)
    except RobotsError as error:
        messages.error(request, error.clerk)
    back: Any = ("robots:target", code) if request.POST.get("back") else ("robots:board",)
    return redirect(*back)


def _switch(code: str, wanted: str, actor: str) -> None:
    if wanted == "pause":
        actions.pause_target(code, actor=actor)
    elif wanted == "release":
        actions.release_target(code, actor=actor)
    elif wanted in ("kill", "unkill"):
        actions.set_kill_switch(code, on=wanted == "kill", actor=actor)
    elif wanted in MODES:
        actions.set_mode(code, Run(wanted), actor=actor)


@require_POST
def switch_all(request: HttpRequest) -> HttpResponse:
    """Stop every robot, or let them go on."""
    actions.set_kill_switch(EVERY_TARGET, on=request.POST.get("to") == "kill", actor=str(request.user.pk))
    return redirect("robots:board")
