"""Finds and starts the browser that the machine already has."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from kakanai.robots.runner.errors import NotHereError

NAMES = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
WITHOUT_WINDOWS = "chromium-headless-shell"
"""The same engine without a desktop browser around it: a third less work for each record."""
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_path(*, headless: bool = True) -> str | None:
    """Return the system's Chromium or Edge: `KAKANAI_BROWSER` first, then the usual names; `None` without one."""
    named = os.environ.get("KAKANAI_BROWSER")
    names = (WITHOUT_WINDOWS, *NAMES) if headless else NAMES
    return named or next((path for name in names if (path := shutil.which(name))), None)


def arguments() -> list[str]:
    """Return the switches that keep the browser quiet on the network, and root's own switch under root."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, "--no-sandbox"] if root else list(QUIET)


@contextmanager
def running_browser(*, headless: bool = True) -> Iterator[Any]:
    """Start a browser for the block. Raises NotHereError when the machine has none."""
    from playwright.sync_api import sync_playwright

    path = browser_path(headless=headless)
    if path is None and sys.platform != "win32":
        raise NotHereError("no Chromium or Edge found", ja="Chromium か Edge を入れてください。")
    with sync_playwright() as playwright:
        channel = None if path else "msedge"
        browser = playwright.chromium.launch(headless=headless, args=arguments(), executable_path=path, channel=channel)
        try:
            yield browser
        finally:
            browser.close()


class LazyBrowser:
    """A browser that starts when the first web screen needs it: a robot of files or windows needs none."""

    def __init__(self, *, headless: bool = True) -> None:
        self._headless, self._stack = headless, ExitStack()
        self._browser: Any = None

    def __enter__(self) -> LazyBrowser:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(self) -> Any:
        """Return the browser. Raises NotHereError when the machine has none."""
        if self._browser is None:
            self._browser = self._stack.enter_context(running_browser(headless=self._headless))
        return self._browser
