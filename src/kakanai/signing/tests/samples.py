"""Documents, inks and bundles to try the verifier on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from kakanai.card.cades import signed_attributes
from kakanai.documents.engine import typeset
from kakanai.signing import (
    InkSignature,
    RevocationAnswer,
    RevocationStatus,
    SealKey,
    SigningContext,
    Trust,
    pades,
    seal_card,
    seal_ink,
)
from kakanai.signing.bundle import canonical, sha256
from kakanai.signing.container import pack
from kakanai.signing.tests import pki

SERVER = SealKey.new()
STROKES = [[[20, 30, 0, 0.3], [60, 80, 40, 0.6], [110, 40, 90, 0.5]], [[130, 30, 200, 0.4], [180, 90, 260, 0.7]]]
CONTEXT = SigningContext("990019", "V-0007", "p1", "3", pki.NOW, "nonce-1", clerk="c-12", screens_sha256="ab" * 32)


@lru_cache
def document(words: str = "確認書") -> bytes:
    """Return a small PDF/A-2a + UA-1 made by the documents room."""
    data = {
        "title": words,
        "municipality": "見本市",
        "visit": "V-0007",
        "date": "令和8年11月23日",
        "clerk": "",
        "office": "",
        "counter": "",
        "watermark": "",
        "version": 1,
        "language": "ja",
        "legend": [],
        "sheets": [],
    }
    data["sheets"] = [
        {
            "title": words, "office": "市民課", "addressee": "", "statement": words, "sections": [], "notes": [],
            "legal": [], "part": "", "landscape": False,
        }
    ]  # fmt: skip
    return typeset("form.typ", data, timestamp=int(pki.NOW.timestamp()))


def ink() -> InkSignature:
    return InkSignature.of(STROKES, 600, 200)


def ink_bundle(context: SigningContext = CONTEXT, words: str = "確認書") -> bytes:
    return seal_ink(document(words), ink(), context, SERVER).data


@dataclass(frozen=True)
class Case:
    """The parts of a card-signed bundle, each to be replaced by something wrong."""

    issuer: pki.Party
    holder: pki.Party
    document: bytes
    signed: bytes
    answer: RevocationAnswer
    context: SigningContext
    chain: tuple[bytes, ...]

    def bundle(self, key: SealKey = SERVER) -> bytes:
        return seal_card(
            self.document, self.signed, self.holder.der, list(self.chain), self.answer, self.context, key
        ).data

    def but(self, **changes: Any) -> Case:
        return replace(self, **changes)


def trust(*anchors: pki.Party, **policy: Any) -> Trust:
    return Trust(frozenset({SERVER.public}), tuple(a.certificate for a in anchors), **policy)


def good_answer(holder: pki.Party, issuer: pki.Party, at: datetime = pki.NOW, **how: Any) -> RevocationAnswer:
    response = pki.answer_for(holder, issuer, at=at, **how)
    return RevocationAnswer(RevocationStatus.GOOD, at + timedelta(seconds=5), "test", serial(holder), response)


def serial(holder: pki.Party) -> str:
    return format(holder.certificate.serial_number, "x")


def card_case(
    issuer: pki.Party,
    holder: pki.Party,
    *,
    words: str = "確認書",
    context: SigningContext = CONTEXT,
    answer: RevocationAnswer | None = None,
    chain: tuple[bytes, ...] | None = None,
) -> Case:
    chain = (issuer.der,) if chain is None else chain
    signed = card_signed(prepared(words, context, "sha384" if _p384(holder) else "sha256"), holder, chain)
    return Case(
        issuer, holder, document(words), signed, answer or good_answer(holder, issuer, context.at), context, chain
    )


@lru_cache(maxsize=64)
def prepared(words: str, context: SigningContext, digest_name: str) -> pades.Prepared:
    return pades.prepare(document(words), context, digest_name)


def card_signed(waiting: pades.Prepared, holder: pki.Party, chain: Sequence[bytes]) -> bytes:
    algorithm = "ecdsa-p384-sha384" if waiting.digest_name == "sha384" else "rsa-2048-sha256"
    attributes = signed_attributes(waiting.digest, holder.der, algorithm=algorithm)
    signature = holder.sign_digest(hashlib.new(waiting.digest_name, attributes).digest())
    return pades.finish(waiting, attributes, signature, holder.der, chain)


def _p384(holder: pki.Party) -> bool:
    return getattr(getattr(holder.key, "curve", None), "name", "") == "secp384r1"


@lru_cache
def good(kind: str = "p256") -> Case:
    issuer = pki.authority(kind)
    return card_case(issuer, pki.person(issuer, kind))


def resealed(members: dict[str, bytes], key: SealKey = SERVER, **manifest_changes: Any) -> bytes:
    """Return a bundle of changed members with hashes and seal made anew: what a dishonest server could make."""
    manifest = json.loads(members["manifest.json"])
    manifest["document"]["sha256"] = sha256(members["document.pdf"])
    names = [name for name in members if name not in {"manifest.json", "document.pdf", "seal.json"}]
    manifest["parts"] = {name: sha256(members[name]) for name in names}
    manifest.update(manifest_changes)
    text = canonical(manifest)
    seal = canonical({"algorithm": "Ed25519", "key": key.public.hex(), "signature": key.sign(text).hex()})
    parts = {name: members[name] for name in names}
    return pack({"manifest.json": text, "document.pdf": members["document.pdf"], **parts, "seal.json": seal})
