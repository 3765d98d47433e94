"""Which driver a map's word means."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kakanai.robots.runner.drivers.base import Driver, ScreenPort
from kakanai.robots.runner.drivers.screen import ScreenDriver
from kakanai.robots.runner.errors import NotHereError
from kakanai.robots.runner.screenmap import ScreenMap

if TYPE_CHECKING:
    from kakanai.robots.runner.drivers.desktop import DesktopPort
    from kakanai.robots.runner.drivers.tree import Desktop

Secrets = Callable[[str], str]


def screen_port(screen_map: ScreenMap, address: str, browser: Any, timeout: float = 8.0) -> ScreenPort:
    """Return the port to a map's screens. `browser` is a browser or a way to get one; others need none."""
    windows = screen_map.login.windows if screen_map.login else ()
    if screen_map.driver == "desktop":
        return desktop_port(address, windows)
    if screen_map.driver == "terminal":
        from kakanai.robots.runner.drivers.terminal import TerminalPort

        return TerminalPort(address, timeout)
    from kakanai.robots.runner.drivers.web import WebPort

    return WebPort(browser() if callable(browser) else browser, address, timeout=timeout, windows=windows)


def _screen(screen_map: ScreenMap, address: str, browser: Any, secrets: Secrets, timeout: float) -> Driver:
    return ScreenDriver(screen_map, screen_port(screen_map, address, browser, timeout), secrets)


def _file(screen_map: ScreenMap, address: str, browser: Any, secrets: Secrets, timeout: float) -> Driver:  # noqa: ARG001
    from kakanai.robots.runner.drivers.files import FileDriver

    return FileDriver(screen_map, Path(address.removeprefix("file://")))


def desktop_port(address: str, windows: tuple[str, ...] = ()) -> DesktopPort:
    """Return the port to a program on this machine's desktop; the address is `desktop:` and the program's name."""
    from kakanai.robots.runner.drivers.desktop import DesktopPort

    desktop: Desktop
    if sys.platform == "win32":
        from kakanai.robots.runner.drivers.uia import Uia

        desktop = Uia()
    else:
        from kakanai.robots.runner.drivers.atspi import AtSpi

        desktop = AtSpi()
    return DesktopPort(desktop, address.removeprefix("desktop:"), windows=windows)


SCREENS = ("web", "desktop", "terminal")
"""The drivers whose maps have screens to look at."""
MAKERS: dict[str, Callable[[ScreenMap, str, Any, Secrets, float], Driver]] = {
    "web": _screen,
    "file": _file,
    "handoff": _file,
    "desktop": _screen,
    "terminal": _screen,
}


def make(screen_map: ScreenMap, address: str, browser: Any, secrets: Secrets, timeout: float) -> Driver:
    """Return a driver for the map. `browser` may be a way to get one. Raises NotHereError when this machine cannot."""
    maker = MAKERS.get(screen_map.driver)
    if maker is None:
        raise NotHereError(f"no driver {screen_map.driver} here")
    return maker(screen_map, address, browser, secrets, timeout)
