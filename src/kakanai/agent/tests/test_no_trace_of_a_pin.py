"""Canary secrets are typed into a real agent process; afterwards everything it left behind is searched for them.

Searched: all bytes the desk received, the agent's output, every file it could write, its command line, environment
and whole memory. The same search must find a leak that is planted on purpose.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kakanai.agent import readers
from kakanai.agent.protocol import Credential, Kind
from kakanai.agent.tests.conftest import PERSON
from kakanai.agent.tests.desk import DeskServer, MemoryDesk
from kakanai.card.virtual.deck import make_deck

SOURCE = str(Path(__file__).parents[3])
PASSWORD = PERSON.secret("sign_password").encode()
NUMBER_B = PERSON.number_b.encode()

PLANTED = """
import sys
from kakanai.card import channel
original = channel.Channel.verify
kept = []
def leaky(self, credential, secret):
    kept.append(bytes(secret.view()))
    print("verify", kept[-1].decode(), file=sys.stderr)
    return original(self, credential, secret)
channel.Channel.verify = leaky
from kakanai.cli import main
main()
"""


def forms(canary: bytes) -> list[bytes]:
    """The canary as such, and as programs tend to write it."""
    text = canary.decode()
    wide = text.encode("utf-16-le")
    encoded = [base64.b64encode(b"x" * shift + canary)[4 if shift else 0 : -4] for shift in range(3)]
    return [canary, canary.lower(), wide, text.encode("utf-32-le"), canary.hex().encode(), canary[::-1], *encoded]


def found_in(data: bytes, canary: bytes) -> bool:
    return any(form in data for form in forms(canary))


class Run:
    """One agent process with its own home, and everything it leaves."""

    def __init__(self, folder: Path, desk: MemoryDesk, server: DeskServer, deck: Path, *, planted: bool) -> None:
        self.folder, self.desk = folder, desk
        folder.mkdir()
        device = desk.device("1")
        device.save(folder / "device.json")
        self.sheet = deck / "secrets.tsv"
        command = [sys.executable, "-c", PLANTED] if planted else [sys.executable, "-m", "kakanai"]
        command += ["agent", "run", "--server", server.address, "--counter", "1", "--device", str(folder / "device.json"),
                    "--reader", f"virtual:{deck}", "--pin-source", f"script:{self.sheet}"]  # fmt: skip
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": SOURCE, "HOME": str(folder), "TMPDIR": str(folder)}
        self.output = folder / "output.txt"
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=self.output.open("wb"), stderr=subprocess.STDOUT
        )

    def wait_for(self, count: int, seconds: float = 180) -> None:
        deadline = time.monotonic() + seconds
        while len(self.desk.results) + len(self.desk.failures) < count:
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.02)

    def leftovers(self) -> dict[str, bytes]:
        """Return everything that could hold a secret after the reads, by where it lies."""
        proc = Path(f"/proc/{self.process.pid}")
        found = {
            "requests": bytes(self.desk.heard),
            "command line": (proc / "cmdline").read_bytes(),
            "environment": (proc / "environ").read_bytes(),
            "memory": memory_of(self.process.pid),
        }
        for path in self.folder.rglob("*"):
            if path.is_file():
                found[f"file {path.name}"] = path.read_bytes()
        return found


def memory_of(pid: int) -> bytes:
    """Return every writable page of a process. Needs the right to look into it, as root has."""
    if os.geteuid() != 0:
        pytest.skip("only root may search the agent's memory: it hides it from its own user")
    parts = []
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(start)
                parts.append(memory.read(end - start))
            except (OSError, OverflowError, ValueError):
                continue
    return b"".join(part or b"" for part in parts)


@pytest.fixture(scope="module")
def deck(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("deck")
    make_deck(folder, [PERSON])
    readers.place(folder, "p1")
    return folder


@pytest.fixture
def desk_server() -> Iterator[tuple[MemoryDesk, DeskServer]]:
    desk = MemoryDesk()
    with DeskServer(desk) as server:
        yield desk, server


def reads(desk: MemoryDesk, run: Run) -> None:
    jobs = ((Kind.READ, Credential.PIN), (Kind.READ, Credential.NUMBER_B), (Kind.SIGN, Credential.SIGN_PASSWORD))
    for done, (kind, credential) in enumerate(jobs, start=1):
        desk.ask("1", kind=kind, credential=credential, digest="07" * 32)
        run.wait_for(done)


def test_three_kinds_of_secrets_leave_no_trace_anywhere(tmp_path, deck, desk_server):
    desk, server = desk_server
    run = Run(tmp_path / "home", desk, server, deck, planted=False)
    try:
        reads(desk, run)
        assert len(desk.results) == 3, desk.failures
        left = run.leftovers()
    finally:
        run.process.kill()
        run.process.wait()
    assert len(left["memory"]) > 5_000_000  # the search did look somewhere
    assert found_in(left["memory"], b"kakanai.agent")
    for canary in (PASSWORD, NUMBER_B):
        assert [place for place, data in left.items() if found_in(data, canary)] == []
    # Four digits turn up by chance in any memory, so the PIN is searched for where text is kept.
    texts = {place: data for place, data in left.items() if place != "memory" and not place.startswith("requests")}
    assert [place for place, data in texts.items() if b"1985" in data] == []


def test_a_planted_leak_is_found_in_output_and_memory(tmp_path, deck, desk_server):
    desk, server = desk_server
    run = Run(tmp_path / "home", desk, server, deck, planted=True)
    try:
        reads(desk, run)
        left = run.leftovers()
    finally:
        run.process.kill()
        run.process.wait()
    for canary in (PASSWORD, NUMBER_B):
        places = [place for place, data in left.items() if found_in(data, canary)]
        assert {"memory", "file output.txt"} <= set(places)


def test_the_agent_opens_no_port_and_leaves_no_core(tmp_path, deck, desk_server):
    desk, server = desk_server
    run = Run(tmp_path / "home", desk, server, deck, planted=False)
    try:
        desk.ask("1")
        run.wait_for(1)
        mine, everyone = listening_sockets(run.process.pid), listening_sockets(os.getpid())
        limits = Path(f"/proc/{run.process.pid}/limits").read_text()
    finally:
        run.process.kill()
        run.process.wait()
    assert mine == []
    assert everyone != []  # the same question finds this test's own server
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def listening_sockets(pid: int) -> list[str]:
    """Return the process's listening sockets, as the kernel tells: TCP, UDP with a fixed port, and Unix sockets."""
    own = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            own.add(target[8:-1])
    found = []
    for name in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]:
            cells = line.split()
            if cells[9] in own and cells[3] == ("0A" if name.startswith("tcp") else "07"):
                found.append(f"{name} {cells[1]}")
    for line in Path(f"/proc/{pid}/net/unix").read_text().splitlines()[1:]:
        cells = line.split()
        if cells[6] in own and int(cells[3], 16) & 0x10000:  # SO_ACCEPTCON
            found.append(f"unix {cells[7:]}")
    return found
