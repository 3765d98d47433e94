"""続柄 (relation to the head of the household): chains of two-digit codes and their written form.

The kinds and the chaining (at most four, then 縁故者) are the national standard's; the codes are a table
that a site replaces by its own (`data/relations.yaml`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from kakanai import yamldata
from kakanai.japan.errors import JapanError

DATA = Path(__file__).parent / "data"


class RelationError(JapanError):
    """A relation to the head of the household cannot be read."""

    code = "relation"
    clerk = "続柄を読み取れませんでした。「妻」「子の子」のように入力してください。入力は残っています。"


def text(chain: str) -> str:
    """Return the written form of a chain: `1252` → 妻の母. Errors: `RelationError`."""
    codes = [chain[start : start + 2] for start in range(0, len(chain), 2)]
    if not codes or any(code not in _table()["codes"] for code in codes):
        raise RelationError(f"not a chain of known codes: {len(chain)} digits")
    _refuse_long(len(codes))
    return "の".join(_table()["codes"][code] for code in codes)


def chain(written: str) -> str:
    """Return the chain of a written relation: 妻の母 → `1252`. Half-width brackets are taken too.

    Errors: `RelationError`, naming 縁故者 where the chain would be longer than the standard allows.
    """
    plain = written.replace("(", "（").replace(")", "）").replace(" ", "").replace("\u3000", "")
    parts = plain.split("の")
    codes = {name: code for code, name in _table()["codes"].items()}
    if any(part not in codes for part in parts):
        raise RelationError("an unknown relation in the chain")
    _refuse_long(len(parts))
    return "".join(codes[part] for part in parts)


def _refuse_long(length: int) -> None:
    table = _table()
    if length > table["longest_chain"]:
        clerk = f"続柄をつなげられるのは{table['longest_chain']}つまでです。「{table['beyond']}」としてください。"
        raise RelationError("chain too long", clerk)


@cache
def _table() -> dict[str, Any]:
    return dict(yamldata.read((DATA / "relations.yaml").read_text(encoding="utf-8")))
