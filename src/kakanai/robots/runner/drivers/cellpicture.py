"""A terminal's screen as a picture (SVG): each character in its cell, what is masked as blocks."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from kakanai.robots.runner.drivers.cells import Cells, screen_of
from kakanai.robots.runner.screens import Control

_WIDE, _HIGH = 9, 20
_BLOCK = "\u2588"


def draw(fields: list[Cells], columns: int, mask: tuple[str, ...]) -> bytes:
    """Return the screen; values whose caption is in `mask` (or all, with `*`) and hidden fields are blocks."""
    masked = _masked(fields, mask)
    rows = max((f.place + f.size for f in fields), default=columns) // columns + 1
    lines = "".join(_line(f, masked=f.hidden or f.place in masked) for f in fields)
    size = f'width="{columns * _WIDE}" height="{rows * _HIGH}"'
    style = 'font-family="BIZ UDGothic, MS Gothic, monospace" font-size="16" fill="#7CFC00" xml:space="preserve"'
    ground = '<rect width="100%" height="100%" fill="#000"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}<g {style}>{lines}</g></svg>'.encode()


def _masked(fields: list[Cells], mask: tuple[str, ...]) -> set[int]:
    screen = screen_of(fields)
    places = {_of(c).place for c in screen.controls if "*" in mask or c.caption in mask}
    places |= {d.ref.place for d in screen.displays if "*" in mask or d.caption in mask}
    if "*" in mask:
        boxes = {link.ref.place for table in screen.tables for row in table.rows for link in row.links}
        rows = {f.row for f in fields if f.place in boxes}
        places |= {f.place for f in fields if f.row in rows}
    return places


def _of(control: Control) -> Cells:
    item: Cells = control.ref[0]
    return item


def _line(item: Cells, *, masked: bool) -> str:
    """Return a field's characters, each with the place of its own cell: no font has kanji of exactly two cells."""
    return "".join(
        f'<text y="{y * _HIGH + 15}" x="{" ".join(xs)}">{escape(_BLOCK * len(text) if masked else text)}</text>'
        for y, xs, text in _runs(item)
    )


def _runs(item: Cells) -> Iterator[tuple[int, list[str], str]]:
    rows: dict[int, list[tuple[int, str]]] = {}
    for number, character in enumerate(item.characters):
        row, column = divmod(item.place + number, item.columns)
        if character.strip(" \u3000\x00"):
            rows.setdefault(row, []).append((column, character))
    for row, found in rows.items():
        yield row, [str(column * _WIDE) for column, _ in found], "".join(character for _, character in found)
