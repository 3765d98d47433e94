"""What the review of a life event's forms comes to in a year: the mayor's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kakanai.reform.counting import BANDS, Assumption, Savings, Writing, assumptions, savings, with_middle
from kakanai.reform.fields import fact_of
from kakanai.reform.queries.heat import NAMES, HeatMap
from kakanai.reform.queries.inventory import plan_of


@dataclass(frozen=True)
class Figure:
    """One figure before and after."""

    label: str
    unit: str
    before: int
    after: int

    @property
    def written(self) -> tuple[str, str]:
        """Both figures as people read them."""
        return f"{self.before:,}", f"{self.after:,}"


@dataclass(frozen=True)
class Effect:
    """A life event's figures per visit, its yearly minutes in three bands, and the assumptions behind them."""

    figures: tuple[Figure, ...]
    bands: tuple[tuple[str, Savings], ...]
    assumptions: tuple[Assumption, ...]
    yearly_before: int | None
    yearly_now: int | None


def effect(map_: HeatMap, said: Mapping[str, float] | None = None) -> Effect:
    """Return the effect of what is decided so far on a life event's forms.

    `said` may give other middle values for the assumptions (`character`, `field`, in seconds) and the yearly counts
    (`before`, `now`). Without a yearly count a year's minutes stay unknown: there are no bands.
    """
    said, boxes = said or {}, map_.boxes
    before = sum((box.writing(box.times) for box in boxes), Writing())
    after = sum((box.writing(box.after) for box in boxes), Writing())
    names = [box for box in boxes if box.row.item and fact_of(box.row.item) == NAMES]
    known = tuple(with_middle(one, said.get(one.name)) for one in assumptions())
    plan = plan_of(map_.event)
    counts = (_count(said, "before", plan.yearly_before), _count(said, "now", plan.yearly_now))
    figures = (
        Figure("氏名を書く", "回", sum(b.times for b in names), sum(b.after for b in names)),
        Figure("欄に書く", "回", before.times, after.times),
        Figure("手で書く字", "字", before.characters, after.characters),
        Figure("書く時間", "分", round(before.seconds(known, 1) / 60), round(after.seconds(known, 1) / 60)),
    )
    return Effect(figures, _bands(before, after, known, counts), known, *counts)


def _count(said: Mapping[str, float], name: str, stored: int | None) -> int | None:
    return int(said[name]) if name in said else stored


def _bands(
    before: Writing, after: Writing, known: tuple[Assumption, ...], counts: tuple[int | None, int | None]
) -> tuple[tuple[str, Savings], ...]:
    was, now = counts
    if was is None or now is None:
        return ()
    return tuple((name, savings(before, after, known, (was, now), band)) for band, name in enumerate(BANDS))
