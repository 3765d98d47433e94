"""One virtual world and a few cards for the whole run; tests work on copies of the cards."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from kakanai.card import anchors as anchor_files
from kakanai.card.anchors import Anchors
from kakanai.card.reader import Typed
from kakanai.card.secret import Secret
from kakanai.card.virtual import CardPerson, make_card
from kakanai.card.virtual.authority import Authority
from kakanai.card.virtual.engine import VirtualCard
from kakanai.card.virtual.image import CardImage

PERSON = CardPerson(
    key="p1",
    name="葛\U000e0102城　健一",
    address="見本県前川市本町一丁目７番１２号",
    birth="19850412",
    sex="1",
    pins={"pin": "1985", "auth_pin": "2841", "sign_password": "KENICHI85"},
)


@pytest.fixture(scope="session")
def world() -> Authority:
    return Authority.create()


@pytest.fixture(scope="session")
def anchors(world: Authority) -> Anchors:
    return anchor_files._from_json(world.anchors_json())


@pytest.fixture(scope="session")
def issued(world: Authority) -> CardImage:
    return make_card(PERSON, world)


@pytest.fixture
def image(issued: CardImage) -> CardImage:
    return copy.deepcopy(CardImage(issued.label, issued.profile, issued.atr, issued.applications))


@pytest.fixture
def card(image: CardImage) -> VirtualCard:
    return VirtualCard(image)


@pytest.fixture
def person() -> CardPerson:
    return PERSON


@pytest.fixture
def typed() -> Callable[..., Callable[[int], Typed]]:
    def make(text: str = "1985", agreed: bool = False) -> Callable[[int], Typed]:
        return lambda left: Typed(Secret(text.encode()), agreed)

    return make
