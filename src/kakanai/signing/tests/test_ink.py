"""Requirement: handwriting is kept as points and SVG, bound to the hash of the exact bytes shown."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakanai.signing import EmptyInkError, Expected, InkInvalidError, InkSignature, Trust, Verdict, verify
from kakanai.signing.bundle import canonical
from kakanai.signing.container import pack, unpack
from kakanai.signing.tests import samples

TRUST = samples.trust()


def test_an_ink_bundle_is_valid_with_the_server_s_key() -> None:
    report = verify(samples.ink_bundle(), TRUST)
    assert report.verdict is Verdict.VALID
    assert report.method == "ink"
    assert report.context["language"] == "ja"


def test_without_a_trusted_key_the_verdict_is_indeterminate_and_never_valid() -> None:
    assert verify(samples.ink_bundle(), Trust()).verdict is Verdict.INDETERMINATE


def test_the_svg_is_well_formed_and_has_a_line_for_each_step_of_the_pen() -> None:
    lines = ET.fromstring(samples.ink().to_svg()).iter("{http://www.w3.org/2000/svg}line")
    assert len(list(lines)) == sum(len(stroke) - 1 for stroke in samples.STROKES)


def test_a_dot_is_no_signature() -> None:
    with pytest.raises(EmptyInkError) as caught:
        InkSignature.of([[[5, 5, 0, 1], [6, 6, 5, 1]]], 600, 200)
    assert "残っています" in caught.value.ja


@pytest.mark.parametrize(
    "strokes",
    [
        [[[0, 0, 0, 1], [9999, 0, 1, 1]]],
        [[[0, 0, 10, 1], [100, 0, 1, 1]]],
        [[[0, 0, 0, 2], [100, 0, 1, 1]]],
        [[[0, 0, 0], [100, 0, 1]]],
        [[["a", 0, 0, 1]]],
        [[[math.nan, 0, 0, 1], [100, 0, 1, 1]]],
        [[[1, 1, 0, 1]] * 20_001],
    ],
)
def test_strokes_that_no_pen_can_draw_are_refused(strokes: list[list[list[float]]]) -> None:
    with pytest.raises(InkInvalidError):
        InkSignature.of(strokes, 600, 200)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 200), st.floats(0, 1)), min_size=2, max_size=40))
def test_ink_survives_its_json_form(points: list[tuple[float, float, float]]) -> None:
    stroke = [[x, y, number * 8, p] for number, (x, y, p) in enumerate(points)]
    try:
        ink = InkSignature.of([stroke], 600, 200)
    except EmptyInkError:
        return
    assert InkSignature.from_json(json.dumps(ink.as_dict()).encode()) == ink


def test_ink_from_another_document_is_refused_even_with_the_right_seal() -> None:
    other = unpack(samples.ink_bundle(words="別の書類"))
    mixed = unpack(samples.ink_bundle()) | {"ink.json": other["ink.json"]}
    report = verify(samples.resealed(mixed), TRUST)
    assert report.failed() == ["binding"]


def test_a_bundle_of_another_visit_is_not_taken_for_this_one() -> None:
    bundle = samples.ink_bundle(replace(samples.CONTEXT, visit="V-0008", nonce="nonce-2"))
    assert verify(bundle, TRUST).verdict is Verdict.VALID
    report = verify(bundle, TRUST, Expected(nonce="nonce-1", visit="V-0007"))
    assert report.verdict is Verdict.INVALID
    assert report.failed() == ["expected"]


def test_any_zip_program_opens_a_bundle() -> None:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(samples.ink_bundle())) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[:2] == ["manifest.json", "document.pdf"]
        assert archive.read("document.pdf") == samples.document()


def test_a_compressed_zip_of_the_same_members_is_not_a_bundle() -> None:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in unpack(samples.ink_bundle()).items():
            archive.writestr(name, content)
    assert verify(out.getvalue(), TRUST).failed() == ["container"]


def test_members_keep_their_order_and_bytes() -> None:
    members = {"b": b"2", "a": b"", "日": bytes(range(256))}
    assert list(unpack(pack(members)).items()) == list(members.items())


def test_the_key_of_the_server_is_not_in_its_repr() -> None:
    assert samples.SERVER.private.private_bytes_raw().hex() not in repr(samples.SERVER)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_get_a_verdict_and_no_crash(data: bytes) -> None:
    assert verify(data, TRUST).verdict is Verdict.INVALID


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.sampled_from(["manifest.json", "seal.json", "ink.json"]), _JSON)
def test_any_json_in_any_member_gets_a_verdict_and_no_crash(name: str, value: object) -> None:
    members = unpack(samples.ink_bundle()) | {name: canonical(value)}
    assert verify(pack(members), TRUST).verdict is Verdict.INVALID
    if name == "ink.json":
        assert verify(samples.resealed(members), TRUST).verdict is Verdict.INVALID


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.sampled_from(["signed.pdf", "evidence/certificate.der", "evidence/ocsp.der", "evidence/revocation.json"]),
    st.binary(max_size=300),
)
def test_any_bytes_in_the_evidence_get_a_verdict_and_no_crash(name: str, data: bytes) -> None:
    case = samples.good()
    members = unpack(case.bundle()) | {name: data if name != "signed.pdf" else case.document + data}
    verdict = verify(samples.resealed(members), samples.trust(case.issuer)).verdict
    assert verdict is not Verdict.VALID
