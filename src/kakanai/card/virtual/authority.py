"""The virtual cards' own test world: record roots (issuer ids 9xxxxxx), a municipality's key, three generations of
certificate authorities under one name each, and a revocation responder. None of it can pass for a real card's."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kakanai.card import cvc
from kakanai.card.algorithms import ALGORITHMS, Algorithm, PublicKey
from kakanai.card.anchors import ANCHOR_FILE, World
from kakanai.card.virtual.image import PrivateKey

AUTHORITY_FILE = "authority.json"
ORGANISATION = "JPKI-VIRTUAL"
SIGN, AUTH = "sign", "auth"
_UNITS = {SIGN: "JPKI for digital signature", AUTH: "JPKI for user authentication"}
_GENERATIONS = (
    (datetime(2015, 10, 20, tzinfo=UTC), datetime(2025, 10, 19, tzinfo=UTC)),
    (datetime(2019, 9, 14, tzinfo=UTC), datetime(2029, 9, 14, tzinfo=UTC)),
    (datetime(2023, 7, 16, tzinfo=UTC), datetime(2033, 7, 15, tzinfo=UTC)),
)
"""Three generations with one name, as in the real hierarchy: only the signature tells them apart."""

ATTRIBUTE_ISSUER, FACE_ISSUER = "9000033", "9000023"


@dataclass(frozen=True, slots=True)
class CertificateAuthority:
    """One generation of one authority."""

    key: PrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class RecordIssuer:
    """A root and the municipality's key it certifies."""

    root_id: bytes
    root: PrivateKey
    municipality_id: bytes
    municipality: PrivateKey

    @property
    def certificate(self) -> bytes:
        """The card-verifiable certificate of the municipality's key (EF 0004)."""
        body = self.root_id + self.municipality_id + cvc.encode_public_key(self.municipality.public_key())
        return cvc.encode(body, sign(self.root, body))


@dataclass(frozen=True, slots=True)
class Authority:
    """Every key of one virtual world."""

    algorithm: str
    authorities: Mapping[str, tuple[CertificateAuthority, ...]]
    issuers: Mapping[str, RecordIssuer]
    responder: CertificateAuthority
    revoked: dict[int, datetime] = field(default_factory=dict)

    @classmethod
    def create(cls, algorithm: str = "rsa-2048-sha256") -> Authority:
        """Make a new world with new keys (about half a second)."""
        authorities = {use: tuple(_authority(algorithm, use, index) for index in range(3)) for use in (SIGN, AUTH)}
        issuers = {number: _issuer(algorithm, number) for number in (ATTRIBUTE_ISSUER, FACE_ISSUER)}
        return cls(algorithm, authorities, issuers, _responder(algorithm, authorities[SIGN][-1]))

    def anchors_json(self) -> dict[str, Any]:
        """Return the trust anchors of this world in the form that `anchors.load` reads."""
        return {
            "world": World.VIRTUAL.value,
            "record_roots": [
                {"id": issuer.root_id.hex(), "key": _public_pem(issuer.root.public_key())}
                for issuer in self.issuers.values()
            ],
            "authorities": [pem(authority.certificate) for group in self.authorities.values() for authority in group],
            "responders": [pem(self.responder.certificate)],
        }

    def save(self, folder: Path) -> None:
        """Write the anchors, and beside them (readable by the owner only) the private keys."""
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / ANCHOR_FILE, self.anchors_json(), 0o644)
        _write(folder / AUTHORITY_FILE, _to_json(self), 0o600)

    @classmethod
    def load(cls, folder: Path) -> Authority:
        """Read a world that `save` wrote."""
        return _from_json(json.loads((folder / AUTHORITY_FILE).read_text(encoding="utf-8")))


