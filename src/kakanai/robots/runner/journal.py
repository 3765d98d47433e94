"""The hash-chained journal of one piece of work: steps and digests, never a personal value."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One link. `value` is a salted digest of what was typed or read."""

    number: int
    at: str
    step: str
    caption: str
    value: str
    previous: str
    digest: str


def _digest(number: int, at: str, step: str, caption: str, value: str, previous: str) -> str:
    body = json.dumps([number, at, step, caption, value, previous], ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(slots=True)
class Journal:
    """Append-only; `salt` stays with the encrypted evidence, so that short values cannot be guessed from digests."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    entries: list[Entry] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The digest of the last link."""
        return self.entries[-1].digest if self.entries else FIRST

    def write(self, step: str, caption: str = "", value: str = "") -> None:
        """Add a link."""
        number, at, previous = len(self.entries), self.clock().isoformat(), self.head
        seal = hmac.new(self.salt.encode(), value.encode(), hashlib.sha256).hexdigest() if value else ""
        digest = _digest(number, at, step, caption, seal, previous)
        self.entries.append(Entry(number, at, step, caption, seal, previous, digest))

    def as_list(self) -> list[dict[str, object]]:
        """Return plain records."""
        return [asdict(e) for e in self.entries]


def broken_at(entries: list[dict[str, object]]) -> int | None:
    """Return the number of the first link that does not fit, or `None` when the chain holds."""
    previous = FIRST
    for number, entry in enumerate(entries):
        plain = [str(entry[name]) for name in ("at", "step", "caption", "value", "previous")]
        good = entry["number"] == number and entry["previous"] == previous
        if not good or entry["digest"] != _digest(number, *plain):
            return number
        previous = str(entry["digest"])
    return None
