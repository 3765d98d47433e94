"""The reader gets the four attributes with proof in few commands, never spends a try unasked, never reads the number."""

from __future__ import annotations

import pytest

from kakanai.card import channel as channel_module
from kakanai.card import kenhojo, reader
from kakanai.card.anchors import World
from kakanai.card.errors import (
    CardRefusedError,
    CardRemovedError,
    LastTryError,
    NumberNotAllowedError,
    PinBlockedError,
    PinFormatError,
    PinWrongError,
    WrongCardError,
)
from kakanai.card.profile import profile
from kakanai.card.secret import Secret
from kakanai.card.transport import CountingTransport
from kakanai.card.virtual import VirtualTransport

NUMBER_FILE = 0x0001


def test_the_recommended_read_with_integrity_takes_nine_short_commands(card, typed, anchors):
    with CountingTransport(VirtualTransport(card)) as transport:
        read = reader.read_attributes(transport, typed())
    assert transport.commands == 9
    assert read.attributes.name == "葛\U000e0102城　健一"
    proof = read.proof
    assert kenhojo.verify_record(proof.ef0002, proof.ef0003, proof.ef0004, anchors).good


def test_the_same_read_takes_six_commands_with_extended_length(card, typed):
    with CountingTransport(VirtualTransport(card)) as transport:
        reader.read_attributes(transport, typed(), extended=True)
    assert transport.commands == 6


def test_the_bare_four_attributes_take_three_commands(card):
    with CountingTransport(VirtualTransport(card)) as transport:
        attributes = reader.read_bare(transport, Secret(b"1985"))
    assert transport.commands == 3
    assert (attributes.birth_iso, attributes.sex) == ("1985-04-12", "1")


def test_a_reader_that_refuses_extended_length_falls_back_to_short_commands(card, typed):
    card.extended = False
    with CountingTransport(VirtualTransport(card)) as transport:
        read = reader.read_attributes(transport, typed(), extended=True)
    assert transport.commands == 10
    assert len(read.proof.ef0004) == 568


@pytest.mark.parametrize("strict", [False, True])
def test_the_read_works_whether_or_not_selecting_clears_a_verified_pin(card, typed, strict):
    card.strict = strict
    with VirtualTransport(card) as transport:
        assert reader.read_attributes(transport, typed()).attributes.family_name == "葛\U000e0102城"


def test_the_resident_without_a_pin_reads_by_number_b(card, typed, person, anchors):
    with VirtualTransport(card) as transport:
        read = reader.read_attributes(transport, typed(person.number_b), credential=reader.NUMBER_B)
    proof = read.proof
    assert read.attributes.given_name == "健一"
    assert kenhojo.verify_record(proof.ef0002, proof.ef0003, proof.ef0004, anchors).good


def test_the_twelve_digit_number_is_read_only_with_a_legal_ground(card, typed, person):
    with CountingTransport(VirtualTransport(card)) as transport:
        assert reader.read_attributes(transport, typed()).number == ""
    with VirtualTransport(card) as transport:
        read = reader.read_attributes(transport, typed(), number_ground="procedure-with-a-ground")
        assert read.number == person.twelve_digits
    with VirtualTransport(card) as transport, pytest.raises(NumberNotAllowedError):
        reader.read_attributes(
            transport, typed(person.number_b), credential=reader.NUMBER_B, number_ground="procedure-with-a-ground"
        )


def test_the_cards_own_key_proves_that_it_is_no_copy(card, typed, anchors, world):
    challenge = reader.challenge_bytes(b"n" * 32, "job 1")
    with VirtualTransport(card) as transport:
        proof = reader.read_attributes(transport, typed(), challenge=challenge).proof
    assert kenhojo.verify_card_key(proof.ef0004, proof.ef0007, challenge, proof.challenge_signature, anchors).good
    other = reader.challenge_bytes(b"n" * 32, "job 2")
    verdict = kenhojo.verify_card_key(proof.ef0004, proof.ef0007, other, proof.challenge_signature, anchors).verdict
    assert verdict is kenhojo.Verdict.BAD_SIGNATURE


