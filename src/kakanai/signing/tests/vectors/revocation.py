"""Answers about revocation: signed or declared, old, forged, about somebody else, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from kakanai.signing import RevocationAnswer, RevocationStatus, Verdict
from kakanai.signing.container import unpack
from kakanai.signing.tests import pki
from kakanai.signing.tests.samples import card_case, good_answer, resealed, serial, trust
from kakanai.signing.tests.vectors.model import DAY, FRACTIONS, Vector, unsure, wrong


def revocations() -> Iterator[Vector]:
    issuer = pki.authority()
    holder, other = pki.person(issuer, number=1), pki.person(issuer, number=2)
    case = card_case(issuer, holder)
    stranger = pki.authority(number=40)

    def said(status: ocsp.OCSPCertStatus, **how: object) -> RevocationAnswer:
        claimed = RevocationStatus.GOOD
        return RevocationAnswer(claimed, pki.NOW, "test", serial(holder), pki.answer_for(holder, issuer, status, **how))

    yield wrong("revoked, says the response", case.but(answer=said(ocsp.OCSPCertStatus.REVOKED)), "revocation")
    yield unsure("unknown, says the response", case.but(answer=said(ocsp.OCSPCertStatus.UNKNOWN)), "revocation")
    for status, judge in ((RevocationStatus.REVOKED, wrong), (RevocationStatus.UNKNOWN, unsure)):
        for policy in (False, True):
            declared = case.but(answer=RevocationAnswer(status, pki.NOW, "test", serial(holder)))
            yield judge(
                f"declared {status}, policy {policy}",
                declared,
                "revocation",
                trust(issuer, accept_declared_answers=policy),
            )
    yield unsure(
        "declared good without policy",
        case.but(answer=RevocationAnswer(RevocationStatus.GOOD, pki.NOW, "t")),
        "revocation",
    )
    answers = unpack(case.bundle())
    without = {k: v for k, v in answers.items() if k not in {"evidence/revocation.json", "evidence/ocsp.der"}}
    yield Vector("no answer at all", resealed(without), trust(issuer), Verdict.INDETERMINATE, "revocation")
    for hours in (25, 48, 24 * 30, 24 * 365):
        old = good_answer(holder, issuer, pki.NOW - timedelta(hours=hours), until=pki.NOW + DAY)
        yield unsure(f"answer {hours} h old", case.but(answer=replace(old, checked_at=pki.NOW)), "revocation")
    over = good_answer(holder, issuer, pki.NOW - timedelta(hours=3), until=pki.NOW - timedelta(hours=1))
    yield unsure("answer past its next update", case.but(answer=replace(over, checked_at=pki.NOW)), "revocation")
    ahead = good_answer(holder, issuer, pki.NOW + timedelta(hours=2), until=pki.NOW + DAY)
    yield wrong("answer from the future", case.but(answer=replace(ahead, checked_at=pki.NOW)), "revocation")
    yield wrong(
        "another certificate's response", case.but(answer=replace(good_answer(other, issuer), serial="")), "revocation"
    )
    yield wrong("another certificate's answer", case.but(answer=good_answer(other, issuer)), "revocation")
    forged = {
        "by a stranger": replace(
            said(ocsp.OCSPCertStatus.GOOD), ocsp=pki.resigned(pki.answer_for(holder, issuer), stranger)
        ),
        "by a delegate without the purpose": said(
            ocsp.OCSPCertStatus.GOOD, signer=pki.responder(issuer, ocsp_signing=False)
        ),
        "by a stranger's delegate": said(ocsp.OCSPCertStatus.GOOD, signer=pki.responder(stranger)),
        "by the holder": said(ocsp.OCSPCertStatus.GOOD, signer=holder),
        "with SHA-1": said(ocsp.OCSPCertStatus.GOOD, algorithm=hashes.SHA1()),
    }
    for name, answer in forged.items():
        yield wrong(f"response {name}", case.but(answer=answer), "revocation")
    response = pki.answer_for(holder, issuer)
    for part in FRACTIONS[1:]:
        cut = response[: int(len(response) * part)]
        yield wrong(f"response cut at {part:.0%}", case.but(answer=replace(case.answer, ocsp=cut)), "revocation")
        flipped = bytearray(response)
        flipped[int(len(response) * part)] ^= 0x04
        yield Vector(
            f"response changed at {part:.0%}",
            case.but(answer=replace(case.answer, ocsp=bytes(flipped))).bundle(),
            trust(issuer),
            Verdict.INVALID,
            "revocation",
        )
    yield wrong(
        "signature's last bit called unused",
        case.but(answer=replace(case.answer, ocsp=_one_bit_unused(holder, issuer))),
        "revocation",
    )
    for error in (ocsp.OCSPResponseStatus.TRY_LATER, ocsp.OCSPResponseStatus.UNAUTHORIZED):
        refused = ocsp.OCSPResponseBuilder.build_unsuccessful(error).public_bytes(serialization.Encoding.DER)
        yield unsure(f"responder says {error.name}", case.but(answer=replace(case.answer, ocsp=refused)), "revocation")


def _one_bit_unused(holder: pki.Party, issuer: pki.Party) -> bytes:
    """Return a good answer whose signature ends in a zero bit that its BIT STRING calls unused: valid DER, same value."""
    while True:
        encoded = pki.answer_for(holder, issuer)
        signature = ocsp.load_der_ocsp_response(encoded).signature
        if not signature[-1] & 1:
            return encoded.replace(b"\0" + signature, b"\1" + signature)
