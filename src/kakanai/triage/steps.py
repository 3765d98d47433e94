"""Conditions as a list of steps over columns: each distinct condition once, whichever rules share it.

A step is judged for households or for persons. A person's condition that joins both kinds first joins what concerns
the household, for each household once, and spreads only that to the persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kakanai.catalogue.conditions import All, Always, Any_, Condition, Known, Leaf, Members, Not
from kakanai.triage.tables import Plan

Truths = npt.NDArray[np.bool_]
Pair = tuple[Truths, Truths]
"""Who surely and who possibly satisfies a condition; one and the same array where nothing is unknown."""
NEED, CONFIRMED = 0, 1
_BITS = 8


class Leaves(Protocol):
    """What reads leaves off columns."""

    def leaf(self, leaf: Leaf, spread: Callable[[Any], Any]) -> Pair:
        """Return the truth of a leaf for every household or every person."""


@dataclass(frozen=True, slots=True)
class Step:
    """One condition: its parts are the numbers of earlier steps."""

    does: str
    person: bool
    parts: tuple[int, ...] = ()
    leaf: Leaf | None = None


class Steps:
    """The steps of all rules of a plan. `rules` names for each rule its need and, if any, what is to be confirmed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._places: dict[Step, int] = {}
        self._steps: list[Step] = []
        self._inside = [self._spread(self._of(count.where)) for count in plan.counts]
        self._counts = {count: number for number, count in enumerate(plan.counts)}
        self.rules: list[tuple[int, ...]] = []
        for rule in plan.rules:
            places = [self._of(rule.need)]
            if rule.confirms:
                places.append(self._of(Any_(rule.confirms)))
            self.rules.append(tuple(map(self._spread, places)) if rule.per_person else tuple(places))

    def _add(self, step: Step) -> int:
        if step not in self._places:
            self._places[step] = len(self._steps)
            self._steps.append(step)
        return self._places[step]

    def _person(self, place: int) -> bool:
        return self._steps[place].person

    def _spread(self, place: int) -> int:
        return place if self._person(place) else self._add(Step("spread", True, (place,)))

    def _of(self, condition: Condition) -> int:
        if isinstance(condition, Not | Known):
            inner = self._of(condition.inner)
            return self._add(Step("not" if isinstance(condition, Not) else "known", self._person(inner), (inner,)))
        if isinstance(condition, All | Any_):
            return self._joined("all" if isinstance(condition, All) else "any", map(self._of, condition.parts))
        if isinstance(condition, Members):
            return self._add(Step("count", False, (), condition))
        if isinstance(condition, Always):
            return self._add(Step("always", False, (), condition))
        return self._add(Step("leaf", self._plan.of_person(condition), (), condition))

    def _joined(self, does: str, parts: Iterable[int]) -> int:
        places = sorted(set(parts))
        shared = [place for place in places if not self._person(place)]
        own = [place for place in places if self._person(place)]
        if len(shared) > 1 or (shared and not own):
            shared = [shared[0] if len(shared) == 1 else self._add(Step(does, False, tuple(shared)))]
        if not own:
            return shared[0]
        own += map(self._spread, shared)
        return own[0] if len(own) == 1 else self._add(Step(does, True, tuple(sorted(own))))

    def run(self, leaves: Leaves, starts: npt.NDArray[np.int64], people: Any, persons: int) -> list[Pair]:
        """Return the truth of every step. `starts` and `people`: where a household's persons begin, and how many."""
        found: list[Pair] = []
        counts: list[Pair] = []

        def spread(values: Any) -> Any:
            return np.repeat(values, people)

        for step in self._steps:
            does = step.does
            if does == "leaf":
                assert step.leaf is not None  # noqa: S101 - narrows the type
                pair = leaves.leaf(step.leaf, spread)
            elif does == "not":
                sure, maybe = found[step.parts[0]]
                lacking = ~maybe
                pair = lacking, (lacking if sure is maybe else ~sure)
            elif does == "known":
                sure = found[step.parts[0]][0]
                pair = sure, sure
            elif does == "spread":
                sure, maybe = found[step.parts[0]]
                wide = spread(sure)
                pair = wide, (wide if sure is maybe else spread(maybe))
            elif does == "count":
                assert isinstance(step.leaf, Members)  # noqa: S101 - narrows the type
                counts = counts or self._counted(found, starts, people, persons)
                pair = counts[self._counts[step.leaf]]
            elif does == "always":
                assert isinstance(step.leaf, Always)  # noqa: S101 - narrows the type
                every = np.full(len(people), step.leaf.value)
                pair = every, every
            else:
                pair = _joined(np.logical_and if does == "all" else np.logical_or, [found[part] for part in step.parts])
            found.append(pair)
        return found

    def _counted(self, found: Sequence[Pair], starts: npt.NDArray[np.int64], people: Any, persons: int) -> list[Pair]:
        """Return for every count which households have enough members: single members eight conditions at a time."""
        wanted: dict[tuple[int, int], Truths] = {}  # by the column's identity and the number wanted
        for count, place in zip(self._plan.counts, self._inside, strict=True):
            for column in found[place]:
                wanted[id(column), count.number] = column
        filled = people > 0
        begins = starts[filled]

        def of_households(totals: Any) -> Any:
            if len(begins) == len(starts):
                return totals
            every = np.zeros(len(starts), totals.dtype)
            every[filled] = totals
            return every

        enough: dict[tuple[int, int], Truths] = {}
        single = [key for key in wanted if key[1] == 1]
        for start in range(0, len(single), _BITS):
            keys = single[start : start + _BITS]
            packed = np.zeros(persons, np.uint8)
            for bit, key in enumerate(keys):
                packed |= wanted[key].view(np.uint8) << np.uint8(bit)
            joined = of_households(np.bitwise_or.reduceat(packed, begins)) if len(begins) else None
            for bit, key in enumerate(keys):
                enough[key] = np.zeros(len(starts), bool) if joined is None else (joined & (1 << bit)) != 0
        for key, column in wanted.items():
            if key[1] != 1:
                totals = np.add.reduceat(column, begins, dtype=np.int64) if len(begins) else np.zeros(0, np.int64)
                enough[key] = of_households(totals) >= key[1]
        pairs = zip(self._plan.counts, (found[place] for place in self._inside), strict=True)
        return [(enough[id(sure), count.number], enough[id(maybe), count.number]) for count, (sure, maybe) in pairs]


def _joined(join: Any, pairs: Sequence[Pair]) -> Pair:
    (sure, maybe), *others = pairs
    exact = all(one is other for one, other in pairs)
    made = join(sure, others[0][0])
    for one, _ in others[1:]:
        join(made, one, out=made)
    if exact:
        return made, made
    open_ = join(maybe, others[0][1])
    for _, other in others[1:]:
        join(open_, other, out=open_)
    return made, open_


__all__ = ["CONFIRMED", "NEED", "Leaves", "Pair", "Step", "Steps"]
