"""Rules in the form that the fast back ends share: leaves numbered once, conditions over their numbers.

Every rule depends on the household's values only through the truth of its leaves, so one leaf is computed once for
all rules, and a rule's status and reason are a function of a short tuple of true, false and unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

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
)
from kakanai.catalogue.model import Catalogue, Procedure, Who
from kakanai.triage.interpreter import Truth
from kakanai.triage.result import Status


@dataclass(frozen=True, slots=True)
class Rule:
    """One procedure as judged: its need, what must be confirmed, and the leaves it looks at."""

    procedure: Procedure
    per_person: bool
    need: Condition
    confirms: tuple[Condition, ...]
    leaves: tuple[Leaf, ...]


@dataclass
class Plan:
    """All rules of an event and the distinct leaves they need, by whose values they look at."""

    catalogue: Catalogue
    event: str
    event_item: str
    on: date
    rules: list[Rule]
    person_leaves: list[Leaf] = field(default_factory=list)
    household_leaves: list[Leaf] = field(default_factory=list)
    counts: list[Members] = field(default_factory=list)

    def of_person(self, leaf: Leaf) -> bool:
        """Return whether a leaf looks at a person (and not only at the household)."""
        if isinstance(leaf, Aged):
            return True
        if isinstance(leaf, OneOf | AtLeast | DateUpTo):
            item = self.catalogue.items.get(leaf.item)
            return item is not None and item.scope == "person"
        return False


def plan(catalogue: Catalogue, event: str, on: date, procedures: Iterable[str] | None = None) -> Plan:
    """Return the rules of an event, or of the named procedures only."""
    wanted = None if procedures is None else set(procedures)
    chosen = [p for p in catalogue.of_event(event) if wanted is None or p.id in wanted]
    made = Plan(catalogue, event, catalogue.event(event).starts, on, [_rule(procedure) for procedure in chosen])
    for rule in made.rules:
        for leaf in rule.leaves:
            _number(made, leaf)
    # leaves on the same value stand together, so that the value is read once
    made.person_leaves.sort(key=item_of)
    made.household_leaves.sort(key=item_of)
    return made


def item_of(leaf: Leaf) -> str:
    """Return the item that a leaf looks at; ages look at the birth date."""
    if isinstance(leaf, Aged):
        return "person.birthDate"
    return leaf.item if isinstance(leaf, OneOf | AtLeast | DateUpTo) else ""


def _rule(procedure: Procedure) -> Rule:
    need = household_condition(procedure, procedure.condition)
    confirms = tuple(household_condition(procedure, each.when) for each in procedure.confirm)
    found = dict.fromkeys(leaf for condition in (need, *confirms) for leaf in top_leaves(condition))
    return Rule(procedure, procedure.who is Who.PERSON, need, confirms, tuple(found))


def _number(made: Plan, leaf: Leaf) -> None:
    if isinstance(leaf, Members):
        for inner in top_leaves(leaf.where):
            _number(made, inner)
        if leaf not in made.counts:
            made.counts.append(leaf)
        return
    known = made.person_leaves if made.of_person(leaf) else made.household_leaves
    if leaf not in known and not isinstance(leaf, Always):
        known.append(leaf)


def top_leaves(condition: Condition) -> Iterable[Leaf]:
    """Yield the leaves of a condition, a count of members being one leaf."""
    if isinstance(condition, Not | Known):
        yield from top_leaves(condition.inner)
    elif isinstance(condition, All | Any_):
        for part in condition.parts:
            yield from top_leaves(part)
    else:
        yield condition


def household_condition(procedure: Procedure, condition: Condition) -> Condition:
    """Return a condition as it is judged: `any` and `all` become counts over the members."""
    if procedure.who is Who.ANY:
        return Members(condition)
    if procedure.who is Who.ALL:
        return Not(Members(Not(condition)))
    return condition


def status_of(need: Truth, confirmations: list[Truth]) -> Status:
    """Join the truth of the condition with what the law leaves to a person."""
    if need is False:
        return Status.NOT_NEEDED
    if need is None:
        return Status.UNKNOWN
    if any(truth is True for truth in confirmations):
        return Status.NEEDS_CONFIRMATION
    return Status.UNKNOWN if any(truth is None for truth in confirmations) else Status.NEEDED
