"""The slimmed form: what is left to ask once people have decided, as a document that can be edited."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from kakanai.reform.engine.findings.model import Finding, Verdict
from kakanai.reform.engine.findings.single import strongest
from kakanai.reform.engine.model import Field, FormDocument, Kind

GONE = {Verdict.DROP, Verdict.DERIVE, Verdict.LINK, Verdict.MOVE_TO_STAFF}
FILLED = {Verdict.PREFILL_OWN, Verdict.PREFILL_CARD}


@dataclass(frozen=True, slots=True)
class Decision:
    """A named person's verdict on one field; `by` is empty for a mere draft from the machine's proposals."""

    verdict: Verdict
    reason: str = ""
    by: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True)
class SlimField:
    """A field that stays, with its verdict."""

    index: int
    field: Field
    decision: Decision


@dataclass(frozen=True, slots=True)
class SlimForm:
    """A form after the decisions: `asked` is written by people, `filled` comes printed, `gone` is no longer on it."""

    title: str
    form_number: str
    rule_reference: str
    asked: tuple[SlimField, ...]
    filled: tuple[SlimField, ...]
    gone: tuple[SlimField, ...]
    draft: bool


def slim(document: FormDocument, decisions: Mapping[int, Decision]) -> SlimForm:
    """Apply decisions (field index → decision); fields without one are kept."""
    asked: list[SlimField] = []
    filled: list[SlimField] = []
    gone: list[SlimField] = []
    for index, item in enumerate(document.fields):
        decision = decisions.get(index, Decision(Verdict.KEEP))
        kept = SlimField(index, item, decision)
        (gone if decision.verdict in GONE else filled if decision.verdict in FILLED else asked).append(kept)
    draft = not all(d.by for d in decisions.values())
    return SlimForm(
        document.title, document.form_number, document.rule_reference, tuple(asked), tuple(filled), tuple(gone), draft
    )


def draft_decisions(document: FormDocument, findings: list[Finding]) -> dict[int, Decision]:
    """What the machine's proposals would come to, for a first look. Nothing that needs a legal reviewer is in it."""
    proposals: dict[int, list[Finding]] = {}
    legal: set[int] = set()
    for finding in findings:
        for place in finding.places:
            if place.form == document.name and place.index >= 0:
                if finding.legal:
                    legal.add(place.index)
                if finding.proposal is not None and finding.rule != "asked_again":
                    proposals.setdefault(place.index, []).append(finding)
    drafted = {}
    for index, found in proposals.items():
        best = strongest([f.proposal for f in found if f.proposal is not None])
        if index not in legal and best is not None:
            why = next(f for f in found if f.proposal is best)
            drafted[index] = Decision(best, why.ja, "", why.law)
    return drafted


def slim_docx(form: SlimForm) -> bytes:
    """The slimmed form as an editable Word file."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    word = Document()
    style = word.styles["Normal"]
    style.font.name, style.font.size = "BIZ UDゴシック", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "BIZ UDゴシック")
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    if form.form_number:
        word.add_paragraph(form.form_number + (f"（{form.rule_reference}）" if form.rule_reference else ""))
    heading = word.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(form.title + ("（見直し案）" if form.draft else ""))
    run.bold, run.font.size = True, Pt(15)
    for section_name, fields in _groups(form):
        if section_name:
            word.add_paragraph(section_name).runs[0].bold = True
        table = word.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        for slim_field in fields:
            cells = table.add_row().cells
            cells[0].width, cells[1].width = Mm(50), Mm(120)
            cells[0].text, cells[1].text = slim_field.field.label, blank_text(slim_field)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def slim_xlsx(form: SlimForm) -> bytes:
    """The slimmed form as an editable workbook: one label, one blank per row."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    book = Workbook()
    sheet = book.active
    sheet.title = "様式"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width, sheet.column_dimensions["C"].width = (
        16,
        26,
        56,
    )
    sheet["B1"] = form.title + ("（見直し案）" if form.draft else "")
    sheet["B1"].font = Font(size=14, bold=True)
    sheet["A1"] = form.form_number
    thin = Side(style="thin")
    row = 3
    for section_name, fields in _groups(form):
        for slim_field in fields:
            values = (section_name, slim_field.field.label, blank_text(slim_field))
            for column, value in enumerate(values, 1):
                cell = sheet.cell(row, column, value)
                cell.border = Border(top=thin, bottom=thin, left=thin, right=thin)
                cell.alignment = Alignment(vertical="center", wrap_text=True)
            if slim_field.decision.verdict in FILLED:
                sheet.cell(row, 3).fill = PatternFill("solid", fgColor="FFE8F1E4")
            sheet.row_dimensions[row].height = 26
            row += 1
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _groups(form: SlimForm) -> list[tuple[str, list[SlimField]]]:
    groups: list[tuple[str, list[SlimField]]] = []
    for slim_field in sorted((*form.asked, *form.filled), key=lambda s: s.index):
        name = "　".join(slim_field.field.section)
        if not groups or groups[-1][0] != name:
            groups.append((name, []))
        groups[-1][1].append(slim_field)
    return groups


def blank_text(slim_field: SlimField) -> str:
    """What is printed in the blank: the kind of answer, or where its value comes from."""
    item = slim_field.field
    if slim_field.decision.verdict is Verdict.PREFILL_CARD:
        return "（カードから印字）"
    if slim_field.decision.verdict is Verdict.PREFILL_OWN:
        return "（市の情報から印字）"
    tail = (
        "（任意）"
        if slim_field.decision.verdict is Verdict.OPTIONAL
        else "（該当者のみ）"
        if slim_field.decision.verdict is Verdict.CONDITIONAL
        else ""
    )
    if item.kind is Kind.DATE:
        return ("西暦・明・大・昭・平・令" if item.eras else "") + "　　　　年　　月　　日" + tail
    if item.kind is Kind.DATE_RANGE:
        return "　　年　　月　　日から　　年　　月　　日まで" + tail
    if item.options:
        return "　".join("□" + o for o in item.options) + tail
    return ("　" * 10 + item.unit if item.unit else "") + tail
