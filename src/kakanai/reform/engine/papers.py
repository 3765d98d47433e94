"""Papers that an audit hands out: 新旧対照表, before / after PDF, questions to the ministries."""

from __future__ import annotations

import io
from collections import defaultdict
from typing import Any

from kakanai.reform.engine.findings.model import Finding, Verdict
from kakanai.reform.engine.model import Field, FormDocument
from kakanai.reform.engine.slim import FILLED, SlimField, SlimForm
from kakanai.reform.engine.survey import Link

_COLOURS = {
    Verdict.KEEP: "#ffffff", Verdict.DROP: "#f9d5d3", Verdict.DERIVE: "#fbe7c6", Verdict.PREFILL_OWN: "#d9ecd0", Verdict.PREFILL_CARD: "#cfe4f5",
    Verdict.LINK: "#e3d9f0", Verdict.CONDITIONAL: "#fdf6c9", Verdict.OPTIONAL: "#fdf6c9", Verdict.MOVE_TO_STAFF: "#e4e4e4", Verdict.ASK_MINISTRY: "#f6dcec",
}  # fmt: skip


def comparison_rows(document: FormDocument, form: SlimForm) -> list[tuple[str, str, str]]:
    """(改正後, 改正前, 理由) per field of the old form; an empty first column says that it is no longer asked."""
    verdicts = {s.index: s for s in (*form.asked, *form.filled, *form.gone)}
    rows = []
    for index, item in enumerate(document.fields):
        slim_field = verdicts[index]
        rows.append((_after(slim_field), _name(item), _reason(slim_field)))
    return rows


def _name(item: Field) -> str:
    return "　".join((*item.section, item.label)) + (f"（{item.repeat}人分）" if item.repeat > 1 else "")


def _after(slim_field: SlimField) -> str:
    verdict = slim_field.decision.verdict
    if verdict in FILLED:
        return _name(slim_field.field) + "（印字）"
    if verdict in {Verdict.KEEP, Verdict.ASK_MINISTRY}:
        return _name(slim_field.field)
    if verdict in {Verdict.OPTIONAL, Verdict.CONDITIONAL}:
        return f"{_name(slim_field.field)}（{verdict.ja}）"
    return "（削る）"


def _reason(slim_field: SlimField) -> str:
    decision = slim_field.decision
    if decision.verdict is Verdict.KEEP:
        return ""
    by = f"　決定：{decision.by}" if decision.by else "　未決定（案）"
    return f"{decision.verdict.ja}。{decision.reason}{by}"


