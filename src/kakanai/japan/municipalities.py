"""Municipalities and wards of today by their six-digit code, from the postal data.

Abolished ones (an old 本籍, an old address) and the cities whose wards stand here in their place are not
among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality or ward: code, prefecture, name, kana."""

    code: str
    prefecture: str
    name: str
    kana: str


@cache
def all_municipalities() -> Mapping[str, Municipality]:
    """Return every municipality and ward by code."""
    lines = (DATA / "municipalities.tsv").read_text(encoding="utf-8").splitlines()
    rows = (Municipality(*line.split("\t")) for line in lines)
    return {row.code: row for row in rows}


def find_in(address: str) -> list[Municipality]:
    """Return the municipalities with which an address can begin, the longest name first.

    The prefecture may be left out; then namesakes (府中市) all come back.
    """
    found = [row for row in all_municipalities().values() if address.startswith((row.prefecture + row.name, row.name))]
    return sorted(found, key=lambda row: -len(row.name))
