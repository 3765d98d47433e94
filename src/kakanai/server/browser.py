"""Chromium for tests and played visits: this machine's own, never downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kakanai.server.errors import ServerError
from kakanai.server.sealed import OutsideRequestError, seal_browser

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_WITHOUT_WINDOWS = "chromium-headless-shell"
_ARGUMENTS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-domain-reliability",
    "--disable-client-side-phishing-detection", "--metrics-recording-only", "--no-pings",
    "--font-render-hinting=none", "--force-color-profile=srgb",
)  # fmt: skip


class BrowserMissingError(ServerError):
    """No Chromium on this machine; install the Debian package `chromium`."""

    code = "browser-missing"


def executable(*, headless: bool = True) -> str:
    """Return the path of this machine's Chromium (`KAKANAI_BROWSER` names another); raises BrowserMissingError."""
    names = (_WITHOUT_WINDOWS, *_NAMES) if headless else _NAMES
    found = os.environ.get("KAKANAI_BROWSER") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise BrowserMissingError
    return found


def arguments() -> list[str]:
    """Return Chromium's options: nothing fetched by itself, pictures alike everywhere."""
    # Chromium's sandbox does not start as root; the pages are our own.
    return [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@contextmanager
def chromium(*, headless: bool = True) -> Iterator[Any]:
    """Have a Playwright browser inside the block."""
    from playwright.sync_api import sync_playwright

    path = executable(headless=headless)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, headless=headless, args=arguments())
        try:
            yield running
        finally:
            running.close()


@contextmanager
def sealed_context(running: Any, **options: Any) -> Iterator[Any]:
    """Have a browser context in Japanese and Japan's time that reaches nothing but this machine.

    Raises OutsideRequestError at the end of the block when a page wanted to.
    """
    context = running.new_context(**{"locale": "ja-JP", "timezone_id": "Asia/Tokyo"} | options)
    refused = seal_browser(context)
    try:
        yield context
    finally:
        context.close()
    if refused:
        raise OutsideRequestError(f"a page wanted to reach {', '.join(sorted(set(refused)))}")
