"""Certificates: good ones, times, authorities and what a key may be used for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from cryptography.hazmat.primitives import hashes

from kakanai.signing import Expected, RevocationAnswer, RevocationStatus, Trust, Verdict
from kakanai.signing.tests import pki
from kakanai.signing.tests.samples import CONTEXT, card_case, good, good_answer, ink_bundle, serial, trust
from kakanai.signing.tests.vectors.model import DAY, KINDS, Vector, unsure, valid, wrong


def good_ones() -> Iterator[Vector]:
    for kind in KINDS:
        yield valid(f"good {kind}", good(kind))
    issuer = pki.authority()
    for language, version in [("ja", 1), ("en", 2), ("vi", 3), ("zh", 4), ("pt", 5), ("ne", 6)]:
        context = replace(CONTEXT, language=language, page_version=version, nonce=f"n-{language}")
        yield valid(f"good in {language}", card_case(issuer, pki.person(issuer, number=version), context=context))
    for words in ("住民異動届", "葛\U000e0102城", "児童手当 認定請求書"):
        yield valid(f"good {words}", card_case(issuer, pki.person(issuer), words=words))
    below = pki.authority(number=2, common="below", issuer=issuer)
    yield valid("good by an intermediate", card_case(below, pki.person(below), chain=(below.der,)), trust(issuer))
    same_name = [pki.authority(number=n) for n in (10, 11, 12)]
    for number, generation in enumerate(same_name):
        case = card_case(generation, pki.person(generation, number=number))
        yield valid(f"good, generation {number} of one name", case, trust(*same_name))
    at_edge = pki.person(issuer, start=pki.NOW, end=pki.NOW)
    yield valid("good on the only second of validity", card_case(issuer, at_edge))
    holder = pki.person(issuer)
    delegate = pki.responder(issuer)
    yield valid(
        "good, answer by a delegate", card_case(issuer, holder, answer=good_answer(holder, issuer, signer=delegate))
    )
    declared = RevocationAnswer(RevocationStatus.GOOD, pki.NOW, "test", serial(holder))
    yield valid(
        "good, declared answer by policy",
        card_case(issuer, holder, answer=declared),
        trust(issuer, accept_declared_answers=True),
    )
    for hours in (0, 1, 12, 23):
        answer = good_answer(holder, issuer, pki.NOW - timedelta(hours=hours))
        yield valid(f"good, answer {hours} h old", card_case(issuer, holder, answer=answer))
    yield Vector("good ink", ink_bundle(), trust(), Verdict.VALID)
    yield Vector(
        "good, as expected",
        good().bundle(),
        trust(good().issuer),
        Verdict.VALID,
        expected=Expected(nonce="nonce-1", visit="V-0007"),
    )


def times() -> Iterator[Vector]:
    issuer = pki.authority()
    for late in (timedelta(seconds=1), timedelta(hours=1), DAY, 30 * DAY, 365 * DAY, 1500 * DAY):
        expired = pki.person(issuer, start=pki.NOW - 1800 * DAY, end=pki.NOW - late)
        yield wrong(f"expired {late} before", card_case(issuer, expired), "path")
        early = pki.person(issuer, start=pki.NOW + late, end=pki.NOW + 1800 * DAY)
        yield wrong(f"not valid for another {late}", card_case(issuer, early), "path")
        old = pki.authority(number=3, start=pki.NOW - 1800 * DAY, end=pki.NOW - late)
        yield wrong(f"authority expired {late} before", card_case(old, pki.person(old)), "path")
        new = pki.authority(number=4, start=pki.NOW + late, end=pki.NOW + 1800 * DAY)
        yield wrong(f"authority not valid for another {late}", card_case(new, pki.person(new)), "path")


def authorities() -> Iterator[Vector]:
    case, same_name, other = good(), pki.authority(number=20), pki.authority(number=21, common="somebody else")
    yield wrong("another authority of the same name", case, "path", trust(same_name))
    yield wrong("another authority", case, "path", trust(other))
    yield wrong("the holder's certificate as anchor", case, "path", trust(case.holder))
    yield unsure("no anchors at all", case, "path", trust())
    yield Vector("no trust at all", case.bundle(), Trust(), Verdict.INDETERMINATE, "seal_key")
    for kind in KINDS:
        yield wrong(
            f"{kind}, anchors of another kind", good(kind), "path", trust(pki.authority("p256", 22, common=kind))
        )
    root = pki.authority(number=23)
    for name, how in {
        "not a CA": {"ca": False, "cert_sign": True},
        "CA without keyCertSign": {"ca": True, "cert_sign": False},
    }.items():
        middle = pki.authority(number=24, common=name, issuer=root, **how)
        yield wrong(
            f"intermediate is {name}", card_case(middle, pki.person(middle), chain=(middle.der,)), "path", trust(root)
        )
    short = pki.authority(number=25, path_length=0)
    middle = pki.authority(number=26, common="too deep", issuer=short)
    yield wrong(
        "path longer than the anchor allows",
        card_case(middle, pki.person(middle), chain=(middle.der,)),
        "path",
        trust(short),
    )
    late = pki.authority(number=27, common="late", issuer=root, start=pki.NOW - 900 * DAY, end=pki.NOW - DAY)
    yield wrong("intermediate expired", card_case(late, pki.person(late), chain=(late.der,)), "path", trust(root))
    lost = pki.authority(number=28, common="lost", issuer=root)
    yield wrong("intermediate left out", card_case(lost, pki.person(lost), chain=()), "path", trust(root))
    weak = pki.authority("rsa1024", 29)
    yield wrong("authority with RSA 1024", card_case(weak, pki.person(weak)), "path")
    deep, chain = root, []
    for level in range(7):
        deep = pki.authority(number=30 + level, common=f"level {level}", issuer=deep)
        chain.append(deep.der)
    yield wrong("seven authorities deep", card_case(deep, pki.person(deep), chain=tuple(chain)), "path", trust(root))


def key_uses() -> Iterator[Vector]:
    for kind in KINDS:
        issuer = pki.authority(kind)
        yield wrong(
            f"{kind} certificate for authentication",
            card_case(issuer, pki.person(issuer, kind, signing=False)),
            "key_usage",
        )
        yield wrong(
            f"{kind} certificate that is a CA", card_case(issuer, pki.person(issuer, kind, ca=True)), "key_usage"
        )
        critical = pki.person(issuer, kind, extra=[pki.unknown_critical()])
        yield wrong(f"{kind} with an unknown critical extension", card_case(issuer, critical), "path")
    issuer = pki.authority()
    yield wrong("RSA 1024", card_case(issuer, pki.person(issuer, "rsa1024")), "key_usage")
    yield wrong("P-192", card_case(issuer, pki.person(issuer, "p192")), "key_usage")
    for kind in ("p256", "rsa"):
        by = pki.authority(kind)
        for bad in (hashes.SHA1(), hashes.SHA224()):
            case = card_case(by, pki.person(by, kind, algorithm=bad))
            yield wrong(f"{kind} certificate signed with {bad.name}", case, "path")
