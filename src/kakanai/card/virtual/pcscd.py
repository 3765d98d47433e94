"""A private pcscd with a virtual reader, without systemd and out of everyone's sight.

vpcd listens on every address without asking who calls, so it runs in a network namespace of its own, with its own
`/run`: neither the machine's network nor its real pcscd sees it. Clients reach it through `environment`.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from kakanai.card.errors import CardError
from kakanai.card.virtual.vpcd import PORT

_DRIVERS = (
    Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so"),
    Path("/usr/local/lib/pcsc/drivers/serial/libifdvpcd.so"),
)
_INSIDE = "mount -t tmpfs tmpfs /run && mkdir /run/pcscd && ip link set lo up && exec pcscd --foreground"
_START_SECONDS = 60.0
_EMPTY_SECONDS = 60.0
_READER, _PRESENT = b"Virtual PCD 00 00", 0x20
_SOCKET = "run/pcscd/pcscd.comm"


def missing() -> str:
    """Return why a private pcscd cannot run here, in words; empty when it can."""
    if not sys.platform.startswith("linux"):
        return "network namespaces are Linux only"
    for program, package in (
        ("pcscd", "pcscd"),
        ("unshare", "util-linux"),
        ("nsenter", "util-linux"),
        ("ip", "iproute2"),
    ):
        if shutil.which(program, path=_path()) is None:
            return f"{program} is missing (Debian package {package})"
    if not any(driver.exists() for driver in _DRIVERS):
        return "vpcd's driver is missing (Debian package vsmartcard-vpcd)"
    trial = subprocess.run([*_unshare(), "true"], capture_output=True, text=True, check=False, env=_env())
    return "" if trial.returncode == 0 else f"namespaces are not allowed here: {trial.stderr.strip()}"


class PrivatePcscd:
    """Starts on entering, ends with everything in it on leaving. Cards are put in and taken out by name."""

    def __init__(self) -> None:
        self._daemon: subprocess.Popen[bytes] | None = None
        self._card: subprocess.Popen[bytes] | None = None
        self._inside = 0
        self._before: str | None = None
        self.inserted: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a client's environment must hold to reach this pcscd."""
        return {"PCSCLITE_CSOCK_NAME": str(_address())}

    def __enter__(self) -> Self:
        self._daemon = subprocess.Popen(
            [*_unshare(), "sh", "-ec", _INSIDE],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_env(), start_new_session=True,
        )  # fmt: skip
        try:
            self._wait_for_socket(_START_SECONDS)
        except CardError:
            self.close()
            raise
        _address().unlink(missing_ok=True)
        _address().symlink_to(f"/proc/{self._inside}/root/{_SOCKET}")
        self._before = os.environ.get("PCSCLITE_CSOCK_NAME")
        os.environ.update(self.environment)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the card out and end pcscd."""
        self.remove()
        if self._daemon is not None:
            os.killpg(self._daemon.pid, signal.SIGKILL)
            self._daemon.wait()
            self._daemon = None
            os.environ.pop("PCSCLITE_CSOCK_NAME", None)
            if self._before is not None:
                os.environ["PCSCLITE_CSOCK_NAME"] = self._before

    def insert(self, card: Path, *options: str) -> None:
        """Put a virtual card into the reader; a card that was in it is taken out first."""
        self.remove()
        namespace = ["nsenter", f"--net=/proc/{self._inside}/ns/net"]
        if os.geteuid() != 0:
            namespace = ["nsenter", "--preserve-credentials", "--user", "--net", "--target", str(self._inside)]
        command = [sys.executable, "-m", "kakanai", "card", "serve", str(card), "--vpcd", f"127.0.0.1:{PORT}", *options]
        self._card = subprocess.Popen(
            [*namespace, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_env()
        )
        self.inserted = card

    def remove(self) -> None:
        """Take the card out of the reader, and wait until pcscd has seen it: it looks every 400 ms.

        A card put in before that is taken for the old one, and is lost to its first client soon after.
        """
        if self._card is not None:
            self._card.kill()
            self._card.wait()
            self._card, self.inserted = None, None
            deadline = time.monotonic() + _EMPTY_SECONDS
            while _card_present() and time.monotonic() < deadline:
                time.sleep(0.02)

    def _wait_for_socket(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._inside = self._inside or self._child()
            if self._inside and Path(f"/proc/{self._inside}/root/{_SOCKET}").exists():
                return
            if self._daemon is not None and self._daemon.poll() is not None:
                break
            time.sleep(0.01)
        raise CardError("pcscd did not start in its namespace")

    def _child(self) -> int:
        pid = self._daemon.pid if self._daemon else 0
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        except OSError:
            return 0
        return int(children[0]) if children else 0


class _ReaderState(ctypes.Structure):
    """libpcsclite's SCARD_READERSTATE."""

    _fields_ = (
        ("reader", ctypes.c_char_p),
        ("user", ctypes.c_void_p),
        ("current", ctypes.c_ulong),
        ("event", ctypes.c_ulong),
        ("atr_length", ctypes.c_ulong),
        ("atr", ctypes.c_ubyte * 33),
    )


def _card_present() -> bool:
    """Tell whether pcscd still believes that a card is in the reader. Asks without connecting to it."""
    library = ctypes.CDLL("libpcsclite.so.1")
    context, state = ctypes.c_long(), _ReaderState(reader=_READER)
    if library.SCardEstablishContext(ctypes.c_ulong(2), None, None, ctypes.byref(context)):
        return False
    try:
        code = library.SCardGetStatusChange(context, ctypes.c_ulong(0), ctypes.byref(state), ctypes.c_ulong(1))
        return code == 0 and bool(state.event & _PRESENT)
    finally:
        library.SCardReleaseContext(context)


@cache
def _address() -> Path:
    """Return where this process's clients look for pcscd. libpcsclite reads it once and keeps it, so it never changes."""
    folder = tempfile.TemporaryDirectory(prefix="kakanai-pcscd-")
    atexit.register(folder.cleanup)
    return Path(folder.name) / "pcscd.comm"


def _unshare() -> list[str]:
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *user, "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def _env() -> dict[str, str]:
    source = str(Path(__file__).parents[3])
    inherited = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PATH": _path(), "PYTHONPATH": f"{source}:{inherited}" if inherited else source}
