"""Check a card's signature in a bundle: the PDF, the CMS object, the certificate and the revocation answer."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from kakanai.card.anchors import World, world_of_certificate
from kakanai.card.der import issued_by
from kakanai.signing.bundle import CERTIFICATE, DOCUMENT, OCSP, REVOCATION, SIGNED, SigningContext
from kakanai.signing.certificates import may_sign_documents, path_to_anchor, strong_key
from kakanai.signing.pdf_update import only_adds_signature
from kakanai.signing.report import Report, Trust
from kakanai.signing.revocation import RevocationAnswer, judge

STRONG = ("sha256", "sha384", "sha512")
SIGNATURES = ("rsassa_pkcs1v15", "ecdsa")
REQUIRED = {"content_type", "message_digest", "signing_certificate_v2"}
MAX_CLOCK_DIFFERENCE = timedelta(minutes=10)
_CHAIN = re.compile(r"evidence/chain-[0-9]+\.der")


def check_card(members: dict[str, bytes], context: SigningContext, trust: Trust, report: Report) -> None:
    """Add to the report every check of a card-signed bundle. Never raises for bad input."""
    signed, document = members.get(SIGNED, b""), members.get(DOCUMENT, b"")
    begins = bool(document) and signed.startswith(document) and len(signed) > len(document)
    ja = (
        "署名つきPDFは、見せた書類そのものから始まります。" if begins else "署名つきPDFの中身が、見せた書類と違います。"
    )
    if not report.add("same_bytes", begins, ja):
        return
    try:
        holder = x509.load_der_x509_certificate(members[CERTIFICATE])
        _check_pdf(signed, members, context, report)
        _check_certificate(holder, members, context, trust, report)
    except Exception as error:  # noqa: BLE001 - PDF and ASN.1 parsers raise many kinds for hostile bytes
        report.add("readable", False, "カードの署名を読めません。", repr(error))


def _check_pdf(signed: bytes, members: dict[str, bytes], context: SigningContext, report: Report) -> None:
    reader = PdfFileReader(io.BytesIO(signed))
    signatures = reader.embedded_regular_signatures
    if not report.add(
        "one_signature",
        len(signatures) == 1,
        "署名は一つです。" if len(signatures) == 1 else "署名が一つではありません。",
    ):
        return
    one = signatures[0]
    one.compute_integrity_info(skip_diff=True)
    whole = one.coverage is SignatureCoverageLevel.ENTIRE_FILE and len(reader.embedded_signatures) == 1
    report.add("coverage", whole, "署名はファイル全体に及びます。" if whole else "署名が及ばない部分があります。")
    _check_update(reader, report)
    bound = str(one.sig_object.get("/Reason", "")) == context.reason()
    report.add(
        "binding",
        bound,
        "署名は、この来庁のこの確認に対するものです。" if bound else "署名が、別の来庁か別の確認のものです。",
    )
    at = one.self_reported_timestamp
    near = at is not None and abs(at - context.at) <= MAX_CLOCK_DIFFERENCE
    report.add("time", near, "署名の時刻が記録と合います。" if near else "署名の時刻が記録と合いません。")
    chain = {members[CERTIFICATE], *_chain(members)}
    exact = _exact_der(one, signed, chain)
    report.add("cms", exact, "署名データの形は正しいです。" if exact else "署名データの形が決まりと違います。")
    _check_cms(one, members[CERTIFICATE], report)


def _check_update(reader: PdfFileReader, report: Report) -> None:
    # The update under the signature must add the signature and change nothing that was shown.
    only = only_adds_signature(reader)
    report.add(
        "only_signed",
        only,
        "署名のほかに、書類への変更はありません。" if only else "署名のほかに、書類が変更されています。",
    )


def _check_cms(one: EmbeddedPdfSignature, certificate: bytes, report: Report) -> None:
    info = one.signer_info
    digest = info["digest_algorithm"]["algorithm"].native
    mechanism = info["signature_algorithm"]
    strong = (
        digest in STRONG
        and mechanism.signature_algo in SIGNATURES
        and mechanism["algorithm"].native not in {"sha1_rsa", "md5_rsa", "sha1_ecdsa"}
        and _hash_of(mechanism, digest) == digest
    )
    if not report.add(
        "algorithm", strong, "署名の方式は十分に強いです。" if strong else "署名の方式が弱いか、入れ替えられています。"
    ):
        return
    holder = asn1_x509.Certificate.load(certificate)
    same = one.signer_cert.dump() == certificate and _names(one, holder)
    report.add(
        "certificate", same, "署名した人の証明書です。" if same else "署名した人の証明書が、記録の証明書と違います。"
    )
    intact, valid = validate_sig_integrity(info, holder, "data", one.compute_digest())
    good = intact and valid
    report.add("signature", good, "署名は正しく、書類は変えられていません。" if good else "署名が書類と合いません。")


def _exact_der(one: EmbeddedPdfSignature, signed: bytes, chain: Collection[bytes]) -> bool:
    """Tell whether the container is one signer's CMS object in the one form that this room writes.

    What the signature itself does not cover (the list of digests, the certificates, the filler, the hex digits)
    may not vary either, so that no bit of the file is free.
    """
    contents, data = one.pkcs7_content, one.signed_data
    length = _der_length(contents)
    attributes = [attribute["type"].native for attribute in one.signer_info["signed_attrs"]]
    announced = [algorithm["algorithm"].native for algorithm in data["digest_algorithms"]]
    start, stop = int(one.byte_range[1]), int(one.byte_range[2])
    return (
        0 < length <= len(contents)
        and not any(contents[length:])
        and signed[start:stop] == b"<" + contents.hex().upper().encode() + b">"
        and len(data["signer_infos"]) == 1
        and announced == [one.signer_info["digest_algorithm"]["algorithm"].native]
        and data["version"].native == "v1"
        and data["encap_content_info"]["content"].native is None
        and not data["crls"].native
        and sorted(certificate.dump() for certificate in data["certificates"]) == sorted(chain)
        and set(attributes) >= REQUIRED
        and len(attributes) == len(set(attributes))
        and not one.signer_info["unsigned_attrs"].native
    )


def _der_length(data: bytes) -> int:
    if len(data) < 4 or data[0] != 0x30 or data[1] < 0x81:
        return 0
    octets = data[1] & 0x7F
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")


def _names(one: EmbeddedPdfSignature, holder: asn1_x509.Certificate) -> bool:
    sid = one.signer_info["sid"]
    if sid.name != "issuer_and_serial_number":
        return False
    return bool(
        sid.chosen["serial_number"].native == holder.serial_number
        and sid.chosen["issuer"].dump() == holder.issuer.dump()
    )


def _hash_of(mechanism: Any, fallback: str) -> str:
    try:
        return str(mechanism.hash_algo)
    except ValueError:  # plain rsassa_pkcs1v15 names no hash: the digest algorithm stands
        return fallback


def _check_certificate(
    holder: x509.Certificate, members: dict[str, bytes], context: SigningContext, trust: Trust, report: Report
) -> None:
    chain = [x509.load_der_x509_certificate(der) for der in _chain(members)]
    fits = may_sign_documents(holder) and strong_key(holder.public_key())
    report.add("key_usage", fits, "署名に使える証明書です。" if fits else "署名に使えない種類の証明書です。")
    path = path_to_anchor(holder, chain, trust.anchors, context.at)
    passed: bool | None = path.ok
    if not trust.anchors and path.code == "no_path":
        passed = None
    report.add("path", passed, path.ja if trust.anchors or path.ok else "信頼する認証局の一覧がありません。", path.code)
    issuer = path.issuer or next((c for c in chain if issued_by(holder, c)), None)
    _check_revocation(holder, issuer, members, context, trust, report)
    # The authority tells more than the server's word: a virtual card stays one whatever the context says.
    real = not context.virtual and world_of_certificate(issuer or holder) not in {World.VIRTUAL, World.TEST}
    if not real and not trust.accept_virtual:
        report.add("virtual", False, "仮想カードか試験用カードの署名です。本番では認められません。")
    report.signer = holder.subject.rfc4514_string()


def _chain(members: dict[str, bytes]) -> list[bytes]:
    return [der for name, der in members.items() if _CHAIN.fullmatch(name)]


def _check_revocation(
    holder: x509.Certificate,
    issuer: x509.Certificate | None,
    members: dict[str, bytes],
    context: SigningContext,
    trust: Trust,
    report: Report,
) -> None:
    answer = None
    if REVOCATION in members:
        answer = RevocationAnswer.from_dict(json.loads(members[REVOCATION]), members.get(OCSP, b""))
    found = judge(answer, holder, issuer, context.at, trust.max_answer_age, trust.accept_declared_answers)
    report.add("revocation", found.good, found.ja, found.code)
