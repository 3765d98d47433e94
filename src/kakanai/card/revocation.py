"""Is a certificate revoked? A plug-in answers: the municipality's own connection, a fake responder, or nobody.

"Unknown" is never "good". The real responders answer only to signature verifiers under the JPKI act, so this room
brings the check of an answer and leaves the asking to the plug-in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp

from kakanai.card.der import UNREADABLE
from kakanai.card.ocsp import is_about, is_signed

_SKEW = timedelta(minutes=10)


class Revocation(StrEnum):
    """A certificate's state at a time."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """The state, why it is believed, and the raw answer to keep as evidence."""

    state: Revocation
    reason: str
    evidence: bytes = b""
    revoked_at: datetime | None = None


class RevocationSource(Protocol):
    """A plug-in that knows about revocation."""

    def ask(self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> Answer:
        """Return the certificate's state at `at`. Never raises; what goes wrong is `unknown`."""


class NobodyToAsk:
    """The default: no responder is connected."""

    def ask(self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> Answer:  # noqa: ARG002
        """Return unknown."""
        return Answer(Revocation.UNKNOWN, "no revocation source is connected")


class OcspSource:
    """Asks by OCSP (RFC 6960) through `fetch`, which carries a DER request to a responder and brings its answer."""

    def __init__(self, fetch: Callable[[bytes], bytes]) -> None:
        self._fetch = fetch

    def ask(self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> Answer:
        """Return the state by a checked answer of the responder."""
        request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA256()).build()
        try:
            from cryptography.hazmat.primitives.serialization import Encoding

            raw = self._fetch(request.public_bytes(Encoding.DER))
        except OSError as error:
            return Answer(Revocation.UNKNOWN, f"the responder cannot be reached ({type(error).__name__})")
        return check_ocsp(raw, certificate, issuer, at)


def check_ocsp(raw: bytes, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> Answer:
    """Judge a DER OCSP answer: right certificate, signed by the issuer or its delegate, fresh at `at`."""
    try:
        response = ocsp.load_der_ocsp_response(raw)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return Answer(Revocation.UNKNOWN, f"the responder says {response.response_status.name}", raw)
        problem = _problem(response, certificate, issuer, at)
    except UNREADABLE as error:
        return Answer(Revocation.UNKNOWN, f"the answer cannot be read ({type(error).__name__})", raw)
    return Answer(Revocation.UNKNOWN, problem, raw) if problem else _state(response, raw, at)


def _state(response: ocsp.OCSPResponse, raw: bytes, at: datetime) -> Answer:
    if response.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        when = response.revocation_time_utc
        # A certificate revoked after the moment in question was still good at that moment.
        if when is not None and when > at:
            return Answer(Revocation.GOOD, "revoked only later", raw, when)
        return Answer(Revocation.REVOKED, "revoked", raw, when)
    if response.certificate_status is ocsp.OCSPCertStatus.GOOD:
        return Answer(Revocation.GOOD, "good", raw)
    return Answer(Revocation.UNKNOWN, "the responder does not know the certificate", raw)


def _problem(response: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> str:
    if not is_about(response, certificate, issuer):
        return "the answer is about another certificate"
    if not is_signed(response, issuer, at):
        return "the answer is not signed by the issuer or its delegate"
    if response.this_update_utc > at + _SKEW:
        return "the answer is from the future"
    if response.next_update_utc is None or response.next_update_utc < at - _SKEW:
        return "the answer is stale"
    return ""
