"""Files that the screens hand out, made by the engine's own writers from what is decided now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.timezone import localtime

from kakanai.reform.engine import papers, tables
from kakanai.reform.engine import slim as slimming
from kakanai.reform.engine.findings import Finding as Found
from kakanai.reform.engine.findings import Ground, Place, Verdict
from kakanai.reform.engine.survey import Link
from kakanai.reform.models import Finding, Form
from kakanai.reform.queries.decisions import OPEN, settled, standings
from kakanai.reform.queries.documents import Loaded, load_bundle, load_forms
from kakanai.reform.queries.heat import counted
from kakanai.trust import tenancy

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Made:
    """A file to hand out."""

    name: str
    content_type: str
    body: bytes


FORM_FILES: dict[str, tuple[str, str, str]] = {
    "slim-docx": ("見直し後", "docx", _DOCX),
    "slim-xlsx": ("見直し後", "xlsx", _XLSX),
    "comparison": ("新旧対照表", "docx", _DOCX),
    "before-after": ("前後", "pdf", "application/pdf"),
    "original": ("元の様式", "", "application/octet-stream"),
}


def form_file(form: Form, kind: str) -> Made:
    """Return one of a form's files; what is not decided yet is kept and marked as a draft."""
    words, suffix, content_type = FORM_FILES[kind]
    if kind == "original" and form.reading is not None:
        return Made(f"{form.title}.{form.reading.file_type}", content_type, bytes(form.reading.file))
    loaded = load_forms([form])[0]
    form_after = slim_form(loaded)
    writers: dict[str, Callable[[], bytes]] = {
        "slim-docx": lambda: slimming.slim_docx(form_after),
        "slim-xlsx": lambda: slimming.slim_xlsx(form_after),
        "comparison": lambda: papers.comparison_docx(loaded.document, form_after),
        "before-after": lambda: papers.before_after_pdf(loaded.document, form_after, _drawings(form)),
    }
    return Made(f"{form.title}_{words}.{suffix}", content_type, writers[kind]())


def _drawings(form: Form) -> list[dict[str, Any]]:
    return list(form.reading.pages) if form.reading is not None else []


def slim_form(loaded: Loaded) -> slimming.SlimForm:
    """Return a form after the decisions in force; it is a draft while any box for residents is undecided."""
    found = standings([loaded.form.pk])
    made = slimming.slim(loaded.document, settled(loaded.rows, found))
    open_ = any(found.get((row.form_id, row.key), OPEN).verdict is None for row in loaded.rows if row.kind != "office")
    return replace(made, draft=made.draft or open_)


def list_file(name: str, event: str) -> Made:
    """Return one list of a life event as CSV after the machine-readability rules."""
    words, rows, columns = LISTS[name]
    loaded = [replace(one, document=replace(one.document, name=one.form.name)) for one in load_bundle(event)]
    text = tables.csv_text(rows(event, loaded), columns)
    return Made(f"{words}_{event}.csv", _CSV, b"\xef\xbb\xbf" + text.encode("utf-8"))


def _links(loaded: list[Loaded]) -> dict[str, Link | None]:
    return {
        one.form.name: Link(**{**one.form.link, "attachments": tuple(one.form.link["attachments"])})
        if one.form.link
        else None
        for one in loaded
    }


def _forms(_event: str, loaded: list[Loaded]) -> list[dict[str, Any]]:
    return tables.form_rows([(one.document, one.form.office) for one in loaded], _links(loaded))


def _fields(_event: str, loaded: list[Loaded]) -> list[dict[str, Any]]:
    return tables.field_rows([one.document for one in loaded])


def _findings(event: str, loaded: list[Loaded]) -> list[dict[str, Any]]:
    return tables.finding_rows(_found(event, loaded), [one.document for one in loaded])


def _questions(event: str, loaded: list[Loaded]) -> list[dict[str, Any]]:
    titles = {one.form.name: one.document.title for one in loaded}
    asked = [*_found(event, loaded), *_asked_by_decision(loaded)]
    links = _links(loaded)
    unknown = [one for one in asked if one.proposal is Verdict.ASK_MINISTRY and links.get(one.places[0].form) is None]
    labels = {(one.form.name, row.index): row.label for one in loaded for row in one.rows}
    rows = [*papers.ministry_questions(asked, links, titles), *(_to_nobody_yet(one, titles, labels) for one in unknown)]
    return list({tuple(row.values()): row for row in rows}.values())


