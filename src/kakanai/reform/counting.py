"""How often one visit writes a box by hand, and what that costs. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kakanai import yamldata
from kakanai.reform.engine import Field
from kakanai.reform.engine.findings import asked_count
from kakanai.vocabulary.items import load as load_vocabulary

BANDS = ("low", "mid", "high")


@cache
def _data(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yamldata.read((files("kakanai.reform") / "data" / name).read_text("utf-8"))
    return data


@dataclass(frozen=True)
class Household:
    """The household that a life event's counting assumes."""

    persons: int = 4
    children: int = 2


def times(item: Field, household: Household, sheets: int = 1, said: Mapping[str, int] | None = None) -> int:
    """Return how often a visit writes this box: what was said for its role, or sheets × lines (staff's boxes: 0)."""
    rules = _data("counting.yaml")
    if not asked_count(item):
        return 0
    if said and item.role in said:
        return int(said[item.role]) if sheets else 0
    if item.role in rules["rarely"]:
        return 0
    if item.repeat <= 1:
        return sheets
    group = rules["groups"].get(item.role, rules["default_group"])
    return sheets * min(item.repeat, int(getattr(household, group)))


def characters(item: Field) -> int:
    """Return how many characters a box takes by hand, by the type of its item or else by its kind."""
    lengths, known = _data("savings.yaml"), load_vocabulary()
    kind = known[item.item].type if item.item and item.item in known else ""
    return int(lengths["lengths"].get(kind) or lengths["kinds"].get(item.kind.value, 0))


@dataclass(frozen=True)
class Assumption:
    """One assumption: its name in words, unit, the three values, mark and source."""

    name: str
    ja: str
    unit: str
    values: tuple[float, float, float]
    mark: str
    source: str


def assumptions() -> tuple[Assumption, ...]:
    """Return the seconds that handwriting is taken to cost."""
    return tuple(
        Assumption(name, one["ja"], one["unit"], (one["seconds"][0], one["seconds"][1], one["seconds"][2]), one["mark"], one["source"])
        for name, one in _data("savings.yaml")["seconds"].items()
    )  # fmt: skip


def with_middle(one: Assumption, middle: float | None) -> Assumption:
    """Return the assumption with another middle value; low and high keep their ratio to it."""
    if middle is None:
        return one
    low, mid, high = one.values
    return Assumption(
        one.name, one.ja, one.unit, (middle * low / mid, middle, middle * high / mid), one.mark, one.source
    )


@dataclass(frozen=True)
class Writing:
    """What one visit makes a resident write: boxes filled, and characters in them."""

    times: int = 0
    characters: int = 0

    def __add__(self, other: Writing) -> Writing:
        return Writing(self.times + other.times, self.characters + other.characters)

    def seconds(self, known: Iterable[Assumption], band: int) -> float:
        """Return the seconds that it takes in a band (0 low, 1 middle, 2 high)."""
        cost = {one.name: one.values[band] for one in known}
        return self.times * cost["field"] + self.characters * cost["character"]


@dataclass(frozen=True)
class Savings:
    """Minutes a year before and after, and what changed, in one band: questions removed apart from counts changed."""

    before: float
    after: float
    questions_removed: float
    counts_changed: float

    @property
    def saved(self) -> float:
        """Minutes a year that are no longer written."""
        return self.before - self.after


def savings(
    before: Writing, after: Writing, known: Iterable[Assumption], counts: tuple[int, int], band: int
) -> Savings:
    """Return a year's minutes: `counts` are the yearly visits of the first review and of the present estimate.

    As burden tables do: what fewer questions save is counted at the first count, what another count changes at the
    questions that are left; the two add up to the whole difference.
    """
    list_ = tuple(known)
    old, new = before.seconds(list_, band) / 60, after.seconds(list_, band) / 60
    was, now = counts
    return Savings(old * was, new * now, (old - new) * was, new * (was - now))
