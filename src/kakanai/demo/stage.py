"""The sample city on its feet: desk, core systems, the agent at counter 1, a robot. Everything is this machine's own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path

from kakanai.demo import targets
from kakanai.demo.targets import desktop
from kakanai.demo.targets.batch import is_batch
from kakanai.demo.targets.web import ACCOUNT, PASSWORD
from kakanai.server import environment, processes
from kakanai.server.errors import ServerError
from kakanai.server.processes import Desk, Process

CORE_SYSTEMS = targets.codes() if desktop.missing() else (*targets.codes(), targets.DESKTOP)
"""The desktop program is there where the machine can show it."""
COUNTER = "1"
WAITING = 3
"""Tickets that wait in the queue when the demonstration begins."""


@dataclass
class Stage:
    """What runs, and where to look."""

    folder: Path
    ports: dict[str, int]
    desk: Desk | None = None
    runner_token: str = field(default="", repr=False)
    desktop_token: str = field(default="", repr=False)
    device_token: str = field(default="", repr=False)
    first_screen_seconds: float = 0.0
    """From the start of this process until the desk answered."""

    @property
    def url(self) -> str:
        """The desk's address."""
        if self.desk is None:
            raise RuntimeError("the desk does not run yet")
        return self.desk.url

    @property
    def cards(self) -> Path:
        """The folder of the virtual cards; the file `on-reader` in it says which lies on the reader."""
        return self.folder / "cards"

    @property
    def hand_over(self) -> Path:
        """The folder of files that other systems hand over."""
        return self.folder / "hand-over"

    def core_system(self, code: str) -> str:
        """Return the address of a sample core system: a page, a program's name, or the folder of one with files."""
        if code == targets.DESKTOP:
            return f"desktop:{code}"
        if is_batch(code):
            return (self.folder / f"files-{code}").as_uri()
        return f"http://127.0.0.1:{self.ports[code]}"

    def ledger(self, code: str) -> Path:
        """Return the file in which a sample core system keeps what was really stored."""
        return self.folder / f"{code}.sqlite"


@contextmanager
def running_stage(
    *, port: int = processes.DEFAULT_PORT, fresh: bool = False, say: Callable[[str], None] = lambda _: None
) -> Iterator[Stage]:
    """Have the sample city run inside the block.

    `fresh` gives the core systems empty ledgers of their own. Everything is stopped at the end of the block.
    """
    stage = Stage(_folder(fresh=fresh), {code: _free_port() for code in CORE_SYSTEMS})
    with processes.desk(port=port, before_web=lambda: furnish(stage), say=say) as desk:
        stage.desk = desk
        stage.first_screen_seconds = processes.seconds_since_start()
        say("core systems of the sample city")
        desk.supervisor.start(_core_systems(stage))
        say("card agent at counter 1, with virtual cards")
        _enrol_agent(stage)
        desk.supervisor.start(_agent(stage))
        say("robot")
        desk.supervisor.start(_robot(stage))
        if targets.DESKTOP in CORE_SYSTEMS:
            desk.supervisor.start(_desktop_robot(stage))
        yield stage


