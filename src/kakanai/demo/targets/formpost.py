"""A driver that posts the sample system's form without any screen: the floor of speed, and a fast way to test the desk.

Not for real systems: nobody would see a changed screen.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_from_bytes

import httpx

from kakanai.demo.targets.definition import load
from kakanai.demo.targets.ledger import Record
from kakanai.demo.targets.pages import show_field, shown
from kakanai.robots.runner import jobs
from kakanai.robots.runner.drivers.base import Pictures, Saved, Shown, Sighting
from kakanai.robots.runner.errors import CommitUnknownError
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.screenmap import ScreenMap


class FormPost:
    """Types by posting codes; looks into the ledger that the sample system shows its tests."""

    def __init__(self, screen_map: ScreenMap, address: str) -> None:
        self._map, self._system = screen_map, load(screen_map.target)
        self._http = httpx.Client(base_url=address, timeout=10)
        self._body = b""

    def look(self, job: Job) -> list[Sighting]:
        """Find by key."""
        rows = [row for row in self._http.get("/_ledger").json() if row["key"] == job.key]
        return [Sighting(str(row["number"]), self._shown(row)) for row in rows]

    def _shown(self, row: dict[str, Any]) -> tuple[Shown, ...]:
        record = Record(row["number"], row["key"], row["values"], 0)
        found = []
        for section in self._system.sections:
            found += [Shown(section.title, f.caption, show_field(f, record.values)) for f in section.fields]
            for caption, rule in self._system.shown.items():
                if "date" in rule and any(f.id == rule["date"][0] for f in section.fields):
                    found.append(
                        Shown(section.title, rule.get("caption", caption), shown(self._system, record, caption))
                    )
        return tuple(found)

    def prepare(self, job: Job) -> None:
        """Build the form."""
        form = {}
        for entry in jobs.entries(self._map, job):
            field = next(
                f
                for s in self._system.sections
                for f in s.fields
                if (s.title, f.caption) == (entry.field.section, entry.field.caption)
            )
            codes = {label: code for code, label in field.options.items()}
            form[field.id] = codes[entry.text] if field.options else entry.text
        parts = [f"{name}={quote_from_bytes(text.encode('cp932'))}" for name, text in form.items() if text]
        self._body = "&".join(parts).encode()

    def commit(self, job: Job) -> Saved:  # noqa: ARG002 - the contract's signature
        """Post it."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            self._http.post("/save", content=self._body, headers=headers)
        except httpx.HTTPError as error:
            raise CommitUnknownError(type(error).__name__) from error
        return Saved()

    def abandon(self) -> None:
        """Forget the form."""
        self._body = b""

    def pictures(self) -> Pictures:
        """Without a screen there is no picture."""
        return Pictures()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()
