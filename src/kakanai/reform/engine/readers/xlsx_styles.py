"""The styles part of a workbook, boiled down to what a form's look needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_HALIGN = {"general": "", "fill": "left", "justify": "left", "centerContinuous": "center"}
_VALIGN = {"center": "middle", "justify": "middle", "distributed": "middle", "top": "top"}
WHITE = "white"
"""A cell that is painted white, which tells more than one that is not painted at all: blanks on a coloured sheet."""
_WHITE = {"FFFFFFFF", "00FFFFFF"}


@dataclass(frozen=True, slots=True)
class Look:
    """One cell format: borders (top, bottom, left, right), fill, alignment, size in points."""

    sides: tuple[bool, bool, bool, bool] = (False, False, False, False)
    fill: str = ""
    size: float = 11.0
    halign: str = ""
    valign: str = "bottom"
    wrap: bool = False
    stacked: bool = False
    bracketed: bool = False

    @property
    def visible(self) -> bool:
        """Whether an empty cell in this format still shows something."""
        return any(self.sides) or self.fill not in {"", WHITE}


class Looks:
    """All cell formats of a workbook by index."""

    def __init__(self, root: Any) -> None:
        self._looks: list[Look] = []
        if root is None:
            return
        sizes = [_size(n) for n in root.iterfind(f"{NS}fonts/{NS}font")]
        fills = [_fill(n) for n in root.iterfind(f"{NS}fills/{NS}fill")]
        borders = [_sides(n) for n in root.iterfind(f"{NS}borders/{NS}border")]
        formats = {n.get("numFmtId"): n.get("formatCode") or "" for n in root.iterfind(f"{NS}numFmts/{NS}numFmt")}
        for node in root.iterfind(f"{NS}cellXfs/{NS}xf"):
            self._looks.append(_look(node, sizes, fills, borders, formats))

    def of(self, index: int) -> Look:
        """The format with this index; the default one where the file names none."""
        return self._looks[index] if 0 <= index < len(self._looks) else Look()


def _pick(values: list[Any], index: str | None, default: Any) -> Any:
    number = int(index) if index and index.isdigit() else 0
    return values[number] if number < len(values) else default


def _look(node: Any, sizes: list[Any], fills: list[Any], borders: list[Any], formats: dict[str | None, str]) -> Look:
    align = node.find(f"{NS}alignment")
    horizontal = align.get("horizontal", "") if align is not None else ""
    vertical = align.get("vertical", "bottom") if align is not None else "bottom"
    code = formats.get(node.get("numFmtId"), "")
    return Look(
        sides=_pick(borders, node.get("borderId"), (False, False, False, False)),
        fill=_pick(fills, node.get("fillId"), ""),
        size=_pick(sizes, node.get("fontId"), 11.0),
        halign=_HALIGN.get(horizontal, horizontal),
        valign=_VALIGN.get(vertical, "bottom"),
        wrap=align is not None and align.get("wrapText") in {"1", "true"},
        stacked=align is not None and align.get("textRotation") == "255",
        bracketed="(" in code or "（" in code or node.get("numFmtId") in {"37", "38", "39", "40"},
    )


def _size(node: Any) -> float:
    size = node.find(f"{NS}sz")
    try:
        return float(size.get("val")) if size is not None else 11.0
    except (TypeError, ValueError):
        return 11.0


def _sides(node: Any) -> tuple[bool, bool, bool, bool]:
    drawn = []
    for side in ("top", "bottom", "left", "right"):
        edge = node.find(f"{NS}{side}")
        drawn.append(edge is not None and (edge.get("style") or "none") != "none")
    return drawn[0], drawn[1], drawn[2], drawn[3]


def _fill(node: Any) -> str:
    pattern = node.find(f"{NS}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return ""
    colour = pattern.find(f"{NS}fgColor")
    if colour is None:
        return ""
    tint = colour.get("tint") or ""
    if colour.get("rgb"):
        return WHITE if colour.get("rgb") in _WHITE else f"rgb:{colour.get('rgb')}{tint}"
    if colour.get("theme"):
        return WHITE if colour.get("theme") == "0" and not tint else f"theme:{colour.get('theme')}{tint}"
    return "" if colour.get("indexed") in {"9", "64", "65", None} else f"indexed:{colour.get('indexed')}"
