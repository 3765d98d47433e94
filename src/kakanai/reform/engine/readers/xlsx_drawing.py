"""What is drawn over a worksheet: text boxes, and the tick boxes and option buttons of form controls."""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import Any

from lxml import etree

from kakanai.reform.engine.readers.sheet import Drawn

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_EMU = 12700.0
_MAX_SHAPES = 500


def shapes_of(package: zipfile.ZipFile, part: str) -> list[Drawn]:
    """The shapes of one worksheet part, places in 0-based columns and rows of the whole sheet."""
    found: list[Drawn] = []
    for target in _related(package, part):
        data = package.read(target)
        root = etree.fromstring(
            data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
        )
        if root is None:
            continue
        found.extend(_controls(root) if target.endswith(".vml") else _text_boxes(root))
    return found[:_MAX_SHAPES]


def _related(package: zipfile.ZipFile, part: str) -> list[str]:
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    names = set(package.namelist())
    if rels not in names:
        return []
    out = []
    for node in etree.fromstring(package.read(rels)):
        if not node.get("Type", "").endswith(("/drawing", "/vmlDrawing")):
            continue
        target = node.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if path in names:
            out.append(path)
    return out


def _text_boxes(root: Any) -> list[Drawn]:
    found = []
    for anchor in root.iter(f"{_XDR}twoCellAnchor"):
        body = anchor.find(f"{_XDR}sp/{_XDR}txBody")
        if body is None:
            continue
        lines = ["".join(t.text or "" for t in p.iter(f"{_A}t")) for p in body.iter(f"{_A}p")]
        start, end = _corner(anchor.find(f"{_XDR}from")), _corner(anchor.find(f"{_XDR}to"))
        if start and end and any(line.strip() for line in lines):
            outline = anchor.find(f"{_XDR}sp/{_XDR}spPr/{_A}ln")
            drawn = outline is None or outline.find(f"{_A}noFill") is None
            found.append(Drawn(start, end, "\n".join(lines)[:400], drawn=drawn))
    return found


def _corner(node: Any) -> tuple[int, float, int, float] | None:
    """(column, offset in points, row, offset in points)."""
    if node is None:
        return None
    values = [node.findtext(f"{_XDR}{n}") or "0" for n in ("col", "colOff", "row", "rowOff")]
    if not all(re.fullmatch(r"-?\d{1,9}", v) for v in values):
        return None
    return int(values[0]), int(values[1]) / _EMU, int(values[2]), int(values[3]) / _EMU


def _controls(root: Any) -> list[Drawn]:
    found = []
    for data in root.iter(f"{_X}ClientData"):
        if data.get("ObjectType") not in {"Checkbox", "Radio"}:
            continue
        numbers = [int(n) for n in re.findall(r"-?\d{1,6}", data.findtext(f"{_X}Anchor") or "")]
        shape = data.getparent()
        if len(numbers) != 8 or shape is None:
            continue
        text = " ".join("".join(t for n in shape if n is not data for t in n.itertext()).split())
        start = (numbers[0], numbers[1] * 0.75, numbers[2], numbers[3] * 0.75)
        end = (numbers[4], numbers[5] * 0.75, numbers[6], numbers[7] * 0.75)
        found.append(Drawn(start, end, f"□{text[:80]}", drawn=False))
    return found
