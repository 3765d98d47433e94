"""A bundle: the exact bytes shown, the signature over them, the evidence, their hashes and the server's seal."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from kakanai.signing.container import pack
from kakanai.signing.ink import InkSignature
from kakanai.signing.revocation import RevocationAnswer
from kakanai.signing.seal import SealKey

FORMAT = "kakanai-signature-bundle"
VERSION = 1
DOCUMENT, MANIFEST, SEAL = "document.pdf", "manifest.json", "seal.json"
INK, INK_SVG = "ink.json", "ink.svg"
SIGNED, CERTIFICATE, REVOCATION, OCSP = (
    "signed.pdf",
    "evidence/certificate.der",
    "evidence/revocation.json",
    "evidence/ocsp.der",
)


@dataclass(frozen=True, slots=True)
class SigningContext:
    """Who signed what where and when.

    `at` is the server's aware time. `nonce` is made by the server for one showing of one document and
    must never be used twice. `screens_sha256` is the digest of the tablet's pages
    (`kakanai.documents.screens_digest`), `page_version` counts their corrections.
    """

    municipality: str
    visit: str
    signer: str
    counter: str
    at: datetime
    nonce: str
    page_version: int = 1
    language: str = "ja"
    clerk: str = ""
    screens_sha256: str = ""
    virtual: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the context as plain data, with the time in UTC."""
        return {**asdict(self), "at": self.at.astimezone(UTC).isoformat(timespec="seconds")}

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> SigningContext:
        """Return the context of its plain form. Raises ValueError, KeyError or TypeError."""
        at = datetime.fromisoformat(raw["at"])
        if at.tzinfo is None:
            raise ValueError("the time has no zone")
        return cls(**{**raw, "at": at})

    def reason(self) -> str:
        """Return what a card signature carries, so that it belongs to this showing and no other."""
        return f"kakanai visit={self.visit} nonce={self.nonce}"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished bundle: the file's bytes and the hash of the document it binds."""

    data: bytes
    document_sha256: str


def seal_ink(document: bytes, ink: InkSignature, context: SigningContext, key: SealKey) -> Bundle:
    """Bind handwriting to the exact bytes shown. The ink names the document's hash and the nonce itself."""
    bound = {**ink.as_dict(), "document_sha256": sha256(document), "nonce": context.nonce}
    parts = {INK: canonical(bound), INK_SVG: ink.to_svg().encode()}
    return _seal("ink", document, parts, context, key)


def seal_card(
    document: bytes,
    signed: bytes,
    certificate: bytes,
    chain: list[bytes],
    answer: RevocationAnswer,
    context: SigningContext,
    key: SealKey,
) -> Bundle:
    """Bind a card's signature to the exact bytes shown.

    `signed` is the PAdES file made from `document` by `kakanai.signing.pades`; `certificate` and `chain` are
    DER; `answer` is the revocation answer as it was given, unknown included.
    """
    parts = {SIGNED: signed, CERTIFICATE: certificate}
    parts |= {f"evidence/chain-{number}.der": der for number, der in enumerate(chain, 1)}
    parts[REVOCATION] = canonical(answer.as_dict())
    if answer.ocsp:
        parts[OCSP] = answer.ocsp
    return _seal("card", document, parts, context, key)


def _seal(method: str, document: bytes, parts: dict[str, bytes], context: SigningContext, key: SealKey) -> Bundle:
    manifest = canonical(
        {
            "format": FORMAT,
            "version": VERSION,
            "method": method,
            "document": {"name": DOCUMENT, "sha256": sha256(document), "bytes": len(document)},
            "context": context.as_dict(),
            "parts": {name: sha256(content) for name, content in parts.items()},
        }
    )
    seal = canonical({"algorithm": "Ed25519", "key": key.public.hex(), "signature": key.sign(manifest).hex()})
    members = {MANIFEST: manifest, DOCUMENT: document, **parts, SEAL: seal}
    return Bundle(pack(members), sha256(document))


def canonical(value: Any) -> bytes:
    """Return JSON in one byte form: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256(data: bytes) -> str:
    """Return the SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()
