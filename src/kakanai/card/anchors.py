"""Trust anchors: the roots of card records and the certificate authorities, split into worlds that never mix.

Nothing is shipped: production anchors come from their official source and are installed as a file by the operator.
A virtual deck brings its own, which count only as virtual.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509.oid import NameOID

from kakanai.card.algorithms import PublicKey
from kakanai.card.errors import AnchorError

ANCHOR_FILE = "anchors.json"


class World(StrEnum):
    """What kind of card something belongs to. Only `production` is a real person's card."""

    PRODUCTION = "production"
    TEST = "test"
    VIRTUAL = "virtual"


_BY_ISSUER_DIGIT = {0x35: World.PRODUCTION, 0x36: World.TEST, 0x39: World.VIRTUAL}
"""First digit of the issuer's number: 5 production, 6 official test cards, 9 this project's virtual cards."""

_BY_ORGANISATION = {"JPKI": World.PRODUCTION, "JPKI-TEST": World.TEST, "JPKI-VIRTUAL": World.VIRTUAL}


def world_of_issuer(issuer_id: bytes) -> World | None:
    """Return the world that a record issuer's 16-byte key id belongs to; `None` when it is none we know."""
    return _BY_ISSUER_DIGIT.get(issuer_id[0]) if issuer_id else None


def world_of_certificate(certificate: x509.Certificate) -> World | None:
    """Return the world of a certificate authority by the organisation in its name."""
    names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return _BY_ORGANISATION.get(str(names[0].value)) if names else None


@dataclass(frozen=True, slots=True)
class Anchors:
    """What is trusted. `record_roots` by 16-byte key id; `authorities` may share one name across generations."""

    record_roots: dict[bytes, PublicKey] = field(default_factory=dict)
    authorities: tuple[x509.Certificate, ...] = ()
    responders: tuple[x509.Certificate, ...] = ()

    def only(self, *worlds: World) -> Anchors:
        """Return the anchors of these worlds alone."""
        return Anchors(
            {key_id: key for key_id, key in self.record_roots.items() if world_of_issuer(key_id) in worlds},
            tuple(item for item in self.authorities if world_of_certificate(item) in worlds),
            tuple(item for item in self.responders if world_of_certificate(item) in worlds),
        )

    def __or__(self, other: Anchors) -> Anchors:
        return Anchors(
            {**self.record_roots, **other.record_roots},
            self.authorities + other.authorities,
            self.responders + other.responders,
        )


def load(*paths: Path) -> Anchors:
    """Read anchor files, or the `anchors.json` of directories, into one set; raises AnchorError."""
    found = Anchors()
    for path in paths:
        file = path / ANCHOR_FILE if path.is_dir() else path
        try:
            found |= _from_json(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise AnchorError(f"{file.name}: {type(error).__name__}") from error
    return found


def _from_json(data: dict[str, Any]) -> Anchors:
    world = World(data["world"])
    roots = {bytes.fromhex(entry["id"]): _key(entry["key"]) for entry in data["record_roots"]}
    authorities, responders = (_certificates(data.get(name, [])) for name in ("authorities", "responders"))
    # A file that calls itself virtual must not be able to smuggle in a production anchor, nor the reverse.
    if any(world_of_issuer(key_id) is not world for key_id in roots):
        raise AnchorError(f"a record root does not belong to the world {world}")
    if any(world_of_certificate(item) is not world for item in (*authorities, *responders)):
        raise AnchorError(f"a certificate authority does not belong to the world {world}")
    return Anchors(roots, authorities, responders)


def _key(pem: str) -> PublicKey:
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise AnchorError("a record root is neither RSA nor an elliptic-curve key")
    return key


def _certificates(pems: Iterable[str]) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_pem_x509_certificate(pem.encode()) for pem in pems)
