"""Every date in order: entries end after they start, versions do not overlap, nothing was verified in the future."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from kakanai.catalogue.lint.finding import Finding, Scope
from kakanai.catalogue.loader import is_dated


def findings(scope: Scope) -> Iterator[Finding]:
    """Yield what is wrong with dates."""
    by_id: dict[str, list[Mapping[str, Any]]] = {}
    for entry in scope.definitions.procedures:
        by_id.setdefault(str(entry["id"]), []).append(entry)
    for name, versions in by_id.items():
        yield from _versions(f"{versions[0]['_file']} {name}", versions)
    overlay = scope.definitions.municipalities[scope.catalogue.municipality.code]
    for place, parameters in (
        ("base.yaml", scope.definitions.base["parameters"]),
        ("own", overlay.get("parameters", {})),
    ):
        for name, spec in parameters.items():
            if is_dated(spec):
                yield from _versions(f"parameter {name} ({place})", spec)
    for procedure in scope.catalogue.procedures.values():
        if procedure.verified_on and procedure.verified_on > scope.catalogue.on:
            yield Finding(f"procedure {procedure.id}", "was verified after the day of the visit", "check the date")


def _versions(where: str, entries: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    ordered = sorted(entries, key=lambda each: each.get("valid_from") or date.min)
    for entry in ordered:
        start, end = entry.get("valid_from"), entry.get("valid_to")
        if start is not None and end is not None and end < start:
            yield Finding(where, f"ends {end} before it starts {start}", "put the dates in order")
    for earlier, later in pairwise(ordered):
        end = earlier.get("valid_to")
        if end is None or later.get("valid_from") is None or end >= later["valid_from"]:
            yield Finding(where, "two versions are in force on the same day", "end the earlier one the day before")
