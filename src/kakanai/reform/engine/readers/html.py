"""Native reader for HTML forms: tables, text, controls. Scripts and links are ignored; of styles what changes the look."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from kakanai.reform.engine.errors import BrokenFileError
from kakanai.reform.engine.model import Kind, PagePicture
from kakanai.reform.engine.readers.css import StyleSheet, is_drawn, length
from kakanai.reform.engine.readers.flow import PAGE_WIDTH, Block, FlowPage, Paragraph, Span, Table
from kakanai.reform.engine.readers.html_table import Cells, grid_table, row_table, table_of

_SKIP = {"script", "style", "head", "noscript", "template", "iframe", "object", "embed", "nav", "rt", "rp", "svg", "datalist"}  # fmt: skip
_BLOCK = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "section", "article", "form", "fieldset", "legend",
          "main", "header", "footer", "ul", "ol", "dl", "dt", "dd", "body", "html", "center", "address", "blockquote",
          "caption", "summary", "details", "figure", "pre"}  # fmt: skip
_HEADINGS = {"legend", "caption", "h3", "h4", "h5", "summary"}
_TEXT_INPUTS = {"text", "tel", "email", "number", "date", "url", "password", "search", "month", "time", "",
                "datetime-local", "week", "file"}  # fmt: skip
_DATES = {"date", "month", "datetime-local", "week"}
_PLACEHOLDER = re.compile(
    r"^[-ー―─=\s　▼]*((を)?(お?選択|お選び)(して|してください|ください)?|選択|未選択|-+)?[-ー―─=\s　▼]*$"
)
_MAX_DEPTH = 150
BLANK = 8
"""Width in em of a blank whose width the file does not tell."""


def read_html(data: bytes) -> tuple[list[PagePicture], list[str]]:
    """Read one HTML document as one long page."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding=_encoding(data))
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise BrokenFileError(str(error)) from error
    body = root.find("body")
    sheet = StyleSheet("\n".join(n.text or "" for n in root.iter("style")))
    blocks = _Walker(sheet).blocks(body if body is not None else root)
    return [FlowPage(PAGE_WIDTH).picture(blocks)], []


def _encoding(data: bytes) -> str:
    match = re.search(rb"charset=[\"']?([\w-]+)", data[:2000], re.IGNORECASE)
    name = match.group(1).decode("ascii", "replace").lower() if match else "utf-8"
    return {"shift_jis": "cp932", "sjis": "cp932", "x-sjis": "cp932"}.get(
        name, name if name in {"utf-8", "euc-jp", "cp932", "iso-2022-jp"} else "utf-8"
    )


