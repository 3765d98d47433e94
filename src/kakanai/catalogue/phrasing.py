"""Brings a condition into the shape in which it is said: no negations but on leaves, ages as spans.

"Not (under 15 or no card)" is said as "15 or over and has a card", and "20 or over and under 60" is one span.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kakanai.catalogue.conditions import Aged, All, Any_, Condition, Known, Leaf, Not


@dataclass(frozen=True, slots=True)
class Said:
    """A leaf, and whether it is said that it holds."""

    leaf: Leaf
    holds: bool


@dataclass(frozen=True, slots=True)
class Ages:
    """From `low` to before `high` years, or outside of that. One end may be open (`None`)."""

    at: str
    low: int | None
    high: int | None
    inside: bool = True


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts of which all hold (`every`) or at least one."""

    every: bool
    parts: tuple[Node, ...]


Node = Said | Ages | Joined


def phrased(condition: Condition, holds: bool = True) -> Node:
    """Return a condition, or its opposite, as it is said."""
    if isinstance(condition, Not | Known):
        return phrased(condition.inner, holds if isinstance(condition, Known) else not holds)
    if isinstance(condition, All | Any_):
        # the opposite of "all" is "one of the opposites", and the other way round
        every = isinstance(condition, All) == holds
        return joined(every, (phrased(part, holds) for part in condition.parts))
    return _alone(Said(condition, holds))


def joined(every: bool, parts: Iterable[Node]) -> Node:
    """Join nodes: those joined in the same way are taken apart, repeats left out, ages drawn together."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Joined) and part.every == every else (part,)
    drawn = _spans(list(dict.fromkeys(flat)), every)
    return drawn[0] if len(drawn) == 1 else Joined(every, tuple(drawn))


def _alone(said: Said) -> Node:
    if not isinstance(said.leaf, Aged):
        return said
    return Ages(said.leaf.at, said.leaf.years, None) if said.holds else Ages(said.leaf.at, None, said.leaf.years)


def _spans(parts: list[Node], every: bool) -> list[Node]:
    found: list[Node] = []
    done: set[str] = set()
    for part in parts:
        if not isinstance(part, Ages) or not part.inside or None not in {part.low, part.high}:
            found.append(part)
        elif part.at not in done:
            done.add(part.at)
            found += _span([each for each in parts if isinstance(each, Ages) and each.at == part.at], every)
    return found


def _span(ages: list[Ages], every: bool) -> list[Node]:
    lows = [each.low for each in ages if each.low is not None and each.high is None]
    highs = [each.high for each in ages if each.high is not None and each.low is None]
    low = (max if every else min)(lows, default=None)
    high = (min if every else max)(highs, default=None)
    at = ages[0].at
    if low is None or high is None:
        return [Ages(at, low, high)]
    if every and low < high:
        return [Ages(at, low, high)]
    if not every and high <= low:
        return [Ages(at, high, low, inside=False)]
    return [Ages(at, low, None), Ages(at, None, high)]
