"""Made-up certificate authorities and people for the tests. Keys are made once a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


@lru_cache
def key(kind: str, number: int = 0) -> Any:
    """Return a key of a kind (`p256`, `p384`, `rsa`, `rsa1024`), the same for the same number."""
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind[3:] or 2048))
    return ec.generate_private_key({"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p192": ec.SECP192R1()}[kind])


@dataclass(frozen=True)
class Party:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign a digest as a card does: RSA PKCS#1 v1.5 over DigestInfo, or ECDSA."""
        algorithm = hashes.SHA384() if len(digest) == 48 else hashes.SHA256()
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(digest, padding.PKCS1v15(), utils.Prehashed(algorithm))
        return self.key.sign(digest, ec.ECDSA(utils.Prehashed(algorithm)))


def name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def authority(
    kind: str = "p256",
    number: int = 0,
    *,
    start: datetime = NOW - 5 * YEAR,
    end: datetime = NOW + 5 * YEAR,
    ca: bool = True,
    cert_sign: bool = True,
    common: str = "JPKI for digital signature",
    issuer: Party | None = None,
    path_length: int | None = None,
) -> Party:
    """Return a certificate authority, self-signed or below another."""
    own = key(kind, 1000 + number)
    return _issue(
        name("MIHON-TEST", common),
        own,
        issuer,
        start,
        end,
        [
            (x509.BasicConstraints(ca=ca, path_length=path_length if ca else None), True),
            (usage(key_cert_sign=cert_sign, crl_sign=cert_sign), True),
        ],
    )


def person(
    issuer: Party,
    kind: str = "p256",
    number: int = 0,
    *,
    start: datetime = NOW - YEAR,
    end: datetime = NOW + YEAR,
    signing: bool = True,
    algorithm: hashes.HashAlgorithm | None = None,
    extra: list[tuple[x509.ExtensionType, bool]] | None = None,
    ca: bool = False,
) -> Party:
    """Return a signing certificate of a made-up person; without `signing` one for user authentication."""
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (usage(digital_signature=True, content_commitment=signing, key_cert_sign=ca), True),
        (x509.BasicConstraints(ca=ca, path_length=None), True),
        *(extra or []),
    ]
    made = _issue(name("MIHON-TEST", f"holder {number}"), key(kind, number), issuer, start, end, extensions)
    return made if algorithm is None else weakly_signed(made, issuer, algorithm)


def weakly_signed(party: Party, issuer: Party, algorithm: hashes.HashAlgorithm) -> Party:
    """Return the certificate signed anew with a hash that certificate builders refuse."""
    certificate = asn1_x509.Certificate.load(party.der)
    mechanism = {"algorithm": f"{algorithm.name}_{'rsa' if isinstance(issuer.key, rsa.RSAPrivateKey) else 'ecdsa'}"}
    certificate["tbs_certificate"]["signature"] = mechanism
    certificate["signature_algorithm"] = mechanism
    certificate["signature_value"] = _raw_sign(issuer, certificate["tbs_certificate"].dump(), algorithm)
    return Party(x509.load_der_x509_certificate(certificate.dump()), party.key)


def _raw_sign(party: Party, data: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    if isinstance(party.key, rsa.RSAPrivateKey):
        return party.key.sign(data, padding.PKCS1v15(), algorithm)
    return party.key.sign(data, ec.ECDSA(algorithm))


def usage(**on: bool) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign"
    )
    return x509.KeyUsage(**{n: on.get(n, False) for n in names.split()}, encipher_only=False, decipher_only=False)


def unknown_critical() -> tuple[x509.ExtensionType, bool]:
    return (x509.UnrecognizedExtension(ObjectIdentifier("1.2.392.200149.99.1"), b"\x05\x00"), True)


def answer_for(
    holder: Party,
    issuer: Party,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    *,
    at: datetime = NOW,
    until: datetime | None = None,
    signer: Party | None = None,
    algorithm: hashes.HashAlgorithm | None = None,
) -> bytes:
    """Return an OCSP response (DER) by the issuer or a delegate."""
    by = signer or issuer
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=holder.certificate,
        issuer=issuer.certificate,
        algorithm=hashes.SHA1(),  # the usual hash in a CertID
        cert_status=status,
        this_update=at.replace(tzinfo=None),
        next_update=(until or at + timedelta(days=1)).replace(tzinfo=None),
        revocation_time=(at - timedelta(days=3)).replace(tzinfo=None)
        if status is ocsp.OCSPCertStatus.REVOKED
        else None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
    if signer is not None:
        builder = builder.certificates([signer.certificate])
    response = builder.sign(by.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    return response if algorithm is None else resigned(response, by, algorithm)


def resigned(response: bytes, by: Party, algorithm: hashes.HashAlgorithm | None = None) -> bytes:
    """Return a response with another signature: by somebody else, or with a weak hash."""
    algorithm = algorithm or hashes.SHA256()
    outer = asn1_ocsp.OCSPResponse.load(response)
    basic = outer["response_bytes"]["response"].parsed
    basic["signature_algorithm"] = {"algorithm": f"{algorithm.name}_ecdsa"}
    basic["signature"] = _raw_sign(by, basic["tbs_response_data"].dump(), algorithm)
    outer["response_bytes"]["response"] = basic
    return bytes(outer.dump())


def responder(issuer: Party, *, ocsp_signing: bool = True, number: int = 50) -> Party:
    """Return a delegated OCSP responder."""
    purposes = [ExtendedKeyUsageOID.OCSP_SIGNING] if ocsp_signing else [ExtendedKeyUsageOID.CLIENT_AUTH]
    return person(issuer, number=number, extra=[(x509.ExtendedKeyUsage(purposes), False)])


def _issue(
    subject: x509.Name,
    own: Any,
    issuer: Party | None,
    start: datetime,
    end: datetime,
    extensions: list[tuple[x509.ExtensionType, bool]],
) -> Party:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return Party(builder.sign(issuer.key if issuer else own, hashes.SHA256()), own)
