"""Requirement: the confirmation is signed with a card's own key by APDUs, and the bundle stands on its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography import x509

from kakanai.card.jpki import sign_digest
from kakanai.card.revocation import NobodyToAsk, OcspSource
from kakanai.card.virtual import CardPerson, make_card
from kakanai.card.virtual.authority import SIGN, Authority
from kakanai.card.virtual.engine import VirtualCard
from kakanai.card.virtual.memory import VirtualTransport
from kakanai.card.virtual.responder import VirtualResponder
from kakanai.signing import RevocationAnswer, Trust, Verdict, pades, seal_card, verify
from kakanai.signing.tests import samples

PERSON = CardPerson(
    key="p1",
    name="葛\U000e0102城　健一",
    address="見本県前川市本町一丁目７番１２号",
    birth="19850412",
    sex="1",
    pins={"pin": "1985", "auth_pin": "2841", "sign_password": "KENICHI85"},
)


@pytest.fixture(scope="module")
def world() -> Authority:
    return Authority.create()


def signed_bundle(world: Authority, *, connected: bool = True, virtual: bool = True, revoke: bool = False) -> bytes:
    context = replace(samples.CONTEXT, at=datetime.now(UTC).replace(microsecond=0), virtual=virtual)
    prepared = pades.prepare(samples.document(), context)
    card = VirtualTransport(VirtualCard(make_card(PERSON, world)))
    answer = sign_digest(card, b"KENICHI85", prepared.digest, cades=True)
    signed = pades.finish(prepared, answer.signed_attributes, answer.signature, answer.certificate, [answer.authority])
    holder, issuer = (x509.load_der_x509_certificate(der) for der in (answer.certificate, answer.authority))
    if revoke:
        world.revoked[holder.serial_number] = context.at
    source = OcspSource(VirtualResponder(world)) if connected else NobodyToAsk()
    told = RevocationAnswer.from_source(source.ask(holder, issuer, context.at), holder, context.at, "virtual")
    return seal_card(
        samples.document(), signed, answer.certificate, [answer.authority], told, context, samples.SERVER
    ).data


def trust(world: Authority, *, virtual: bool = True) -> Trust:
    anchors = tuple(authority.certificate for authority in world.authorities[SIGN])
    return Trust(frozenset({samples.SERVER.public}), anchors, accept_virtual=virtual)


def test_a_virtual_card_s_signature_is_valid_where_virtual_cards_count(world: Authority) -> None:
    report = verify(signed_bundle(world), trust(world))
    assert (report.verdict, report.failed()) == (Verdict.VALID, [])


@pytest.mark.parametrize("confessed", [True, False])
def test_it_is_refused_in_production_even_if_the_server_calls_it_real(world: Authority, confessed: bool) -> None:
    report = verify(signed_bundle(world, virtual=confessed), trust(world, virtual=False))
    assert report.failed() == ["virtual"]


def test_with_nobody_to_ask_about_revocation_it_is_not_called_valid(world: Authority) -> None:
    report = verify(signed_bundle(world, connected=False), trust(world))
    assert (report.verdict, report.failed()) == (Verdict.INDETERMINATE, ["revocation"])


def test_a_revoked_card_is_refused(world: Authority) -> None:
    report = verify(signed_bundle(world, revoke=True), trust(world))
    assert (report.verdict, report.failed()) == (Verdict.INVALID, ["revocation"])