def _to_nobody_yet(one: Found, titles: dict[str, str], labels: dict[tuple[str, int], str]) -> dict[str, Any]:
    """A question whose form has no procedure in the survey yet: it is listed, with the ministry left open."""
    form, label = one.places[0].form, labels.get((one.places[0].form, one.places[0].index), "")
    basis = f"「{label}」：{one.ja}" if label and f"「{label}」" not in one.ja else one.ja
    return {
        "所管府省庁": "未確認", "法令": one.law or "未確認", "条項": "", "様式": titles.get(form, form),
        "照会事項": "記載を求める理由と省略の可否をお示しください。", "根拠となる所見": basis,
    }  # fmt: skip


def _heat(event: str, _loaded: list[Loaded]) -> list[dict[str, Any]]:
    _, boxes = counted(event)
    return [
        {
            "様式ファイル": box.form.name, "所管課": box.form.office, "欄番号": box.row.index, "見出し": box.row.label,
            "役割コード": box.row.role, "項目コード": box.row.item, "書く回数": box.times, "決定後の回数": box.after,
            "保有コード": box.holder,
        }
        for box in boxes
    ]  # fmt: skip


def _decisions(_event: str, loaded: list[Loaded]) -> list[dict[str, Any]]:
    found = standings([one.form.pk for one in loaded])
    rows = []
    for one in loaded:
        for row in one.rows:
            standing = found.get((one.form.pk, row.key), OPEN)
            last = standing.decision
            review = getattr(last, "review", None) if last else None
            rows.append({
                "様式ファイル": one.form.name, "所管課": one.form.office, "欄番号": row.index, "区分": "/".join(row.section), "見出し": row.label,
                "項目コード": row.item, "状態コード": standing.state.value, "決定コード": last.verdict if last else "", "決定": Verdict(last.verdict).ja if standing.meant and last else "",
                "理由": last.reason if last else "", "根拠": last.law if last else "", "決定者": last.by.display_name if last else "",
                "決定日": localtime(last.at).date().isoformat() if last else "", "法務確認者": review.by.display_name if review else "", "法務確認コード": ("approved" if review.approved else "returned") if review else "",
            })  # fmt: skip
    return rows


def _found(event: str, loaded: list[Loaded]) -> list[Found]:
    """The stored findings as the engine's writers take them: places by file name and number of the field."""
    indexes = {(one.form.pk, row.key): (one.form.name, row.index) for one in loaded for row in one.rows}
    names = {one.form.pk: one.form.name for one in loaded}
    rows = Finding.objects.filter(municipality=tenancy.current(), event=event).prefetch_related("places")
    found = []
    for row in rows:
        places = tuple(
            Place(*indexes.get((place.form_id, place.field_key), (names.get(place.form_id, ""), -1)))
            for place in row.places.all()
        )
        found.append(
            Found(
                row.rule, row.severity, row.ja, places, tuple(row.evidence),
                Verdict(row.proposal) if row.proposal else None, row.legal, Ground(row.ground), row.law, row.item or None, row.role,
            )
        )  # fmt: skip
    return found


def _asked_by_decision(loaded: list[Loaded]) -> list[Found]:
    """What people decided to ask the ministry, beside what the machine would ask."""
    found = standings([one.form.pk for one in loaded])
    return [
        Found(
            "decided", "high", f"「{row.label}」：{standing.decision.reason}", (Place(one.form.name, row.index),), (),
            Verdict.ASK_MINISTRY, law=standing.decision.law,
        )
        for one in loaded
        for row in one.rows
        if (standing := found.get((one.form.pk, row.key), OPEN)).verdict is Verdict.ASK_MINISTRY and standing.decision
    ]  # fmt: skip


LISTS: dict[str, tuple[str, Callable[[str, list[Loaded]], list[dict[str, Any]]], list[str]]] = {
    "forms": ("様式一覧", _forms, tables.FORM_COLUMNS),
    "fields": ("記入欄一覧", _fields, tables.FIELD_COLUMNS),
    "findings": ("所見一覧", _findings, tables.FINDING_COLUMNS),
    "heatmap": (
        "重なり",
        _heat,
        ["様式ファイル", "所管課", "欄番号", "見出し", "役割コード", "項目コード", "書く回数", "決定後の回数", "保有コード"],
    ),
    "decisions": (
        "決定一覧",
        _decisions,
        [
            "様式ファイル", "所管課", "欄番号", "区分", "見出し", "項目コード", "状態コード", "決定コード", "決定", "理由", "根拠", "決定者", "決定日",
            "法務確認者", "法務確認コード",
        ],
    ),
    "ministry-questions": (
        "所管府省への照会",
        _questions,
        ["所管府省庁", "法令", "条項", "様式", "照会事項", "根拠となる所見"],
    ),
}  # fmt: skip
