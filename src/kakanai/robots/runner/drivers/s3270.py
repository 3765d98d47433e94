"""The terminal emulator `s3270` as a child process: one action in, its data and one line of status out.

Nothing that is typed is logged, and no trace is switched on: passwords go the same way as names.
"""

from __future__ import annotations

import contextlib
import os
import queue
import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from kakanai.robots.runner.errors import AccessError, MapError, NotHereError

PROGRAMS = ("s3270", "ws3270")
"""What the emulator is called here, and on Windows."""
CODE_PAGE = "cp939"
_MODEL = "3279-4"
_HOST = re.compile(r"[\w.\-]+|\[[0-9a-fA-F:]+\]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a host is: `tn3270://host:port/cp939`, or `tn3270s://` through TLS."""

    host: str
    code_page: str


def place(address: str) -> Place:
    """Read a target's address. Raises MapError for anything else."""
    url = urlsplit(address)
    name = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    page = url.path.strip("/") or CODE_PAGE
    if url.scheme not in ("tn3270", "tn3270s") or not _HOST.fullmatch(name) or not re.fullmatch(r"[\w-]+", page):
        raise MapError("a terminal's address is tn3270://host:port/code page")
    secure = url.scheme == "tn3270s"
    return Place(f"{'L:' if secure else ''}{name}:{url.port or (992 if secure else 23)}", page)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an action brought: whether it went through, its lines, and the emulator's state after it."""

    good: bool
    lines: tuple[str, ...]
    unlocked: bool
    connected: bool
    columns: int


def program() -> str | None:
    """Return where the emulator is on this machine; `None` where it is not installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Emulator:
    """One running emulator. An action that does not answer in time ends it, so that no key waits in its queue."""

    def __init__(self, code_page: str, timeout: float) -> None:
        command = program()
        if command is None:
            raise NotHereError("s3270 is not installed", ja="この端末には端末エミュレーター(s3270)がありません。")
        self._timeout = timeout
        self._process = subprocess.Popen(
            [command, "-utf8", "-codepage", code_page, "-model", _MODEL],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            encoding="utf-8", errors="replace", env=os.environ | {"NOX3270PRO": "1"},
        )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it was opened as a pipe
        for line in self._process.stdout:
            self._lines.put(line.rstrip("\r\n"))
        self._lines.put("")

    def run(self, action: str) -> Answer:
        """Do one action, once. Raises AccessError when the emulator does not answer or is gone."""
        try:
            assert self._process.stdin is not None  # noqa: S101 - it was opened as a pipe
            self._process.stdin.write(f"{action}\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise AccessError("the terminal emulator is gone") from error
        return self._answer()

    def _answer(self) -> Answer:
        until = time.monotonic() + self._timeout
        lines: list[str] = []
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty as error:
                self.stop()
                raise AccessError("the host does not answer: the keyboard stays locked") from error
            if line in ("ok", "error"):
                return _answered(lines, good=line == "ok")
            if not line:
                self.stop()
                raise AccessError("the terminal emulator ended")
            lines.append(line)

    @property
    def running(self) -> bool:
        """Whether the emulator still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it and its connection."""
        if self.running:
            self._process.kill()
        self._process.wait(timeout=10)
        self._reader.join(timeout=10)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _answered(lines: list[str], *, good: bool) -> Answer:
    """Take the state from the last line: keyboard, formatting, protection, connection, mode, model, rows, columns, …"""
    state = lines[-1].split() if lines else []
    data = tuple(line.removeprefix("data:").removeprefix(" ") for line in lines if line.startswith("data:"))
    if len(state) < 8:
        return Answer(good, data, unlocked=False, connected=False, columns=80)
    return Answer(good, data, state[0] == "U", state[3].startswith("C("), int(state[7]))


def quoted(text: str) -> str:
    """Return a text as one argument of an action."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
