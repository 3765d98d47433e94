"""Requirement (T18): at least 300 bundles, good and bad in every known way, get the right verdict each time."""

from __future__ import annotations

import random
from collections import Counter
from functools import lru_cache

import pytest

from kakanai.signing import Verdict, verify
from kakanai.signing.container import unpack
from kakanai.signing.tests import samples
from kakanai.signing.tests.vectors import GROUPS, Vector


@lru_cache
def group(name: str) -> list[Vector]:
    return list(GROUPS[name]())


@pytest.mark.parametrize("name", GROUPS)
def test_every_vector_of_a_group_gets_the_right_verdict(name: str) -> None:
    wrong = []
    for vector in group(name):
        report = verify(vector.data, vector.trust, vector.expected)
        if report.verdict is not vector.verdict or (vector.code and vector.code not in report.failed()):
            wrong.append((vector.name, report.verdict.value, report.failed(), vector.verdict.value, vector.code))
    assert wrong == []


def test_the_suite_has_at_least_300_vectors_of_different_names_and_bytes() -> None:
    vectors = [vector for name in GROUPS for vector in group(name)]
    assert len(vectors) >= 300
    assert [name for name, count in Counter(v.name for v in vectors).items() if count > 1] == []
    assert {v.verdict for v in vectors} == set(Verdict)


@pytest.mark.slow
def test_ten_thousand_bundles_with_one_flipped_bit_are_never_accepted() -> None:
    chance = random.Random(20261123)
    bundles = [(samples.ink_bundle(), samples.trust()), (samples.good().bundle(), samples.trust(samples.good().issuer))]
    accepted = []
    for number in range(10_000):
        data, trust = bundles[number % 2]
        bit = chance.randrange(len(data) * 8)
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        if verify(bytes(changed), trust).verdict is not Verdict.INVALID:
            accepted.append((number, bit))
    assert accepted == []


@pytest.mark.slow
def test_a_flipped_bit_in_the_signed_file_is_never_accepted_even_under_a_correct_seal() -> None:
    chance = random.Random(7)
    case = samples.good()
    members, accepted = unpack(case.bundle()), []
    for _ in range(400):
        bit = chance.randrange(len(case.document) * 8, len(case.signed) * 8)
        changed = bytearray(case.signed)
        changed[bit // 8] ^= 1 << bit % 8
        data = samples.resealed(members | {"signed.pdf": bytes(changed)})
        if verify(data, samples.trust(case.issuer)).verdict is not Verdict.INVALID:
            accepted.append(bit)
    assert accepted == []


def test_the_unflipped_bundles_are_accepted() -> None:
    assert verify(samples.ink_bundle(), samples.trust()).verdict is Verdict.VALID
    assert verify(samples.good().bundle(), samples.trust(samples.good().issuer)).verdict is Verdict.VALID
