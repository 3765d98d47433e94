"""The same decision for every engine: the move-in rules over a flat record of a household of four.

Conditions of the catalogue are turned into plain two-valued expressions: each procedure once for the household or
once for each of the four people. Birth dates are whole numbers such as 19850412, since not every engine knows dates;
counts of members are written out over the four people.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kakanai.catalogue.conditions import Aged, All, Always, Any_, AtLeast, Condition, Members, Not, OneOf
from kakanai.triage.record import Record, minus_years, school_day, shift_days
from kakanai.triage.tables import Plan, Rule, item_of

PEOPLE = ("p1", "p2", "p3", "p4")
Node = tuple[Any, ...]
"""("all"|"any", nodes…), ("not", node), ("true",), ("in", name, values), ("at_least", name, n), ("born_by", name, day)"""


def number(day: str) -> int:
    """Return 1985-04-12 as 19850412."""
    return int(day.replace("-", ""))


def name_of(item: str, subject: str, plan: Plan) -> str:
    """Return the flat name of an item for a person or the household."""
    owner = subject if plan.catalogue.items[item].scope == "person" else "h"
    return f"{owner}_{item.replace('.', '_')}"


def flatten(condition: Condition, subject: str, plan: Plan) -> Node:
    """Return a condition for one subject as a plain node."""
    if isinstance(condition, Not):
        return ("not", flatten(condition.inner, subject, plan))
    if isinstance(condition, All | Any_):
        word = "all" if isinstance(condition, All) else "any"
        return (word, *(flatten(part, subject, plan) for part in condition.parts))
    if isinstance(condition, Members):
        assert condition.number == 1
        return ("any", *(flatten(condition.where, person, plan) for person in PEOPLE))
    if isinstance(condition, Always):
        return ("true",)
    name = name_of(item_of(condition), subject, plan)
    if isinstance(condition, OneOf):
        return ("in", name, condition.values)
    if isinstance(condition, AtLeast):
        return ("at_least", name, condition.number)
    assert isinstance(condition, Aged)
    day = school_day(plan.on) if condition.at == "school" else plan.on.isoformat()
    return ("born_by", name, number(minus_years(shift_days(day, int(condition.legal)), condition.years)))


def decisions(plan: Plan) -> dict[str, Node]:
    """Return every decision: `procedure:subject` and its node."""
    found: dict[str, Node] = {}
    for rule in plan.rules:
        for subject in PEOPLE if rule.per_person else ("household",):
            found[f"{rule.procedure.id}:{subject}"] = flatten(rule.need, subject, plan)
    return found


def flat_record(record: Record, plan: Plan) -> dict[str, Any]:
    """Return a household as one flat record; every value that a rule looks at is known."""
    flat: dict[str, Any] = {}
    for leaf in plan.household_leaves:
        flat[name_of(item_of(leaf), "h", plan)] = record.household[item_of(leaf)]
    for person, values in record.persons.items():
        for leaf in plan.person_leaves:
            item = item_of(leaf)
            value = values[item]
            flat[name_of(item, person, plan)] = number(str(value)) if item == "person.birthDate" else value
    return flat


def python_text(node: Node, wrap: Callable[[str], str] = lambda name: name, words: str = "and or not") -> str:
    """Return a node as an expression in Python, or in a language whose words differ."""
    both, either, opposite = words.split()
    kind = node[0]
    if kind in {"all", "any"}:
        word = both if kind == "all" else either
        return "(" + f" {word} ".join(python_text(part, wrap, words) for part in node[1:]) + ")"
    if kind == "not":
        return f"({opposite} {python_text(node[1], wrap, words)})"
    if kind == "true":
        return "(1 == 1)"
    name = wrap(node[1])
    if kind == "at_least":
        return f"({name} >= {node[2]})"
    if kind == "born_by":
        return f"({name} <= {node[2]})"
    if isinstance(node[2][0], bool):
        return f"({name} == {'1' if node[2][0] else '0'})"
    return "(" + f" {either} ".join(f'{name} == "{value}"' for value in node[2]) + ")"


def needed(rules: list[Rule], outcomes: list[Any], subject: str) -> list[str]:
    """Return the decisions that came out as needed or to be confirmed."""
    return [
        f"{rule.procedure.id}:{subject}"
        for rule, (status, _) in zip(rules, outcomes, strict=True)
        if status in {"needed", "needs_confirmation"}
    ]
