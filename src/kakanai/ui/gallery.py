"""The gallery: every screen with sample data, to be looked at without a database. Only where DEBUG is on.

`data/gallery/*.yaml` holds one context per file; an entry is a template, a title and its context. The contexts
are synthetic and follow the contract that the template states in its first comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from kakanai import yamldata

FOLDER = Path(__file__).parent / "data" / "gallery"


@dataclass(frozen=True, slots=True)
class Sample:
    """One screen of the gallery."""

    name: str
    title: str
    template: str
    kind: str
    context: dict[str, Any]


@cache
def samples() -> dict[str, Sample]:
    """Return all samples by name, in the order of the files."""
    return {sample.name: sample for path in sorted(FOLDER.glob("*.yaml")) for sample in _read(path)}


def _read(path: Path) -> Iterator[Sample]:
    raw = yamldata.read(path.read_text(encoding="utf-8"))
    shared = raw.get("shared", {})
    for name, entry in raw["screens"].items():
        context = _merged(shared, entry.get("context", {}))
        yield Sample(name, entry["title"], entry["template"], entry.get("kind", "desk"), _alive(context))


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        both[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both


def _alive(value: Any) -> Any:
    """Turn `+3d`, `-2m` and the like into moments around now, so that a sample never goes stale."""
    if isinstance(value, dict):
        return {key: _alive(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_alive(one) for one in value]
    if isinstance(value, str) and value[:1] in "+-" and value[1:-1].isdigit() and value[-1:] in "dms":
        unit = {"d": "days", "m": "minutes", "s": "seconds"}[value[-1]]
        moment = timezone.localtime() + timedelta(**{unit: int(value[:-1])})
        return moment.date() if value[-1] == "d" else moment
    return value
