"""The sample city's core systems under one roof: every record of the family's move-in, typed by drivers and counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from kakanai.demo import targets
from kakanai.demo.targets import DESKTOP
from kakanai.demo.targets.batch import Batch, is_batch
from kakanai.demo.targets.desktop import DesktopProgram, Session
from kakanai.demo.targets.ledger import Record
from kakanai.demo.targets.samples import family_values
from kakanai.demo.targets.web import ACCOUNT, PASSWORD, CoreSystem, serve
from kakanai.robots.runner import jobs
from kakanai.robots.runner.desk import Kept, MemoryDesk
from kakanai.robots.runner.drivers import registry
from kakanai.robots.runner.drivers.base import Driver
from kakanai.robots.runner.engine import Work
from kakanai.robots.runner.jobs import Job, Value
from kakanai.robots.runner.rules import Policy
from kakanai.robots.runner.screenmap import ScreenMap, load_all

PROCEDURES = {
    "move_in_notice": ("juki", "transfer_in", ("p1", "p2", "p3", "p4")),
    "card_update": ("card", "renew", ("p1", "p2", "p3", "p4")),
    "sign_certificate": ("card", "sign_certificate", ("p1", "p2")),
    "nhi_enrolment": ("kokuho", "acquire", ("household",)),
    "account_transfer": ("kouza", "register", ("household",)),
    "pension_notice": ("nenkin", "register", ("p1", "p2")),
    "child_allowance": ("jidoteate", "claim", ("p1",)),
    "child_medical": ("kodomoiryo", "register", ("p3", "p4")),
    "school_transfer": ("gakurei", "register", ("p3",)),
    "nursery": ("hoiku", "register", ("p4",)),
    "dog_registration": ("chikken", "register", ("household",)),
    "seal_registration": ("inkan", "register", ("p1",)),
    "resident_certificate": ("shomei", "register", ("household",)),
    "water_start": ("suido", "register", ("household",)),
}
"""Procedure of the family's move-in → target, operation, and whom the records are about; as the desk's outbox writes them."""
MAPS = load_all(targets.MAPS)
ON = date(2026, 11, 24)


def values() -> dict[str, Value]:
    """Return what the desk knows of the family when it accepts."""
    return {
        **family_values(date(2026, 11, 20)),
        jobs.APPLICANT: "p1",
        "household:address.newMunicipality": "990019",
        "household:bank.name": "みほん",
        "household:bank.branch": "桜町",
        "household:household.certificateCopies": 1,
        "household:household.waterStart": True,
        "household:household.dog": True,
        "household:household.dogChip": False,
        "p4:child.nurseryWanted": True,
    }


@dataclass(frozen=True, slots=True)
class Entered:
    """One record: how many fields the screen has, how many were filled, how many lines were read back as meant."""

    procedure: str
    subject: str
    fields: int
    filled: int
    read_back: int
    state: str


class Hall:
    """All the sample systems, one desk in memory whose clock is moved from outside, one driver for each map.

    With a desktop session, whose environment must be this process's own, the desktop program is among them.
    """

    def __init__(self, browser: Any, folder: Path, session: Session | None = None) -> None:
        self.browser, self.folder, self.session = browser, folder, session
        self.programs: dict[str, DesktopProgram] = {}
        self.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.desk = MemoryDesk(Policy(quiet=timedelta(seconds=5)), clock=lambda: self.now)
        self.running: dict[str, CoreSystem] = {}
        self.batches: dict[str, Batch] = {}
        self.drivers: dict[str, Driver] = {}

    def address(self, target: str) -> str:
        """Start a target if need be; return where it is."""
        if is_batch(target):
            self.batches.setdefault(target, Batch(target, self.folder / target))
            return (self.folder / target).as_uri()
        if target == DESKTOP:
            if target not in self.programs and self.session is not None:
                self.programs[target] = DesktopProgram(self.session, target, self.folder / target)
            return self.programs[target].address
        if target not in self.running:
            self.running[target] = serve(target)
            self.running[target].address = self.running[target].start()
        return self.running[target].address

    def enter(self, procedure: str, subject: str) -> Entered:
        """Type one record; what was handed over by files is read back after the night."""
        target, operation, _ = PROCEDURES[procedure]
        screen_map = MAPS[f"{target}.{operation}"]
        key = f"{target[:4]}{operation[:4]}{subject[:4]}".upper()
        kept = self.desk.put(Job(key, key, target, f"{operation}:{subject}", 1, values(), today=ON))
        self._work_off(target, screen_map, kept)
        entries = jobs.entries(screen_map, kept.job)
        table = jobs.read_back(screen_map, kept.job, kept.sightings[-1].shown) if kept.sightings else []
        return Entered(
            procedure, subject, len(entries), sum(bool(e.text) for e in entries), sum(line.same for line in table),
            kept.item.state,
        )  # fmt: skip

    def _work_off(self, target: str, screen_map: ScreenMap, kept: Kept) -> None:
        while kept.item.state in ("ready", "ambiguous") and target not in self.desk.frozen:
            claim = self.desk.claim([target])
            if claim is not None:
                Work(self.desk, self._driver(screen_map), screen_map, claim).run()
            self.now += timedelta(minutes=1)
            for batch in self.batches.values():
                batch.run_overnight()

    def _driver(self, screen_map: ScreenMap) -> Driver:
        if screen_map.name not in self.drivers:
            account = {"user": ACCOUNT, "password": PASSWORD}.__getitem__
            address = self.address(screen_map.target)
            self.drivers[screen_map.name] = registry.make(screen_map, address, self.browser, account, 8.0)
        return self.drivers[screen_map.name]

    def records(self, target: str) -> list[Record]:
        """Return what really stands in the target's own ledgers."""
        self.address(target)
        if target in self.programs:
            return [Record(r["number"], r["key"], r["values"], 0) for r in self.programs[target].records()]
        if target in self.batches:
            return self.batches[target].ledger.all()
        core = self.running[target]
        return [r for one in (core, *core.beside.values()) for r in one.ledger.all()]

    def close(self) -> None:
        """End every session and every system."""
        for driver in self.drivers.values():
            driver.close()
        for core in self.running.values():
            core.stop()
        for program in self.programs.values():
            program.stop()
