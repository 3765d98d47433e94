"""One form: its pages with a box over each field, the field's evidence, and the decision on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kakanai.reform import actions, files
from kakanai.reform.actions.bundles import remove_entry
from kakanai.reform.actions.decisions import Said
from kakanai.reform.engine.findings import Verdict, strongest
from kakanai.reform.errors import DecisionRefusedError
from kakanai.reform.fields import fact_label, role_label
from kakanai.reform.models import Form, FormField, Purpose
from kakanai.reform.queries import inventory
from kakanai.reform.queries.decisions import history, protocols
from kakanai.reform.queries.documents import load_forms
from kakanai.reform.queries.heat import HOLDER_WORDS
from kakanai.reform.queries.pages import FieldBox, field_boxes, neighbours, next_open, pages_of
from kakanai.reform.queries.publishing import catalogue_choices
from kakanai.reform.queries.queue import findings_on
from kakanai.reform.views.common import actor, back, find_form, in_words, show, whole_number
from kakanai.reform.words import HOLDER_MARKS, verdict_words

LEGEND = [
    *((HOLDER_MARKS[holder], words, holder) for holder, words in HOLDER_WORDS.items()),
    (HOLDER_MARKS["legal"], "法務の確認が要る", "legal"),
    (HOLDER_MARKS["staff"], "職員が使う", "staff"),
]


@require_GET
def form(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Show a form's pages beside one of its fields."""
    found = find_form(form_id)
    if found.reading is None:
        raise Http404("never read")
    boxes = field_boxes(load_forms([found])[0])
    key = request.GET.get("field", "") or next_open(boxes, "")
    return show(
        request,
        "reform/form.html",
        "forms",
        form=found,
        pages=pages_of(found, key),
        entries=_entries(found),
        file_kinds=[(kind, f"{words} {suffix}".strip()) for kind, (words, suffix, _) in files.FORM_FILES.items()],
        legend=LEGEND,
        readings=found.readings.filter(municipality=found.municipality)
        .defer("document", "pages", "file")
        .order_by("-version"),
        whole=findings_on(found.pk, ""),
        survey=_survey_words(found.link),
        **_field_context(found, boxes, key),
    )


def _survey_words(link: dict[str, Any] | None) -> dict[str, str] | None:
    """What the national survey says of a form's procedure. A count that nobody gave is not a count of 0."""
    if not link:
        return None
    waiver = str(link["waiver"]).partition(" ")[2]  # the survey writes `3 撤廃・省略不可`
    named = "、".join(link["attachments"])
    return {
        "law": f"{link['law']} {link['article']}".strip(),
        "name": str(link["name"]),
        "yearly": f"年{link['yearly']:,}件" if link["yearly"] else "回答なし",
        "attachments": f"{named}（{waiver}）" if named and waiver else named or waiver,
    }


def _entries(form: Form) -> list[dict[str, Any]]:
    names = inventory.event_names(timezone.localdate())
    return [{"event_name": names.get(one.event, one.event), "sheets": one.sheets} for one in inventory.entries_of(form)]


@require_GET
def field(request: HttpRequest, form_id: UUID, key: str) -> HttpResponse:
    """Answer with the panel of one field."""
    found = find_form(form_id)
    boxes = field_boxes(load_forms([found])[0])
    if key not in {one.row.key for one in boxes}:
        raise Http404("no such field")
    return show(request, "reform/parts/field.html", "forms", form=found, **_field_context(found, boxes, key))


def _field_context(form: Form, boxes: list[FieldBox], key: str) -> dict[str, Any]:
    chosen = next((one for one in boxes if one.row.key == key), None)
    if chosen is None:
        return {"box": None}
    before, after = neighbours(boxes, key)
    findings = findings_on(form.pk, key)
    proposal = strongest([Verdict(one.proposal) for one in findings if one.proposal])
    reason = next((one.ja for one in findings if proposal and one.proposal == proposal.value), "")
    return {
        "box": chosen,
        "fact": fact_label(chosen.row.item) if chosen.row.item else "",
        "whose": role_label(chosen.row.role),
        "findings": findings,
        "proposal": proposal,
        "reason": reason,
        "verdicts": verdict_words(),
        "history": history(form, key),
        "protocol": protocols([form.pk]).get((form.pk, key)),
        "purposes": Purpose.choices,
        "before": before,
        "after": after,
    }