def test_a_wrong_pin_costs_one_try_and_is_never_sent_again(card, typed):
    with CountingTransport(VirtualTransport(card)) as transport, pytest.raises(PinWrongError) as caught:
        reader.read_attributes(transport, typed("0000"))
    assert caught.value.tries_left == 2
    assert "あと2回" in caught.value.clerk
    assert transport.instructions == [0xA4, 0xB0, 0xB0, 0xB0, 0x20, 0x20]


def test_at_one_try_left_nothing_is_sent_unless_the_resident_agreed(card, typed):
    _spend(card, typed, 2)
    with VirtualTransport(card) as transport, pytest.raises(LastTryError):
        reader.read_attributes(transport, typed())
    with VirtualTransport(card) as transport:
        assert reader.tries(transport)["attributes.pin"] == 1
    with VirtualTransport(card) as transport:
        assert reader.read_attributes(transport, typed(agreed=True)).tries_before == 1


def test_a_blocked_pin_is_told_before_anybody_types(card, typed):
    _spend(card, typed, 3)
    asked = []
    with VirtualTransport(card) as transport, pytest.raises(PinBlockedError):
        reader.read_attributes(transport, asked.append)
    assert asked == []


def test_a_pin_of_the_wrong_form_never_reaches_the_card(card, typed):
    for text in ("123", "12345", "12a4", ""):
        with CountingTransport(VirtualTransport(card)) as transport, pytest.raises(PinFormatError):
            reader.read_attributes(transport, typed(text))
        assert transport.instructions == [0xA4, 0xB0, 0xB0, 0xB0, 0x20]
    with VirtualTransport(card) as transport:
        assert reader.tries(transport)["attributes.pin"] == 3


def test_the_first_harmless_command_is_repeated_once_after_a_fault_and_verify_never(card, typed):
    card.fault_first = True
    with CountingTransport(VirtualTransport(card)) as transport:
        reader.read_attributes(transport, typed())
    assert transport.instructions[:2] == [0xA4, 0xA4]

    class FaultyVerify(CountingTransport):
        def transmit(self, command):
            data, code = super().transmit(command)
            return (b"", 0x6F00) if command[1] == 0x20 and len(command) > 5 else (data, code)

    with FaultyVerify(VirtualTransport(card)) as transport, pytest.raises(CardRefusedError):
        reader.read_attributes(transport, typed())
    assert [ins for ins in transport.instructions if ins == 0x20] == [0x20, 0x20]  # one query, one verify


@pytest.mark.parametrize("commands", range(9))
def test_a_card_pulled_at_any_command_ends_the_read_and_wipes_the_pin(card, commands):
    secrets = []

    def ask(left):
        secrets.append(Secret(b"1985"))
        return reader.Typed(secrets[-1])

    with VirtualTransport(card, remove_after=commands) as transport, pytest.raises(CardRemovedError):
        reader.read_attributes(transport, ask)
    assert all(len(secret) == 0 and bytes(secret._buffer) == bytes(16) for secret in secrets)


def test_a_card_without_the_application_is_called_a_wrong_card(card, image, typed):
    image.applications = [item for item in image.applications if item.aid != profile().application("attributes").aid]
    with VirtualTransport(card) as transport, pytest.raises(WrongCardError):
        reader.read_attributes(transport, typed())


def test_the_kind_of_card_is_told_by_its_token_and_not_by_the_answer_to_reset(card, image):
    with VirtualTransport(card) as transport:
        assert reader.detect(channel_module.Channel(transport)).id == "my-number-card"
    image.applications[0].files[6].content = b"JPKIAPICCTOKEN".ljust(160)
    with VirtualTransport(card) as transport, pytest.raises(WrongCardError):
        reader.detect(channel_module.Channel(transport))


def _spend(card, typed, times):
    for _ in range(times):
        with VirtualTransport(card) as transport, pytest.raises((PinWrongError, PinBlockedError)):
            reader.read_attributes(transport, typed("0000", agreed=True))


def test_whoever_is_asked_for_a_secret_knows_before_what_kind_of_card_it_is(card, typed):
    order = []

    def ask(left):
        order.append(left)
        return typed()(left)

    with VirtualTransport(card) as transport:
        reader.read_attributes(transport, ask, tell_world=order.append)
    assert order == [World.VIRTUAL, 3]
    assert kenhojo.world_of(b"not a certificate") is None
