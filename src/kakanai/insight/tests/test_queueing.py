"""Queues: Erlang's formula against known staffings, the event loop against Erlang, the trap of hourly shifts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kakanai.insight.queueing import (
    Day,
    QueueError,
    Slot,
    draw_arrivals,
    draw_services,
    erlang_c,
    mean_waits,
    servers_needed,
    simulate,
    smallest_roster,
)


@pytest.mark.parametrize(
    ("per_hour", "service", "wait", "servers"), [(20, 33, 5, 14), (20, 8, 5, 4), (62, 33, 5, 38), (62, 8, 5, 10)]
)
def test_erlang_staffs_the_published_desks(per_hour: float, service: float, wait: float, servers: int) -> None:
    assert servers_needed(per_hour, service, wait) == servers


def test_one_server_is_the_textbook_case() -> None:
    found = erlang_c(6, 5, 1)
    assert found.waiting_share == pytest.approx(0.5)
    assert found.mean_wait == pytest.approx(5.0)
    assert found.busy_share == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("per_hour", "service", "servers"), [(60, 10, 10), (60, 10, 5), (0, 5, 1), (5, 0, 1), (5, 5, 0)]
)
def test_a_queue_that_would_grow_for_ever_is_refused(per_hour: float, service: float, servers: int) -> None:
    with pytest.raises(QueueError):
        erlang_c(per_hour, service, servers)


def _steady_wait(roster: list[Slot], hours: int, seed: int) -> float:
    chance = random.Random(seed)
    arrivals = draw_arrivals([40.0] * hours, chance)
    services = [chance.expovariate(1 / 8) for _ in arrivals]
    waits = simulate(arrivals, services, roster).waits
    return sum(waits[1000:]) / len(waits[1000:])


def test_the_event_loop_agrees_with_erlang() -> None:
    expected = erlang_c(40, 8, 6).mean_wait
    found = sum(_steady_wait([Slot(0, 6)], 1000, seed) for seed in range(4)) / 4
    assert found == pytest.approx(expected, rel=0.08)


def test_constant_staff_written_as_hourly_slots_is_the_same_as_one_slot() -> None:
    hourly = [Slot(60.0 * hour, 6) for hour in range(100)]
    assert _steady_wait(hourly, 100, 3) == _steady_wait([Slot(0, 6)], 100, 3)


def test_a_clerk_going_off_duty_finishes_but_takes_nobody_new() -> None:
    day = simulate([0, 0, 1, 1], [30, 30, 10, 10], [Slot(0, 2), Slot(5, 1)])
    assert day.waits == (0, 0, 29, 39)
    assert day.ended == 50


def test_nobody_is_served_before_opening_and_everybody_after_closing() -> None:
    assert simulate([0, 0], [10, 10], [Slot(30, 1)]).waits == (30, 40)
    assert simulate([], [], [Slot(0, 1)]) == Day((), 0.0)
    assert simulate([], [], [Slot(0, 1)]).mean == 0


@pytest.mark.parametrize(
    ("arrivals", "services", "roster"), [([1], [], [Slot(0, 1)]), ([1], [1], []), ([1], [1], [Slot(0, 0)])]
)
def test_a_day_that_cannot_be_played_is_refused(
    arrivals: list[float], services: list[float], roster: list[Slot]
) -> None:
    with pytest.raises(QueueError):
        simulate(arrivals, services, roster)


def _naive(arrivals: list[float], services: list[float], servers: int) -> list[float]:
    free, waits = [0.0] * servers, []
    for arrival, service in zip(arrivals, services, strict=True):
        first = min(range(servers), key=free.__getitem__)
        start = max(arrival, free[first])
        waits.append(start - arrival)
        free[first] = start + service
    return waits


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 30)), max_size=40), st.integers(1, 4))
def test_with_constant_staff_the_loop_gives_every_person_the_wait_of_a_plain_count(
    pairs: list[tuple[int, int]], servers: int
) -> None:
    arrivals = sorted(float(arrival) for arrival, _ in pairs)
    services = [float(service) for _, service in pairs]
    assert list(simulate(arrivals, services, [Slot(0, servers)]).waits) == _naive(arrivals, services, servers)


def test_drawn_days_have_the_asked_rate_and_service() -> None:
    chance = random.Random(5)
    assert len(draw_arrivals([300.0, 0.0, 100.0], chance)) == pytest.approx(400, rel=0.15)
    drawn = draw_services(20000, 8, 0.7, chance)
    assert sum(drawn) / len(drawn) == pytest.approx(8, rel=0.03)
    assert draw_services(3, 8, 0, chance) == [8, 8, 8]


def test_the_roster_found_keeps_every_hour_within_the_wait_and_one_clerk_less_does_not() -> None:
    per_hour = [10.0, 30.0, 12.0]
    roster = smallest_roster(per_hour, 8, 0.7, 5, days=30)
    assert max(mean_waits(per_hour, roster, 8, 0.7, days=60)) <= 5
    fewer = [roster[0], roster[1] - 1, roster[2]]
    assert max(mean_waits(per_hour, fewer, 8, 0.7, days=60)) > 5
    with pytest.raises(QueueError):
        smallest_roster([60.0], 30, 0.5, 1, desks=3, days=5)


def test_the_percentile_is_taken_from_the_waits() -> None:
    assert Day((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 0).percentile(0.9) == 9
    assert Day((), 0).percentile(0.5) == 0
