"""The time model: the published reference scenarios, percentiles, keystrokes, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakanai.insight.klm import Span, TimeModelError, hours_a_year, load, saving

MODEL = load()


@pytest.mark.parametrize(
    ("scenario", "low", "mid", "high"),
    [("paper", 118, 187, 334), ("one_stop", 32, 49, 77), ("ten_minutes", 6, 9, 16)],
)
def test_the_reference_visits_come_out_as_published(scenario: str, low: float, mid: float, high: float) -> None:
    found = MODEL.estimate(MODEL.scenarios[scenario].counts).total.minutes
    assert found[1] == pytest.approx(mid, rel=0.04)
    # the publication gives no rule for the spread of waiting times, so the ends agree only roughly
    assert found[0] == pytest.approx(low, rel=0.15)
    assert found[2] == pytest.approx(high, rel=0.20)


def test_writing_less_alone_is_worth_about_a_fifth_of_the_paper_visit() -> None:
    paper = MODEL.estimate(MODEL.scenarios["paper"].counts)
    assert paper.terms["write"].mid / paper.total.mid == pytest.approx(0.20, abs=0.02)
    saved = saving(paper, MODEL.estimate(MODEL.scenarios["one_stop"].counts))
    assert list(saved)[:2] == ["write", "back_office"]
    assert sum(saved.values()) / 60 == pytest.approx(138, rel=0.03)


def test_drawn_visits_lie_between_the_ends_and_repeat_for_the_same_seed() -> None:
    counts = MODEL.scenarios["paper"].counts
    total, found = MODEL.estimate(counts).total, MODEL.simulate(counts, 500)
    assert total.low < found.p10 < found.p50 < found.p90 < total.high
    assert found == MODEL.simulate(counts, 500)
    assert found != MODEL.simulate(counts, 500, seed=2)
    assert found.p50 / 60 == pytest.approx(212, rel=0.08)


@given(st.dictionaries(st.sampled_from(sorted(MODEL.count_names)), st.integers(0, 5000)))
def test_more_work_never_takes_less_time_and_terms_add_up(counts: dict[str, int]) -> None:
    found = MODEL.estimate(counts)
    assert found.total.low <= found.total.mid <= found.total.high
    assert sum(span.mid for span in found.terms.values()) == pytest.approx(found.total.mid)
    more = MODEL.estimate({**counts, "taps": counts.get("taps", 0) + 1})
    assert more.total.mid > found.total.mid


def test_keystrokes_add_up_by_operator() -> None:
    assert MODEL.keystrokes("M H K*10 P K").mid == pytest.approx(1.35 + 0.4 + 2.8 + 1.1 + 0.28)
    assert MODEL.keystrokes("") == Span()


@pytest.mark.parametrize("operations", ["X", "K*", "k", "M,K"])
def test_an_unknown_operator_is_refused(operations: str) -> None:
    with pytest.raises(TimeModelError):
        MODEL.keystrokes(operations)


def test_an_unknown_or_negative_count_is_refused_rather_than_ignored() -> None:
    with pytest.raises(TimeModelError, match="coffee"):
        MODEL.estimate({"coffee": 2})
    with pytest.raises(TimeModelError):
        MODEL.simulate({"taps": -1})


def test_every_unit_time_has_a_mark_and_a_source() -> None:
    assert all(unit.mark in {"S", "K", "A"} and unit.source for unit in MODEL.units.values())
    assert all(unit in MODEL.units for term in MODEL.terms.values() for unit in term.parts.values())
    assert hours_a_year(600, 6000) == 1000
