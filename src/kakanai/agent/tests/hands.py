"""Hands for the agent's window: they wait until it has the keyboard, and press keys from outside as a person does."""

from __future__ import annotations

import subprocess
import threading
import time

_CLASS = ["xdotool", "search", "--onlyvisible", "--class", "kakanai-agent"]


def wait_for_keyboard(seconds: float = 120) -> None:
    """Return once the agent's window has the keyboard; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        windows, focus = _words(_CLASS), _words(["xdotool", "getwindowfocus"])
        if windows and focus and focus[0] in windows:
            return
        time.sleep(0.05)
    raise TimeoutError("the window did not get the keyboard")


def press(*keys: str) -> None:
    """Press keys one after another, in the window that has the keyboard."""
    for key in keys:
        subprocess.run(["xdotool", "key", key], check=True)


def tap(x: int, y: int) -> None:
    """Tap a point of the screen."""
    subprocess.run(["xdotool", "mousemove", "--sync", str(x), str(y), "click", "1"], check=True)


def pressing(*keys: str) -> threading.Thread:
    """Press keys in a thread of its own as soon as the window has the keyboard."""

    def run() -> None:
        wait_for_keyboard()
        press(*keys)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def _words(command: list[str]) -> list[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
