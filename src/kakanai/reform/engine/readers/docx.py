"""Native reader for .docx: raw WordprocessingML, with tables, text boxes, content controls, ruby."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from lxml import etree

from kakanai.reform.engine.errors import BrokenFileError
from kakanai.reform.engine.model import PagePicture
from kakanai.reform.engine.readers.flow import Block, CellBlock, FlowPage, Paragraph, Span, Table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SYMBOLS = {"F0A8": "□", "F06F": "□", "F0FE": "☑", "F071": "□", "00A8": "□", "F0A1": "○"}
_ALIGN = {"center": "center", "right": "right", "end": "right", "distribute": "distributed"}
_NONE = {"nil", "none"}


def read_docx(data: bytes) -> tuple[list[PagePicture], list[str]]:
    """Read the body of a Word document as one long page."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        if "word/document.xml" not in names:
            raise BrokenFileError("word/document.xml is missing")
        body = _parse(package.read("word/document.xml")).find(f"{W}body")
        styles = _Styles(_parse(package.read("word/styles.xml")) if "word/styles.xml" in names else None)
    if body is None:
        raise BrokenFileError("no body")
    section = body.find(f"{W}sectPr")
    blocks = _Walker(styles).blocks(body)
    return [FlowPage(_text_width(section)).picture(blocks)], []


