"""Which documents suffice to confirm identity without a card (`data/documents.yaml`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from kakanai import yamldata
from kakanai.counter.errors import CounterError


class NotEnoughError(CounterError):
    """The documents shown do not suffice to confirm identity."""

    code = "not-enough-documents"
    clerk = "本人確認の書類が足りません。写真付きの公的な書類なら1点、それ以外なら種類の違う2点を確認してください。"


class NoMandateError(CounterError):
    """A representative came without a mandate."""

    code = "no-mandate"
    clerk = "代理人の場合は、委任状など代理権を示す書類の確認が必要です。"


@cache
def table() -> dict[str, Any]:
    """Return the table of documents and mandates."""
    loaded: dict[str, Any] = yamldata.read((files("kakanai.counter") / "data" / "documents.yaml").read_text("utf-8"))
    return loaded


def require_enough(shown: Sequence[str], *, agent: bool, mandate: str) -> None:
    """Raise NotEnoughError or NoMandateError, in words for the clerk; return when identity counts as confirmed."""
    strength = {entry["id"]: entry["strength"] for entry in table()["documents"]}
    if unknown := set(shown) - set(strength):
        raise NotEnoughError(f"unknown kinds of documents: {sorted(unknown)}")
    strong = any(strength[kind] == "strong" for kind in shown)
    if not strong and len(set(shown)) < 2:
        raise NotEnoughError
    if agent and mandate not in {entry["id"] for entry in table()["mandates"]}:
        raise NoMandateError
