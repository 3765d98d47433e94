"""How the sample systems lay captions and controls out: as many ways as vendors have found."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from kakanai.demo.targets.definition import Look

Cell = tuple[str, str]
"""Caption and content."""


def cells(pairs: list[Cell], tag: str) -> str:
    """Rows of two captions and two contents each."""
    rows = []
    for start in range(0, len(pairs), 2):
        row = "".join(f"<{tag}>{escape(c)}</{tag}><td>{v}</td>" for c, v in pairs[start : start + 2])
        rows.append(f"<tr>{row}</tr>")
    return "".join(rows)


def lay_out(groups: list[tuple[str, list[Cell]]], look: Look) -> str:
    """Lay groups of caption and content out as a look wants it."""
    return "".join(_GROUPS[look.markup](title if look.section_marks else "", pairs) for title, pairs in groups)


def _table(tag: str) -> Callable[[str, list[Cell]], str]:
    def draw(title: str, pairs: list[Cell]) -> str:
        mark = f'<tr><td class="s" colspan="4">■{escape(title)}</td></tr>' if title else ""
        return f'<table border="1" cellspacing="0">{mark}{cells(pairs, tag)}</table>'

    return draw


def _heading(title: str) -> str:
    return f"<h4>{escape(title)}</h4>" if title else ""


def _div(title: str, pairs: list[Cell]) -> str:
    return _heading(title) + "".join(f"<div><span>{escape(c)}</span> {v}</div>" for c, v in pairs)


def _dl(title: str, pairs: list[Cell]) -> str:
    return _heading(title) + "<dl>" + "".join(f"<dt>{escape(c)}</dt><dd>{v}</dd>" for c, v in pairs) + "</dl>"


def _labels(title: str, pairs: list[Cell]) -> str:
    """A fieldset, with label elements that name the control's id."""
    legend = f"<legend>{escape(title)}</legend>" if title else ""
    lines = "".join(f'<p><label for="{_id_of(v)}">{escape(c)}</label> {v}</p>' for c, v in pairs)
    return f"<fieldset>{legend}{lines}</fieldset>"


def _id_of(content: str) -> str:
    match = re.search(r'id="([^"]+)"', content)
    return match[1] if match else ""


def _above(title: str, pairs: list[Cell]) -> str:
    """Three columns, each row of captions over its row of controls."""
    rows = []
    for start in range(0, len(pairs), 3):
        part = pairs[start : start + 3]
        rows.append("<tr>" + "".join(f"<td>{escape(c)}</td>" for c, _ in part) + "</tr>")
        rows.append("<tr>" + "".join(f"<td>{v}</td>" for _, v in part) + "</tr>")
    return _heading(title) + f'<table border="1" cellspacing="0">{"".join(rows)}</table>'


def _lines(title: str, pairs: list[Cell]) -> str:
    """Running lines of three, a colon behind each caption."""
    parts = [pairs[start : start + 3] for start in range(0, len(pairs), 3)]
    return _heading(title) + "".join(f"<p>{'　'.join(f'{escape(c)}：{v}' for c, v in part)}</p>" for part in parts)


_GROUPS: dict[str, Callable[[str, list[Cell]], str]] = {
    "th": _table("th"),
    "td": _table("td"),
    "div": _div,
    "dl": _dl,
    "labels": _labels,
    "above": _above,
    "lines": _lines,
}