def _parse(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def _val(element: Any, name: str, attribute: str = "val") -> str | None:
    child = element.find(f"{W}{name}") if element is not None else None
    return None if child is None else child.get(f"{W}{attribute}")


def _twips(value: str | None) -> float:
    match = re.match(r"-?\d+(\.\d+)?", value or "")
    return float(match.group()) / 20 if match else 0.0


def _text_width(section: Any) -> float:
    if section is None:
        return 510.0
    size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margin is None:
        return 510.0
    width = _twips(size.get(f"{W}w")) - _twips(margin.get(f"{W}left")) - _twips(margin.get(f"{W}right"))
    return width if 150 < width < 1500 else 510.0


class _Styles:
    """Sizes, alignments and table borders inherited from named styles."""

    def __init__(self, root: Any) -> None:
        self._by_id: dict[str, Any] = {}
        self.size = 10.5
        self.default: str | None = None
        if root is None:
            return
        for style in root.findall(f"{W}style"):
            self._by_id[style.get(f"{W}styleId", "")] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") == "1":
                self.default = style.get(f"{W}styleId")
        default = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.size = _twips(_val(default, "sz")) * 10 or 10.5

    def lookup(self, style_id: str | None, path: str) -> Any:
        """The first element at `path` along a style's chain of ancestors."""
        for _ in range(12):
            style = self._by_id.get(style_id or "")
            if style is None:
                return None
            found = style.find(path)
            if found is not None:
                return found
            style_id = _val(style, "basedOn")
        return None


class _Walker:
    """Turns WordprocessingML into flow blocks."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles
        self._depth = 0

    def blocks(self, parent: Any) -> list[Block]:
        found: list[Block] = []
        self._depth += 1
        if self._depth > 40:
            raise BrokenFileError("nesting too deep")
        for child in parent:
            if child.tag == f"{W}p":
                found.extend(self._paragraphs(child))
            elif child.tag == f"{W}tbl":
                table = self._table(child)
                if table is not None:
                    found.append(table)
            elif child.tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                found.extend(self.blocks(content) if content is not None else [])
            elif child.tag in {f"{W}ins", f"{W}smartTag", f"{W}customXml"}:
                found.extend(self.blocks(child))
        self._depth -= 1
        return found

    def _paragraphs(self, node: Any) -> list[Block]:
        properties = node.find(f"{W}pPr")
        style = _val(properties, "pStyle") or self._styles.default
        paragraph = Paragraph(align=self._align(properties, style), indent=self._indent(properties))
        size = _twips(self._style_size(style)) * 10 or self._styles.size
        mark = _val(properties.find(f"{W}rPr"), "sz") if properties is not None else None
        boxes: list[Block] = []
        self._inline(node, paragraph, size, boxes)
        if not paragraph.spans:
            paragraph.spans.append(Span("", _twips(mark) * 10 or size))
        return [paragraph, *boxes]

    def _style_size(self, style: str | None) -> str | None:
        found = self._styles.lookup(style, f"{W}rPr/{W}sz")
        return None if found is None else found.get(f"{W}val")

    def _align(self, properties: Any, style: str | None) -> str:
        value = _val(properties, "jc")
        if value is None:
            found = self._styles.lookup(style, f"{W}pPr/{W}jc")
            value = None if found is None else found.get(f"{W}val")
        return _ALIGN.get(value or "", "left")

    def _indent(self, properties: Any) -> float:
        node = properties.find(f"{W}ind") if properties is not None else None
        if node is None:
            return 0.0
        left = _twips(node.get(f"{W}left") or node.get(f"{W}start"))
        chars = node.get(f"{W}leftChars")
        return max(0.0, left or (float(chars) / 100 * 10.5 if chars and chars.lstrip("-").isdigit() else 0.0))

    def _inline(self, node: Any, out: Paragraph, size: float, boxes: list[Block]) -> None:
        for child in node:
            if child.tag == f"{W}r":
                self._run(child, out, size, boxes)
            elif child.tag == f"{W}sdt":
                self._control(child, out, size, boxes)
            elif child.tag in {f"{W}hyperlink", f"{W}ins", f"{W}smartTag", f"{W}fldSimple", f"{W}customXml"}:
                self._inline(child, out, size, boxes)

    def _control(self, node: Any, out: Paragraph, size: float, boxes: list[Block]) -> None:
        properties, content = node.find(f"{W}sdtPr"), node.find(f"{W}sdtContent")
        if content is None:
            return
        if properties is not None and properties.find(f"{W}showingPlcHdr") is not None:
            out.spans.append(Span("　" * 6, size, underline=True))
        else:
            self._inline(content, out, size, boxes)

    def _run(self, run: Any, out: Paragraph, inherited: float, boxes: list[Block]) -> None:  # noqa: C901 - a case per element
        properties = run.find(f"{W}rPr")
        if properties is not None and properties.find(f"{W}vanish") is not None:
            return
        size = _twips(_val(properties, "sz")) * 10 or inherited
        underline = (_val(properties, "u") or "none") not in _NONE
        text = ""
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                text += child.text or ""
            elif tag in {f"{W}tab", f"{W}ptab"}:
                text += "　　　"
            elif tag in {f"{W}br", f"{W}cr"}:
                text += "\n"
            elif tag == f"{W}sym":
                text += _SYMBOLS.get((child.get(f"{W}char") or "").upper(), "")
            elif tag == f"{W}ruby":
                base = child.find(f"{W}rubyBase")
                text += "".join(t.text or "" for t in base.iter(f"{W}t")) if base is not None else ""
            elif tag == f"{W}fldChar":
                text += _legacy_control(child)
            elif tag in {f"{W}pict", f"{W}drawing", f"{MC}AlternateContent", f"{W}object"}:
                boxes.extend(self._text_boxes(child))
        if text:
            out.spans.append(Span(text, size, underline))

    def _text_boxes(self, node: Any) -> list[Block]:
        """Text boxes stand as a one-cell table below their anchor; of doubled content only the first is taken."""
        if node.tag == f"{MC}AlternateContent":
            choice = node.find(f"{MC}Choice")
            node = choice if choice is not None else node
        found: list[Block] = []
        for content in node.iter(f"{W}txbxContent"):
            if any(a.tag == f"{MC}Fallback" for a in content.iterancestors()):
                continue
            blocks = self.blocks(content)
            if any(isinstance(b, Table) or b.text.strip() for b in blocks if not hasattr(b, "kind")):
                width, height = _box_size(content)
                found.append(Table([width], [height], [CellBlock(0, 0, 1, 1, blocks)]))
        return found

    def _table(self, node: Any) -> Table | None:
        from kakanai.reform.engine.readers.docx_table import table_of

        return table_of(node, self.blocks, self._styles.lookup)


def _box_size(content: Any) -> tuple[float, float]:
    """Width and least height of a text box in points, where its shape tells."""
    for node in content.iterancestors():
        style = node.get("style") or ""
        found = [re.search(rf"{name}:([\d.]+)pt", style) for name in ("width", "height")]
        if found[0] and found[1]:
            return min(float(found[0].group(1)), 520.0), min(float(found[1].group(1)), 600.0)
        extent = next(node.iter(f"{WP}extent"), None) if node.tag.endswith(("}anchor", "}inline")) else None
        if extent is not None:
            return min(_emu(extent.get("cx")), 520.0), min(_emu(extent.get("cy")), 600.0)
    return 260.0, 20.0


def _emu(value: str | None) -> float:
    return max(int(value) / 12700, 10.0) if value and value.isdigit() else 100.0


def _legacy_control(node: Any) -> str:
    data = node.find(f"{W}ffData")
    if data is None:
        return ""
    return "□" if data.find(f"{W}checkBox") is not None else ""
