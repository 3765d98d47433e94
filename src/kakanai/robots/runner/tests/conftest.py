"""A small old screen with its map, for tests that run many times, and a desktop of its own."""

from __future__ import annotations

from datetime import date

import pytest

from kakanai.demo.targets import MAPS, desktop, terminal
from kakanai.demo.targets.bench import DesktopBench, TerminalBench, WebBench
from kakanai.demo.targets.samples import family_values
from kakanai.robots.runner.drivers import s3270

__all__ = ["MAPS"]


@pytest.fixture
def family():
    return family_values(date(2026, 11, 20))


@pytest.fixture
def bench(chromium):
    made = WebBench(chromium)
    yield made
    made.close()


@pytest.fixture(scope="module")
def desktop_session():
    """A display and a session bus that this process belongs to while the tests of a file run."""
    lacking = desktop.missing()
    if lacking:
        pytest.skip(lacking)
    session = desktop.Session()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in session.environment.items():
            patch.setenv(name, value)
        yield session
    session.close()


@pytest.fixture
def window(desktop_session):
    made = DesktopBench(desktop_session)
    yield made
    made.close()


@pytest.fixture
def host():
    """The sample host with the terminal emulator at it."""
    lacking = terminal.missing() or ("" if s3270.program() else "s3270 is not installed")
    if lacking:
        pytest.skip(lacking)
    made = TerminalBench()
    yield made
    made.close()
