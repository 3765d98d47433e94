"""The agent as a process: with a real pcscd behind it, and with its real window and nothing but key presses."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kakanai.agent import readers
from kakanai.agent.protocol import Credential, Kind
from kakanai.agent.tests import hands
from kakanai.agent.tests.conftest import PERSON
from kakanai.agent.tests.desk import DeskServer, MemoryDesk
from kakanai.agent.tests.test_no_trace_of_a_pin import found_in, memory_of
from kakanai.agent.tests.test_window import display  # noqa: F401 - a fixture
from kakanai.card.virtual.deck import make_deck
from kakanai.card.virtual.pcscd import PrivatePcscd, missing

SOURCE = str(Path(__file__).parents[3])


@pytest.fixture(scope="module")
def deck(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("deck")
    make_deck(folder, [PERSON])
    readers.place(folder, "p1")
    return folder


def start(folder: Path, desk: MemoryDesk, server: DeskServer, reader: str, **environment: str) -> subprocess.Popen:
    desk.device("1").save(folder / "device.json")
    command = [sys.executable, "-m", "kakanai", "agent", "run", "--server", server.address, "--device",
               str(folder / "device.json"), "--reader", reader, "--pin-source", "window"]  # fmt: skip
    return subprocess.Popen(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": SOURCE, **environment},
        stdout=(folder / "output.txt").open("wb"), stderr=subprocess.STDOUT,
    )  # fmt: skip


def type_into_window(text: str) -> None:
    hands.wait_for_keyboard()
    hands.press(*text, "Return")


def wait_for(desk: MemoryDesk, count: int, folder: Path, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while len(desk.results) + len(desk.failures) < count:
        assert time.monotonic() < deadline, (folder / "output.txt").read_text()
        time.sleep(0.05)


@pytest.mark.desktop
def test_a_password_typed_into_the_real_window_is_nowhere_afterwards(display, deck, tmp_path):  # noqa: F811
    desk, password = MemoryDesk(), PERSON.secret("sign_password")
    with DeskServer(desk) as server:
        process = start(tmp_path, desk, server, f"virtual:{deck}")
        try:
            job = desk.ask("1", kind=Kind.SIGN, credential=Credential.SIGN_PASSWORD, digest="07" * 32)
            type_into_window(password.lower())
            wait_for(desk, 1, tmp_path)
            memory = memory_of(process.pid)
        finally:
            process.kill()
            process.wait()
    assert job.id in desk.results, desk.failures
    assert not found_in(memory, password.encode())
    assert not found_in(bytes(desk.heard), password.encode())
    assert not found_in((tmp_path / "output.txt").read_bytes(), password.encode())
    assert found_in(memory, b"WindowPins")  # the search did look into the process that had the window


@pytest.mark.pcscd
@pytest.mark.desktop
def test_the_agent_reads_through_a_real_pcscd(display, deck, tmp_path):  # noqa: F811
    if reason := missing():
        pytest.skip(reason)
    desk = MemoryDesk()
    with PrivatePcscd() as private, DeskServer(desk) as server:
        private.insert(deck / "p1.card.json")
        process = start(tmp_path, desk, server, "pcsc", **private.environment)
        try:
            job = desk.ask("1")
            type_into_window("1985")
            wait_for(desk, 1, tmp_path)
        finally:
            process.kill()
            process.wait()
    assert job.id in desk.results, desk.failures
    assert desk.steps[job.id][-2:] == ["waiting_pin", "reading"]