class _Walker:
    """Turns elements into flow blocks."""

    def __init__(self, sheet: StyleSheet) -> None:
        self._sheet = sheet
        self._depth = 0

    def blocks(self, node: Any) -> list[Block]:
        """The blocks of an element's contents."""
        out: list[Block] = []
        self._walk(node, out, Paragraph(), _text_style(node, self._sheet.of(node)))
        return [b for b in out if not isinstance(b, Paragraph) or b.spans]

    def _walk(self, node: Any, out: list[Block], current: Paragraph, style: dict[str, str]) -> Paragraph:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise BrokenFileError("nesting too deep")
        if not any(b is current for b in out[-1:]):
            out.append(current)
        current = self._text(node.text, current, style)
        for child in node:
            if isinstance(child.tag, str) and child.tag not in _SKIP:
                current = self._child(child, out, current, style)
            current = self._text(child.tail, current, style)
        self._depth -= 1
        return current

    def _text(self, text: str | None, current: Paragraph, style: dict[str, str]) -> Paragraph:
        if text:
            squeezed = re.sub(r"[ \t\r\n]+", " ", text)
            squeezed = (
                squeezed if style.get("pre") else squeezed.strip(" ") if not squeezed.strip(" \u3000") else squeezed
            )
            if squeezed.strip(" "):
                current.spans.append(Span(squeezed, float(style.get("size", "10.5")), "underline" in style))
        return current

    def _child(self, child: Any, out: list[Block], current: Paragraph, style: dict[str, str]) -> Paragraph:  # noqa: PLR0911 - one answer per kind of element
        css = self._sheet.of(child)
        if css.get("display") == "none" or css.get("visibility") == "hidden" or child.get("hidden") is not None:
            return current
        own = {**style, **_text_style(child, css)}
        if child.tag == "table" or _is_grid(child, css):
            table = self._table(child, css, out, own)
            if table is not None:
                out.append(table)
            return _fresh(out, style)
        if child.tag == "br":
            current.spans.append(Span("\n", 10.5))
            return current
        if child.tag in {"input", "select", "textarea"}:
            self._control(child, current)
            return current
        if css.get("display") == "flex":
            return self._flex(child, css, out, (style, own))
        if self._is_block(child, css, current):
            return self._block(child, css, out, (style, own))
        if _is_hollow(child) and _draws_blank(css):
            current.spans.append(Span("\u3000" * _ems(css), underline=True))
            return current
        if css.get("float") == "right" and current.spans:
            current.spans.append(Span("\u3000" * 4))
        return self._walk(child, out, current, own)

    def _block(
        self, child: Any, css: dict[str, str], out: list[Block], styles: tuple[dict[str, str], dict[str, str]]
    ) -> Paragraph:
        outer, own = styles
        inner = _fresh(out, own)
        if child.tag == "li" and (number := _item_number(child)):
            inner.spans.append(Span(f"{number}．"))
        if _is_hollow(child) and _draws_blank(css):
            inner.spans.append(Span("\u3000" * BLANK, underline=True))
        else:
            self._walk(child, out, inner, own)
        return _fresh(out, outer)

    def _flex(
        self, node: Any, css: dict[str, str], out: list[Block], styles: tuple[dict[str, str], dict[str, str]]
    ) -> Paragraph:
        """Children side by side: cells of a row where anything is drawn or nests, else one line with room between."""
        outer, own = styles
        children = [c for c in node if isinstance(c.tag, str) and c.tag not in _SKIP]
        drawn = _draws_box(css) or any(_draws_box(self._sheet.of(c)) for c in children)
        nested = any(d.tag in {"table", "p", "div", "br"} for c in children for d in c.iterdescendants())
        if css.get("flex-direction", "").startswith("column"):
            return self._block(node, css, out, styles)
        if drawn or nested:
            cells = Cells(self.blocks, self._sheet.of, lambda n: _text_style(n, self._sheet.of(n)))
            table = row_table(children, cells, drawn=drawn)
            if table is not None:
                out.append(table)
            return _fresh(out, outer)
        line = _fresh(out, own)
        for index, child in enumerate(children):
            if index:
                line.spans.append(Span("\u3000" * 4))
            if _is_hollow(child) and _draws_blank(self._sheet.of(child)):
                line.spans.append(Span("\u3000" * BLANK, underline=True))
            elif child.tag in {"input", "select", "textarea"}:
                self._control(child, line)
            else:
                line = self._walk(child, out, line, {**own, **_text_style(child, self._sheet.of(child))})
        return _fresh(out, outer)

    def _is_block(self, child: Any, css: dict[str, str], current: Paragraph) -> bool:
        display = css.get("display", "")
        if display.startswith("inline"):
            return False
        if child.tag in _BLOCK or display in {"block", "flex", "grid", "list-item", "table"}:
            return True
        return child.tag == "label" and _has_entry(child) and any(s.kind is not None for s in current.spans)

    def _table(self, node: Any, css: dict[str, str], out: list[Block], style: dict[str, str]) -> Table | None:
        cells = Cells(self.blocks, self._sheet.of, lambda n: _text_style(n, self._sheet.of(n)))
        if node.tag != "table":
            return grid_table(node, css, cells)
        caption = node.find("caption")
        if caption is not None:
            own = {**style, **_text_style(caption, self._sheet.of(caption))}
            self._walk(caption, out, _fresh(out, own), own)
        return table_of(node, cells)

    def _control(self, node: Any, current: Paragraph) -> None:
        """A place to type is an underlined blank that carries its kind; a place to tick is a printed box."""
        kind = (node.get("type") or "").lower() if node.tag == "input" else node.tag
        if kind in {"checkbox", "radio"}:
            current.spans.append(Span("□"))
        elif kind == "select":
            options = [" ".join("".join(o.itertext()).split()) for o in node.findall(".//option")]
            kept = tuple(o[:40] for o in options if not _PLACEHOLDER.match(o))[:60]
            current.spans.append(Span("\u3000" * BLANK, underline=True, kind=Kind.CHOICE, options=kept))
        elif kind in _TEXT_INPUTS or kind == "textarea":
            declared = Kind.DATE if kind in _DATES else Kind.TEXT
            width = min(max(int(node.get("size")) // 2, 3), 24) if (node.get("size") or "").isdigit() else BLANK
            current.spans.append(Span("\u3000" * width, underline=True, kind=declared))


def _is_hollow(node: Any) -> bool:
    return not len(node) and not (node.text or "").strip()


def _item_number(node: Any) -> int:
    """The number a browser prints before an item of an ordered list; 0 for other lists."""
    parent = node.getparent()
    if parent is None or parent.tag != "ol":
        return 0
    return [n for n in parent if n.tag == "li"].index(node) + 1


def _has_entry(node: Any) -> bool:
    """Whether a label holds a place to type, so that it stands on a line of its own."""
    typed = [n for n in node.iter("input") if (n.get("type") or "").lower() in _TEXT_INPUTS]
    return bool(typed) or next(node.iter("select", "textarea"), None) is not None


def _is_grid(node: Any, css: dict[str, str]) -> bool:
    return node.tag != "label" and css.get("display") == "grid" and "grid-template-columns" in css and len(node) > 1


def _draws_box(css: dict[str, str]) -> bool:
    return any(is_drawn(css.get(n)) for n in ("border", "border-right", "border-left")) or "background" in css


def _draws_blank(css: dict[str, str]) -> bool:
    drawn = any(is_drawn(css.get(n)) for n in ("border", "border-bottom"))
    return drawn or (css.get("display") == "inline-block" and ("width" in css or "min-width" in css))


def _ems(css: dict[str, str]) -> int:
    width = length(css.get("width")) or length(css.get("min-width"))
    return BLANK if width is None else max(2, min(round(width / 10.5), 30))


def _fresh(out: list[Block], style: dict[str, str]) -> Paragraph:
    paragraph = Paragraph(align=style.get("align", "left"))
    out.append(paragraph)
    return paragraph


def _text_style(node: Any, css: dict[str, str]) -> dict[str, str]:
    """What an element hands on to its text: alignment, size, underline, kept spaces."""
    found: dict[str, str] = {}
    align = css.get("text-align") or node.get("align") or ""
    if align in {"center", "right", "left"}:
        found["align"] = align
    size = length(css.get("font-size"))
    if size is not None:
        found["size"] = str(min(max(size, 4.0), 40.0))
    elif node.tag in {"h1", "h2"}:
        found["size"] = "15"
    elif node.tag in _HEADINGS:
        found["size"] = "12"
    elif node.tag == "small":
        found["size"] = "8.5"
    if node.tag == "u" or css.get("text-decoration", "").startswith("underline"):
        found["underline"] = "1"
    if css.get("white-space", "").startswith("pre") or node.tag == "pre":
        found["pre"] = "1"
    if node.tag in {"th", "h1", "h2"}:
        found.setdefault("align", "center")
    return found
