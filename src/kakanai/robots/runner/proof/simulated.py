"""A target, a driver and a clock that exist only in memory, with one fault at each save."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from kakanai.robots.runner.drivers.base import Pictures, Saved, Shown, Sighting
from kakanai.robots.runner.errors import CommitUnknownError, RefusedError
from kakanai.robots.runner.jobs import Job

QUIET, LEASE, PERSON_COMES_AFTER = 15.0, 60.0, 1800.0


FAULTS = {
    "lost_before": 0.03,  # the line breaks before the target wrote
    "lost_after": 0.03,  # the target wrote, the answer is lost
    "late": 0.02,  # the target writes within the quiet period
    "later_than_quiet": 0.01,  # the target writes after it
    "dies_before": 0.01,  # the runner dies between INTENT and the click
    "dies_after": 0.02,  # the runner dies after the click
    "lease_lost": 0.01,  # the runner hangs in the save until its lease is gone
    "frozen": 0.01,  # the runner hangs between INTENT and the click
    "wrong": 0.01,  # the target stores another value
    "lies": 0.01,  # the target says saved and saved nothing
    "desk_away": 0.01,  # the desk does not answer after the click
    "killed_early": 0.02,  # the runner dies before INTENT
}


class KilledError(BaseException):
    """The runner's process is gone: nothing of it runs any more."""


class Clock:
    """Time that passes only when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        """Seconds on the same clock."""
        return self.now.timestamp()

    def pass_(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@dataclass(slots=True)
class SimTarget:
    """A core system with a ledger. Late writes stand in `coming` until their time."""

    clock: Clock
    unique: bool
    records: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    coming: list[tuple[datetime, str, dict[str, str]]] = field(default_factory=list)

    def write(self, key: str, values: dict[str, str], after: float = 0.0) -> None:
        """Write now, or later. A unique target drops a late second one and refuses it at once."""
        if after:
            self.coming.append((self.clock() + timedelta(seconds=after), key, values))
            return
        if self.unique and self.find(key):
            raise RefusedError("duplicate key", detail={"kind": "duplicate"})
        self.records.append((key, values))

    def find(self, key: str) -> list[dict[str, str]]:
        """Return what stands there now."""
        for due in sorted((c for c in self.coming if c[0] <= self.clock()), key=lambda c: c[0]):
            self.coming.remove(due)
            if not (self.unique and any(k == due[1] for k, _ in self.records)):
                self.records.append((due[1], due[2]))
        return [values for k, values in self.records if k == key]


@dataclass(slots=True)
class SimDriver:
    """Types into a simulated target, with one fault at the save."""

    target: SimTarget
    clock: Clock
    fault: str
    random: Random

    def look(self, job: Job) -> list[Sighting]:
        """Find by key."""
        self.clock.pass_(0.3)
        found = self.target.find(job.key)
        return [Sighting(str(n), _shown(values)) for n, values in enumerate(found)]

    def prepare(self, job: Job) -> None:  # noqa: ARG002 - the contract's signature
        """Type."""
        self.clock.pass_(0.6)

    def commit(self, job: Job) -> Saved:
        """Save, or go wrong in this driver's way."""
        self.clock.pass_(0.2)
        values = meant(job)
        if self.fault in ("lost_before", "dies_before"):
            raise CommitUnknownError if self.fault == "lost_before" else KilledError
        if self.fault in ("late", "later_than_quiet"):
            wait = self.random.uniform(0.5, QUIET - 2) if self.fault == "late" else self.random.uniform(1.1, 20) * QUIET
            self.target.write(job.key, values, wait)
            raise CommitUnknownError
        if self.fault == "wrong":
            values = values | {"name": values["name"][:-1]}
        if self.fault != "lies":
            self.target.write(job.key, values)
        return self._afterwards()

    def _afterwards(self) -> Saved:
        if self.fault == "lost_after":
            raise CommitUnknownError
        if self.fault == "dies_after":
            raise KilledError
        if self.fault == "lease_lost":
            self.clock.pass_(LEASE + 5)
        return Saved("1")

    def abandon(self) -> None:
        """Nothing to leave."""

    def pictures(self) -> Pictures:
        """No pictures."""
        return Pictures()

    def close(self) -> None:
        """Nothing to close."""


def meant(job: Job) -> dict[str, str]:
    """Return what the record must say."""
    who = job.subject
    return {
        "key": job.key,
        "name": str(job.values[f"{who}:person.fullName"]),
        "birth": str(job.values[f"{who}:person.birthDate"]),
    }


def _shown(values: dict[str, str]) -> tuple[Shown, ...]:
    return tuple(Shown("s", caption, text) for caption, text in values.items())


def draw(random: Random) -> str:
    """Draw a fault, or none (empty)."""
    place = random.random()
    for fault, rate in FAULTS.items():
        place -= rate
        if place < 0:
            return fault
    return ""


def job_for(number: int, target: str) -> Job:
    """Return a small synthetic job."""
    values = {"p1:person.fullName": f"見本 {number}号", "p1:person.birthDate": "1985-04-12"}
    return Job(f"item-{number}", f"K{number:011d}", target, "entry:p1", 1, dict(values))
