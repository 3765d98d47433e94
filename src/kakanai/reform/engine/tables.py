"""Lists as CSV after the machine-readability rules: UTF-8, one header row, one value per cell, codes beside words,
ISO dates, no blanks for looks, no merged cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from kakanai.reform.engine.findings.across import asked_count
from kakanai.reform.engine.findings.model import Bundle, Finding
from kakanai.reform.engine.model import FormDocument
from kakanai.reform.engine.survey import Link


def csv_text(rows: Iterable[Mapping[str, object]], columns: list[str]) -> str:
    """Rows as CSV. Text that a spreadsheet would take for a formula is quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({c: _safe(row.get(c, "")) for c in columns})
    return out.getvalue()


def _safe(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, str):
        plain = " ".join(value.split())
        return "'" + plain if plain[:1] in {"=", "+", "@"} or (plain[:1] == "-" and not plain[1:2].isdigit()) else plain
    return value


FORM_COLUMNS = [
    "様式ファイル",
    "様式名",
    "様式番号",
    "根拠条項",
    "所管課",
    "記入欄数",
    "手続ID",
    "手続名",
    "法令名",
    "法令条項",
    "年間件数",
    "添付書類の状況",
    "SHA256",
]
FIELD_COLUMNS = [
    "様式ファイル",
    "欄番号",
    "ページ",
    "区分",
    "見出し",
    "種類コード",
    "項目コード",
    "役割コード",
    "繰返し数",
    "x0",
    "y0",
    "x1",
    "y1",
]
FINDING_COLUMNS = [
    "所見コード",
    "重要度コード",
    "様式ファイル",
    "欄番号",
    "見出し",
    "所見",
    "提案コード",
    "提案",
    "法務確認要否",
    "根拠状態コード",
    "根拠",
    "証拠",
]
HEAT_COLUMNS = ["役割コード", "項目コード", "様式ファイル", "書く回数"]


def form_rows(
    documents: Iterable[tuple[FormDocument, str]], links: Mapping[str, Link | None]
) -> list[dict[str, object]]:
    """One row per form; an unknown yearly count is empty, never 0."""
    rows = []
    for document, office in documents:
        link = links.get(document.name)
        rows.append({
            "様式ファイル": document.name, "様式名": document.title, "様式番号": document.form_number, "根拠条項": document.rule_reference, "所管課": office,
            "記入欄数": len(document.fields), "手続ID": link.procedure_id if link else "", "手続名": link.name if link else "", "法令名": link.law if link else "",
            "法令条項": link.article if link else "", "年間件数": link.yearly if link else None, "添付書類の状況": link.waiver if link else "", "SHA256": document.sha256,
        })  # fmt: skip
    return rows


def field_rows(documents: Iterable[FormDocument]) -> list[dict[str, object]]:
    """One row per field."""
    return [
        {
            "様式ファイル": d.name, "欄番号": i, "ページ": f.page, "区分": "/".join(f.section), "見出し": f.label, "種類コード": f.kind.value, "項目コード": f.item,
            "役割コード": f.role, "繰返し数": f.repeat, "x0": round(f.box.x0, 1), "y0": round(f.box.y0, 1), "x1": round(f.box.x1, 1), "y1": round(f.box.y1, 1),
        }
        for d in documents
        for i, f in enumerate(d.fields)
    ]  # fmt: skip


def finding_rows(findings: Iterable[Finding], documents: Iterable[FormDocument]) -> list[dict[str, object]]:
    """One row per finding and place."""
    by_name = {d.name: d for d in documents}
    rows: list[dict[str, object]] = []
    for finding in findings:
        for place in finding.places:
            document = by_name.get(place.form)
            label = document.fields[place.index].label if document and place.index >= 0 else ""
            rows.append({
                "所見コード": finding.rule, "重要度コード": finding.severity, "様式ファイル": place.form, "欄番号": place.index if place.index >= 0 else "", "見出し": label,
                "所見": finding.ja, "提案コード": finding.proposal.value if finding.proposal else "", "提案": finding.proposal.ja if finding.proposal else "",
                "法務確認要否": "1" if finding.legal else "0", "根拠状態コード": finding.ground.value, "根拠": finding.law, "証拠": finding.evidence[0] if finding.evidence else "",
            })  # fmt: skip
    return rows


def heat_rows(bundle: Bundle) -> list[dict[str, object]]:
    """One row per fact and form: how often it is written in one visit."""
    counts: dict[tuple[str, str, str], int] = {}
    for form in bundle.forms:
        for item in form.document.fields:
            times = asked_count(item, form.sheets)
            if item.item and times:
                key = (item.role, item.item, form.document.name)
                counts[key] = counts.get(key, 0) + times
    return [
        {"役割コード": r, "項目コード": i, "様式ファイル": f, "書く回数": n} for (r, i, f), n in sorted(counts.items())
    ]
