"""One outbox row per effect outside the house, written in the acceptance's own transaction."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kakanai import yamldata
from kakanai.desk.models import Application, Visit
from kakanai.desk.queries.facts import is_protected, pass_gate
from kakanai.desk.queries.needs import Needs
from kakanai.robots import actions as robots
from kakanai.trust.gate import Audience

CORE_SYSTEM = Audience("robot", "core_system")


def write_outbox(visit: Visit, application: Application, needs: Needs) -> int:
    """Write the rows for one application; returns how many.

    The key `(application, target, operation, version)` is unique, so that the same effect is never asked for twice.
    A protected household's rows wait for two people before a robot sees them.
    """
    result = next(
        one for one in needs.needed if (one.procedure, one.subject) == (application.procedure, application.subject)
    )
    facts = pass_gate(visit, needs.facts, CORE_SYSTEM)
    values = {f"{fact.subject}:{fact.item}": fact.value for fact in facts.values()}
    values[robots.APPLICANT] = visit.applicant
    protected = is_protected(visit)
    written = 0
    for target in result.targets:
        for operation in _operations(target, visit, application, needs):
            robots.enqueue(
                municipality=visit.municipality,
                application=str(application.id),
                target=target,
                operation=operation,
                version=application.version,
                values=values,
                protected=protected,
                accepted_on=visit.on,
            )
            written += 1
    return written


def _operations(target: str, visit: Visit, application: Application, needs: Needs) -> Iterator[str]:
    default = _effects()["default"]
    rule = _effects()["targets"].get(target, {}).get(visit.event, default)
    if "procedures" in rule:
        rule = rule["procedures"].get(application.procedure, default)
    name = rule["operation"]
    if rule["each"] == "person":
        yield from (f"{name}:{person}" for person in needs.facts.persons())
    elif rule["each"] == "applicant":
        yield f"{name}:{visit.applicant}"
    else:
        yield f"{name}:{application.subject}"


@lru_cache(maxsize=1)
def _effects() -> dict[str, Any]:
    return dict(yamldata.read((files("kakanai.desk") / "data" / "effects.yaml").read_text("utf-8")))
