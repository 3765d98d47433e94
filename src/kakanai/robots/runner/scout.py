"""Walks the screens of a map and notes what they look like now: to approve a new map, or to show old beside new."""

from __future__ import annotations

from typing import Any

import yaml

from kakanai import yamldata
from kakanai.robots.runner import fingerprint
from kakanai.robots.runner.drivers.screen import ScreenDriver
from kakanai.robots.runner.fingerprint import Fingerprint
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.screens import Screen


class Scout(ScreenDriver):
    """A driver that types only search values and never stops at an unknown screen."""

    __slots__ = ("seen",)

    def _must_be(self, known: Fingerprint | None, screen: Screen) -> None:
        if known is not None:
            self.seen[known.code] = fingerprint.take(screen)

    def visit(self, job: Job) -> dict[str, Fingerprint]:
        """Return the present fingerprint of each mapped screen by its code. Saves nothing."""
        self.seen: dict[str, Fingerprint] = {}
        self._walk(self.screen_map.steps, job, entry=True)
        self._require(self.screen_map.screen)
        if self.screen_map.look is not None:
            self._walk(self.screen_map.look.steps, job, entry=False)
            self._require(self.screen_map.look.screen)
        return self.seen


def with_fingerprints(text: str, seen: dict[str, Fingerprint]) -> str:
    """Return a map's YAML with the screens' present captions and buttons written in, for a person to approve.

    Another screen is no new version. Where one field of a section went and one of the same kind and size came, the
    proposal types into the new one; nothing is typed by it before it is approved.
    """
    raw = yamldata.read(text)
    for screen in _screens(raw):
        now = seen.get(screen["code"])
        if now is not None and now.code == screen["code"]:
            if screen is raw.get("entry", {}).get("screen"):
                _rename(raw["entry"]["fields"], renamed(tuple(screen.get("controls", ())), now.controls))
            screen.update(title=now.title, controls=list(now.controls), buttons=list(now.buttons))
    head = "".join(line + "\n" for line in text.splitlines() if line.startswith("#"))
    return head + yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=1000)


def renamed(before: tuple[str, ...], now: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """Return (section, old caption) → new caption for each field that can only have been renamed."""
    gone, come = _by_kind(set(before) - set(now)), _by_kind(set(now) - set(before))
    return {
        (kind[0], gone[kind][0]): come[kind][0]
        for kind in gone
        if len(gone[kind]) == 1 and len(come.get(kind, ())) == 1
    }


def _by_kind(controls: set[str]) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for line in controls:
        section, caption, *kind = line.split(" | ")
        found.setdefault((section, *kind), []).append(caption)
    return found


def _rename(fields: list[dict[str, Any]], names: dict[tuple[str, str], str]) -> None:
    for item in fields:
        item["caption"] = names.get((item.get("section", ""), item["caption"]), item["caption"])


def _screens(raw: Any) -> list[dict[str, Any]]:
    if isinstance(raw, list):
        return [screen for part in raw for screen in _screens(part)]
    if not isinstance(raw, dict):
        return []
    found = [raw] if set(raw) >= {"code", "title"} else []
    return found + [screen for part in raw.values() for screen in _screens(part)]
