"""Reading certificates that anyone may have made: everything that can be wrong with one is one error."""

from __future__ import annotations

from asn1crypto.core import OctetBitString
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from kakanai.card.errors import MalformedError

UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
"""What the library raises on hostile DER, at loading or when a part is looked at later."""


def load_certificate(data: bytes) -> x509.Certificate:
    """Read a DER certificate and look at its parts; raises MalformedError."""
    try:
        certificate = x509.load_der_x509_certificate(data)
        certificate.public_key()
        _ = certificate.extensions, certificate.subject, certificate.issuer, certificate.not_valid_after_utc
    except UNREADABLE as error:
        raise MalformedError(f"the certificate cannot be read ({type(error).__name__})") from error
    return certificate


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether `issuer`'s key signed the certificate under its name. Never raises."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (*UNREADABLE, InvalidSignature):
        return False
    return has_one_form(certificate.signature, certificate.public_bytes(Encoding.DER))


def has_one_form(signature: bytes, encoded: bytes) -> bool:
    """Tell whether a signature stands in its DER with all its bits.

    One that ends in zero bits may also be written with some of them "unused": the same signature in other bytes.
    Evidence has one form only.
    """
    return OctetBitString(signature).dump() in encoded
