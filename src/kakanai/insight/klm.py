"""Minutes from counted operations: a keystroke-level and time model with a low, a middle and a high estimate.

Every term is count × unit time. Unit times, their sources and marks are data (`data/time_model.yaml`); counts
come from the event log or, for paper, from counted forms. Pure: knows no database.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kakanai import yamldata

DATA = Path(__file__).parent / "data" / "time_model.yaml"
_OPERATOR = re.compile(r"([A-Z])(?:\*(\d+))?")


class TimeModelError(ValueError):
    """A count or an operator is not in the time model."""

    code = "time-model"
    clerk = "時間の計算に使えない項目があります。集計の設定を確認してください。記録は失われていません。"


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds as low, middle and high estimate."""

    low: float = 0.0
    mid: float = 0.0
    high: float = 0.0

    def __add__(self, other: Span) -> Span:
        """Add estimate by estimate: lows belong together, and highs."""
        return Span(self.low + other.low, self.mid + other.mid, self.high + other.high)

    def times(self, count: float) -> Span:
        """Return the span of that many."""
        return Span(self.low * count, self.mid * count, self.high * count)

    @property
    def minutes(self) -> tuple[float, float, float]:
        """Low, middle, high in minutes."""
        return self.low / 60, self.mid / 60, self.high / 60


@dataclass(frozen=True, slots=True)
class UnitTime:
    """The seconds of one unit, with its mark (S source, K general knowledge, A assumption) and source."""

    id: str
    ja: str
    seconds: Span
    mark: str
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """A group of counts shown together: id, Japanese name, count → unit time."""

    id: str
    ja: str
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A visit as counts, with its mark."""

    id: str
    ja: str
    mark: str
    counts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The seconds of a visit, in all and by term."""

    total: Span
    terms: Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Seconds below which 10, 50 and 90 of 100 drawn visits lie."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class TimeModel:
    """The unit times, terms, keystroke operators and scenarios of the data file."""

    units: Mapping[str, UnitTime]
    terms: Mapping[str, Term]
    operators: Mapping[str, Span]
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)

    @property
    def count_names(self) -> frozenset[str]:
        """The counts that the model understands."""
        return frozenset(name for term in self.terms.values() for name in term.parts)

    def estimate(self, counts: Mapping[str, float]) -> Estimate:
        """Return the seconds of a visit with these counts. Errors: `TimeModelError` for an unknown count."""
        self._check(counts)
        terms = {
            term.id: _sum(self.units[unit].seconds.times(counts.get(name, 0)) for name, unit in term.parts.items())
            for term in self.terms.values()
        }
        return Estimate(_sum(terms.values()), terms)

    def simulate(self, counts: Mapping[str, float], runs: int = 2000, seed: int = 1) -> Percentiles:
        """Draw every unit time anew for each run (triangular: low, mid, high) and return the percentiles.

        The same seed gives the same answer. Errors: `TimeModelError`.
        """
        self._check(counts)
        pairs = [
            (self.units[unit].seconds, counts[name])
            for term in self.terms.values()
            for name, unit in term.parts.items()
            if counts.get(name)
        ]
        chance = random.Random(seed)  # noqa: S311 - a model, not a secret
        totals = sorted(
            sum(chance.triangular(span.low, span.high, span.mid) * count for span, count in pairs) for _ in range(runs)
        )
        return Percentiles(*(totals[min(runs - 1, int(runs * share))] for share in (0.1, 0.5, 0.9)))

    def keystrokes(self, operations: str) -> Span:
        """Return the seconds of keystroke-level operations: `M H K*12 P K` (M think, H home, K key, P point, T tap).

        Errors: `TimeModelError` for an unknown operator.
        """
        total = Span()
        for word in operations.split():
            match = _OPERATOR.fullmatch(word)
            if match is None or match[1] not in self.operators:
                raise TimeModelError(f"unknown operator {word!r}")
            total += self.operators[match[1]].times(int(match[2] or 1))
        return total

    def _check(self, counts: Mapping[str, float]) -> None:
        unknown = sorted(set(counts) - self.count_names)
        if unknown or any(count < 0 for count in counts.values()):
            raise TimeModelError(f"unknown or negative counts: {unknown}")


def saving(before: Estimate, after: Estimate) -> dict[str, float]:
    """Return the seconds saved by term, at the middle estimate, the largest first."""
    saved = {term: before.terms[term].mid - after.terms[term].mid for term in before.terms}
    return dict(sorted(saved.items(), key=lambda pair: -pair[1]))


def hours_a_year(seconds: float, visits: int) -> float:
    """Return the burden in hours a year: responses × time each, as burden tables state it."""
    return seconds * visits / 3600


@cache
def load(path: Path = DATA) -> TimeModel:
    """Return the time model of a data file."""
    data: dict[str, Any] = yamldata.read(path.read_text(encoding="utf-8"))
    return TimeModel(
        units={
            name: UnitTime(name, row["ja"], Span(*map(float, row["seconds"])), row["mark"], row["source"])
            for name, row in data["units"].items()
        },
        terms={name: Term(name, row["ja"], dict(row["parts"])) for name, row in data["terms"].items()},
        operators={name: Span(*map(float, seconds)) for name, seconds in data["operators"].items()},
        scenarios={
            name: Scenario(name, row["ja"], row["mark"], dict(row["counts"])) for name, row in data["scenarios"].items()
        },
    )


def _sum(spans: Iterable[Span]) -> Span:
    return sum(spans, Span())
