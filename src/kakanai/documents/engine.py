"""Typesetting by typst in worker processes: safe to call from many threads, limited in time."""

from __future__ import annotations

import atexit
import json
import os
import queue
import re
import select
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kakanai.documents.errors import DocumentsError, DocumentTimeoutError, GlyphMissingError
from kakanai.documents.fonts import font_folders
from kakanai.japan.glyphs import VARIATION_SELECTORS, sequence_problems

TEMPLATES = Path(__file__).parent / "templates"
WORKER = Path(__file__).parent / "worker.py"
ACCESSIBLE_ARCHIVE = ("a-2a", "ua-1")
TIME_LIMIT_SECONDS = 20.0
WORKERS = 2


def typeset(
    template: str,
    data: dict[str, Any],
    *,
    timestamp: int,
    standards: tuple[str, ...] = ACCESSIBLE_ARCHIVE,
    time_limit: float = TIME_LIMIT_SECONDS,
    templates: Path = TEMPLATES,
) -> bytes:
    """Return the PDF of a template filled with data.

    The data reaches the template as one JSON string and is never part of its source. `timestamp` is in
    seconds since 1970; equal input gives equal bytes. Raises DocumentTimeoutError, GlyphMissingError, DocumentsError.
    """
    text = json.dumps(data, ensure_ascii=False)
    refuse_unknown_sequences(text)
    job = {
        "template": template,
        "data": text,
        "standards": list(standards),
        "timestamp": timestamp,
        "tags": bool(standards),
    }
    with _pool(templates).worker() as worker:
        return worker.run(job, time_limit)


def refuse_unknown_sequences(text: str) -> None:
    """Raise GlyphMissingError for a variation sequence that the name font does not know.

    It would draw the default glyph in silence: a wrong name, and nothing would warn.
    """
    if any(ord(ch) in VARIATION_SELECTORS for ch in text) and (problems := sequence_problems(text)):
        points = " ".join(f"U+{ord(ch):04X}" for ch in problems[0].text)
        raise GlyphMissingError(f"{problems[0].code}: {points}", f"{problems[0].message}入力した内容は残っています。")


class _Worker:
    def __init__(self, templates: Path) -> None:
        command = [sys.executable, "-I", str(WORKER), str(templates), *map(str, font_folders())]
        # No environment is handed on: a worker needs none and must not know the server's secrets.
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={"PATH": os.defpath}
        )

    def run(self, job: dict[str, Any], time_limit: float) -> bytes:
        message = json.dumps(job).encode()
        deadline = time.monotonic() + time_limit
        try:
            stdin = self.process.stdin
            assert stdin is not None  # noqa: S101 - a pipe was asked for
            stdin.write(struct.pack(">I", len(message)) + message)
            stdin.flush()
            status = self._read(1, deadline)
            payload = self._read(struct.unpack(">I", self._read(4, deadline))[0], deadline)
        except DocumentTimeoutError:
            self.end()
            raise
        except (OSError, EOFError) as error:
            self.end()
            raise DocumentsError(f"the typesetting process ended: {error!r}") from error
        if status == b"+":
            return payload
        raise _error_from(payload.decode(errors="replace"))

    def _read(self, count: int, deadline: float) -> bytes:
        assert self.process.stdout is not None  # noqa: S101 - a pipe was asked for
        pipe, parts = self.process.stdout.fileno(), bytearray()
        while len(parts) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise DocumentTimeoutError("typesetting took longer than allowed")
            chunk = os.read(pipe, count - len(parts))
            if not chunk:
                raise EOFError("no answer")
            parts += chunk
        return bytes(parts)

    def alive(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # the other end is gone and with it what was buffered
                    continue


@dataclass
class _Lease:
    pool: _Pool
    held: _Worker | None = None

    def __enter__(self) -> _Worker:
        self.held = self.pool.take()
        return self.held

    def __exit__(self, *_: object) -> None:
        if self.held is not None:
            self.pool.give(self.held)


@dataclass
class _Pool:
    """A few workers, made when first needed. Each serves one job at a time."""

    templates: Path
    pid: int = field(default_factory=os.getpid)
    seats: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(WORKERS))
    idle: queue.SimpleQueue[_Worker] = field(default_factory=queue.SimpleQueue)

    def worker(self) -> _Lease:
        return _Lease(self)

    def take(self) -> _Worker:
        if not self.seats.acquire(timeout=60):
            raise DocumentTimeoutError("all typesetting processes are busy")
        try:
            while True:
                worker = self.idle.get_nowait()
                if worker.alive():
                    return worker
        except queue.Empty:
            pass
        try:
            return _Worker(self.templates)
        except BaseException:
            self.seats.release()
            raise

    def give(self, worker: _Worker) -> None:
        if worker.alive():
            self.idle.put(worker)
        self.seats.release()

    def end(self) -> None:
        while not self.idle.empty():
            self.idle.get_nowait().end()


_pools: dict[Path, _Pool] = {}
_pools_lock = threading.Lock()


def _pool(templates: Path) -> _Pool:
    with _pools_lock:
        pool = _pools.get(templates)
        # After a fork the pipes belong to the parent: the child makes its own.
        if pool is None or pool.pid != os.getpid():
            pool = _pools[templates] = _Pool(templates)
        return pool


@atexit.register
def _end_workers() -> None:
    for pool in _pools.values():
        if pool.pid == os.getpid():
            pool.end()


def _error_from(message: str) -> DocumentsError:
    found = re.search(r'the text `"(.+?)"` could not be displayed', message)
    if found is None:
        return DocumentsError(f"typst: {message}")
    shown = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m.group(1), 16)), found.group(1))
    points = " ".join(f"U+{ord(ch):04X}" for ch in shown[:8])
    return GlyphMissingError(
        f"no font draws {points}",
        f"「{shown}」({points})を印刷できる書体がありません。文字を確かめ、外字の担当へ連絡してください。入力した内容は残っています。",
    )
