"""A municipality with a clerk, a counter, an enrolled PC, a deck of virtual cards, and the agent talking to Django."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from kakanai.agent import client as agent_client
from kakanai.agent.device import Device
from kakanai.agent.errors import CancelledError
from kakanai.agent.pins import PinRequest
from kakanai.agent.run import Agent
from kakanai.card.errors import NoCardError
from kakanai.card.reader import Typed
from kakanai.card.secret import Secret
from kakanai.card.virtual import CardPerson, VirtualTransport, make_card
from kakanai.card.virtual.authority import Authority
from kakanai.card.virtual.engine import VirtualCard
from kakanai.card.virtual.image import CardImage

CITY, OTHER_CITY = "990019", "990027"
PERSON = CardPerson(
    key="p1",
    name="葛\U000e0102城　健一",
    address="見本県前川市本町一丁目７番１２号",
    birth="19850412",
    sex="1",
    pins={"pin": "1985", "sign_password": "KENICHI85"},
)


@dataclass
class Slot:
    """A reader into which a test lays a card."""

    card: VirtualCard | None = None
    remove_after: int | None = None

    def connect(self) -> VirtualTransport:
        if self.card is None:
            raise NoCardError
        return VirtualTransport(self.card, remove_after=self.remove_after)

    def card_label(self) -> str:
        return "p1"


@dataclass
class Typist:
    """A PIN source that types what it is told, or cancels."""

    text: str = "1985"
    agreed: bool = False
    before: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.shown: list[tuple[str, bool]] = []
        self.asked: list[PinRequest] = []

    def ask(self, request: PinRequest) -> Typed:
        self.asked.append(request)
        self.before()
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
def anchored(world: Authority, tmp_path: Path, settings, monkeypatch) -> Path:
    folder = tmp_path / "anchors"
    world.save(tmp_path / "world")
    settings.KAKANAI_CARD_ANCHORS = str(folder)
    from kakanai.counter import anchors

    anchors.install(tmp_path / "world" / "anchors.json", "virtual")
    monkeypatch.setenv("KAKANAI_REVOCATION", f"virtual:{tmp_path / 'world'}")
    return folder


@pytest.fixture
def clerk(db):
    from kakanai.trust.models import Municipality, Role, User

    for code in (CITY, OTHER_CITY):
        Municipality.objects.get_or_create(code=code, defaults={"name": code, "sample": True})
    return User.objects.create_user(
        "desk1", "not-used-here-at-all", display_name="見本 花子", municipality_id=CITY, roles=[Role.DESK_CLERK]
    )


@pytest.fixture
def tenant(clerk) -> Iterator[str]:
    from kakanai.trust import tenancy

    with tenancy.tenant(CITY) as code:
        yield code


def through_django(request: httpx.Request) -> httpx.Response:
    """Carry a request to the real URLs, middleware and views, inside the test's transaction."""
    from django.test import Client

    answer = Client().post(
        request.url.path,
        data=request.content,
        content_type="application/json",
        headers={name: value for name, value in request.headers.items() if name.startswith("kakanai")},
    )
    return httpx.Response(answer.status_code, content=answer.content, headers=dict(answer.items()))


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(transport=httpx.MockTransport(through_django), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def desk(tenant, clerk, anchored, monkeypatch):
    """Counter 1, ready for an agent."""
    from kakanai.counter import actions, api

    monkeypatch.setattr(api, "_POLL_SECONDS", 0.0)
    return actions.add_counter("1", "1番窓口")


@pytest.fixture
def device(desk, clerk, http) -> Device:
    from kakanai.counter import actions

    return agent_client.enrol(http, actions.make_enrolment_token("1", clerk), "PC-1")


@pytest.fixture
def slot(card) -> Slot:
    return Slot(card)


@pytest.fixture
def typist() -> Typist:
    return Typist()


@pytest.fixture
def agent(device, http, slot, typist) -> Agent:
    return Agent(agent_client.DeskClient(http, device), slot, typist, wait=lambda _: None, heartbeat=0.0)


@pytest.fixture
def lock() -> threading.Lock:
    return threading.Lock()
