"""The look before the counter opens: every mapped screen, read-only. A changed one stops its queue and is proposed."""

from __future__ import annotations

from typing import Any

from kakanai.robots.runner import fingerprint, secrets
from kakanai.robots.runner.client import HttpDesk
from kakanai.robots.runner.drivers import registry
from kakanai.robots.runner.drivers.base import ScreenPort
from kakanai.robots.runner.errors import AccessError
from kakanai.robots.runner.fingerprint import Fingerprint
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.scout import Scout, with_fingerprints
from kakanai.robots.runner.screenmap import ScreenMap, parse

_NOBODY = {"p1:person.nameKana": "カナリア シケン", "p1:person.birthDate": "1926-12-25"}
"""Search values of a person who does not exist, for screens that open only after a search."""


def look_at(screen_map: ScreenMap, port: ScreenPort, account: Any) -> tuple[list[str], dict[str, Fingerprint]]:
    """Return what differs on the map's screens, and how they look now. Saves nothing."""
    scout = Scout(screen_map, port, account, with_pictures=False)
    job = Job("canary", "CANARY", screen_map.target, screen_map.operation, 1, dict(_NOBODY))
    seen = scout.visit(job)
    found: list[str] = []
    for known in _known(screen_map):
        now = seen.get(known.code) or Fingerprint("", "")
        found += fingerprint.differences(known, now)
    return found, seen


def _known(screen_map: ScreenMap) -> list[Fingerprint]:
    screens = [screen_map.screen, screen_map.look.screen if screen_map.look else None]
    screens += [step.screen for step in screen_map.steps]
    return [screen for screen in screens if screen is not None]


def look_at_all(desk: HttpDesk, browser: Any) -> dict[str, list[str]]:
    """Look at every screen of the runner's targets, pages and windows; tell the desk about each that changed."""
    found: dict[str, list[str]] = {}
    for target in desk.targets():
        of_target: dict[str, list[str]] = {}
        for text in target["maps"]:
            screen_map = parse(text)
            if screen_map.driver in registry.SCREENS:
                of_target[screen_map.name] = _look(desk, screen_map, text, target["address"], browser)
        if of_target and not any(of_target.values()):
            desk.screen_looked(target["code"])
        found |= of_target
    return found


def _look(desk: HttpDesk, screen_map: ScreenMap, text: str, address: str, browser: Any) -> list[str]:
    """Look at one map's screens; a target that cannot be reached is said, and stops nothing."""
    try:
        port = registry.screen_port(screen_map, address, browser)
    except AccessError as error:
        return [f"開けません: {error}"]
    try:
        return look_and_tell(desk, screen_map, text, port)
    except AccessError as error:
        return [f"開けません: {error}"]
    finally:
        port.close()


def look_and_tell(desk: HttpDesk, screen_map: ScreenMap, text: str, port: ScreenPort) -> list[str]:
    """Return what differs on a map's screens; a difference stops the queue and is proposed as a new map."""
    differences, seen = look_at(screen_map, port, secrets.account(screen_map.target))
    if differences:
        desk.screen_changed(screen_map.target, with_fingerprints(text, seen), differences)
    return differences
