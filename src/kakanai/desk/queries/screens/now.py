"""The middle of the clerk's screen: the one thing now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from kakanai.counter import queries as counter
from kakanai.desk.models import Evidence, Visit
from kakanai.desk.models.visit import VisitState
from kakanai.desk.queries.needs import Needs, missing_values, put_off, uses_of
from kakanai.desk.queries.screens.card import WAYS, reading_job
from kakanai.desk.queries.screens.handover import handover_parts
from kakanai.desk.queries.screens.household import cards_read
from kakanai.desk.queries.screens.identity import identity_view, is_identified, person_fields
from kakanai.desk.queries.screens.options import Refusal, entries_view, fees_total
from kakanai.desk.queries.screens.preview import preview_parts
from kakanai.desk.queries.screens.questions import answered_view, questions_view
from kakanai.desk.queries.screens.values import label_of
from kakanai.triage import Status

_OPEN_STEPS = ("start", "questions", "values", "ready")


@dataclass(frozen=True)
class SourceStep:
    """One source of facts and whether it has spoken."""

    label: str
    done: bool
    hint: str


@dataclass(frozen=True)
class PaperView:
    """One form that will be made."""

    title: str
    sheets: int


def now_view(
    visit: Visit, needs: Needs, *, step: str = "", errors: tuple[str, ...] = (), refused: Refusal | None = None
) -> Any:
    """Return the middle. `step` is where the clerk wants to be, while the visit is open."""
    kind = kind_of(visit, needs, step)
    makers: dict[str, Callable[[Visit, Needs], dict[str, Any]]] = {
        "start": _start,
        "questions": _questions,
        "values": lambda one, known: {"values": entries_view(one, known, refused)},
        "ready": _ready,
        "preview": lambda one, known: preview_parts(one) | {"fees_total": fees_total(one, known)},
    }
    parts = makers.get(kind, _handover)(visit, needs)
    told = [*errors, *_refusal_without_a_field(refused, parts)]
    return SimpleNamespace(kind=kind, errors=told, **parts)


def _refusal_without_a_field(refused: Refusal | None, parts: dict[str, Any]) -> list[str]:
    """Return the refusal of a correction, whose value has no field in the middle to stand under."""
    if refused is None or any(entry.error for entry in parts.get("values", ())):
        return []
    return [f"{label_of(refused.item)}：{refused.words}。元の値のままです。"]


def kind_of(visit: Visit, needs: Needs, step: str) -> str:
    """Return which step is shown: the state decides, and within an open visit the clerk's wish or what is missing."""
    fixed = {
        VisitState.CONFIRMING: "preview",
        VisitState.ACCEPTED: "handover",
        VisitState.CLOSED: "closed",
        VisitState.CANCELLED: "closed",
    }
    if visit.state == VisitState.ACCEPTED and step == "preview":
        return "preview"
    if visit.state in fixed and not (visit.state == VisitState.CONFIRMING and step in _OPEN_STEPS):
        return fixed[VisitState(visit.state)]
    if step in _OPEN_STEPS:
        return step
    if not needs.facts.persons():
        return "start"
    if needs.result.questions:
        return "questions"
    return "values" if missing_values(visit, needs) else "ready"


def _start(visit: Visit, needs: Needs) -> dict[str, Any]:
    evidence = {row.kind: row for row in Evidence.objects.filter(municipality=visit.municipality, visit=visit)}
    persons, read = needs.facts.persons(), cards_read(visit)
    cards = SourceStep(
        "カード", bool(read), f"{len(read)}人を読み取り済み" if read else "世帯の方のカードを順に読みます"
    )
    notice = SourceStep(
        "転出証明書情報",
        "notice" in evidence,
        f"{len(persons)}人・旧住所・続柄" if "notice" in evidence else "前の市区町村から届いた記録です",
    )
    register = SourceStep(
        "住民登録", "register" in evidence, "新住所の表記" if "register" in evidence else "新住所の表記を確かめます"
    )
    return {
        "card_job": reading_job(visit),
        "ways": WAYS,
        "by_agent": visit.represented_by_agent,
        "agent_read": "agent" in read,
        "agent_ready": counter.reader_is_alive(visit.counter),
        "steps": (cards, notice, register),
        "identity": identity_view(visit),
        "person_fields": person_fields(),
    }


def _questions(visit: Visit, needs: Needs) -> dict[str, Any]:
    questions = questions_view(needs)
    return {"questions": questions, "left": len(questions), "answered": answered_view(visit, needs)}


def _ready(visit: Visit, needs: Needs) -> dict[str, Any]:
    open_ = [one for one in needs.result.results if one.status in {Status.UNKNOWN, Status.NEEDS_CONFIRMATION}]
    return {
        "identity_known": is_identified(visit),
        "needed_count": len(needs.needed),
        "open_count": len(open_),
        "fees_total": fees_total(visit, needs),
        "forms": tuple(
            PaperView(use.form.title, len(use.subjects) if use.form.sheet == "each" else 1)
            for use in uses_of(needs, put_off(visit))
        ),
    }


def _handover(visit: Visit, needs: Needs) -> dict[str, Any]:
    return handover_parts(visit, needs) | {"fees_total": fees_total(visit, needs)}
