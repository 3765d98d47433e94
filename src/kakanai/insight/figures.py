"""Medians and the value that nine in ten stay below, by the one rule that every board uses."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def median(values: Sequence[float]) -> float:
    """Return the median; 0 without values."""
    return float(statistics.median(values)) if values else 0.0


def nine_in_ten(values: Sequence[float]) -> float:
    """Return the value that nine in ten stay below, between neighbours in proportion; 0 without values."""
    if len(values) < 2:
        return float(values[0]) if values else 0.0
    return float(statistics.quantiles(values, n=10, method="inclusive")[-1])
