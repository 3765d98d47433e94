"""Native reader for .xlsx: merges, borders, fills, alignment, list validations, straight from SpreadsheetML.

Only what a form's look needs is parsed, and parsing stops at the row and column caps: a general-purpose workbook
loader spends most of its time on styles of merged cells, which forms have by the thousand.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from kakanai.reform.engine.errors import BrokenFileError
from kakanai.reform.engine.layout import Style
from kakanai.reform.engine.model import PagePicture
from kakanai.reform.engine.readers.sheet import MAX_COLS, MAX_ROWS, Drawn, Sheet, SheetCell, sheet_picture
from kakanai.reform.engine.readers.xlsx_drawing import shapes_of
from kakanai.reform.engine.readers.xlsx_styles import Look, Looks

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_COMPUTED = "※自動計算"
_MAX_SHEETS = 60
_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


def read_xlsx(data: bytes) -> tuple[list[PagePicture], list[str]]:
    """Read every visible sheet. Returns the pictures and warnings for what was left out."""
    pictures: list[PagePicture] = []
    notes: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        book = _Book(package)
        for name, state, path, area in book.sheets()[:_MAX_SHEETS]:
            if state != "visible":
                notes.append(f"非表示のシート「{name}」は読みません")
            elif is_example_name(name):
                notes.append(f"記入例のシート「{name}」は読みません")
            else:
                raw = _RawSheet()
                raw.parse(package.read(path), book)
                raw.shapes = shapes_of(package, path)
                plain = _plain_sheet(name, raw, area, notes)
                if plain is not None:
                    pictures.append(sheet_picture(plain, len(pictures) + 1))
    return pictures, notes


def is_example_name(name: str) -> bool:
    """Whether a sheet's or file's name says that it is a filled-in example or a guide."""
    return bool(
        re.search(r"記入例|記載例|記入方法|記入見本|入力例|作成例|書き方|リスト|マスタ|^list", name, re.IGNORECASE)
    )


def parse_xml(data: bytes) -> Any:
    """Parse a part without entities, DTD or network."""
    return etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    )


def column_of(letters: str) -> int:
    """`A` is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _Book:
    """Workbook parts shared by the sheets."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        names = set(package.namelist())
        if "xl/workbook.xml" not in names:
            raise BrokenFileError("xl/workbook.xml is missing")
        self._root = parse_xml(package.read("xl/workbook.xml"))
        self._names = names
        self._targets = self._relations(package)
        self.strings = self._shared(package)
        self.looks = Looks(parse_xml(package.read("xl/styles.xml")) if "xl/styles.xml" in names else None)

    def _relations(self, package: zipfile.ZipFile) -> dict[str, str]:
        part = "xl/_rels/workbook.xml.rels"
        if part not in self._names:
            return {}
        found = {}
        for node in parse_xml(package.read(part)):
            target = node.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            found[node.get("Id", "")] = path
        return found

    def _shared(self, package: zipfile.ZipFile) -> list[str]:
        if "xl/sharedStrings.xml" not in self._names:
            return []
        root = parse_xml(package.read("xl/sharedStrings.xml"))
        return [rich_text(node) for node in root.iter(f"{NS}si")]

    def sheets(self) -> list[tuple[str, str, str, str]]:
        """(name, state, part, print area) of each worksheet."""
        areas = {}
        for node in self._root.iter(f"{NS}definedName"):
            if node.get("name") == "_xlnm.Print_Area" and node.text:
                areas[int(node.get("localSheetId", "-1"))] = node.text.split("!")[-1]
        found = []
        for index, node in enumerate(self._root.iter(f"{NS}sheet")):
            path = self._targets.get(node.get(_REL, ""), "")
            if path in self._names:
                found.append((node.get("name", ""), node.get("state", "visible"), path, areas.get(index, "")))
        return found


def rich_text(node: Any) -> str:
    """The text of a string item without its phonetic readings."""
    out = ""
    for child in node:
        if child.tag == f"{NS}t":
            out += child.text or ""
        elif child.tag == f"{NS}r":
            out += "".join(t.text or "" for t in child.findall(f"{NS}t"))
    return re.sub(r"_x000[dD]_", "", out)


@dataclass(slots=True)
class _RawSheet:
    """Rows and columns are 1-based here, as in the file."""

    cells: dict[tuple[int, int], tuple[str, Look]] = field(default_factory=dict)
    widths: list[tuple[int, int, float]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    lists: list[tuple[str, str]] = field(default_factory=list)
    default_width: float = 8.63
    default_height: float = 13.5
    shapes: list[Drawn] = field(default_factory=list)
    capped: bool = False

    def parse(self, data: bytes, book: _Book) -> None:
        """Fill in from a worksheet part."""
        root = parse_xml(data)
        sizes = root.find(f"{NS}sheetFormatPr")
        if sizes is not None:
            self.default_width = _number(sizes.get("defaultColWidth"), _number(sizes.get("baseColWidth"), 8.0) + 0.63)
            self.default_height = _number(sizes.get("defaultRowHeight"), 13.5)
        for node in root.iter(f"{NS}col"):
            width = 0.0 if node.get("hidden") in {"1", "true"} else _number(node.get("width"), self.default_width)
            self.widths.append((int(node.get("min", "1")), int(node.get("max", "1")), width))
        for row in root.iter(f"{NS}row"):
            if not self._row(row, book):
                self.capped = True
                break
        for node in root.iter(f"{NS}mergeCell"):
            span = _span(node.get("ref", ""))
            if span:
                self.merges.append(span)
        for node in root.iter(f"{NS}dataValidation"):
            if node.get("type") == "list":
                self.lists.append((node.get("sqref", ""), node.findtext(f"{NS}formula1") or ""))

    def _row(self, row: Any, book: _Book) -> bool:
        number = int(row.get("r") or len(self.heights) + 1)
        if number > MAX_ROWS * 4 or len(self.cells) > 400_000:
            return False
        if row.get("hidden") in {"1", "true"}:
            self.heights[number] = 0.0
        elif row.get("ht"):
            self.heights[number] = min(_number(row.get("ht"), self.default_height), 420.0)
        col = 0
        for cell in row.iterfind(f"{NS}c"):
            ref = re.match(r"([A-Z]{1,3})\d+", cell.get("r") or "")
            col = column_of(ref.group(1)) if ref else col + 1
            if col > 2000:
                break
            look = book.looks.of(int(cell.get("s") or 0))
            text = _text(cell, book.strings, look)
            if text.strip() or look.visible or look.fill:
                self.cells[number, col] = (text, look)
        return True


def _number(value: str | None, default: float) -> float:
    try:
        return float(value) if value else default
    except ValueError:
        return default


def _text(cell: Any, strings: list[str], look: Look) -> str:
    if not len(cell):
        return ""
    if cell.find(f"{NS}f") is not None:
        return _COMPUTED
    kind = cell.get("t")
    if kind == "inlineStr":
        node = cell.find(f"{NS}is")
        return rich_text(node) if node is not None else ""
    value = cell.findtext(f"{NS}v") or ""
    if kind == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    if value and kind in {None, "n"}:
        number = _number(value, 0.0)
        return f"({abs(number):g})" if number < 0 and look.bracketed else f"{number:g}"
    return "" if kind == "e" else value


def _span(ref: str) -> tuple[int, int, int, int] | None:
    match = _REF.fullmatch(ref.strip())
    if not match:
        return None
    row0, col0 = int(match.group(2)), column_of(match.group(1))
    row1, col1 = int(match.group(4) or row0), column_of(match.group(3) or match.group(1))
    return min(row0, row1), min(col0, col1), max(row0, row1), max(col0, col1)


def _area(raw: _RawSheet, printed: str) -> tuple[int, int, int, int] | None:
    """First and last row and column in use, within the print area where one is set."""
    if not raw.cells:
        return None
    rows, cols = [r for r, _ in raw.cells], [c for _, c in raw.cells]
    row0, row1, col0, col1 = min(rows), max(rows), min(cols), max(cols)
    for low_row, low_col, high_row, high_col in raw.merges:
        if (low_row, low_col) in raw.cells:
            row1, col1 = max(row1, high_row), max(col1, high_col)
    for shape in raw.shapes:
        row1, col1 = max(row1, min(shape.end[2] + 1, row1 + 40)), max(col1, min(shape.end[0] + 1, col1 + 20))
    spans = [s for s in (_span(part.split("!")[-1]) for part in printed.split(",")) if s]
    if spans:
        row0, col0 = max(row0, min(s[0] for s in spans)), max(col0, min(s[1] for s in spans))
        row1, col1 = min(row1, max(s[2] for s in spans)), min(col1, max(s[3] for s in spans))
    return (row0, col0, row1, col1) if row1 >= row0 and col1 >= col0 else None


def _plain_sheet(name: str, raw: _RawSheet, printed: str, notes: list[str]) -> Sheet | None:
    area = _area(raw, printed)
    if area is None:
        return None
    row0, col0, row1, col1 = area
    if raw.capped or row1 - row0 >= MAX_ROWS or col1 - col0 >= MAX_COLS:
        notes.append(f"シート「{name}」は {MAX_ROWS} 行 {MAX_COLS} 列までを読みました")
        row1, col1 = min(row1, row0 + MAX_ROWS - 1), min(col1, col0 + MAX_COLS - 1)
    widths = [raw.default_width] * (col1 + 1)
    for low, high, width in raw.widths:
        for col in range(low, min(high, col1) + 1):
            widths[col] = width
    points = [(w * 7 + 5) * 0.75 if w > 0.05 else 0.0 for w in widths[col0 : col1 + 1]]
    plain = Sheet(name, points, [raw.heights.get(r, raw.default_height) for r in range(row0, row1 + 1)])
    _fill_sheet(raw, plain, (row0, col0, row1, col1))
    _fill_lists(raw, plain, (row0, col0, row1, col1))
    plain.shapes = [
        _moved(s, row0 - 1, col0 - 1) for s in raw.shapes if s.start[2] >= row0 - 1 and s.start[0] >= col0 - 1
    ]
    return plain


def _moved(shape: Drawn, rows: int, cols: int) -> Drawn:
    (c0, x0, r0, y0), (c1, x1, r1, y1) = shape.start, shape.end
    return replace(shape, start=(c0 - cols, x0, r0 - rows, y0), end=(c1 - cols, x1, r1 - rows, y1))


def _fill_sheet(raw: _RawSheet, plain: Sheet, area: tuple[int, int, int, int]) -> None:
    row0, col0, row1, col1 = area
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    inner: set[tuple[int, int]] = set()
    for low_row, low_col, high_row, high_col in raw.merges:
        if row0 <= low_row <= row1 and col0 <= low_col <= col1:
            end = (min(high_row, row1) - row0 + 1, min(high_col, col1) - col0 + 1)
            ends[low_row, low_col] = end
            plain.merges.append((low_row - row0, low_col - col0, *end))
            inner.update(
                (r + row0, c + col0) for r in range(low_row - row0, end[0]) for c in range(low_col - col0, end[1])
            )
            inner.discard((low_row, low_col))
    for (row, col), (text, look) in raw.cells.items():
        if not (row0 <= row <= row1 and col0 <= col <= col1):
            continue
        r, c = row - row0, col - col0
        plain.draw(r, c, look.sides)
        end = ends.get((row, col), (r + 1, c + 1))
        if (row, col) in inner:
            continue
        if look.fill:
            plain.fills.update({(rr, cc): look.fill for rr in range(r, end[0]) for cc in range(c, end[1])})
        if text.strip():
            plain.cells.append(SheetCell(r, c, end[0], end[1], text, _style(text, look)))


def _style(text: str, look: Look) -> Style:
    numeric = bool(re.fullmatch(r"-?\d+(\.\d+)?", text))
    halign = look.halign or ("right" if numeric else "left")
    return Style(look.size, halign, look.valign, look.wrap, look.stacked)


def _fill_lists(raw: _RawSheet, plain: Sheet, area: tuple[int, int, int, int]) -> None:
    """Cells with a list validation are choices; a list kept on another sheet has no options here."""
    row0, col0, row1, col1 = area
    for refs, formula in raw.lists:
        literal = re.fullmatch(r'"(.*)"', formula, re.DOTALL)
        options = tuple(o.strip() for o in literal.group(1).split(",") if o.strip()) if literal else ()
        for ref in refs.split()[:400]:
            span = _span(ref)
            if span and row0 <= span[0] <= row1 and col0 <= span[1] <= col1:
                low = (span[0] - row0, span[1] - col0)
                plain.lists.append((*low, min(span[2], row1) - row0 + 1, min(span[3], col1) - col0 + 1, options))
