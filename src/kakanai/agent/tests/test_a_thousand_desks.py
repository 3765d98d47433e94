"""Many desks at once, with shuffled delays and cuts: not one read reaches another desk's visit."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import replace

import httpx
import pytest

from kakanai.agent import protocol
from kakanai.agent.client import DeskClient
from kakanai.agent.run import Agent
from kakanai.agent.tests.conftest import PERSON, Slot, Typist
from kakanai.agent.tests.desk import MemoryDesk
from kakanai.card import kenhojo
from kakanai.card.virtual.engine import VirtualCard
from kakanai.card.virtual.image import CardApplication, CardFile, CardImage
from kakanai.card.virtual.issue import attribute_file


def cards(issued: CardImage, count: int) -> list[VirtualCard]:
    """Cards that differ in their holder's name only; keys are shared, since this is about who gets what."""
    made = []
    for number in range(count):
        person = replace(PERSON, name=f"見本　{number}番")
        applications = []
        for application in issued.applications:
            files = dict(application.files)
            if application.aid == bytes.fromhex("D3921000310001010408"):
                files[2] = CardFile(attribute_file(person), files[2].opened_by)
            pins = {ef: replace(pin) for ef, pin in application.pins.items()}
            applications.append(CardApplication(application.aid, files, pins, application.keys))
        made.append(VirtualCard(CardImage(str(number), issued.profile, issued.atr, applications)))
    return made


def name_in(result: dict) -> str:
    return kenhojo.parse_attributes(protocol.raw(result["proof"]["ef0002"])).name


def run_desks(issued: CardImage, desks: int, reads: int, *, mix_up: bool = False) -> tuple[int, int]:
    """Return how many reads were delivered, and how many of them to the wrong counter's job."""
    desk, rng = MemoryDesk(), random.Random(20261123)

    def slow(request: httpx.Request) -> httpx.Response:
        time.sleep(rng.random() * 0.004)
        response = desk.handle(request)
        if rng.random() < 0.02:
            raise httpx.ReadError("the answer was lost")
        return response

    owners: dict[str, int] = {}
    slots = [Slot(card) for card in cards(issued, desks)]
    if mix_up:
        slots = slots[1:] + slots[:1]
    devices = [desk.device(str(number)) for number in range(desks)]
    start = threading.Barrier(min(desks, 200))

    def client_of(number: int) -> DeskClient:
        return DeskClient(
            httpx.Client(transport=httpx.MockTransport(slow), base_url="http://127.0.0.1"), devices[number]
        )

    def work(numbers: list[int]) -> None:
        start.wait()
        agents = {}
        for number in numbers * reads:
            agent = agents.setdefault(
                number,
                # The clock stands still: how fast this machine is must not end a job.
                Agent(client_of(number), slots[number], Typist(), clock=lambda: 0.0, wait=lambda _: None, heartbeat=0),
            )
            owners[desk.ask(str(number)).id] = number
            for _ in range(20):
                try:
                    if agent.serve_once():
                        break
                except Exception:  # noqa: BLE001 - a cut poll; asked again as serve() does
                    continue

    groups = [list(range(desks))[index :: start.parties] for index in range(start.parties)]
    threads = [threading.Thread(target=work, args=(group,)) for group in groups]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.refused == []
    wrong = sum(name_in(result) != f"見本　{owners[job]}番" for job, result in desk.results.items())
    return len(desk.results), wrong


@pytest.mark.slow
def test_a_thousand_desks_with_shuffled_delays_deliver_no_read_to_the_wrong_visit(issued):
    delivered, wrong = run_desks(issued, 1000, 2)
    assert delivered >= 1950  # a few are lost to cuts that a test has no patience for; none is misdelivered
    assert wrong == 0


def test_sixty_desks_deliver_no_read_to_the_wrong_visit(issued):
    delivered, wrong = run_desks(issued, 60, 2)
    assert delivered >= 114
    assert wrong == 0


def test_the_count_finds_reads_that_are_mixed_up_on_purpose(issued):
    delivered, wrong = run_desks(issued, 8, 1, mix_up=True)
    assert delivered == wrong > 0
