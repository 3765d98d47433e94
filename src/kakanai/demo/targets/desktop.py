"""A desktop of its own for the sample program: display, session bus and accessibility, on no screen that anybody sees."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from kakanai.demo.targets import DESKTOP
from kakanai.demo.targets.definition import mapping

PYTHON = "/usr/bin/python3"
SOURCE = Path(__file__).resolve().parents[3]


def missing() -> str:
    """Say what this machine lacks to show the sample program; empty when it has everything."""
    for name in ("Xvfb", "dbus-daemon"):
        if shutil.which(name) is None:
            return f"{name} is not installed"
    libraries = [path for folder in Path("/usr/lib").glob("*/girepository-1.0") for path in folder.glob("*.typelib")]
    for name in ("Gtk-3.0", "Atspi-2.0"):
        if not any(path.stem == name for path in libraries):
            return f"the library {name} is not installed"
    return "" if Path("/usr/lib/python3/dist-packages/gi").is_dir() else "the system's Python has no door to GTK"


class Session:
    """A display and a session bus. `environment` is what a program needs to appear there."""

    def __init__(self) -> None:
        self._display = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        number = _line(self._display)
        self._bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | {"DISPLAY": f":{number}"},
        )  # fmt: skip
        self.environment = {
            "DISPLAY": f":{number}",
            "DBUS_SESSION_BUS_ADDRESS": _line(self._bus),
            "GTK_MODULES": "gail:atk-bridge",
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "0",
        }

    def close(self) -> None:
        """End bus and display."""
        for process in (self._bus, self._display):
            process.terminate()
            process.wait(timeout=10)


class DesktopProgram:
    """One running sample program in a session. It can be ended and started again on the same ledger."""

    def __init__(self, session: Session, code: str, folder: Path | None = None, ledger: Path | None = None) -> None:
        self.session, self.definition = session, mapping(code)
        self.folder = folder or Path(tempfile.mkdtemp(prefix="kakanai-desktop-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self._ledger = ledger or self.folder / "ledger.sqlite"
        self._process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def address(self) -> str:
        """What a screen map's target is set to."""
        return f"desktop:{self.definition['code']}"

    def start(self) -> None:
        """Show the program's window."""
        self.stop()
        definition = self.folder / "definition.json"
        definition.write_text(json.dumps(self.definition, ensure_ascii=False), encoding="utf-8")
        command = [PYTHON, "-m", "kakanai.demo.targets.gtkprogram", str(definition), str(self._ledger)]
        environment = (
            os.environ | self.session.environment | {"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}
        )
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
        )
        self._port = int(_line(self._process))

    @property
    def running(self) -> bool:
        """Whether the program still runs."""
        return self._process is not None and self._process.poll() is None

    def tell(self, kind: str, *, times: int = 1, value: Any = None) -> None:
        """Order one kind of misbehaviour."""
        self._post({"kind": kind, "times": times, "value": value})

    def behave(self) -> None:
        """Behave again."""
        self._post({"stop": True})

    def redefine(self, definition: dict[str, Any]) -> None:
        """Draw another system from now on."""
        self.definition = definition
        self._post({"system": definition})

    def _post(self, order: dict[str, Any]) -> None:
        body = json.dumps(order).encode()
        urllib.request.urlopen(f"http://127.0.0.1:{self._port}/", data=body, timeout=10).close()

    def records(self, key: str = "") -> list[dict[str, Any]]:
        """Return what was really stored, under a key when one is given."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/", timeout=10) as answer:
            rows: list[dict[str, Any]] = json.load(answer)
        return [r for r in rows if not key or r["key"] == key]

    def stop(self) -> None:
        """Close the window."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)
            self._process = None


def main(folder: str, ledger: str, *command: str) -> None:
    """Show the program in a session of its own and run a command there until it ends; start the program again if it dies."""
    session = Session()
    program = DesktopProgram(session, DESKTOP, Path(folder), Path(ledger))
    worker = subprocess.Popen(list(command), env=os.environ | session.environment)
    try:
        while worker.poll() is None:
            time.sleep(1)
            if not program.running:
                program.start()
    finally:
        worker.terminate()
        program.stop()
        session.close()
    raise SystemExit(worker.returncode)


def _line(process: subprocess.Popen[str]) -> str:
    """Return the first line that a program prints. Raises RuntimeError when it ends without one."""
    assert process.stdout is not None  # noqa: S101 - made with a pipe
    line = process.stdout.readline().strip()
    if not line:
        raise RuntimeError(f"{process.args!r} did not start")
    return line


if __name__ == "__main__":
    main(*sys.argv[1:])
