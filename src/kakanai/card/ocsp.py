"""What must hold of an OCSP answer (RFC 6960) whoever judges it: whom it is about, and whose word it is."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from kakanai.card.der import UNREADABLE, has_one_form, issued_by

_WEAK = (hashes.SHA1, hashes.MD5)


def is_about(response: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether the answer is about this certificate of this issuer.

    The hash in an answer's CertID only names the issuer; SHA-1 is what most responders use there, and no harm.
    """
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, response.hash_algorithm)
    asked = builder.build()
    return (asked.serial_number, asked.issuer_name_hash, asked.issuer_key_hash) == (
        response.serial_number,
        response.issuer_name_hash,
        response.issuer_key_hash,
    )


def is_signed(response: ocsp.OCSPResponse, issuer: x509.Certificate, at: datetime) -> bool:
    """Tell whether the issuer, or a responder it named for this and whose certificate was valid at `at`, signed it."""
    if not has_one_form(response.signature, response.public_bytes(Encoding.DER)):
        return False
    signers = [issuer, *(one for one in response.certificates if _is_delegate(one, issuer, at))]
    return any(_verifies(response, signer.public_key()) for signer in signers)


def _is_delegate(certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, *UNREADABLE):
        return False
    valid = certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage and valid and issued_by(certificate, issuer)


def _verifies(response: ocsp.OCSPResponse, key: object) -> bool:
    algorithm = response.signature_hash_algorithm
    if algorithm is None or isinstance(algorithm, _WEAK):
        return False
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return False
    except (InvalidSignature, *UNREADABLE):
        return False
    return True
