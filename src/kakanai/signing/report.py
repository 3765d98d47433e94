"""What a check of a bundle found, in words for the clerk and codes for programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from cryptography import x509


class Verdict(StrEnum):
    """`valid`: everything was checked and holds. `invalid`: something is wrong. `indeterminate`: not all could be checked."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"

    @property
    def ja(self) -> str:
        """The verdict in the clerk's words."""
        words = {
            "valid": "正しい署名です",
            "invalid": "署名は認められません",
            "indeterminate": "正しいとは言いきれません",
        }
        return words[self.value]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked. `passed` is `None` when it could not be decided."""

    code: str
    passed: bool | None
    ja: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe, and how strictly.

    `seal_keys`: public keys (32 bytes) of the servers whose seals count. `anchors`: certificate authorities. `accept_virtual`:
    let a virtual card's signature pass (demonstrations only). `accept_declared_answers`: believe a good
    revocation answer without a signed response. `max_answer_age`: how much older than the signature an answer may be.
    """

    seal_keys: frozenset[bytes] = frozenset()
    anchors: tuple[x509.Certificate, ...] = ()
    accept_virtual: bool = False
    accept_declared_answers: bool = False
    max_answer_age: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the bundle must be about, when the caller knows: against a bundle of another visit put in its place."""

    document_sha256: str = ""
    nonce: str = ""
    visit: str = ""


@dataclass(slots=True)
class Report:
    """The findings of one verification."""

    checks: list[Check] = field(default_factory=list)
    method: str = ""
    document_sha256: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    signer: str = ""

    def add(self, code: str, passed: bool | None, ja: str, detail: str = "") -> bool:
        """Record a check and tell whether it passed."""
        self.checks.append(Check(code, passed, ja, detail))
        return bool(passed)

    @property
    def verdict(self) -> Verdict:
        """Return the verdict over all checks. A bundle without a single check is not valid."""
        if not self.checks or any(check.passed is False for check in self.checks):
            return Verdict.INVALID
        if any(check.passed is None for check in self.checks):
            return Verdict.INDETERMINATE
        return Verdict.VALID

    def failed(self) -> list[str]:
        """Return the codes of the checks that did not pass."""
        return [check.code for check in self.checks if not check.passed]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "verdict": self.verdict.value,
            "method": self.method,
            "document_sha256": self.document_sha256,
            "signer": self.signer,
            "context": self.context,
            "checks": [{"code": c.code, "passed": c.passed, "ja": c.ja, "detail": c.detail} for c in self.checks],
        }
