"""Runs the cases, lets a person decide what is theirs, and counts in the target's own ledger."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from random import Random

from kakanai.robots.runner.desk import Claim
from kakanai.robots.runner.engine import Work
from kakanai.robots.runner.errors import DeskUnreachableError
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.journal import Journal
from kakanai.robots.runner.proof.ledgers import Ledger, MakeLedger, memory_ledger
from kakanai.robots.runner.proof.simulated import (
    LEASE,
    PERSON_COMES_AFTER,
    QUIET,
    Clock,
    KilledError,
    SimDriver,
    SimTarget,
    draw,
    job_for,
    meant,
)
from kakanai.robots.runner.rules import State


@dataclass(slots=True)
class Counts:
    """What a run of the suite found, counted in the targets' ledgers."""

    cases: int = 0
    faulty: int = 0
    twice: int = 0
    falsely_done: int = 0
    lost: int = 0
    done: int = 0
    to_person: int = 0
    naive_twice: int = 0
    by_fault: dict[str, int] = field(default_factory=dict)

    def add(self, other: Counts) -> None:
        """Add another run's counts."""
        for name, value in asdict(other).items():
            if name == "by_fault":
                for fault, count in value.items():
                    self.by_fault[fault] = self.by_fault.get(fault, 0) + count
            else:
                setattr(self, name, getattr(self, name) + value)

    @property
    def holds(self) -> bool:
        """Whether the promise held, and the suite caught the naive robot."""
        return not (self.twice or self.falsely_done or self.lost) and self.naive_twice > 0


def run_cases(first: int, count: int, make_ledger: MakeLedger = memory_ledger) -> Counts:
    """Run cases `first` … `first+count-1`; the same numbers give the same faults. Half of the targets refuse a second
    record with the same key (there the map permits one retry), half would take it."""
    total = Counts()
    for unique in (True, False):
        numbers = [n for n in range(first, first + count) if (n % 2 == 0) == unique]
        total.add(_run(numbers, unique, make_ledger))
    return total


def _run(numbers: list[int], unique: bool, make_ledger: MakeLedger) -> Counts:
    clock = Clock()
    name = "unique" if unique else "open"
    target, ledger, counts = SimTarget(clock, unique), make_ledger(clock, name, unique), Counts(cases=len(numbers))
    jobs = [job_for(n, name) for n in numbers]
    randoms = {job.key: Random(n * 7919) for n, job in zip(numbers, jobs, strict=True)}  # noqa: S311
    for job in jobs:
        ledger.put(job)
    _until_quiet(_Scene(clock, target, ledger, name, randoms, counts))
    target.clock.pass_(QUIET * 100)
    _judge(jobs, target, ledger, counts)
    counts.naive_twice = _naive(numbers, name)
    return counts


@dataclass(slots=True)
class _Scene:
    clock: Clock
    target: SimTarget
    ledger: Ledger
    name: str
    randoms: dict[str, Random]
    counts: Counts
    helped: set[str] = field(default_factory=set)


def _until_quiet(scene: _Scene) -> None:
    while True:
        claim = scene.ledger.port.claim([scene.name])
        if claim is not None:
            _work(scene, claim)
            continue
        coming = scene.ledger.next_time()
        if coming is not None:
            scene.clock.now = max(coming, scene.clock.now) + timedelta(milliseconds=1)
        elif not _people_decide(scene):
            return


def _work(scene: _Scene, claim: Claim) -> None:
    random = scene.randoms[claim.job.key]
    fault = "" if claim.job.look_first else draw(random)
    if fault:
        scene.counts.faulty += 1
        scene.counts.by_fault[fault] = scene.counts.by_fault.get(fault, 0) + 1
    driver = SimDriver(scene.target, scene.clock, fault, random)

    def observer(step: str) -> None:
        if fault == "killed_early" and step in (State.ENTERING, State.CHECKED):
            raise KilledError
        if fault == "frozen" and step == State.INTENT:
            scene.clock.pass_(LEASE * random.uniform(0.3, 2))
        if fault == "desk_away" and step == "saved":
            raise DeskUnreachableError

    work = Work(
        scene.ledger.port, driver, scene.ledger.screen_map(claim.job), claim, observer, scene.clock.seconds,
        Journal(scene.clock),
    )  # fmt: skip
    try:
        work.run()
    except KilledError:
        return


def _people_decide(scene: _Scene) -> bool:
    """A clerk comes, looks into the target, and decides; return whether anything moved."""
    waiting = scene.ledger.with_people()
    scene.clock.pass_(PERSON_COMES_AFTER)
    for item, key, reason in waiting:
        if item not in scene.helped:
            scene.helped.add(item)
            scene.counts.to_person += 1
        there = scene.target.find(key)
        if reason in ("different", "duplicate"):
            scene.ledger.decide(item, "correcting")
        else:
            scene.ledger.decide(item, "confirmed" if there else "rerun")
    scene.ledger.release()
    return bool(waiting) or scene.ledger.next_time() is not None


def _judge(jobs: list[Job], target: SimTarget, ledger: Ledger, counts: Counts) -> None:
    states = ledger.states()
    for job in jobs:
        found = target.find(job.key)
        state = states[job.key]
        counts.twice += len(found) > 1
        counts.done += state == State.DONE
        counts.falsely_done += state == State.DONE and found != [meant(job)]
        counts.lost += not found and state != State.CANCELLED


def _naive(numbers: list[int], name: str) -> int:
    """Let a robot that retries up to three times on any exception meet the same faults; return what it doubled.

    A robot that dies is started again by its queue with the same item: that is how queues with retry behave.
    """
    clock = Clock()
    target = SimTarget(clock, unique=False)
    for number in numbers:
        job, random = job_for(number, name), Random(number * 7919)  # noqa: S311
        for _ in range(4):
            driver = SimDriver(target, clock, draw(random), random)
            if driver.fault in ("killed_early", "frozen", "desk_away", "lies", "wrong"):
                driver.fault = ""
            hung = driver.fault == "lease_lost"
            try:
                driver.commit(job)
            except (Exception, KilledError):  # noqa: BLE001 - this is the naive robot's very mistake
                hung = True
            if not hung:
                break
    clock.pass_(QUIET * 100)
    return sum(len(target.find(job_for(n, name).key)) > 1 for n in numbers)
