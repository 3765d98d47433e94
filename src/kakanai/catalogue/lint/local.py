"""A municipality's own file: values of the right kind, changes and windows of procedures that exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kakanai.catalogue.lint.finding import Finding, Scope
from kakanai.catalogue.loader import is_dated


def findings(scope: Scope) -> Iterator[Finding]:
    """Yield what is wrong with local values."""
    base = scope.definitions.base
    for name in base["parameters"]:
        if name not in base["labels"]:
            yield Finding(f"base.yaml parameter {name}", "has no label", "say under labels what it is")
    yield from _kinds(scope)
    yield from _procedures(scope)


def _kinds(scope: Scope) -> Iterator[Finding]:
    base, code = scope.definitions.base["parameters"], scope.catalogue.municipality.code
    for name, spec in scope.definitions.municipalities[code].get("parameters", {}).items():
        standard = _values(base[name])[0]
        for value in _values(spec):
            if type(value) is not type(standard):
                problem = f"{value!r} is not of the kind of the standard value {standard!r}"
                yield Finding(f"{code}.yaml parameter {name}", problem, "write a value of the same kind")


def _procedures(scope: Scope) -> Iterator[Finding]:
    code = scope.catalogue.municipality.code
    known = {str(entry["id"]) for entry in scope.definitions.procedures}
    for change in scope.definitions.municipalities[code].get("procedures", []):
        if change["id"] not in known:
            yield Finding(f"{code}.yaml procedures", f"there is no procedure {change['id']}", "correct the id")
    for window in scope.catalogue.municipality.windows:
        for procedure in window.accepts:
            if procedure not in known:
                problem = f"{window.name} takes {procedure}, which does not exist"
                yield Finding(f"{code}.yaml windows", problem, "correct the id")


def _values(spec: Any) -> list[Any]:
    return [each["value"] for each in spec] if is_dated(spec) else [spec]