@require_POST
@in_words
def decide(request: HttpRequest, form_id: UUID, key: str) -> HttpResponse:
    """Record a verdict on one field and go on to the next open one."""
    found = find_form(form_id)
    said = said_of(request)
    seen = request.POST.get("seen", "")
    actions.decide(
        found, "" if key == "form" else key, said, actor(request), seen=UUID(seen) if seen else None, check_seen=True
    )
    boxes = field_boxes(load_forms([found])[0])
    upcoming = next_open(boxes, key)
    url = reverse("reform:form", args=[found.pk])
    return redirect(f"{url}?field={upcoming or key}" if key != "form" else url)


def said_of(request: HttpRequest) -> Said:
    """Return the verdict, reason and law that a form sent; raises DecisionRefusedError for a verdict that is none."""
    data = request.POST
    try:
        verdict = Verdict(data.get("verdict", ""))
    except ValueError as error:
        raise DecisionRefusedError("unknown verdict") from error
    return Said(verdict, data.get("reason", "")[:1000], data.get("law", "")[:500], data.get("rule", "")[:40])


@require_POST
@in_words
def protocol(request: HttpRequest, form_id: UUID, key: str) -> HttpResponse:
    """Record why a question is asked."""
    found = find_form(form_id)
    rows = FormField.objects.filter(municipality=found.municipality, form=found, key=key)
    actions.write_protocol(rows, words_of(request), actor(request))
    messages.success(request, "質問の記録を残しました。")
    return redirect(back(request, reverse("reform:form", args=[found.pk])))


def words_of(request: HttpRequest) -> dict[str, str]:
    """Return the question protocol that a form sent."""
    names = ("purpose", "law", "used_by", "used_for", "retention", "if_wrong")
    return {name: request.POST.get(name, "")[:500] for name in names}


@require_POST
@in_words
def keep_rest(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Keep every field that nobody has decided on."""
    found = find_form(form_id)
    _, count = actions.keep_the_rest(found, actor(request), request.POST.get("reason", "")[:1000])
    messages.success(request, f"{count}欄を「残す」にしました。")
    return redirect("reform:form", form_id=found.pk)


@require_GET
def settings(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Show where a form belongs."""
    found = find_form(form_id)
    forms, procedures = catalogue_choices(found.municipality, timezone.localdate())
    entries = {one.event: one for one in inventory.entries_of(found)}
    names = inventory.event_names(timezone.localdate())
    return show(
        request,
        "reform/settings.html",
        "forms",
        form=found,
        catalogue_forms=forms,
        procedures=procedures,
        events=[{"id": event, "name": name, "entry": entries.get(event)} for event, name in names.items()],
        offices=inventory.offices(),
    )


@require_POST
@in_words
def save_settings(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Save where a form belongs: office, catalogue, yearly count, life events."""
    found, by, data = find_form(form_id), actor(request), request.POST
    yearly = whole_number(data.get("yearly"))
    actions.describe_form(
        found,
        by,
        office=data.get("office", "").strip()[:60],
        catalogue_form=data.get("catalogue_form", "").strip()[:40],
        procedures=data.getlist("procedures"),
        each_person="each_person" in data,
        yearly=yearly,
        yearly_source=("市の統計" if yearly != found.yearly else found.yearly_source) if yearly else "",
    )
    _save_entries(found, request)
    messages.success(request, "様式の設定を保存しました。")
    return redirect("reform:form", form_id=found.pk)


def _save_entries(form: Form, request: HttpRequest) -> None:
    by, data = actor(request), request.POST
    before = {one.event: one for one in inventory.entries_of(form)}
    wanted = set(data.getlist("events"))
    for event in sorted(wanted):
        sheets = whole_number(data.get(f"sheets-{event}"))
        times = dict(before[event].times) if event in before else {}
        agents = whole_number(data.get(f"agents-{event}"))
        times = {**times, "agent": agents} if agents is not None else {k: v for k, v in times.items() if k != "agent"}
        actions.set_entry(form, event, by, sheets=1 if sheets is None else sheets, times=times)
    for event in sorted(set(before) - wanted):
        remove_entry(form, event, by)


@require_POST
@in_words
def retire(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Take a form out of use."""
    found = find_form(form_id)
    actions.retire_form(found, actor(request), request.POST.get("reason", ""))
    messages.success(request, f"「{found.title}」を廃止にしました。決定と公開の記録は残ります。")
    return redirect("reform:forms")
