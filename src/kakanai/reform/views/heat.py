"""The heat map of facts and forms, and the mayor's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kakanai.reform import actions, files
from kakanai.reform.queries import inventory
from kakanai.reform.queries.effect import Effect, effect
from kakanai.reform.queries.heat import HOLDER_WORDS, NAMES, OWN, HeatMap, heat_map
from kakanai.reform.views.common import actor, event_choices, event_of, in_words, show, whole_number
from kakanai.reform.words import HOLDER_MARKS

MOST_SECONDS = 20.0
MOST_A_YEAR = 10_000
"""Where the sliders of yearly counts end, unless a city counts more."""
FACTS_SHOWN = 8
_SLIDERS = {"character": (0.5, 4.0, 0.1), "field": (0.5, 10.0, 0.1)}


@require_GET
def heat(request: HttpRequest, event: str) -> HttpResponse:
    """Show facts × forms of a life event."""
    event = event_of(request, event)
    found = heat_map(event)
    return show(
        request,
        "reform/heat.html",
        "heat",
        event=event,
        events=event_choices(),
        event_name=dict(event_choices()).get(event, event),
        map=found,
        names=found.line(NAMES),
        plan=inventory.plan_of(event),
        lists=[(name, words) for name, (words, *_) in files.LISTS.items()],
        legend=[(name, HOLDER_MARKS[name], words) for name, words in HOLDER_WORDS.items()],
    )


@require_POST
@in_words
def plan(request: HttpRequest, event: str) -> HttpResponse:
    """Save the household and the yearly count that a life event assumes."""
    data = request.POST
    if event not in inventory.event_names(timezone.localdate()):
        raise Http404("no such life event")
    actions.set_plan(
        event,
        actor(request),
        persons=whole_number(data.get("persons")) or 0,
        children=whole_number(data.get("children")) or 0,
        yearly=whole_number(data.get("yearly")),
    )
    messages.success(request, "数え方の前提を保存しました。")
    return redirect("reform:heat", event=event)


@require_GET
def mayor(request: HttpRequest, event: str) -> HttpResponse:
    """Show what the review comes to, with the assumptions to move."""
    event = event_of(request, event)
    said = _said(request)
    map_ = heat_map(event)
    found = effect(map_, said)
    return show(
        request,
        "reform/effect.html",
        "effect",
        event=event,
        events=event_choices(),
        event_name=dict(event_choices()).get(event, event),
        effect=found,
        plan=inventory.plan_of(event),
        sliders=[_slider(one) for one in found.assumptions],
        bands=_bands(found),
        hours=_hours(found),
        characters=_characters_a_year(found),
        map=map_,
        facts=_facts(map_),
        most=max(MOST_A_YEAR, found.yearly_before or 0, found.yearly_now or 0),
    )


def _said(request: HttpRequest) -> dict[str, float]:
    said: dict[str, float] = {}
    for name in _SLIDERS:
        try:
            value = float(request.GET.get(name, ""))
        except ValueError:
            continue
        if 0 < value <= MOST_SECONDS:
            said[name] = value
    for name in ("before", "now"):
        count = whole_number(request.GET.get(name))
        if count is not None:
            said[name] = count
    return said


def _slider(one: Any) -> dict[str, Any]:
    low, high, step = _SLIDERS[one.name]
    return {"one": one, "low": low, "high": high, "step": step, "value": round(one.values[1], 1)}


def _facts(map_: HeatMap) -> list[dict[str, Any]]:
    """The facts written most often, with the width of their bars out of 100."""
    lines = [line for line in map_.lines if line.fact != OWN][:FACTS_SHOWN]
    most = max((line.before for line in lines), default=0) or 1
    return [
        {"line": line, "before": round(100 * line.before / most, 1), "after": round(100 * line.after / most, 1)}
        for line in lines
    ]


def _characters_a_year(found: Effect) -> tuple[str, str]:
    letters = next(one for one in found.figures if one.unit == "字")
    return f"{letters.before * (found.yearly_before or 0):,}", f"{letters.after * (found.yearly_now or 0):,}"


_BAND_WORDS = {"low": "控えめ", "mid": "中くらい", "high": "多め"}


def _bands(found: Effect) -> list[dict[str, Any]]:
    """Each band with its minutes as written."""
    return [
        {"name": _BAND_WORDS[name], "minutes": {"before": f"{one.before:,.0f}", "after": f"{one.after:,.0f}"}}
        for name, one in found.bands
    ]


_PARTS = {
    "before": "見直し前",
    "after": "見直し後",
    "saved": "減る時間",
    "questions_removed": "うち質問が減った分",
    "counts_changed": "うち件数が変わった分",
}


def _hours(found: Effect) -> list[dict[str, Any]]:
    """A year's hours, a line for each part and a column for each band."""
    return [
        {
            "name": words,
            "hours": [f"{getattr(one, part) / 60:,.0f}" for _, one in found.bands],
            "strong": part == "saved",
            "part": part in {"questions_removed", "counts_changed"},
        }
        for part, words in _PARTS.items()
    ]