def furnish(stage: Stage) -> None:
    """Put the sample city into the database and its files into place. Can be run again."""
    from django.utils import timezone

    from kakanai.card.anchors import ANCHOR_FILE
    from kakanai.counter import actions as counter
    from kakanai.counter import anchors
    from kakanai.demo.city import build_city
    from kakanai.demo.family import load_family
    from kakanai.desk import actions as desk
    from kakanai.desk.models import Ticket, Visit
    from kakanai.robots import actions as robots
    from kakanai.trust import tenancy
    from kakanai.trust.models import User

    city = build_city()
    _make_cards(stage)
    anchors.install(stage.cards / ANCHOR_FILE, "sample-city")
    os.environ.setdefault("KAKANAI_REVOCATION", f"virtual:{stage.cards}")
    family = load_family(timezone.localdate())
    stage.hand_over.mkdir(parents=True, exist_ok=True)
    (stage.hand_over / "tenshutsu.csv").write_bytes(family.notice())
    (stage.hand_over / "juki-shoroku.csv").write_bytes(family.register_extract())
    with tenancy.tenant(city.code):
        for number in city.counters:
            counter.add_counter(number)
        clerk = User.objects.get(username=city.username("administrator"))
        stage.device_token = counter.make_enrolment_token(COUNTER, clerk)
        for text in _maps():
            robots.approve_map(robots.propose_map(text), by=clerk.display_name)
        for code in CORE_SYSTEMS:
            robots.set_target_address(code, stage.core_system(code))
        name = f"robot-{secrets.token_hex(3)}"
        stage.runner_token = robots.enrol_runner(name, list(targets.codes()), actor="demo")
        stage.desktop_token = robots.enrol_runner(f"{name}-desktop", [targets.DESKTOP], actor="demo")
        for left_open in Visit.objects.filter(municipality=city.code, counter=COUNTER, closed_at__isnull=True):
            desk.close_visit(left_open, left_open.clerk)
        waiting = Ticket.objects.filter(municipality=city.code, called_at__isnull=True).count()
        for _ in range(WAITING - waiting):
            desk.issue_ticket("move-in")


def _folder(*, fresh: bool) -> Path:
    folder = environment.var() / "demo"
    if fresh:
        folder = folder / f"play-{secrets.token_hex(4)}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _make_cards(stage: Stage) -> None:
    from kakanai.card.virtual.deck import SUFFIX, make_deck

    if not list(stage.cards.glob(f"*{SUFFIX}")):
        make_deck(stage.cards)


def _maps() -> list[str]:
    with as_file(files("kakanai.demo.targets") / "maps") as folder:
        return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))]


def _core_systems(stage: Stage) -> Process:
    places = {c: stage.folder / f"files-{c}" if is_batch(c) else port for c, port in stage.ports.items()
              if c != targets.DESKTOP}  # fmt: skip
    arguments = [f"{code}={place}={stage.ledger(code)}" for code, place in places.items()]
    return Process("core-systems", [sys.executable, "-m", "kakanai.demo.targets", *arguments])


def _enrol_agent(stage: Stage) -> None:
    command = [sys.executable, "-m", "kakanai", "agent", "enrol", "--server", stage.url]
    device = stage.folder / "device.key"
    device.unlink(missing_ok=True)
    command += ["--token", stage.device_token, "--device", str(device), "--name", "見本PC"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise ServerError(f"the agent could not be enrolled: {done.stderr.strip()[-400:]}")


def _agent(stage: Stage) -> Process:
    command = [sys.executable, "-m", "kakanai", "agent", "run", "--server", stage.url, "--counter", COUNTER]
    command += ["--device", str(stage.folder / "device.key"), "--reader", f"virtual:{stage.cards}"]
    command += ["--pin-source", f"script:{stage.cards / 'secrets.tsv'}"]
    return Process("agent", command)


def _robot(stage: Stage) -> Process:
    secrets_of_the_sample = {
        "KAKANAI_ROBOT_TOKEN": stage.runner_token,
        "KAKANAI_ROBOT_JIDOTEATE_USER": ACCOUNT,
        "KAKANAI_ROBOT_JIDOTEATE_PASSWORD": PASSWORD,
    }
    command = [sys.executable, "-m", "kakanai", "robot", "run", "--desk", stage.url]
    return Process("robot", command, secrets_of_the_sample)


def _desktop_robot(stage: Stage) -> Process:
    """The desktop program and its robot, on a display that nobody sees; the robot may type into nothing else."""
    code = targets.DESKTOP
    robot = [sys.executable, "-m", "kakanai", "robot", "run", "--desk", stage.url, "--target", code]
    place = [str(stage.folder / f"desktop-{code}"), str(stage.ledger(code))]
    command = [sys.executable, "-m", "kakanai.demo.targets.desktop", *place, *robot]
    return Process("desktop-robot", command, {"KAKANAI_ROBOT_TOKEN": stage.desktop_token})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
