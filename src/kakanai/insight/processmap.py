"""What follows what: the process map of an event log, as pairs of steps with their counts and times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kakanai.insight.figures import median


class Step(Protocol):
    """An event of a case."""

    @property
    def visit(self) -> object:
        """The case."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def kind(self) -> str:
        """What."""


@dataclass(frozen=True, slots=True)
class Arc:
    """One step directly followed by another: how often, and the median seconds between them."""

    before: str
    after: str
    count: int
    seconds: float


def arcs(events: Iterable[Step], names: Mapping[str, str]) -> list[Arc]:
    """Return the directly-follows pairs of an event log, the most frequent first.

    `events` are in the order of time; `names` gives each kind its step, so that several kinds may be one step. A kind
    without a name is passed over, and a step that follows itself is no pair.
    """
    last: dict[object, tuple[str, datetime]] = {}
    gaps: dict[tuple[str, str], list[float]] = {}
    for event in events:
        step = names.get(event.kind)
        if step is None:
            continue
        before = last.get(event.visit)
        if before is not None and before[0] != step:
            gaps.setdefault((before[0], step), []).append((event.at - before[1]).total_seconds())
        last[event.visit] = (step, event.at)
    found = [Arc(*pair, len(seconds), median(seconds)) for pair, seconds in gaps.items()]
    return sorted(found, key=lambda arc: (-arc.count, arc.before, arc.after))
