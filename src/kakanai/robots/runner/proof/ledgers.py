"""A desk that the suite can drive, and one that applies the rules in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from kakanai.robots.runner.desk import DeskPort, MemoryDesk
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.proof.simulated import LEASE, QUIET, Clock
from kakanai.robots.runner.rules import Policy, State, look_again, person, rerun
from kakanai.robots.runner.screenmap import ScreenMap, parse

MAP = """
schema: 1
target: {target}
operation: entry
version: 1
title: 見本
driver: web
times: {{quiet_seconds: 15, lease_seconds: 60}}
unique_key: {unique}
retry_after_absent: {unique}
entry:
  screen: {{code: X1, title: 見本, controls: ["s | key | text | 12", "s | name | text | 9", "s | birth | text | 9"], buttons: [登録]}}
  fields:
    - {{section: s, caption: key, key: true}}
    - {{section: s, caption: name, item: "subject:person.fullName"}}
    - {{section: s, caption: birth, item: "subject:person.birthDate", shown: {{equal: date}}}}
  save: {{press: 登録}}
"""


class Ledger(Protocol):
    """A desk that the suite can drive: the runner's port, a person's decisions, and when something happens next."""

    @property
    def port(self) -> DeskPort:
        """The runner's port."""

    def put(self, job: Job) -> None:
        """Queue a job."""

    def next_time(self) -> datetime | None:
        """Return when something will be claimable, `None` when nothing ever will."""

    def with_people(self) -> list[tuple[str, str, str]]:
        """Return (item, key, reason) of what waits for a person."""

    def decide(self, item: str, decision: str) -> None:
        """A person's decision: rerun, confirmed, correcting."""

    def release(self) -> None:
        """A person releases frozen targets."""

    def states(self) -> dict[str, str]:
        """Return the state of each key."""

    def screen_map(self, job: Job) -> ScreenMap:
        """Return the map."""


class MemoryLedger:
    """The rules in memory."""

    def __init__(self, clock: Clock, target: str, *, unique: bool) -> None:
        policy = Policy(timedelta(seconds=QUIET), timedelta(seconds=LEASE), retry_after_absent=unique)
        self.port: MemoryDesk = MemoryDesk(policy, clock=clock)
        self._clock = clock
        self._map = parse(MAP.format(target=target, unique=str(unique).lower()))

    def put(self, job: Job) -> None:
        """Queue a job."""
        self.port.put(job)

    def next_time(self) -> datetime | None:
        """Return when something will be claimable."""
        return self.port.next_time()

    def with_people(self) -> list[tuple[str, str, str]]:
        """Return what waits for a person."""
        return [
            (k.job.item, k.job.key, k.item.reason)
            for k in self.port.items.values()
            if k.item.state == State.NEEDS_PERSON
        ]

    def decide(self, item: str, decision: str) -> None:
        """Apply a person's decision."""
        kept = self.port.items[item].item
        if decision == "rerun":
            rerun(kept, self._clock())
        elif decision == "confirmed":
            look_again(kept, self._clock(), {})
        else:
            person(kept, kept.reason)
            kept.state = State.CORRECTING

    def release(self) -> None:
        """Release frozen targets."""
        self.port.frozen.clear()

    def states(self) -> dict[str, str]:
        """Return the state of each key."""
        return {k.job.key: k.item.state for k in self.port.items.values()}

    def screen_map(self, job: Job) -> ScreenMap:  # noqa: ARG002 - the protocol's signature
        """Return the map."""
        return self._map


MakeLedger = Callable[[Clock, str, bool], Ledger]


def memory_ledger(clock: Clock, target: str, unique: bool) -> Ledger:
    """Return the ledger in memory."""
    return MemoryLedger(clock, target, unique=unique)
