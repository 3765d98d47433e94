"""A counter with a PC, a reader and the family's virtual cards, for tests that play both screens and the agent."""

from __future__ import annotations

from dataclasses import dataclass

from kakanai.agent import client as agent_client
from kakanai.agent.run import Agent
from kakanai.card.virtual.authority import Authority
from kakanai.card.virtual.deck import family
from kakanai.card.virtual.engine import VirtualCard
from kakanai.card.virtual.issue import make_card
from kakanai.card.virtual.person import CardPerson
from kakanai.counter.tests.conftest import Slot, Typist


@dataclass
class CounterPC:
    """The agent at counter 1; `lay` puts a card on its reader, `types` is what the person at the window types."""

    world: Authority
    agent: Agent
    slot: Slot
    typist: Typist

    def lay(self, person: str, **changes: object) -> CardPerson:
        from dataclasses import replace

        found = replace(next(one for one in family() if one.key == person), **changes)
        self.slot.card = VirtualCard(make_card(found, self.world))
        return found

    def types(self, text: str) -> None:
        self.typist.text = text


def counter_pc(http, world: Authority, clerk) -> CounterPC:
    from kakanai.counter import actions

    actions.add_counter("1")
    device = agent_client.enrol(http, actions.make_enrolment_token("1", clerk), "PC-1")
    slot, typist = Slot(), Typist()
    agent = Agent(agent_client.DeskClient(http, device), slot, typist, wait=lambda _: None, heartbeat=0.0)
    return CounterPC(world, agent, slot, typist)
