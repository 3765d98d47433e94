"""What a runner asks of the desk: the port, its answers, and the same desk in memory for tests and proofs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from kakanai.robots.runner import rules
from kakanai.robots.runner.drivers.base import Sighting
from kakanai.robots.runner.equivalence import Compared
from kakanai.robots.runner.errors import LeaseLostError
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.rules import Item, Policy, State


@dataclass(frozen=True, slots=True)
class Claim:
    """An item in hand: the job, the fencing token, how long a lease lasts in seconds."""

    job: Job
    token: int
    lease_seconds: float
    accepted: dict[str, str] = field(default_factory=dict)


class DeskPort(Protocol):
    """The desk as a runner sees it. Every call but `claim` raises LeaseLostError when the item is not ours any more."""

    def claim(self, targets: list[str]) -> Claim | None:
        """Take one item of these targets, or `None` when nothing waits."""

    def heartbeat(self, claim: Claim) -> None:
        """Lengthen the lease."""

    def checkpoint(self, claim: Claim, state: State) -> None:
        """Note how far we are."""

    def intent(self, claim: Claim, journal_head: str) -> float:
        """Write INTENT durably; return for how many seconds save may be pressed."""

    def submitted(self, claim: Claim, number: str, wait_seconds: float | None) -> None:
        """The target took it."""

    def done(self, claim: Claim, sighting: Sighting, table: list[Compared]) -> None:
        """Read back and equal. The desk compares again by itself."""

    def absent(self, claim: Claim) -> None:
        """Looked; nothing there."""

    def different(self, claim: Claim, sighting: Sighting, table: list[Compared]) -> None:
        """Looked; something else there."""

    def duplicate(self, claim: Claim, numbers: list[str]) -> None:
        """Looked; more than one there."""

    def ambiguous(self, claim: Claim, reason: str) -> None:
        """The outcome of the save is not known."""

    def failed(self, claim: Claim, kind: str, ja: str, operator: str) -> None:
        """Stopped."""

    def dry_run_done(self, claim: Claim) -> None:
        """All but INTENT went well."""

    def evidence(self, claim: Claim, kind: str, body: bytes) -> None:
        """File a picture, a journal or a table."""


@dataclass(slots=True)
class Kept:
    """A work item in memory."""

    job: Job
    item: Item = field(default_factory=Item)
    evidence: list[tuple[str, bytes]] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)


def _utc() -> datetime:
    return datetime.now(UTC)


class MemoryDesk:
    """A desk in memory, by the same rules as the database's. One process, no locks."""

    def __init__(self, policy: Policy, *, clock: Callable[[], datetime] = _utc, runner: str = "runner") -> None:
        self.items: dict[str, Kept] = {}
        self.policies: dict[str, Policy] = {}
        self.frozen: dict[str, str] = {}
        self._policy, self._clock, self._runner = policy, clock, runner

    def put(self, job: Job) -> Kept:
        """Queue a job."""
        return self.items.setdefault(job.item, Kept(job))

    def policy(self, target: str) -> Policy:
        """Return the target's policy; a frozen target is stopped."""
        policy = self.policies.get(target, self._policy)
        return replace(policy, stopped=True) if target in self.frozen else policy

    def next_time(self) -> datetime | None:
        """Return when something will next be claimable."""
        times = [
            (k.item.lease_until or self._clock())
            if k.item.state in rules.HELD
            else (k.item.not_before or self._clock())
            for k in self.items.values()
            if k.item.state in (*rules.HELD, *rules.WAITING) and k.job.target not in self.frozen
        ]
        return min(times, default=None)

    def claim(self, targets: list[str]) -> Claim | None:
        """Take one item."""
        now = self._clock()
        for kept in self.items.values():
            if kept.job.target not in targets or kept.job.target in self.frozen:
                continue
            policy = self.policy(kept.job.target)
            rules.sweep(kept.item, now, policy)
            if rules.claimable(kept.item, now):
                token = rules.grant(kept.item, self._runner, now, policy)
                job = replace(kept.job, look_first=kept.item.look_first)
                return Claim(job, token, policy.lease.total_seconds(), kept.item.accepted)
        return None

    def _apply(self, claim: Claim, change: Callable[[Item, datetime, Policy], object]) -> object:
        kept = self.items[claim.job.item]
        try:
            answer = change(kept.item, self._clock(), self.policy(claim.job.target))
        except rules.StaleError:
            raise LeaseLostError from None
        if kept.item.freeze:
            self.frozen[claim.job.target], kept.item.freeze = kept.item.freeze, ""
        return answer

    def heartbeat(self, claim: Claim) -> None:
        """Lengthen the lease."""
        self._apply(claim, lambda i, now, p: rules.heartbeat(i, claim.token, now, p))

    def checkpoint(self, claim: Claim, state: State) -> None:
        """Note how far we are."""
        self._apply(claim, lambda i, now, p: rules.checkpoint(i, claim.token, state, now, p))

    def intent(self, claim: Claim, journal_head: str) -> float:  # noqa: ARG002 - the port's signature
        """Write INTENT."""

        def change(item: Item, now: datetime, policy: Policy) -> float:
            return (rules.intent(item, claim.token, now, policy) - now).total_seconds()

        return float(str(self._apply(claim, change)))

    def submitted(self, claim: Claim, number: str, wait_seconds: float | None) -> None:
        """The target took it."""
        wait = None if wait_seconds is None else timedelta(seconds=wait_seconds)
        self._apply(claim, lambda i, now, p: rules.submitted(i, claim.token, number, now, p, wait))

    def done(self, claim: Claim, sighting: Sighting, table: list[Compared]) -> None:  # noqa: ARG002
        """Read back and equal."""
        self._apply(claim, lambda i, now, _: rules.done(i, claim.token, sighting.number, now))
        self.items[claim.job.item].sightings.append(sighting)

    def absent(self, claim: Claim) -> None:
        """Nothing there."""
        self._apply(claim, lambda i, now, p: rules.absent(i, claim.token, now, p))

    def different(self, claim: Claim, sighting: Sighting, table: list[Compared]) -> None:  # noqa: ARG002
        """Something else there."""
        self._apply(claim, lambda i, now, _: rules.different(i, claim.token, sighting.number, now))

    def duplicate(self, claim: Claim, numbers: list[str]) -> None:  # noqa: ARG002
        """More than one there."""
        self._apply(claim, lambda i, now, _: rules.duplicate(i, claim.token, now))

    def ambiguous(self, claim: Claim, reason: str) -> None:
        """Outcome unknown."""
        self._apply(claim, lambda i, now, p: rules.ambiguous(i, claim.token, now, p, reason))

    def failed(self, claim: Claim, kind: str, ja: str, operator: str) -> None:  # noqa: ARG002
        """Stopped."""
        self._apply(claim, lambda i, now, p: rules.failed(i, claim.token, kind, now, p))

    def dry_run_done(self, claim: Claim) -> None:
        """Dry run went well."""
        self._apply(claim, lambda i, now, _: rules.cancelled(i, claim.token, now, "dry_run"))

    def evidence(self, claim: Claim, kind: str, body: bytes) -> None:
        """Keep it."""
        self.items[claim.job.item].evidence.append((kind, body))