def new_key(algorithm: str) -> PrivateKey:
    """Return a new private key for an algorithm of the table."""
    if algorithm == "ecdsa-p384-sha384":
        return ec.generate_private_key(ec.SECP384R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def sign(key: PrivateKey, data: bytes) -> bytes:
    """Sign as record issuers do: PKCS#1 v1.5 with SHA-256, or ECDSA with SHA-384 on the next card."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA384()))


def table_entry(algorithm: str) -> Algorithm:
    """Return the algorithm's entry."""
    return ALGORITHMS[algorithm]


def authority_name(use: str) -> x509.Name:
    """Return the one name that every generation of an authority carries."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _UNITS[use]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Kakanai virtual cards, not a public authority"),
        ]
    )


def pem(certificate: x509.Certificate) -> str:
    """Return a certificate as PEM text."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def private_pem(key: PrivateKey) -> bytes:
    """Return a private key as unencrypted PEM; virtual keys protect nothing."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _authority(algorithm: str, use: str, generation: int) -> CertificateAuthority:
    key, (start, end) = new_key(algorithm), _GENERATIONS[generation]
    name = authority_name(use)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(generation + 1)
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(ca_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, table_entry(algorithm).hash)
    )
    return CertificateAuthority(key, certificate)


def ca_usage() -> x509.KeyUsage:
    """Return the key usage of an authority: certificates and revocation lists."""
    return _usage(key_cert_sign=True, crl_sign=True)


def _usage(**on: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: on.get(name, False) for name in names})


def end_usage(use: str) -> x509.KeyUsage:
    """Return the key usage of a holder's certificate."""
    return _usage(digital_signature=True, content_commitment=use == SIGN)


def _responder(algorithm: str, authority: CertificateAuthority) -> CertificateAuthority:
    key = new_key(algorithm)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(
            x509.Name(
                [
                    x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
                    x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
                    x509.NameAttribute(NameOID.COMMON_NAME, "virtual revocation responder"),
                ]
            )
        )
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_GENERATIONS[-1][0])
        .not_valid_after(_GENERATIONS[-1][1])
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=True)
        .add_extension(x509.OCSPNoCheck(), critical=False)
        .sign(authority.key, table_entry(algorithm).hash)
    )
    return CertificateAuthority(key, certificate)


def _issuer(algorithm: str, number: str) -> RecordIssuer:
    root_id = number.encode() + b"\x08\x05" + b"001" + secrets.token_bytes(4)
    subject_id = b"9990019" + b"\x08\x05" + b"001" + secrets.token_bytes(4)
    return RecordIssuer(root_id, new_key(algorithm), subject_id, new_key(algorithm))


def _public_pem(key: PublicKey) -> str:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def _write(path: Path, data: dict[str, Any], mode: int) -> None:
    path.touch(mode=mode)
    path.chmod(mode)
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")


def _ca_json(authority: CertificateAuthority) -> dict[str, str]:
    return {"key": private_pem(authority.key).decode(), "certificate": pem(authority.certificate)}


def _to_json(world: Authority) -> dict[str, Any]:
    return {
        "algorithm": world.algorithm,
        "authorities": {use: [_ca_json(item) for item in group] for use, group in world.authorities.items()},
        "responder": _ca_json(world.responder),
        "revoked": {str(serial): when.isoformat() for serial, when in world.revoked.items()},
        "issuers": {
            number: {
                "root_id": issuer.root_id.hex(),
                "root": private_pem(issuer.root).decode(),
                "municipality_id": issuer.municipality_id.hex(),
                "municipality": private_pem(issuer.municipality).decode(),
            }
            for number, issuer in world.issuers.items()
        },
    }


def _from_json(data: dict[str, Any]) -> Authority:
    return Authority(
        data["algorithm"],
        {use: tuple(_ca(item) for item in group) for use, group in data["authorities"].items()},
        {
            number: RecordIssuer(
                bytes.fromhex(entry["root_id"]),
                _key(entry["root"]),
                bytes.fromhex(entry["municipality_id"]),
                _key(entry["municipality"]),
            )
            for number, entry in data["issuers"].items()
        },
        _ca(data["responder"]),
        {int(serial): datetime.fromisoformat(when) for serial, when in data["revoked"].items()},
    )


def _ca(entry: Mapping[str, str]) -> CertificateAuthority:
    return CertificateAuthority(_key(entry["key"]), x509.load_pem_x509_certificate(entry["certificate"].encode()))


def _key(text: str) -> PrivateKey:
    key = serialization.load_pem_private_key(text.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise TypeError("neither RSA nor an elliptic-curve key")
    return key
