"""The audit of a folder: read every form, find, write the papers, and say what changed since the last time."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kakanai.reform.engine import document_from_json, papers, read, tables
from kakanai.reform.engine.errors import ReformError
from kakanai.reform.engine.findings import Bundle, Finding, FormInBundle, Holdings, judge
from kakanai.reform.engine.findings.model import meaning_of
from kakanai.reform.engine.guard import ReaderProcess
from kakanai.reform.engine.items import named
from kakanai.reform.engine.model import ENGINE_VERSION, FormDocument
from kakanai.reform.engine.slim import draft_decisions, slim, slim_docx, slim_xlsx
from kakanai.reform.engine.survey import Link, Survey

SUFFIXES = {".xlsx", ".xlsm", ".xls", ".docx", ".pdf", ".html", ".htm"}


@dataclass(slots=True)
class Audit:
    """What an audit of a folder came to."""

    bundle: Bundle
    findings: list[Finding]
    links: dict[str, Link | None]
    refused: list[tuple[str, str]] = field(default_factory=list)
    changes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def documents(self) -> list[FormDocument]:
        return [f.document for f in self.bundle.forms]


def form_files(folder: Path) -> list[Path]:
    """Form files below a folder in a fixed order; temporary files and links out of it are left alone."""
    found = [
        p
        for p in folder.rglob("*")
        if p.suffix.lower() in SUFFIXES and not p.name.startswith(("~$", ".")) and p.is_file()
    ]
    return sorted((p for p in found if not p.is_symlink()), key=lambda p: p.relative_to(folder).as_posix())


def audit_folder(
    folder: Path,
    *,
    event: str = "folder",
    survey: Survey | None = None,
    holdings: Holdings | None = None,
    ordinances: str | None = None,
    previous: dict[str, Any] | None = None,
    step: Callable[[str], None] = lambda _: None,
) -> Audit:
    """Read and judge all forms of a folder. `step` hears each file's name before it is read.

    A form's office is the first folder below `folder`. `previous` is an earlier audit's `audit.json`; forms whose
    bytes have not changed are taken from it instead of being read again.
    """
    same_engine = (previous or {}).get("engine") == ENGINE_VERSION
    known = {f["sha256"]: f for f in (previous or {}).get("forms", [])} if same_engine else {}
    forms: list[FormInBundle] = []
    refused: list[tuple[str, str]] = []
    with ReaderProcess() as process:
        for path in form_files(folder):
            name = path.relative_to(folder).as_posix()
            step(name)
            office = name.split("/")[0] if "/" in name else ""
            try:
                document = _cached(path, name, known) or _renamed(read(path, process=process), name)
            except ReformError as error:
                refused.append((name, f"{error.ja}（{error.code}）"))
                continue
            forms.append(FormInBundle(document, office))
    bundle = Bundle(event, tuple(forms))
    links: dict[str, Link | None] = (
        {f.document.name: survey.find(f.document) for f in forms} if survey is not None else {}
    )
    findings = judge(bundle, holdings, links if survey is not None else None, ordinances)
    audit = Audit(bundle, findings, links, refused)
    audit.changes = changes_since(previous, audit) if previous else {}
    return audit


def _cached(path: Path, name: str, known: dict[str, Any]) -> FormDocument | None:
    plain = known.get(hashlib.sha256(path.read_bytes()).hexdigest())
    return _renamed(document_from_json(plain), name) if plain else None


def _renamed(document: FormDocument, name: str) -> FormDocument:
    return replace(document, name=name)


def changes_since(previous: dict[str, Any], audit: Audit) -> dict[str, list[str]]:
    """New, gone and changed forms, and findings that appeared or are settled."""
    old = {f["name"]: f["sha256"] for f in previous.get("forms", [])}
    new = {d.name: d.sha256 for d in audit.documents}
    before = Counter(previous.get("findings", []))
    after = Counter(_finding_key(f) for f in audit.findings)
    return {
        "新しい様式": sorted(set(new) - set(old)),
        "なくなった様式": sorted(set(old) - set(new)),
        "変わった様式": sorted(n for n in set(old) & set(new) if old[n] != new[n]),
        "新しい所見": sorted((after - before).elements()),
        "解消した所見": sorted((before - after).elements()),
    }


def _finding_key(finding: Finding) -> str:
    where = "、".join(dict.fromkeys(p.form for p in finding.places[:3]))
    return f"{finding.rule}｜{where}｜{finding.ja}"


def write_report(audit: Audit, out: Path, *, drafts: bool = False) -> list[Path]:
    """Write the lists, the report and `audit.json`; with `drafts` also a slimmed draft of every form."""
    out.mkdir(parents=True, exist_ok=True)
    documents = audit.documents
    titles = {d.name: d.title for d in documents}
    questions = papers.ministry_questions(audit.findings, audit.links, titles)
    files = {
        "forms.csv": tables.csv_text(
            tables.form_rows([(f.document, f.office) for f in audit.bundle.forms], audit.links), tables.FORM_COLUMNS
        ),
        "fields.csv": tables.csv_text(tables.field_rows(documents), tables.FIELD_COLUMNS),
        "findings.csv": tables.csv_text(tables.finding_rows(audit.findings, documents), tables.FINDING_COLUMNS),
        "heatmap.csv": tables.csv_text(tables.heat_rows(audit.bundle), tables.HEAT_COLUMNS),
        "ministry_questions.csv": tables.csv_text(
            questions, ["所管府省庁", "法令", "条項", "様式", "照会事項", "根拠となる所見"]
        ),
        "refused.csv": tables.csv_text(
            ({"様式ファイル": n, "理由": r} for n, r in audit.refused), ["様式ファイル", "理由"]
        ),
        "audit.json": json.dumps(_state(audit), ensure_ascii=False, indent=1),
        "report.md": report_text(audit),
    }
    written = []
    for name, text in files.items():
        path = out / name
        path.write_text(text, "utf-8", newline="")
        written.append(path)
    if drafts:
        written.extend(_write_drafts(audit, out / "drafts"))
    return written


def _state(audit: Audit) -> dict[str, Any]:
    forms = [{**d.to_json(), "texts": list(d.texts)} for d in audit.documents]
    return {
        "version": 1,
        "engine": ENGINE_VERSION,
        "forms": forms,
        "findings": [_finding_key(f) for f in audit.findings],
    }


def _write_drafts(audit: Audit, folder: Path) -> Iterable[Path]:
    folder.mkdir(exist_ok=True)
    written = []
    for document in audit.documents:
        form = slim(document, draft_decisions(document, audit.findings))
        stem = document.name.replace("/", "_")
        for suffix, data in (
            ("_見直し案.docx", slim_docx(form)),
            ("_見直し案.xlsx", slim_xlsx(form)),
            ("_新旧対照表.docx", papers.comparison_docx(document, form)),
            ("_前後.pdf", papers.before_after_pdf(document, form)),
        ):
            path = folder / (stem + suffix)
            path.write_bytes(data)
            written.append(path)
    return written


def report_text(audit: Audit) -> str:
    """The report for people, in Markdown."""
    from kakanai.reform.engine.findings import heat_map

    documents = audit.documents
    total = sum(len(d.fields) for d in documents)
    heat = heat_map(audit.bundle)
    lines = [
        "# 様式の点検",
        "",
        f"様式 {len(documents)}、記入欄 {total}、読まなかったファイル {len(audit.refused)}。",
        "",
    ]
    lines += [
        "この一覧は機械の提案です。削る・残すは名前のある職員が決めます。",
        "",
        "## 所見の数",
        "",
        "|所見|意味|数|",
        "|---|---|---|",
    ]
    counts = Counter(f.rule for f in audit.findings).most_common()
    lines += [f"|{rule}|{meaning_of(rule)}|{count}|" for rule, count in counts]
    lines += ["", "## 何度も書かせている項目", "", "|役割|項目|書く回数|様式数|", "|---|---|---|---|"]
    ranked = sorted(heat.items(), key=lambda kv: -sum(kv[1].values()))[:20]
    for (role, item), forms in ranked:
        whose, what = named(role, item)
        lines.append(f"|{whose}|{what}（{item}）|{sum(forms.values())}|{len(forms)}|")
    lines += ["", "## 重要な所見", ""]
    lines += [
        f"- {f.ja}（{'、'.join(dict.fromkeys(p.form for p in f.places[:3]))}）"
        for f in audit.findings
        if f.severity == "high"
    ][:200]
    if audit.refused:
        lines += ["", "## 読まなかったファイル", ""] + [f"- {name}：{reason}" for name, reason in audit.refused]
    if audit.changes:
        lines += ["", "## 前回からの変化", ""]
        for name, items in audit.changes.items():
            lines += [f"### {name}（{len(items)}）", ""] + [f"- {i}" for i in items[:50]] + [""]
    return "\n".join(lines) + "\n"
