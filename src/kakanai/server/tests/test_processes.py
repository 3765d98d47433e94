"""Starting and stopping the desk: one command, no orphans, clear words when it cannot."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from kakanai.server import environment, processes
from kakanai.server.errors import PortInUseError, ProcessDiedError
from kakanai.server.postgres import Cluster
from kakanai.server.processes import Process, Supervisor


@pytest.fixture
def own_var(tmp_path, monkeypatch):
    """Give the started programs a var/ of their own and the settings that an operator has."""
    monkeypatch.setenv("KAKANAI_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("KAKANAI_CLUSTER", "main")
    monkeypatch.setenv("KAKANAI_CLUSTER_FAST", "1")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "kakanai.server.settings")
    monkeypatch.setenv("PYTHONPATH", str(environment.REPOSITORY / "src"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield tmp_path / "var"
    cluster = Cluster("main", fast=True)
    cluster.stop()
    shutil.rmtree(cluster.home.parent, ignore_errors=True)


def kakanai(*arguments, **options):
    command = [sys.executable, "-m", "kakanai", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=90, **options)


def descendants(number):
    found = []
    for child in Path(f"/proc/{number}/task/{number}/children").read_text().split():
        found += [int(child), *descendants(int(child))]
    return found


def alive(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=15.0):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)


@pytest.mark.slow
def test_one_command_starts_all_and_one_stops_all(own_var):
    started = kakanai("server", "start", "--background", "--port", "0")
    assert started.returncode == 0, started.stderr
    url = started.stdout.split()[-1]
    number = int((own_var / "server.pid").read_text())
    family = descendants(number)
    with urllib.request.urlopen(f"{url}/health", timeout=10) as answer:
        assert answer.read() == b'{"status": "ok"}'
    assert kakanai("server", "status").returncode == 0
    again = kakanai("server", "start", "--port", "0")
    assert again.returncode == 1
    assert "already runs" in again.stderr
    assert kakanai("server", "stop").returncode == 0
    assert len(family) >= 3
    wait_until(lambda: not any(alive(one) for one in [number, *family]), seconds=2)
    assert not Cluster("main").running()
    assert kakanai("server", "status").returncode == 3


@pytest.mark.slow
def test_a_killed_server_leaves_no_web_server_and_no_worker(own_var):
    assert kakanai("server", "start", "--background", "--port", "0").returncode == 0
    number = int((own_var / "server.pid").read_text())
    family = descendants(number)
    os.kill(number, signal.SIGKILL)
    wait_until(lambda: not any(alive(one) for one in family))
    assert kakanai("server", "stop").returncode == 0
    assert not Cluster("main").running()


@pytest.mark.slow
def test_ctrl_c_ends_it_in_order(own_var):
    command = [sys.executable, "-m", "kakanai", "server", "start", "--port", "0"]
    desk = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while "answers on" not in desk.stdout.readline():
        assert desk.poll() is None
    family = descendants(desk.pid)
    desk.send_signal(signal.SIGINT)
    rest = desk.communicate(timeout=30)[0]
    assert desk.returncode == 0
    assert "stopped" in rest
    assert "Traceback" not in rest
    assert not [one for one in family if alive(one)]


def test_a_port_in_use_is_told_before_anything_is_started(own_var):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = kakanai("server", "start", "--port", str(port))
        assert told.returncode == 1
        assert "ポート" in told.stderr
        assert str(port) in told.stderr
        assert "--port" in told.stderr
        with pytest.raises(PortInUseError):
            processes._free_port("127.0.0.1", port)
    assert not (own_var / "postgres").exists()


def test_a_process_that_ends_by_itself_is_told_with_its_last_words(tmp_path):
    supervisor = Supervisor(tmp_path)
    child = supervisor.start(Process("brittle", [sys.executable, "-c", "print('my last words'); raise SystemExit(7)"]))
    child.wait(20)
    with pytest.raises(ProcessDiedError, match=r"(?s)brittle ended with code 7.*my last words"):
        supervisor.check()
    supervisor.stop()


def test_a_process_that_will_not_stop_is_killed_with_its_helpers(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.3)
    stubborn = "trap '' TERM; sleep 60 & echo $! ; while :; do sleep 1; done"
    supervisor = Supervisor(tmp_path)
    child = supervisor.start(Process("stubborn", ["/bin/sh", "-c", stubborn]))
    wait_until(lambda: supervisor.tail("stubborn").strip().isdigit())
    helper = int(supervisor.tail("stubborn"))
    supervisor.stop()
    assert not alive(child.pid)
    wait_until(lambda: not alive(helper))


def test_processes_are_stopped_last_first(tmp_path):
    note = "trap 'echo %s >>order; exit' TERM; echo up; while :; do sleep 0.05; done"
    supervisor = Supervisor(tmp_path / "log")
    for name in ("first", "second"):
        supervisor.start(Process(name, ["/bin/sh", "-c", f"cd {tmp_path}; {note % name}"]))
        wait_until(lambda name=name: "up" in supervisor.tail(name))
    supervisor.stop()
    assert (tmp_path / "order").read_text().split() == ["second", "first"]
