"""Prints minutes a visit by the time model, and the queue's event loop beside Erlang's formula.

PYTHONPATH=src python benchmarks/visit_time.py
"""

from __future__ import annotations

import random
import time

from kakanai.insight.klm import load, saving
from kakanai.insight.queueing import Slot, draw_arrivals, erlang_c, servers_needed, simulate


def visits() -> None:
    model = load()
    estimates = {name: model.estimate(scenario.counts) for name, scenario in model.scenarios.items()}
    print(f"{'minutes a visit':16} {'low':>6} {'mid':>6} {'high':>6} {'p10':>6} {'p50':>6} {'p90':>6}")
    for name, estimate in estimates.items():
        drawn = model.simulate(model.scenarios[name].counts)
        cells = (*estimate.total.minutes, drawn.p10 / 60, drawn.p50 / 60, drawn.p90 / 60)
        print(f"{name:16} " + " ".join(f"{cell:6.1f}" for cell in cells))
    saved = saving(estimates["paper"], estimates["one_stop"])
    total = sum(saved.values())
    print("\nshare of what one_stop saves: " + ", ".join(f"{term} {s / total:.0%}" for term, s in saved.items()))
    paper = estimates["paper"]
    print(f"writing alone: {paper.terms['write'].mid / paper.total.mid:.0%} of the paper visit\n")


def queues() -> None:
    expected = erlang_c(40, 8, 6).mean_wait
    waits, people, started = [], 0, time.process_time()
    for seed in range(20):
        chance = random.Random(seed)
        arrivals = draw_arrivals([40.0] * 400, chance)
        services = [chance.expovariate(1 / 8) for _ in arrivals]
        day = simulate(arrivals, services, [Slot(60.0 * hour, 6) for hour in range(400)])
        waits.append(sum(day.waits[1000:]) / len(day.waits[1000:]))
        people += len(arrivals)
    spent = time.process_time() - started
    mean = sum(waits) / len(waits)
    spread = (sum((wait - mean) ** 2 for wait in waits) / (len(waits) - 1) / len(waits)) ** 0.5
    print(
        f"mean wait, 40 an hour, 8 min, 6 servers in hourly slots: Erlang {expected:.3f}, event loop {mean:.3f} ± {spread:.3f}"
    )
    print(f"event loop: {people / max(spent, 1e-9):,.0f} people a CPU second (drawing included)")
    for per_hour in (20, 62):
        desks = [servers_needed(per_hour, minutes, 5) for minutes in (33, 8)]
        print(f"{per_hour} families an hour, mean wait at most 5 min: {desks[0]} desks at 33 min, {desks[1]} at 8 min")


if __name__ == "__main__":
    visits()
    queues()