def comparison_docx(document: FormDocument, form: SlimForm) -> bytes:
    """新旧対照表 of the rule's form, new text on the left as the custom is, on landscape A4."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    word = Document()
    style = word.styles["Normal"]
    style.font.name, style.font.size = "BIZ UD明朝", Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "BIZ UD明朝")
    section = word.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    word.add_paragraph(f"{document.form_number}{document.title}　新旧対照表" + ("（案）" if form.draft else ""))
    table = word.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("改正後", "改正前", "理由"), strict=True):
        cell.text = text
    for row in comparison_rows(document, form):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    asked, before = len(form.asked), len(document.fields)
    word.add_paragraph(f"記入欄　改正前 {before}　改正後 {asked}（印字 {len(form.filled)}、廃止 {len(form.gone)}）")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def before_after_pdf(document: FormDocument, form: SlimForm, pages: list[dict[str, Any]] | None = None) -> bytes:
    """Before and after side by side on A4 landscape, each field in the colour of its verdict.

    With `pages` (see `drawing`) what is printed on the form stands under the colours.
    """
    import typst

    out = typst.compile(before_after_source(document, form, pages).encode())
    return bytes(out) if isinstance(out, bytes | bytearray) else bytes(out[0])


def before_after_source(document: FormDocument, form: SlimForm, drawn: list[dict[str, Any]] | None = None) -> str:
    """The typst source of the before / after sheet."""
    head = (
        '#set page(paper: "a4", flipped: true, margin: 12mm, footer: align(right, text(size: 7pt, fill: luma(90))[#context counter(page).display()]))\n'
        '#set text(font: ("BIZ UDGothic", "Noto Sans CJK JP"), size: 8pt, lang: "ja")\n#set document(title: "見直し前後")\n'
    )
    title = f'#text(size: 13pt, weight: "bold")[#{_string(form.title)}]' + (
        "　#text(size: 9pt)[見直し案（未決定）]" if form.draft else ""
    )
    counts = f"記入欄 {len(document.fields)} → {len(form.asked)}　印字 {len(form.filled)}　廃止・移管 {len(form.gone)}"
    legend = " ".join(
        _swatch(v) for v in _COLOURS if any(s.decision.verdict is v for s in (*form.asked, *form.filled, *form.gone))
    )
    verdicts = {s.index: s.decision.verdict for s in (*form.asked, *form.filled, *form.gone)}
    pages = sorted({f.page for f in document.fields}) or [1]
    bodies = []
    for page in pages:
        printed = next((one for one in drawn or () if one["number"] == page), None)
        left = _drawing(document, page, verdicts, printed)
        right = _after_table(form, page)
        bodies.append(
            f"#grid(columns: (1fr, 1fr), gutter: 8mm, [#strong[見直し前]（{page} 枚目）#v(2pt)\n{left}], [#strong[見直し後]#v(2pt)\n{right}])"
        )
    return head + f"{title}\n\n{counts}　{legend}\n\n" + "\n#pagebreak()\n".join(bodies)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _swatch(verdict: Verdict) -> str:
    return f'#box(fill: rgb("{_COLOURS[verdict]}"), stroke: 0.4pt + luma(120), inset: (x: 3pt, y: 1.5pt))[{verdict.ja}]'


def _drawing(
    document: FormDocument, page: int, verdicts: dict[int, Verdict], printed: dict[str, Any] | None = None
) -> str:
    width, height = document.pages[min(page, len(document.pages)) - 1]
    fields = [(i, f) for i, f in enumerate(document.fields) if f.page == page]
    top = min((f.box.y0 for _, f in fields), default=0.0)
    bottom = max((f.box.y1 for _, f in fields), default=height)
    if printed is not None:
        ys = [y for _, y0, _, y1 in printed["lines"] for y in (y0, y1)] + [one[2] for one in printed["texts"]]
        top, bottom = min([top, *(y - 14 for y in ys)]), max([bottom, *ys])
    scale = min(365.0 / max(width, 1.0), 440.0 / max(bottom - top, 1.0))
    boxes = []
    for index, item in fields:
        box = item.box
        w, h = max(box.width * scale, 14.0), max(box.height * scale, 7.0)
        size = max(3.2, min(6.5, w / max(len(item.label), 1), h * 0.7))
        boxes.append(
            f"#place(dx: {box.x0 * scale:.1f}pt, dy: {(box.y0 - top) * scale:.1f}pt, box(width: {w:.1f}pt, height: {h:.1f}pt, clip: true, "
            f'fill: rgb("{_COLOURS[verdicts[index]]}"), stroke: 0.4pt + luma(120), inset: 1pt, align(horizon, text(size: {size:.1f}pt, {_string(item.label if printed is None else "")}))))'
        )
    if printed is not None:
        boxes += _print(printed, scale, top)
    return f"#box(width: 365pt, height: {min((bottom - top) * scale + 8, 450):.0f}pt)[\n" + "\n".join(boxes) + "]"


def _print(printed: dict[str, Any], scale: float, top: float) -> list[str]:
    lines = [
        f"#place(line(start: ({x0 * scale:.1f}pt, {(y0 - top) * scale:.1f}pt), end: ({x1 * scale:.1f}pt, {(y1 - top) * scale:.1f}pt), stroke: 0.3pt))"
        for x0, y0, x1, y1 in printed["lines"]
    ]
    texts = [
        f"#place(dx: {x * scale:.1f}pt, dy: {(y - top - size) * scale:.1f}pt, text(size: {size * scale:.1f}pt, {_string(one)}))"
        for run, size, y, xs in printed["texts"]
        for one, x in zip(run, xs, strict=False)
    ]
    return lines + texts


def _after_table(form: SlimForm, page: int) -> str:
    kept = sorted((s for s in (*form.asked, *form.filled) if s.field.page == page), key=lambda s: s.index)
    if not kept:
        return "この枚に書く欄はなくなります。"
    rows = []
    for slim_field in kept:
        colour = _COLOURS[slim_field.decision.verdict]
        rows.append(
            f'table.cell(fill: rgb("{colour}"), text({_string(_name(slim_field.field))})), text({_string(slim_field.decision.verdict.ja if slim_field.decision.verdict is not Verdict.KEEP else "")})'
        )
    return "#table(columns: (1fr, 45%), stroke: 0.4pt + luma(120), inset: 3pt,\n" + ",\n".join(rows) + ")"


def ministry_questions(
    findings: list[Finding], links: dict[str, Link | None], titles: dict[str, str]
) -> list[dict[str, str]]:
    """Questions for each ministry by law and article, ready to be sent: one row per question."""
    grouped: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        link = links.get(finding.places[0].form)
        asks = finding.proposal is Verdict.ASK_MINISTRY or (
            finding.legal and finding.rule in {"gender", "honseki", "my_number"}
        )
        if link is not None and asks:
            grouped[link.ministry, f"{link.law}（{link.law_number}）", link.article].append(finding)
    rows = []
    for (ministry, law, article), found in sorted(grouped.items()):
        for finding in found:
            form = finding.places[0].form
            rows.append({
                "所管府省庁": ministry, "法令": law, "条項": article, "様式": titles.get(form, form), "照会事項": _question(finding), "根拠となる所見": finding.ja,
            })  # fmt: skip
    return rows


def _question(finding: Finding) -> str:
    return {
        "attachment_refused": "添付書類の省略を認められない理由と、省略に必要な条件をお示しください。",
        "honseki": "本籍・筆頭者の記載を求める法令上の理由と、戸籍情報連携による代替の可否をお示しください。",
        "gender": "性別の記載を求める法令上の理由と、任意記載又は削除の可否をお示しください。",
        "my_number": "個人番号の記載を求める根拠と、住民基本台帳からの補完による記載省略の可否をお示しください。",
    }.get(finding.rule, "記載を求める理由と省略の可否をお示しください。")
