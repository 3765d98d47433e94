"""Certificates: a path to a trust anchor, the times, the key's use and the algorithms.

Several generations of a CA share one name (JPKI has three), so a path is found by signature, not by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from kakanai.card.der import issued_by

MAX_PATH = 4
STRONG_HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
MIN_RSA_BITS = 2048
KNOWN_CRITICAL = frozenset(
    {
        x509.BasicConstraints.oid,
        x509.KeyUsage.oid,
        x509.ExtendedKeyUsage.oid,
        x509.CertificatePolicies.oid,
        x509.SubjectAlternativeName.oid,
        x509.CRLDistributionPoints.oid,
    }
)


@dataclass(frozen=True, slots=True)
class PathResult:
    """A path from a certificate to an anchor, or the reason why there is none."""

    ok: bool
    code: str
    ja: str
    issuer: x509.Certificate | None = None


def path_to_anchor(
    certificate: x509.Certificate, chain: Iterable[x509.Certificate], anchors: Iterable[x509.Certificate], at: datetime
) -> PathResult:
    """Find a path to one of the anchors, all of it valid at a time.

    The best reason is given when there is none: a path that only fails on time says so.
    """
    problem = _own_problem(certificate, at)
    if problem is not None:
        return problem
    trusted = list(anchors)
    results = [_climb(certificate, list(chain), trusted, at, 0)]
    return max(results, key=lambda result: result.ok)


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Tell whether the key usage allows signing: digitalSignature or nonRepudiation, and not a CA."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    try:
        is_ca = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_ca = False
    # nonRepudiation tells the signing certificate from the one for user authentication.
    return usage.content_commitment and not is_ca


def valid_at(certificate: x509.Certificate, at: datetime) -> bool:
    """Tell whether a time lies within the certificate's validity."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def strong(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate's own signature and key are of today's strength."""
    return isinstance(_hash_of(certificate), STRONG_HASHES) and strong_key(certificate.public_key())


def strong_key(key: CertificatePublicKeyTypes) -> bool:
    """Tell whether a public key is RSA of 2048 bits or more, or one of the NIST curves of 256 or more."""
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= MIN_RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(
        key.curve, (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
    )


def _climb(
    certificate: x509.Certificate,
    chain: list[x509.Certificate],
    anchors: list[x509.Certificate],
    at: datetime,
    depth: int,
) -> PathResult:
    failed = PathResult(False, "no_path", "信頼できる認証局につながりません。")
    for issuer in anchors:
        if issued_by(certificate, issuer):
            problem = _issuer_problem(issuer, at, depth)
            if problem is None:
                return PathResult(True, "ok", "信頼できる認証局につながりました。", issuer)
            failed = problem
    if depth >= MAX_PATH:
        return failed
    for issuer in chain:
        if issuer != certificate and issuer not in anchors and issued_by(certificate, issuer):
            problem = _issuer_problem(issuer, at, depth)
            if problem is not None:
                failed = problem
                continue
            above = _climb(issuer, chain, anchors, at, depth + 1)
            if above.ok:
                return PathResult(True, "ok", above.ja, issuer)
            failed = above
    return failed


def _own_problem(certificate: x509.Certificate, at: datetime) -> PathResult | None:
    if at < certificate.not_valid_before_utc:
        return PathResult(False, "not_yet_valid", "証明書はまだ有効になっていません。")
    if at > certificate.not_valid_after_utc:
        return PathResult(False, "expired", "証明書の有効期限が過ぎています。")
    if not strong(certificate):
        return PathResult(False, "weak", "証明書の署名方式か鍵が弱く、認められません。")
    if _unknown_critical(certificate):
        return PathResult(False, "critical_extension", "証明書に、理解できない必須の条件があります。")
    return None


def _issuer_problem(issuer: x509.Certificate, at: datetime, below: int) -> PathResult | None:
    if not valid_at(issuer, at):
        return PathResult(False, "ca_expired", "認証局の証明書が、署名した時に有効ではありません。")
    if not strong_key(issuer.public_key()):
        return PathResult(False, "weak", "認証局の鍵が弱く、認められません。")
    if not _may_issue(issuer, below):
        return PathResult(False, "not_a_ca", "証明書を出した者が認証局ではありません。")
    return None


def _may_issue(issuer: x509.Certificate, below: int) -> bool:
    try:
        basic = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    short_enough = basic.path_length is None or below <= basic.path_length
    return basic.ca and usage.key_cert_sign and short_enough


def _unknown_critical(certificate: x509.Certificate) -> bool:
    return any(extension.critical and extension.oid not in KNOWN_CRITICAL for extension in certificate.extensions)


def _hash_of(certificate: x509.Certificate) -> hashes.HashAlgorithm | None:
    try:
        return certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return None
