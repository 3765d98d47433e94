"""Requirement: the card signs the exact bytes shown, and Debian's pdfsig, openssl and pyHanko agree with us."""

from __future__ import annotations

import asyncio
import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from kakanai.signing import CardSignatureError, Verdict, pades, verify
from kakanai.signing.tests import pki, samples

KINDS = ("rsa", "p256", "p384")


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_signed_bundle_is_valid(kind: str) -> None:
    case = samples.good(kind)
    report = verify(case.bundle(), samples.trust(case.issuer))
    assert (report.verdict, report.failed()) == (Verdict.VALID, [])


def test_the_signed_file_begins_with_the_exact_bytes_shown() -> None:
    case = samples.good()
    assert case.signed.startswith(samples.document())
    assert len(case.signed) - len(samples.document()) < 25_000


def test_the_signed_file_keeps_its_archive_and_accessibility_marks() -> None:
    with pikepdf.open(io.BytesIO(samples.good().signed)) as pdf:
        xmp = str(pdf.open_metadata())
        assert "pdfuaid:part>1<" in xmp
        assert re.search(r"pdfaid:conformance>A<", xmp)


def test_ink_and_card_bind_to_the_same_bytes() -> None:
    case = samples.good()
    by_card = verify(case.bundle(), samples.trust(case.issuer)).document_sha256
    by_ink = verify(samples.ink_bundle(), samples.trust()).document_sha256
    assert by_card == by_ink


def test_the_digest_goes_down_and_the_signature_comes_back_in_two_steps() -> None:
    """As over the agent: the server knows no certificate while it prepares."""
    from hashlib import sha256

    from kakanai.card.cades import signed_attributes

    issuer = pki.authority("rsa")
    holder = pki.person(issuer, "rsa", 3)
    prepared = pades.prepare(samples.document(), samples.CONTEXT)
    assert len(prepared.digest) == 32
    attributes = signed_attributes(prepared.digest, holder.der)
    signature = holder.sign_digest(sha256(attributes).digest())
    signed = pades.finish(prepared, attributes, signature, holder.der, [issuer.der])
    case = samples.good("rsa").but(
        holder=holder, issuer=issuer, signed=signed, chain=(issuer.der,), answer=samples.good_answer(holder, issuer)
    )
    assert verify(case.bundle(), samples.trust(issuer)).verdict is Verdict.VALID


def test_preparing_again_gives_the_same_bytes_so_that_a_server_need_keep_nothing() -> None:
    assert pades.prepare(samples.document(), samples.CONTEXT) == pades.prepare(samples.document(), samples.CONTEXT)
    other = pades.prepare(samples.document(), replace(samples.CONTEXT, nonce="nonce-2"))
    assert other.digest != pades.prepare(samples.document(), samples.CONTEXT).digest


def test_a_card_that_signed_another_document_is_refused_at_once() -> None:
    from kakanai.card.cades import signed_attributes

    case = samples.good()
    prepared = pades.prepare(samples.document(), samples.CONTEXT)
    attributes = signed_attributes(b"\0" * 32, case.holder.der)
    with pytest.raises(CardSignatureError) as caught:
        pades.finish(prepared, attributes, b"\1" * 64, case.holder.der, [])
    assert "もう一度" in caught.value.ja


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7\n", b"hello", b"\x00" * 100])
def test_a_broken_document_cannot_be_prepared(broken: bytes) -> None:
    with pytest.raises(CardSignatureError):
        pades.prepare(broken, samples.CONTEXT)


@pytest.mark.parametrize("kind", KINDS)
def test_pyhanko_s_own_validator_agrees(kind: str) -> None:
    case = samples.good(kind)
    one = PdfFileReader(io.BytesIO(case.signed)).embedded_signatures[0]
    roots = [_asn1(case.issuer)]
    context = ValidationContext(trust_roots=roots, moment=pki.NOW, allow_fetching=False, revocation_mode="soft-fail")
    status = asyncio.run(async_validate_pdf_signature(one, signer_validation_context=context))
    assert (status.intact, status.valid, status.trusted) == (True, True, True)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("kind", KINDS)
def test_poppler_s_pdfsig_says_the_signature_is_valid(kind: str, tmp_path: Path) -> None:
    assert "Signature is Valid." in _pdfsig(samples.good(kind).signed, tmp_path)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_poppler_s_pdfsig_sees_a_changed_byte(tmp_path: Path) -> None:
    signed = bytearray(samples.good("rsa").signed)
    signed[signed.index(b"/MediaBox") + 10] ^= 1
    assert "Signature is Valid." not in _pdfsig(bytes(signed), tmp_path)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("kind", KINDS)
def test_openssl_verifies_the_same_signature_over_the_same_bytes(kind: str, tmp_path: Path) -> None:
    case = samples.good(kind)
    assert _openssl(case, case.signed, tmp_path) == 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_refuses_a_changed_byte(tmp_path: Path) -> None:
    case = samples.good()
    changed = bytearray(case.signed)
    changed[100] ^= 1
    assert _openssl(case, bytes(changed), tmp_path) != 0


def _pdfsig(signed: bytes, tmp_path: Path) -> str:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    done = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, timeout=60, check=False)
    return done.stdout.decode()


def _openssl(case: samples.Case, signed: bytes, tmp_path: Path) -> int:
    one = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0]
    a, b, c, d = (int(x) for x in one.byte_range)
    (tmp_path / "content").write_bytes(signed[a : a + b] + signed[c : c + d])
    (tmp_path / "cms").write_bytes(one.pkcs7_content)
    (tmp_path / "ca.pem").write_bytes(case.issuer.certificate.public_bytes(serialization.Encoding.PEM))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms", "-content", "content"]
    options = ["-CAfile", "ca.pem", "-purpose", "any", "-no_check_time", "-out", "out"]
    return subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, timeout=60, check=False).returncode


def _asn1(party: pki.Party) -> object:
    from asn1crypto import x509

    return x509.Certificate.load(party.der)
