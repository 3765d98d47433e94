"""What the checks share: a finding, what they look at, and walks over conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kakanai.catalogue.conditions import All, Any_, Condition, Known, Leaf, Not
from kakanai.catalogue.loader import Definitions
from kakanai.catalogue.model import Catalogue, Procedure


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where it stands, what it is, what to do."""

    where: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Return the finding as one line."""
        return f"{self.where}: {self.problem} → {self.remedy}"


@dataclass(frozen=True)
class Scope:
    """What is checked: what is written, what of it is in force, the items of the vocabulary and the forms."""

    definitions: Definitions
    catalogue: Catalogue
    vocabulary: frozenset[str]
    forms: frozenset[str]

    @property
    def held(self) -> frozenset[str]:
        """What sources bring before any question."""
        return frozenset(self.definitions.base["held"])

    @property
    def every(self) -> list[Procedure]:
        """The procedures in force, those that this municipality does not offer among them."""
        return [*self.catalogue.procedures.values(), *self.catalogue.withheld.values()]


def conditions_of(procedure: Procedure) -> list[Condition]:
    """Return the conditions that decide a procedure."""
    return [procedure.condition, *(confirm.when for confirm in procedure.confirm)]


def own_leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the leaves of a condition, a count of members being one leaf."""
    if isinstance(condition, Not | Known):
        yield from own_leaves(condition.inner)
    elif isinstance(condition, All | Any_):
        for part in condition.parts:
            yield from own_leaves(part)
    else:
        yield condition
