"""Conditions: items that exist and are compared as their type allows, nothing that can never or always hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from kakanai.catalogue.conditions import (
    Aged,
    All,
    Always,
    Any_,
    AtLeast,
    Condition,
    DateUpTo,
    Known,
    Leaf,
    Members,
    Not,
    OneOf,
    leaves,
)
from kakanai.catalogue.lint.finding import Finding, Scope, conditions_of, own_leaves
from kakanai.catalogue.model import Catalogue, Procedure, Who

_MOST_LEAVES = 12


def findings(scope: Scope) -> Iterator[Finding]:
    """Yield what is wrong with conditions."""
    for procedure in scope.catalogue.procedures.values():
        yield from _starts(procedure, scope.catalogue)
        yield from _copies(procedure, scope.catalogue)
        yield from _scopes(procedure, scope.catalogue)
        yield from _contradictions(procedure)
        if _knows(procedure.condition):
            problem = "the need rests on what is only not known"
            yield Finding(f"procedure {procedure.id} condition", problem, "use `known` in `confirm` alone")


def _starts(procedure: Procedure, catalogue: Catalogue) -> Iterator[Finding]:
    for spec in procedure.deadlines:
        for item, label in zip(spec.start, spec.labels, strict=True):
            where = f"procedure {procedure.id} deadlines"
            if item not in catalogue.items or catalogue.items[item].type != "date":
                yield Finding(where, f"{item} is no date item", "name a date of items.yaml")
            if not label:
                yield Finding(where, f"nothing says what the day of {item} is called", "name it in start_label")


def _copies(procedure: Procedure, catalogue: Catalogue) -> Iterator[Finding]:
    for item in [fee.per for fee in procedure.fees if fee.per]:
        known = catalogue.items.get(item)
        if known is None or (known.scope, known.type) != ("household", "number"):
            yield Finding(
                f"procedure {procedure.id} fees", f"{item} counts nothing", "name a household's number of items.yaml"
            )


def _scopes(procedure: Procedure, catalogue: Catalogue) -> Iterator[Finding]:
    papers = [paper.when for paper in procedure.papers if paper.when is not None]
    for condition in (*conditions_of(procedure), *papers):
        for leaf in leaves(condition):
            if isinstance(leaf, OneOf | AtLeast | DateUpTo):
                yield from _leaf(leaf, procedure, catalogue)
        if procedure.who is Who.HOUSEHOLD:
            for leaf in own_leaves(condition):
                item = "person.birthDate" if isinstance(leaf, Aged) else getattr(leaf, "item", "")
                if item in catalogue.items and catalogue.items[item].scope == "person":
                    problem = f"a household's condition asks for {item} of no one"
                    yield Finding(f"procedure {procedure.id}", problem, "put it inside `members:`")


def _leaf(leaf: OneOf | AtLeast | DateUpTo, procedure: Procedure, catalogue: Catalogue) -> Iterator[Finding]:
    where = f"procedure {procedure.id} condition"
    item = catalogue.items.get(leaf.item)
    if item is None:
        yield Finding(
            where, f"{leaf.item} is not in items.yaml", "add it there with its words, or correct the spelling"
        )
        return
    wanted = {OneOf: {"bool", "choice"}, AtLeast: {"number"}, DateUpTo: {"date"}}[type(leaf)]
    if item.type not in wanted:
        yield Finding(where, f"{leaf.item} is a {item.type}", f"this comparison needs {' or '.join(sorted(wanted))}")
    if isinstance(leaf, OneOf) and item.type == "choice":
        for value in leaf.values:
            if value not in item.values:
                yield Finding(where, f"{leaf.item} has no value {value!r}", "add it to items.yaml or correct it")
    if isinstance(leaf, OneOf) and item.type == "bool" and not all(isinstance(value, bool) for value in leaf.values):
        yield Finding(where, f"{leaf.item} is yes or no", "write true or false")


def _knows(condition: Condition) -> bool:
    if isinstance(condition, Not | Known):
        return isinstance(condition, Known) or _knows(condition.inner)
    if isinstance(condition, Members):
        return _knows(condition.where)
    return isinstance(condition, All | Any_) and any(map(_knows, condition.parts))


def _contradictions(procedure: Procedure) -> Iterator[Finding]:
    for name, condition in _named(procedure):
        if isinstance(condition, Always):
            continue
        values = set(_possible(condition))
        where = f"procedure {procedure.id} {name}"
        if values == {False}:
            yield Finding(where, "can never hold: its parts contradict", "correct the condition")
        if values == {True}:
            yield Finding(where, "always holds", "write {always: true} or correct it")
    for confirm in procedure.confirm:
        both = All((procedure.condition, confirm.when))
        if set(_possible(procedure.condition)) != {False} and set(_possible(both)) == {False}:
            problem = "what must be confirmed never comes up where the procedure is needed"
            yield Finding(f"procedure {procedure.id} confirm", problem, "correct one of the two conditions")


def _named(procedure: Procedure) -> Iterator[tuple[str, Condition]]:
    yield "condition", procedure.condition
    for confirm in procedure.confirm:
        yield "confirm", confirm.when
    for paper in procedure.papers:
        if paper.when is not None:
            yield "documents", paper.when
    for leaf in leaves(procedure.condition):
        if isinstance(leaf, Members):
            yield "members", leaf.where


def _possible(condition: Condition) -> Iterator[bool]:
    """Yield what a condition comes to for every consistent set of leaf truths."""
    parts = list(dict.fromkeys(own_leaves(condition)))
    if len(parts) > _MOST_LEAVES:
        return
    for truths in product((True, False), repeat=len(parts)):
        chosen = dict(zip(parts, truths, strict=True))
        if _consistent(chosen):
            yield _holds(condition, chosen)


def _consistent(chosen: dict[Leaf, bool]) -> bool:
    """Return whether leaf truths can be true together: ages in order, one value per item, numbers in order."""
    ordered: dict[tuple[Any, ...], list[tuple[int, bool]]] = {}
    for leaf, truth in chosen.items():
        if isinstance(leaf, Aged):
            ordered.setdefault(("age", leaf.at, leaf.legal), []).append((leaf.years, truth))
        if isinstance(leaf, AtLeast):
            ordered.setdefault((leaf.item,), []).append((leaf.number, truth))
        if isinstance(leaf, Members):
            ordered.setdefault(("members", leaf.where), []).append((leaf.number, truth))
        if isinstance(leaf, DateUpTo):  # a later limit is easier to keep, as a lower age is
            ordered.setdefault((leaf.item, leaf.ref), []).append((-(leaf.months * 31 + leaf.days), truth))
        if isinstance(leaf, Always) and truth != leaf.value:
            return False
    # whoever reaches a higher bound has reached every lower one
    return _one_value_each(chosen) and all(
        not (high and not low) for pairs in ordered.values() for (a, low) in pairs for (b, high) in pairs if a <= b
    )


def _one_value_each(chosen: dict[Leaf, bool]) -> bool:
    left: dict[str, set[Any]] = {}
    for leaf, truth in chosen.items():
        if isinstance(leaf, OneOf) and truth:
            left[leaf.item] = left.get(leaf.item, set(leaf.values)) & set(leaf.values)
    said: set[tuple[str, bool]] = set()
    for leaf, truth in chosen.items():
        if isinstance(leaf, OneOf):
            if not truth and leaf.item in left:
                left[leaf.item] -= set(leaf.values)
            if isinstance(leaf.values[0], bool):
                said.add((leaf.item, leaf.values[0] is truth))
    return all(left.values()) and not any((item, not value) in said for item, value in said)


def _holds(condition: Condition, chosen: dict[Leaf, bool]) -> bool:
    if isinstance(condition, Not):
        return not _holds(condition.inner, chosen)
    if isinstance(condition, Known):
        return _holds(condition.inner, chosen)
    if isinstance(condition, All):
        return all(_holds(part, chosen) for part in condition.parts)
    if isinstance(condition, Any_):
        return any(_holds(part, chosen) for part in condition.parts)
    return chosen[condition]
