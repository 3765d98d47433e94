"""A desk in memory, a card and a typist for the agent's tests."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

import pytest

from kakanai.agent.client import DeskClient
from kakanai.agent.errors import CancelledError
from kakanai.agent.run import Agent
from kakanai.agent.tests.desk import MemoryDesk
from kakanai.card.errors import NoCardError
from kakanai.card.reader import Typed
from kakanai.card.secret import Secret
from kakanai.card.virtual import CardPerson, VirtualTransport, make_card
from kakanai.card.virtual.authority import Authority
from kakanai.card.virtual.engine import VirtualCard
from kakanai.card.virtual.image import CardImage

PERSON = CardPerson(
    key="p1", name="見本　太郎", address="見本県前川市本町一丁目７番１２号", birth="19850412", sex="1",
    pins={"pin": "1985", "sign_password": "CANARY7Q4X9Z2LPM"},
)  # fmt: skip


@dataclass
class Slot:
    """A reader: a card, none, or one that is pulled out after some commands."""

    card: VirtualCard | None
    remove_after: int | None = None

    def connect(self) -> VirtualTransport:
        if self.card is None:
            raise NoCardError
        return VirtualTransport(self.card, remove_after=self.remove_after)

    def card_label(self) -> str:
        return "p1"


@dataclass
class Typist:
    """Types a text, or cancels when there is none; keeps what was shown."""

    text: str = "1985"
    agreed: bool = False
    before: Any = None
    shown: list = field(default_factory=list)
    asked: list = field(default_factory=list)

    def ask(self, request):
        self.asked.append(request)
        if self.before:
            self.before(request)
        if not self.text:
            raise CancelledError
        return Typed(Secret(self.text.encode()), self.agreed)

    def show(self, message: str, *, good: bool) -> None:
        self.shown.append((message, good))


@pytest.fixture(scope="session")
def world() -> Authority:
    return Authority.create()


@pytest.fixture(scope="session")
def issued(world: Authority) -> CardImage:
    return make_card(PERSON, world)


@pytest.fixture
def card(issued: CardImage) -> VirtualCard:
    return VirtualCard(copy.deepcopy(issued))


@pytest.fixture
def memory_desk() -> MemoryDesk:
    return MemoryDesk()


@pytest.fixture
def slot(card: VirtualCard) -> Slot:
    return Slot(card)


@pytest.fixture
def typist() -> Typist:
    return Typist()


@pytest.fixture
def agent(memory_desk: MemoryDesk, slot: Slot, typist: Typist) -> Agent:
    client = DeskClient(memory_desk.http(), memory_desk.device("1"))
    return Agent(client, slot, typist, wait=lambda _: None, heartbeat=0.0)
