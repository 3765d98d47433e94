"""Check a bundle years later: no database, no network, only the file and whom to trust."""

from __future__ import annotations

import json
from typing import Any

from kakanai.signing.bundle import (
    DOCUMENT,
    FORMAT,
    INK,
    INK_SVG,
    MANIFEST,
    SEAL,
    VERSION,
    SigningContext,
    canonical,
    sha256,
)
from kakanai.signing.container import unpack
from kakanai.signing.errors import SigningError
from kakanai.signing.ink import InkSignature
from kakanai.signing.report import Expected, Report, Trust
from kakanai.signing.seal import fingerprint, seal_fits
from kakanai.signing.verify_card import check_card

METHODS = ("ink", "card")


def verify(data: bytes, trust: Trust | None = None, expected: Expected | None = None) -> Report:
    """Check a bundle's bytes and return what was found. Never raises for a bad bundle.

    Without a trusted seal key or anchor the best verdict is `indeterminate`.
    """
    report = Report()
    trust = trust or Trust()
    try:
        members = unpack(data)
    except SigningError as error:
        report.add("container", False, error.ja, error.en)
        return report
    report.add("container", True, "ファイルは壊れていません。")
    manifest = _manifest(members, report)
    if manifest is None:
        return report
    context, parts = manifest
    _check_parts(members, parts, report)
    _check_seal(members, trust, report)
    if expected is not None:
        _check_expected(report, context, expected)
    if report.method == "ink":
        _check_ink(members, context, report)
    else:
        check_card(members, context, trust, report)
    return report


def _manifest(members: dict[str, bytes], report: Report) -> tuple[SigningContext, dict[str, str]] | None:
    try:
        raw = json.loads(members[MANIFEST])
        known = raw["format"] == FORMAT and raw["version"] == VERSION and raw["method"] in METHODS
        context = SigningContext.from_dict(raw["context"])
        parts = {DOCUMENT: str(raw["document"]["sha256"]), **{str(k): str(v) for k, v in raw["parts"].items()}}
        exact = canonical(raw) == members[MANIFEST]
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        report.add("manifest", False, "署名の記録の目録を読めません。", repr(error))
        return None
    if not report.add(
        "manifest", known and exact, "目録を読みました。" if known and exact else "目録の形が決まりと違います。"
    ):
        return None
    report.method, report.document_sha256 = raw["method"], parts[DOCUMENT]
    report.context, report.signer = raw["context"], context.signer
    return context, parts


def _check_parts(members: dict[str, bytes], parts: dict[str, str], report: Report) -> None:
    listed = set(members) == {MANIFEST, SEAL, *parts}
    same = [name for name, digest in parts.items() if name not in members or sha256(members[name]) != digest]
    ja = "書類と証拠は、署名した時のままです。" if listed and not same else "書類か証拠が、署名した時と違います。"
    report.add("parts", listed and not same, ja, ", ".join(same))


def _check_seal(members: dict[str, bytes], trust: Trust, report: Report) -> None:
    try:
        raw = json.loads(members[SEAL])
        public, seal = bytes.fromhex(raw["key"]), bytes.fromhex(raw["signature"])
        exact = canonical({"algorithm": "Ed25519", "key": public.hex(), "signature": seal.hex()}) == members[SEAL]
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        report.add("seal", False, "サーバーの封印を読めません。", repr(error))
        return
    fits = exact and seal_fits(public, seal, members[MANIFEST])
    if not report.add("seal", fits, "サーバーの封印は正しいです。" if fits else "サーバーの封印が合いません。"):
        return
    known = public in trust.seal_keys
    # An unknown key is not proof of fraud, but nothing may rest on it either.
    ja = "封印の鍵は信頼する鍵です。" if known else "封印の鍵が、信頼する鍵の一覧にありません。"
    report.add("seal_key", True if known else None, ja, fingerprint(public))


def _check_expected(report: Report, context: SigningContext, expected: Expected) -> None:
    wanted: list[tuple[str, Any, Any]] = [
        ("document", expected.document_sha256, report.document_sha256),
        ("nonce", expected.nonce, context.nonce),
        ("visit", expected.visit, context.visit),
    ]
    other = [name for name, want, have in wanted if want and want != have]
    ja = "この来庁の署名です。" if not other else "別の来庁か、別の書類の署名です。"
    report.add("expected", not other, ja, ", ".join(other))


def _check_ink(members: dict[str, bytes], context: SigningContext, report: Report) -> None:
    try:
        raw = json.loads(members[INK])
        ink = InkSignature.from_json(members[INK])
        bound = (raw["document_sha256"], raw["nonce"]) == (sha256(members[DOCUMENT]), context.nonce)
        exact = canonical({**ink.as_dict(), "document_sha256": raw["document_sha256"], "nonce": raw["nonce"]})
        same = exact == members[INK] and ink.to_svg().encode() == members[INK_SVG]
    except (SigningError, KeyError, ValueError, TypeError, RecursionError) as error:
        report.add("ink", False, "手書きの署名を読めません。", repr(error))
        return
    report.add("ink", same, "手書きの署名を読みました。" if same else "手書きの署名の点と絵が合いません。")
    report.add(
        "binding",
        bound,
        "手書きの署名は、この書類に対するものです。" if bound else "手書きの署名が、別の書類のものです。",
    )
