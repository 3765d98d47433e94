"""Banks and branches by code or kana, offline (zengin-code)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kakanai.japan.kana import search_key


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank or a branch: its code (4 or 3 digits), name and kana."""

    code: str
    name: str
    kana: str


def bank(code: str) -> Bank | None:
    """Return the bank of a four-digit code, else `None`."""
    return next((row for row in _banks() if row.code == code), None)


def find_banks(text: str) -> list[Bank]:
    """Return the banks whose name or kana begins with the text, by code."""
    return [row for row in _banks() if _begins(row, text)]


def branch(bank_code: str, branch_code: str) -> Bank | None:
    """Return the branch of a bank, else `None`."""
    return next((row for row in _branches(bank_code) if row.code == branch_code), None)


def find_branches(bank_code: str, text: str) -> list[Bank]:
    """Return the branches of a bank whose name or kana begins with the text, by code."""
    return [row for row in _branches(bank_code) if _begins(row, text)]


def _banks() -> Iterator[Bank]:
    import zengin_code

    return (Bank(row.code, row.name, row.kana) for row in zengin_code.Bank.all.values())


def _branches(bank_code: str) -> Iterator[Bank]:
    import zengin_code

    found = zengin_code.Bank.all.get(bank_code)
    return iter(()) if found is None else (Bank(row.code, row.name, row.kana) for row in found.branches.values())


def _begins(row: Bank, text: str) -> bool:
    wanted = search_key(text)
    return bool(wanted) and any(search_key(field).startswith(wanted) for field in (row.name, row.kana))
