"""The answer to "was this certificate revoked?", kept with its time. Unknown is never good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import ocsp

from kakanai.card.ocsp import is_about, is_signed
from kakanai.card.revocation import Answer


class RevocationStatus(StrEnum):
    """What the responder said."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RevocationAnswer:
    """One answer for one certificate: what was said, by whom, when it was asked, and the signed response if any.

    Only the answer is kept, never a whole list of revoked certificates (公的個人認証法: the check, nothing else).
    """

    status: RevocationStatus
    checked_at: datetime
    responder: str
    serial: str = ""
    ocsp: bytes = b""

    @classmethod
    def from_source(
        cls, answer: Answer, certificate: x509.Certificate, at: datetime, responder: str
    ) -> RevocationAnswer:
        """Return what a revocation source (`kakanai.card.revocation`) answered at a time, ready to be kept."""
        serial = format(certificate.serial_number, "x")
        return cls(RevocationStatus(answer.state.value), at, responder, serial, answer.evidence)

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as plain data; the response itself is a part of its own."""
        return {
            "status": self.status.value,
            "checked_at": self.checked_at.astimezone(UTC).isoformat(timespec="seconds"),
            "responder": self.responder,
            "serial": self.serial,
        }

    @classmethod
    def from_dict(cls, raw: dict[str, Any], response: bytes = b"") -> RevocationAnswer:
        """Return the answer of its plain form. Raises ValueError, KeyError or TypeError."""
        at = datetime.fromisoformat(raw["checked_at"])
        if at.tzinfo is None:
            raise ValueError("the time has no zone")
        return cls(RevocationStatus(raw["status"]), at, str(raw["responder"]), str(raw["serial"]), response)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an answer is worth for a signature: `True` good, `False` refused, `None` not known; and why."""

    good: bool | None
    code: str
    ja: str


def judge(
    answer: RevocationAnswer | None,
    certificate: x509.Certificate,
    issuer: x509.Certificate | None,
    signed_at: datetime,
    max_age: timedelta,
    accept_declared: bool,
) -> Judgement:
    """Judge an answer. `accept_declared` is a policy: believe a good answer that brings no signed response."""
    if answer is None:
        return Judgement(None, "none", "失効の確認がありません。")
    if answer.serial and answer.serial != format(certificate.serial_number, "x"):
        return Judgement(False, "other_certificate", "失効の回答が別の証明書のものです。")
    if answer.status is RevocationStatus.REVOKED:
        return Judgement(False, "revoked", "証明書は失効しています。")
    if answer.status is RevocationStatus.UNKNOWN:
        return Judgement(None, "unknown", "失効しているかどうか、回答が「不明」でした。")
    if not answer.ocsp:
        code = "declared" if accept_declared else "declared_only"
        return _fresh(answer.checked_at, answer.checked_at, signed_at, max_age, code, accept_declared or None)
    return _judge_response(answer, certificate, issuer, signed_at, max_age)


def _judge_response(
    answer: RevocationAnswer,
    certificate: x509.Certificate,
    issuer: x509.Certificate | None,
    signed_at: datetime,
    max_age: timedelta,
) -> Judgement:
    try:
        response = ocsp.load_der_ocsp_response(answer.ocsp)
        problem = _response_problem(response, certificate, issuer)
        if problem is not None:
            return problem
        this_update, next_update = response.this_update_utc, response.next_update_utc
    except (ValueError, UnsupportedAlgorithm, TypeError):
        return Judgement(False, "response_unreadable", "失効の回答を読めません。")
    if next_update is not None and answer.checked_at > next_update:
        return Judgement(None, "stale", "失効の回答が古すぎます。")
    return _fresh(this_update, answer.checked_at, signed_at, max_age, "response", True)


def _response_problem(
    response: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate | None
) -> Judgement | None:
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return Judgement(None, "responder_error", "失効の確認先が答えを出せませんでした。")
    if issuer is None or not is_about(response, certificate, issuer):
        return Judgement(False, "other_certificate", "失効の回答が別の証明書のものです。")
    if not is_signed(response, issuer, response.produced_at_utc):
        return Judgement(False, "response_forged", "失効の回答の署名が正しくありません。")
    if response.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        return Judgement(False, "revoked", "証明書は失効しています。")
    if response.certificate_status is not ocsp.OCSPCertStatus.GOOD:
        return Judgement(None, "unknown", "失効しているかどうか、回答が「不明」でした。")
    return None


def _fresh(
    said_at: datetime, checked_at: datetime, signed_at: datetime, max_age: timedelta, code: str, good: bool | None
) -> Judgement:
    if said_at > checked_at + timedelta(minutes=10):
        return Judgement(False, "from_the_future", "失効の回答の時刻が、確認した時刻より後です。")
    if said_at < signed_at - max_age:
        return Judgement(None, "stale", "失効の回答が古すぎます。")
    words = {
        "response": "失効していません(署名つきの回答で確認)。",
        "declared": "失効していません(方針により、署名のない回答を認めます)。",
        "declared_only": "失効していないという回答ですが、署名つきの証拠がありません。",
    }
    return Judgement(good, code, words[code])
