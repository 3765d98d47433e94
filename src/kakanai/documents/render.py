"""The documents of a visit as PDF/A-2a + UA-1 bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kakanai.catalogue.forms.model import FormDefinition
from kakanai.documents.compose import FormUse, fill, legend, sheet_json
from kakanai.documents.confirmation import confirmation_pages
from kakanai.documents.engine import typeset
from kakanai.documents.model import DocumentMeta, Guidance, GuidanceItem, Page
from kakanai.documents.values import face_of
from kakanai.japan.dates import wareki
from kakanai.vocabulary.facts import HOUSEHOLD, Facts


def render_form(form: FormDefinition, facts: Facts, subjects: list[str], meta: DocumentMeta) -> bytes:
    """Return one form as PDF, on as many sheets as the form has for these subjects.

    An unknown value is printed as an empty box marked 未確認. Raises DocumentsError.
    """
    sheets = fill(FormUse(form, tuple(subjects)), facts, meta)
    data = {
        **_common(meta, form.title),
        "sheets": [sheet_json(sheet, meta) for sheet in sheets],
        "legend": legend(sheets),
    }
    return typeset("form.typ", data, timestamp=meta.timestamp())


def render_confirmation(uses: Sequence[FormUse], facts: Facts, meta: DocumentMeta) -> bytes:
    """Return the document that the resident signs: a summary in front, then every form of the visit.

    The summary holds the same lines as `confirmation_pages` for the same input.
    """
    sheets = [sheet for use in uses for sheet in fill(use, facts, meta)]
    pages = confirmation_pages(uses, facts, meta)
    data = {
        **_common(meta, "お手続き内容の確認書"),
        "pages": [_page_json(page) for page in pages],
        "sheets": [sheet_json(sheet, meta) for sheet in sheets],
        "legend": legend(sheets),
    }
    return typeset("confirmation.typ", data, timestamp=meta.timestamp())


def render_guidance(guidance: Guidance, meta: DocumentMeta) -> bytes:
    """Return the sheet that the resident takes home: done, remains, until when, where, what to bring."""
    data = {
        **_common(meta, "ご案内"),
        "resident": {"text": guidance.resident_name, "face": face_of("person.fullName", guidance.resident_name)},
        "done": [_item_json(item) for item in guidance.done],
        "remains": [_item_json(item) for item in sorted(guidance.remains, key=_by_deadline)],
        "later": [_item_json(item) for item in guidance.later],
        "qr": _qr_svg(guidance.progress_url),
        "url": guidance.progress_url,
        "contact": guidance.contact,
    }
    return typeset("guidance.typ", data, timestamp=meta.timestamp())


def _common(meta: DocumentMeta, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "municipality": meta.municipality_name,
        "visit": meta.visit_number,
        "date": wareki(meta.received_on),
        "clerk": meta.clerk_label,
        "office": meta.office,
        "counter": meta.counter,
        "watermark": meta.watermark or "",
        "version": meta.page_version,
        "language": meta.language,
    }


def _page_json(page: Page) -> dict[str, Any]:
    rows = [
        {
            "label": row.label,
            "text": row.value,
            "mark": row.mark,
            "face": row.face,
            "official": "" if row.mark else row.mark_label,
        }
        for row in page.rows
    ]
    personal = any(row.subject not in {"", HOUSEHOLD} for row in page.rows)
    return {"id": page.id, "title": page.title, "lead": page.lead, "rows": rows, "personal": personal}


def _by_deadline(item: GuidanceItem) -> tuple[bool, str]:
    return (item.until is None, item.until.isoformat() if item.until else "")


def _item_json(item: GuidanceItem) -> dict[str, Any]:
    until = f"{wareki(item.until)}({'月火水木金土日'[item.until.weekday()]})" if item.until else ""
    return {"title": item.title, "until": until, "where": item.where, "bring": list(item.bring), "note": item.note}


def _qr_svg(url: str) -> str:
    if not url:
        return ""
    import segno

    svg: str = segno.make(url, error="m", micro=False).svg_inline(scale=4, border=2, omitsize=False)
    return svg
