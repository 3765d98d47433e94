"""From a holder's certificate to a trust anchor, and the verdict on a signature made with it.

Several generations of the authority carry one name, so an issuer is found by trying signatures, never by name alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from asn1crypto.core import UTF8String
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from kakanai.card.algorithms import for_key
from kakanai.card.anchors import Anchors, World, world_of_certificate
from kakanai.card.der import UNREADABLE, issued_by, load_certificate
from kakanai.card.errors import MalformedError
from kakanai.card.jpki import Use
from kakanai.card.kenhojo import iso_date
from kakanai.card.revocation import Answer, NobodyToAsk, Revocation, RevocationSource

_POLICY = {Use.SIGN: "1.2.392.200149.8.5.1.1.20", Use.AUTH: "1.2.392.200149.8.5.1.3.30"}
_PERSONAL = "1.2.392.200149.8.5.5."


class Status(StrEnum):
    """How the check of a signature and its certificate ended."""

    GOOD = "good"
    REVOCATION_UNKNOWN = "revocation_unknown"
    MALFORMED = "malformed"
    WEAK_ALGORITHM = "weak_algorithm"
    UNKNOWN_ISSUER = "unknown_issuer"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    AUTHORITY_EXPIRED = "authority_expired"
    WRONG_USAGE = "wrong_usage"
    REVOKED = "revoked"
    BAD_SIGNATURE = "bad_signature"


_CLERK = {
    Status.GOOD: "署名と証明書を確かめました。",
    Status.REVOCATION_UNKNOWN: "署名は正しいものですが、証明書が失効していないかはまだ確かめられていません。",
    Status.MALFORMED: "証明書または署名の形が正しくありません。もう一度署名してもらってください。",
    Status.WEAK_ALGORITHM: "古い方式の署名のため、受け付けられません。",
    Status.UNKNOWN_ISSUER: "証明書の発行元を確かめられません。別の方法で署名してもらってください。",
    Status.NOT_YET_VALID: "証明書の有効期間がまだ始まっていません。",
    Status.EXPIRED: "証明書の有効期間が過ぎています。更新を案内し、手書きの署名に切り替えてください。",
    Status.AUTHORITY_EXPIRED: "証明書の発行元の有効期間が過ぎています。手書きの署名に切り替えてください。",
    Status.WRONG_USAGE: "この証明書は署名用ではありません。",
    Status.REVOKED: "証明書は失効しています。手書きの署名に切り替えてください。",
    Status.BAD_SIGNATURE: "署名が文書と一致しません。文書が変わったか、署名が壊れています。",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status, the world of the authority, and the revocation answer that it rests on."""

    status: Status
    world: World | None = None
    revocation: Answer | None = None

    @property
    def good(self) -> bool:
        """True only when everything was checked and everything is right."""
        return self.status is Status.GOOD

    @property
    def signature_holds(self) -> bool:
        """True when signature and chain are right, even where nobody could be asked about revocation."""
        return self.status in {Status.GOOD, Status.REVOCATION_UNKNOWN}

    @property
    def virtual(self) -> bool:
        """True unless the authority is the real one."""
        return self.world is not World.PRODUCTION

    @property
    def clerk(self) -> str:
        """The status in one Japanese sentence with what to do."""
        return _CLERK[self.status]


@dataclass(frozen=True, slots=True)
class Holder:
    """The personal data in a signing certificate. Differs from the card's face by design (代替文字): match on both.

    `name_marks` and `address_marks` say which characters are substitutes; their exact form is not published.
    """

    name: str = ""
    name_marks: str = ""
    sex: str = ""
    birth: str = ""
    address: str = ""
    address_marks: str = ""

    @property
    def birth_iso(self) -> str | None:
        """The birth date as ISO 8601, `None` where the certificate says it is unknown."""
        return iso_date(self.birth[1:])


def holder(certificate: x509.Certificate) -> Holder:
    """Return the personal data of a signing certificate; empty where there is none."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, *UNREADABLE):
        return Holder()
    values = {}
    for name in names.get_values_for_type(x509.OtherName):
        dotted = name.type_id.dotted_string
        if dotted.startswith(_PERSONAL):
            values[dotted.removeprefix(_PERSONAL)] = _text(name.value)
    return Holder(*(values.get(str(number), "") for number in range(1, 7)))


def _text(value: bytes) -> str:
    try:
        return str(UTF8String.load(value).native)
    except (ValueError, TypeError):
        return ""


def issuer_of(certificate: x509.Certificate, anchors: Anchors) -> x509.Certificate | None:
    """Return the authority whose key signed the certificate, among all generations; `None` when there is none."""
    return next((authority for authority in anchors.authorities if issued_by(certificate, authority)), None)


def check_certificate(
    data: bytes,
    *,
    use: Use,
    anchors: Anchors,
    at: datetime,
    revocation: RevocationSource | None = None,
) -> Verdict:
    """Judge a DER certificate at a moment: form, algorithm, issuer, validity, usage, revocation, in this order."""
    try:
        certificate = load_certificate(data)
        weak = not _strong(certificate, certificate.public_key())
        usable = _usable(certificate, use)
    except (MalformedError, *UNREADABLE):
        return Verdict(Status.MALFORMED)
    if weak:
        return Verdict(Status.WEAK_ALGORITHM)
    issuer = issuer_of(certificate, anchors)
    if issuer is None:
        return Verdict(Status.UNKNOWN_ISSUER)
    world = world_of_certificate(issuer)
    if (status := _out_of_time(certificate, issuer, at)) is not None:
        return Verdict(status, world)
    if not usable:
        return Verdict(Status.WRONG_USAGE, world)
    answer = (revocation or NobodyToAsk()).ask(certificate, issuer, at)
    return Verdict(_BY_REVOCATION[answer.state], world, answer)


def check_signature(
    signed: bytes,
    signature: bytes,
    certificate: bytes,
    *,
    use: Use,
    anchors: Anchors,
    at: datetime,
    revocation: RevocationSource | None = None,
) -> Verdict:
    """Judge a signature over the bytes `signed`: first the certificate, then whether its key made it."""
    verdict = check_certificate(certificate, use=use, anchors=anchors, at=at, revocation=revocation)
    if not verdict.signature_holds:
        return verdict
    key = load_certificate(certificate).public_key()
    if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) and for_key(key).verify(key, signed, signature):
        return verdict
    return Verdict(Status.BAD_SIGNATURE, verdict.world, verdict.revocation)


_BY_REVOCATION = {
    Revocation.GOOD: Status.GOOD,
    Revocation.REVOKED: Status.REVOKED,
    Revocation.UNKNOWN: Status.REVOCATION_UNKNOWN,
}


def _strong(certificate: x509.Certificate, key: object) -> bool:
    if not isinstance(certificate.signature_hash_algorithm, hashes.SHA256 | hashes.SHA384 | hashes.SHA512):
        return False
    return (isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048) or (
        isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1)
    )


def _usable(certificate: x509.Certificate, use: Use) -> bool:
    extensions = certificate.extensions
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return False
    if not usage.digital_signature or usage.content_commitment is not (use is Use.SIGN) or usage.key_cert_sign:
        return False
    return any(policy.policy_identifier.dotted_string == _POLICY[use] for policy in policies)


def _out_of_time(certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> Status | None:
    if at < certificate.not_valid_before_utc:
        return Status.NOT_YET_VALID
    if at > certificate.not_valid_after_utc:
        return Status.EXPIRED
    if not issuer.not_valid_before_utc <= at <= issuer.not_valid_after_utc:
        return Status.AUTHORITY_EXPIRED
    return None
