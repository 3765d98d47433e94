"""`kakanai test`: everything a change must pass, as one command that also a build server calls."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from kakanai.server import environment
from kakanai.server.errors import ServerError
from kakanai.server.postgres import Cluster

_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1
_FULL_MINUTES = 25
_QUICK_MINUTES = 5
_NOTHING_COLLECTED = 5
"""Pytest's exit code where no test fits: a room without a database has nothing to run a second time."""


@dataclass(frozen=True)
class Totals:
    """What one run of pytest came to; an error in set-up counts as failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


@click.command()
@click.option("--quick", is_flag=True, help="Leave out the tests marked slow.")
@click.option("--workers", default=2, show_default=True, help="Test processes side by side; 0 runs all in one.")
@click.option("-k", "expression", default="", help="Only tests whose names match, as in pytest.")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def test(quick: bool, workers: int, expression: str, paths: tuple[Path, ...]) -> None:
    """Run all tests, or those under PATHS; the last line counts them.

    With DATABASE_URL set, the tests that use a database run a second time on that one.
    """
    started = time.monotonic()
    arguments = [*(["-m", "not slow"] if quick else []), *(["-k", expression] if expression else [])]
    targets = [str(path.resolve()) for path in paths]
    url = os.environ.pop("DATABASE_URL", "")
    # An outside database may be on another host, so the network is closed only where there is none.
    click.echo(f"network: {'open, DATABASE_URL is set' if url else seal_network()}")
    total, code = _on_embedded(arguments, targets, workers)
    if url:
        os.environ["DATABASE_URL"] = url
        click.echo("\n==> once more on the database of DATABASE_URL")
        marked = ["-m", "database and not slow" if quick else "database"]
        expression_only = ["-k", expression] if expression else []
        more, more_code = _run_pytest([*marked, *expression_only], targets, workers)
        if more_code != _NOTHING_COLLECTED:
            total, code = total + more, code or more_code
    minutes = (time.monotonic() - started) / 60
    limit = _QUICK_MINUTES if quick else _FULL_MINUTES
    if minutes > limit:
        click.echo(f"this took {minutes:.1f} minutes; it should end within {limit}")
    click.echo(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped in {minutes:.1f} minutes")
    raise SystemExit(code)


def seal_network() -> str:
    """Leave this process and its children nothing but the loopback interface; return a sentence that says so.

    Without the right to do it (root on Linux) the tests' own guards in sealed.py still refuse outside requests.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0 or not hasattr(libc, "unshare") or libc.unshare(_CLONE_NEWNET) != 0:
        return "guarded by the tests themselves (closing it altogether needs root)"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        fcntl.ioctl(probe, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))
    return "closed, only the loopback interface exists"


def _on_embedded(arguments: list[str], targets: list[str], workers: int) -> tuple[Totals, int]:
    from kakanai.server import testsettings

    with ExitStack() as stack:
        try:
            # Held here, so that the test processes find it running and the last of them does not stop it.
            stack.enter_context(Cluster(testsettings.CLUSTER.name, fast=True).using())
        except ServerError as error:
            click.echo(f"kakanai: {error.clerk}\n         {error}", err=True)
            raise SystemExit(1) from None
        return _run_pytest(arguments, targets, workers)


def _run_pytest(arguments: list[str], targets: list[str], workers: int) -> tuple[Totals, int]:
    report = environment.var() / "test-report.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}", *arguments]
    if workers:
        # A file's tests stay together, so that what a file prepares once is prepared once.
        command += ["-n", str(workers), "--dist", "loadfile"]
    code = subprocess.run([*command, *targets], cwd=environment.REPOSITORY, check=False).returncode
    return _totals(report), code


def _totals(report: Path) -> Totals:
    if not report.exists():
        return Totals(failed=1)
    suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - written by pytest a moment ago
    total = Totals()
    for suite in suites:
        count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
        failed = count["failures"] + count["errors"]
        total += Totals(count["tests"] - failed - count["skipped"], failed, count["skipped"])
    return total
