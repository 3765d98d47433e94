"""The right column: what this household needs, by office, needed first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kakanai.desk.models import Visit
from kakanai.desk.queries.needs import Needs
from kakanai.desk.queries.screens.household import name_of
from kakanai.triage import Status

_ORDER = {Status.NEEDED: 0, Status.NEEDS_CONFIRMATION: 1, Status.UNKNOWN: 2, Status.NOT_NEEDED: 3}
_FILTERS = (
    ("a", "必要・未定", "open"),
    ("o", "未定だけ", "unknown"),
    ("x", "すべて", "all"),
)
_DECIDED = frozenset({Status.NEEDED, Status.NEEDS_CONFIRMATION})
_SHOWN = {
    "open": frozenset({Status.NEEDED, Status.NEEDS_CONFIRMATION, Status.UNKNOWN}),
    "unknown": frozenset({Status.UNKNOWN, Status.NEEDS_CONFIRMATION}),
    "all": frozenset(Status),
}


@dataclass(frozen=True)
class LineView:
    """One procedure for one person or for the household."""

    procedure: str
    name: str
    who: str
    status: str
    status_label: str
    reason: str
    law_text: str
    law_source: str
    law_certainty_label: str
    verified_on: date | None
    due: date | None
    days_left: int | None
    due_text: str
    papers: tuple[str, ...]
    fee_text: str
    hard_stop: str
    would_change: str
    choice: str


@dataclass(frozen=True)
class GroupView:
    """An office's lines."""

    office: str
    lines: list[LineView]
    place: str = ""


@dataclass(frozen=True)
class FilterView:
    """A filter button."""

    key: str
    label: str
    value: str
    count: int
    current: bool


@dataclass(frozen=True)
class ProceduresView:
    """The column."""

    groups: list[GroupView]
    counts: dict[str, int]
    filters: list[FilterView]
    filter: str


def procedures_view(visit: Visit, needs: Needs, show: str = "open") -> ProceduresView:
    """Return the column; `show` is one of the filters."""
    show = show if show in _SHOWN else "open"
    if not needs.facts.persons():
        return ProceduresView([], {"needed": 0}, [], show)
    choices = dict(visit.choices.filter(municipality=visit.municipality).values_list("procedure", "choice"))
    results = sorted(needs.result.results, key=lambda one: (_ORDER[one.status], not one.hard_stop, -one.weight))
    counts = Counter(one.status for one in results)
    groups: dict[str, list[LineView]] = {}
    for result in results:
        if result.status in _SHOWN[show]:
            groups.setdefault(result.office, []).append(line_view(result, needs, choices))
    return ProceduresView(
        groups=[GroupView(office, _joined(found)) for office, found in groups.items()],
        counts={str(status): counts[status] for status in Status},
        filters=_filters(counts, show),
        filter=show,
    )


def line_view(result: Any, needs: Needs, choices: dict[str, str]) -> LineView:
    """Return one result as a line."""
    law, deadline = result.law, result.deadline
    open_ = result.status != Status.NOT_NEEDED
    return LineView(
        procedure=result.procedure,
        name=result.name,
        who=name_of(needs.facts, result.subject) or "、".join(name_of(needs.facts, one) for one in result.persons),
        status=str(result.status),
        status_label="",
        reason=result.reason,
        law_text=law.citation if law else "",
        law_source=law.source if law else "",
        law_certainty_label=law.certainty.label if law else "",
        verified_on=law.verified_on if law else None,
        due=deadline.date if deadline and open_ else None,
        days_left=deadline.days_left if deadline and open_ else None,
        due_text=deadline.rule if deadline else "",
        papers=tuple(result.documents),
        fee_text="、".join(f"{fee.name} {fee.yen}円" if fee.yen is not None else fee.name for fee in result.fees),
        hard_stop=result.reason if result.hard_stop and result.status in _DECIDED else "",
        would_change=result.would_change,
        choice=choices.get(result.procedure, ""),
    )


def _joined(lines: list[LineView]) -> list[LineView]:
    """Join lines that differ in the person alone, so that a family of four reads one line and not four."""
    found: dict[tuple[Any, ...], LineView] = {}
    for line in lines:
        key = (line.procedure, line.status, line.reason, line.due, line.papers)
        if key in found and line.who:
            first = found[key]
            found[key] = replace(first, who=f"{first.who}、{line.who}")
        else:
            found[key] = line
    return list(found.values())


def _filters(counts: Counter[Status], show: str) -> list[FilterView]:
    return [
        FilterView(key, label, value, sum(counts[status] for status in _SHOWN[value]), value == show)
        for key, label, value in _FILTERS
    ]
