"""Drawn forms as WordprocessingML."""

from __future__ import annotations

import io
import zipfile
from html import escape

from kakanai.reform.engine.gold.spec import COLUMNS, SUB, DrawnCell, DrawnForm, Grid, LineBlock

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_UNIT_TWIPS = round(504 * 20 / (COLUMNS * SUB))
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def package(document: str) -> bytes:
    """Zip a document part into a .docx with fixed times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELS), ("word/document.xml", document)):
            target.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def document_xml(form: DrawnForm) -> str:
    """The document part of a form."""
    body = "".join(_line(b) if isinstance(b, LineBlock) else _table(b, form) for b in form.blocks)
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="850" w:right="913" w:bottom="850" w:left="913"/></w:sectPr>'
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body>{body}{section}</w:body></w:document>'


def run(text: str, size: float = 10.5, *, underline: bool = False) -> str:
    """One run of text."""
    mark = '<w:u w:val="single"/>' if underline else ""
    return f'<w:r><w:rPr>{mark}<w:sz w:val="{round(size * 2)}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(runs: str, align: str = "left", indent: int = 0) -> str:
    """One paragraph; the indent in twips."""
    return f'<w:p><w:pPr><w:ind w:left="{indent}"/><w:jc w:val="{align}"/></w:pPr>{runs}</w:p>'


def _line(block: LineBlock) -> str:
    runs = run(block.text, block.size)
    if block.underline:
        runs += run("　" * block.underline, block.size, underline=True)
    runs += run(block.tail, block.size) if block.tail else ""
    return paragraph(
        runs, block.align if block.align in {"right", "center"} else "left", 5040 if block.align == "half" else 0
    )


def _table(grid: Grid, form: DrawnForm) -> str:
    edges = "".join(
        f'<w:{s} w:val="single" w:sz="4"/>' for s in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{_UNIT_TWIPS}"/>' for _ in range(COLUMNS * SUB))
    rows = "".join(_row(grid, number, height, form) for number, height in enumerate(grid.heights))
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        + paragraph("")
    )


def _row(grid: Grid, number: int, height: float, form: DrawnForm) -> str:
    here = sorted((c for c in grid.cells if c.row <= number < c.row + c.rows), key=lambda c: c.col)
    cells = "".join(_cell(c, form, first=c.row == number) for c in here)
    return f'<w:tr><w:trPr><w:trHeight w:val="{round(height * 20)}"/></w:trPr>{cells}</w:tr>'


def _cell(cell: DrawnCell, form: DrawnForm, *, first: bool) -> str:
    merge = ('<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>") if cell.rows > 1 else ""
    shade = '<w:shd w:val="clear" w:fill="DDE8F0"/>' if cell.code in {"L", "V"} and "shade" in form.look else ""
    turn = '<w:textDirection w:val="tbRlV"/>' if cell.code == "V" else ""
    valign = {"middle": "center"}.get(cell.valign, cell.valign)
    properties = f'<w:tcPr><w:gridSpan w:val="{cell.cols}"/>{merge}{shade}{turn}<w:vAlign w:val="{valign}"/></w:tcPr>'
    lines = cell.lines if first else ()
    body = "".join(paragraph(_words(cell, line, index), cell.align) for index, line in enumerate(lines)) or paragraph(
        ""
    )
    return f"<w:tc>{properties}{body}</w:tc>"


def _words(cell: DrawnCell, line: str, index: int) -> str:
    if cell.ruby and index == 0:
        return f"<w:r><w:ruby><w:rt>{run(cell.ruby, 5)}</w:rt><w:rubyBase>{run(line, 10)}</w:rubyBase></w:ruby></w:r>"
    return run(line, 10)
