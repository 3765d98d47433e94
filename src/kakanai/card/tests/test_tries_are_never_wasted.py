"""Random sequences of right and wrong secrets, pulled cards, cancelled questions: no try is spent unasked, none repeated.

A model counts what a careful person would expect; the card must agree after every step, and no VERIFY may reach the
card that was not typed by somebody, nor one at the last try that was not agreed to.
"""

from __future__ import annotations

import copy
import random
from contextlib import suppress

import pytest

from kakanai.card import jpki, reader
from kakanai.card.errors import (
    CardError,
    CardRemovedError,
    LastTryError,
    NoCertificateError,
    PinBlockedError,
    PinFormatError,
    PinWrongError,
)
from kakanai.card.reader import Typed
from kakanai.card.secret import Secret
from kakanai.card.transport import CountingTransport
from kakanai.card.virtual import VirtualTransport
from kakanai.card.virtual.engine import VirtualCard
from kakanai.card.virtual.image import CardFile

TEXTS = ("1985", "0000", "12", "1985")


class StopAskingError(CardError):
    """The resident does not want to go on."""


ENDS = (CardRemovedError, LastTryError, PinBlockedError, PinFormatError, PinWrongError, StopAskingError)


def play(image, rng: random.Random, steps: int, *, careless: bool = False) -> int:
    """Run one sequence on a fresh card; return how many VERIFY commands nobody asked for."""
    card = VirtualCard(image, strict=rng.random() < 0.5, fault_first=rng.random() < 0.3)
    pin = card.image.applications[1].pins[0x11]
    pin.left = pin.tries
    expected, unasked = 3, 0
    for _ in range(steps):
        text, agreed, cancel = rng.choice(TEXTS), careless or rng.random() < 0.3, rng.random() < 0.1
        pulled = rng.randrange(12) if rng.random() < 0.3 else None
        typed = 0

        def ask(left, *, text=text, agreed=agreed, cancel=cancel):
            nonlocal typed
            if cancel:
                raise StopAskingError
            typed += 1
            return Typed(Secret(text.encode()), agreed)

        counting = CountingTransport(VirtualTransport(card, remove_after=pulled))
        before = expected
        with counting as transport, suppress(*ENDS):
            reader.read_attributes(transport, ask)
        # The first VERIFY of a session is the query, which carries no secret and costs nothing.
        sent = max(0, counting.instructions.count(0x20) - 1)
        allowed = typed and len(text) == 4 and before > 0 and (before > 1 or agreed)
        unasked += sent > (1 if allowed else 0)
        if sent and allowed:
            expected = 3 if text == "1985" else before - 1
        assert pin.left == expected
    return unasked


def cheap(image):
    """The same card without what the sequences do not touch, so that a hundred thousand copies are quick."""
    slim = copy.copy(image)
    slim.applications = [copy.copy(image.applications[0]), copy.deepcopy(image.applications[1])]
    slim.applications[1].keys = {}
    slim.applications = [slim.applications[0].__class__(b"x"), slim.applications[1]]
    return slim


def test_three_thousand_random_sequences_waste_no_try(image):
    rng, slim = random.Random(20261123), cheap(image)
    assert sum(play(slim, rng, 5) for _ in range(3000)) == 0


@pytest.mark.slow
def test_a_hundred_thousand_random_reads_waste_no_try(image):
    rng, slim = random.Random(7), cheap(image)
    assert sum(play(slim, rng, 4) for _ in range(25_000)) == 0


def test_a_reader_that_repeats_verify_is_caught_by_the_same_count(image, monkeypatch):
    from kakanai.card.channel import Channel

    original = Channel.verify

    def repeating(self, credential, secret):
        again = Secret(secret.view())
        try:
            original(self, credential, secret)
        except PinWrongError:
            original(self, credential, again)

    monkeypatch.setattr(Channel, "verify", repeating)
    slim = cheap(image)
    with pytest.raises(AssertionError):
        assert sum(play(slim, random.Random(seed), 5) for seed in range(50)) == 0


def test_nobody_is_asked_for_a_password_where_the_card_says_there_is_nothing_to_sign_with(image):
    files = image.applications[0].files
    asked = []

    def ask(left):
        asked.append(left)
        raise StopAskingError

    for content, error in (
        (b"\x00\x8f\x00", NoCertificateError),
        (b"\x8f\x8f\x00", StopAskingError),
        (b"\x01\x8f\x00", StopAskingError),  # a value that nobody has told of is no reason to refuse
        (b"", StopAskingError),
        (None, StopAskingError),  # a card without the file
    ):
        asked.clear()
        files[8] = CardFile(content or b"")
        if content is None:
            del files[8]
        with VirtualTransport(VirtualCard(image)) as transport, pytest.raises(error):
            jpki.sign_digest(transport, ask, bytes(32))
        assert asked == ([] if error is NoCertificateError else [5])
