"""What a dishonest server or card could hand over: CMS objects, replays, seals."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509

from kakanai.card.cades import signed_attributes
from kakanai.signing import Expected, SealKey, Verdict, pades
from kakanai.signing.bundle import canonical
from kakanai.signing.container import pack, unpack
from kakanai.signing.tests import pki
from kakanai.signing.tests.samples import (
    CONTEXT,
    SERVER,
    Case,
    card_case,
    document,
    good,
    good_answer,
    ink_bundle,
    resealed,
    trust,
)
from kakanai.signing.tests.samples import prepared as prepared_for
from kakanai.signing.tests.vectors.model import DAY, KINDS, Vector, contents, valid, wrong


def algorithms() -> Iterator[Vector]:
    """CMS objects that a dishonest server or card could hand over."""
    for kind in KINDS:
        swaps: dict[str, dict[str, object]] = {
            "digest sha1": {"digest_algorithm": {"algorithm": "sha1"}},
            "digest md5": {"digest_algorithm": {"algorithm": "md5"}},
            "digest sha512": {"digest_algorithm": {"algorithm": "sha512"}},
            "signature sha1_rsa": {"signature_algorithm": {"algorithm": "sha1_rsa"}},
            "signature sha1_ecdsa": {"signature_algorithm": {"algorithm": "sha1_ecdsa"}},
            "signature sha512_rsa": {"signature_algorithm": {"algorithm": "sha512_rsa"}},
            "signature dsa": {"signature_algorithm": {"algorithm": "sha256_dsa"}},
            "signature ed25519": {"signature_algorithm": {"algorithm": "ed25519"}},
            "serial number": {"sid": _sid(good(kind).issuer, 7)},
            "key identifier": {"sid": cms.SignerIdentifier("subject_key_identifier", b"\1" * 20)},
            "empty signature": {"signature": b""},
            "signature of zeros": {"signature": bytes(64)},
            "an unsigned attribute": {"unsigned_attrs": [{"type": "1.2.3", "values": [core.Null()]}]},
        }
        for name, change in swaps.items():
            yield _crafted(f"{kind}: {name}", kind, change)
        yield _crafted(f"{kind}: two signers", kind, {}, both=True)
        yield _crafted(f"{kind}: other digests announced", kind, {}, announced="sha512")
        for missing in ("content_type", "message_digest", "signing_certificate_v2"):
            yield _crafted(f"{kind}: no {missing}", kind, {}, drop=missing)


def replays() -> Iterator[Vector]:
    case, anchors = good(), trust(good().issuer)
    issuer = pki.authority()
    holder = pki.person(issuer, number=6)
    for name, context in {
        "nonce": replace(CONTEXT, nonce="nonce-2"),
        "visit": replace(CONTEXT, visit="V-0008"),
        "ten minutes and a second later": replace(CONTEXT, at=CONTEXT.at + timedelta(seconds=601)),
        "a day earlier": replace(CONTEXT, at=CONTEXT.at - DAY),
    }.items():
        moved = case.but(context=context, answer=good_answer(case.holder, case.issuer, context.at))
        yield Vector(f"signature moved to another {name}", moved.bundle(), anchors, Verdict.INVALID)
    other = card_case(issuer, holder, words="別の書類")
    yield Vector(
        "another document's signature",
        other.but(document=document()).bundle(),
        trust(issuer),
        Verdict.INVALID,
        "same_bytes",
    )
    yield Vector(
        "document put in place of the signed one",
        case.but(document=document("別の書類")).bundle(),
        anchors,
        Verdict.INVALID,
        "same_bytes",
    )
    yield Vector(
        "unsigned document as the signed one",
        case.but(signed=document()).bundle(),
        anchors,
        Verdict.INVALID,
        "same_bytes",
    )
    yield Vector(
        "another holder's certificate",
        case.but(holder=pki.person(case.issuer, number=7)).bundle(),
        anchors,
        Verdict.INVALID,
        "certificate",
    )
    for name, expected in {
        "nonce": Expected(nonce="other"),
        "visit": Expected(visit="V-9"),
        "document": Expected(document_sha256="00" * 32),
    }.items():
        yield Vector(f"expected another {name}", case.bundle(), anchors, Verdict.INVALID, "expected", expected)
        yield Vector(f"ink, expected another {name}", ink_bundle(), trust(), Verdict.INVALID, "expected", expected)
    virtual = card_case(issuer, holder, context=replace(CONTEXT, virtual=True))
    yield wrong("virtual card where only real ones count", virtual, "virtual")
    yield valid("virtual card in a demonstration", virtual, trust(issuer, accept_virtual=True))
    yield wrong("a second update after the signature", case.but(signed=_updated(case.signed)), "coverage")
    yield wrong("junk after the signature", case.but(signed=case.signed + b"\n% more\n"), "")
    start, end, _ = contents(case.signed)
    louder = case.signed[:start] + case.signed[start:end].lower() + case.signed[end:]
    yield wrong("the same CMS in other letters", case.but(signed=louder), "cms")
    yield from _changed_under_the_signature(case)


def seals() -> Iterator[Vector]:
    case = good()
    anchors, members = trust(case.issuer), unpack(case.bundle())
    stranger = SealKey.new()
    yield Vector("sealed by a stranger", case.bundle(stranger), anchors, Verdict.INDETERMINATE, "seal_key")
    yield Vector(
        "ink sealed by a stranger", resealed(unpack(ink_bundle()), stranger), anchors, Verdict.INDETERMINATE, "seal_key"
    )
    manifest = members["manifest.json"]
    seal_texts = {
        "without the domain": {"signature": SERVER.private.sign(manifest).hex()},
        "of zeros": {"signature": "00" * 64},
        "cut": {"signature": SERVER.sign(manifest).hex()[:-2]},
        "over nothing": {"signature": SERVER.sign(b"").hex()},
        "by another key under our name": {"signature": stranger.sign(manifest).hex()},
        "with an algorithm of none": {"algorithm": "none"},
        "with more words": {"comment": "x"},
        "without a key": {"key": ""},
    }
    base = {"algorithm": "Ed25519", "key": SERVER.public.hex(), "signature": SERVER.sign(manifest).hex()}
    for name, change in seal_texts.items():
        yield Vector(
            f"seal {name}", pack(members | {"seal.json": canonical(base | change)}), anchors, Verdict.INVALID, "seal"
        )
    for text in (b"", b"{", b"[]", b"null", b"{}", b'{"key":1,"signature":2}', b"[" * 5000):
        yield Vector(f"seal is {text[:12]!r}", pack(members | {"seal.json": text}), anchors, Verdict.INVALID, "seal")
        yield Vector(
            f"manifest is {text[:12]!r}", pack(members | {"manifest.json": text}), anchors, Verdict.INVALID, "manifest"
        )
    for name, change in {
        "version 2": {"version": 2},
        "another format": {"format": "x"},
        "method none": {"method": "none"},
    }.items():
        yield Vector(f"manifest of {name}", resealed(members, **change), anchors, Verdict.INVALID, "manifest")
    yield Vector("card bundle called ink", resealed(members, method="ink"), anchors, Verdict.INVALID, "ink")
    yield Vector(
        "ink bundle called card", resealed(unpack(ink_bundle()), method="card"), anchors, Verdict.INVALID, "same_bytes"
    )
    yield Vector("manifest with spaces", _spaced(members), anchors, Verdict.INVALID, "manifest")
    yield Vector("a member more", pack(members | {"extra": b"x"}), anchors, Verdict.INVALID, "parts")
    for name in members:
        less = pack({k: v for k, v in members.items() if k != name})
        yield Vector(f"{name} left out", less, anchors, Verdict.INVALID)


def _sid(issuer: pki.Party, serial_number: int) -> cms.SignerIdentifier:
    name = asn1_x509.Certificate.load(issuer.der).subject
    return cms.SignerIdentifier("issuer_and_serial_number", {"issuer": name, "serial_number": serial_number})


def _crafted(
    name: str, kind: str, change: dict[str, object], *, both: bool = False, drop: str = "", announced: str = ""
) -> Vector:
    case = good(kind)
    digest_name = "sha384" if kind == "p384" else "sha256"
    prepared = prepared_for("確認書", case.context, digest_name)
    algorithm = "ecdsa-p384-sha384" if kind == "p384" else "rsa-2048-sha256"
    attributes = cms.CMSAttributes.load(signed_attributes(prepared.digest, case.holder.der, algorithm=algorithm))
    data = cms.CMSAttributes([one for one in attributes if one["type"].native != drop]).dump()
    signature = case.holder.sign_digest(hashlib.new(digest_name, data).digest())
    honest = pades._cms(prepared, data, signature, case.holder.der, [case.issuer.der])["content"]
    fields = ("version", "sid", "digest_algorithm", "signed_attrs", "signature_algorithm", "signature")
    info = {field: honest["signer_infos"][0][field] for field in fields} | change
    outer = {field: honest[field] for field in ("version", "digest_algorithms", "encap_content_info", "certificates")}
    if announced:
        outer["digest_algorithms"] = [{"algorithm": announced}]
    content = cms.SignedData(outer | {"signer_infos": [cms.SignerInfo(info) for _ in range(1 + both)]})
    text = cms.ContentInfo({"content_type": "signed_data", "content": content}).dump().hex().upper().encode()
    signed = bytearray(prepared.pdf)
    signed[prepared.start + 1 : prepared.start + 1 + len(text)] = text
    return Vector(name, case.but(signed=bytes(signed)).bundle(), trust(case.issuer), Verdict.INVALID)


def _changed_under_the_signature(case: Case) -> Iterator[Vector]:
    """A server that changes the page in the very update that carries the signature."""
    from pyhanko.pdf_utils import generic

    def first_page(writer: object) -> tuple[object, object]:
        reference = writer.root["/Pages"]["/Kids"].raw_get(0)
        return reference.get_object(), reference

    def hide(writer: object) -> None:
        page, reference = first_page(writer)
        page["/Rotate"] = generic.NumberObject(180)
        writer.mark_update(reference)

    def note(writer: object) -> None:
        page, reference = first_page(writer)
        writer.add_object(generic.DictionaryObject({generic.NameObject("/X"): generic.NumberObject(1)}))
        stamp = generic.DictionaryObject({generic.NameObject("/Subtype"): generic.NameObject("/Stamp")})
        page["/Annots"] = generic.ArrayObject([stamp])
        writer.mark_update(reference)

    def script(writer: object) -> None:
        writer.root["/OpenAction"] = generic.DictionaryObject(
            {generic.NameObject("/S"): generic.NameObject("/JavaScript")}
        )
        writer.update_root()

    for name, change in {"a turned page": hide, "a stamp": note, "a script": script}.items():
        signed = sign_with(case, change)
        yield wrong(f"{name} in the update under the signature", case.but(signed=signed), "only_signed")


def _updated(signed: bytes) -> bytes:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer, out = IncrementalPdfFileWriter(io.BytesIO(signed)), io.BytesIO()
    writer.root["/OpenAction"] = generic.NullObject()
    writer.update_root()
    writer.write(out)
    return out.getvalue()


def sign_with(case: Case, change: Callable[[object], None]) -> bytes:
    """Return a signed PDF whose update also makes another change."""
    original = pades._SignatureOnlyWriter

    class Dishonest(original):  # type: ignore[misc, valid-type]
        def __init__(self, stream: object) -> None:
            super().__init__(stream)
            change(self)

    pades._SignatureOnlyWriter = Dishonest
    try:
        return pades.sign(case.document, case.context, case.holder.der, [case.issuer.der], case.holder.sign_digest)
    finally:
        pades._SignatureOnlyWriter = original


def _spaced(members: dict[str, bytes]) -> bytes:
    text = members["manifest.json"].replace(b'":', b'": ', 1)
    seal = canonical({"algorithm": "Ed25519", "key": SERVER.public.hex(), "signature": SERVER.sign(text).hex()})
    return pack(members | {"manifest.json": text, "seal.json": seal})
