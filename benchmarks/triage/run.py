"""Judges the same households by this engine and by its peers in one run, and compares the outcomes one by one.

    python benchmarks/triage/run.py [--households 100000] [--seconds 20]

`--seconds` is how long each engine may take; an engine that is too slow for all households is timed on as many as it
manages, and its outcomes are compared on those. `--seconds 0` lets every engine finish. Peers come from
`requirements/bench.lock`, in an environment of their own.

The two that judge whole columns take turns, each `TURNS` times, and their medians are shown: both get columns of whole
numbers that are already there, both answer all decisions, and processor time is that of all threads.
"""

# ruff: noqa: E402 - the product and the peers are found by path first
from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2] / "src"), str(Path(__file__).parent)]

import peers
from flat import decisions, flat_record, needed
from peers import Flat

from kakanai.catalogue import load
from kakanai.demo.population import city, population
from kakanai.triage.columns import ColumnEvent
from kakanai.triage.compiled import CompiledEvent
from kakanai.triage.engine import engine_for
from kakanai.triage.evaluation import evaluate
from kakanai.triage.interview import adaptive, fixed, screens, truthful
from kakanai.triage.questions import Ask
from kakanai.triage.record import Record

ON = date(2026, 11, 23)
CHUNK = 200
TURNS = 11


def timed(
    engine: Callable[[Sequence[Any]], list[Any]], records: Sequence[Any], seconds: float
) -> tuple[list[Any], float]:
    """Run an engine over the records in chunks until it is done or its time is up."""
    engine(records[:5])
    found: list[Any] = []
    start = time.process_time()
    while len(found) < len(records):
        found += engine(records[len(found) : len(found) + CHUNK])
        if seconds and time.process_time() - start > seconds:
            break
    return found, time.process_time() - start


def report(name: str, found: int, seconds: float, wrong: int, note: str = "") -> None:
    """Print one line of the table."""
    print(f"{name:<44}{found:>9}{seconds:>9.2f}{found / seconds:>12,.0f}{wrong:>8}  {note}")


def same_decision(size: int, seconds: float) -> None:
    """Time every engine on the same decision."""
    catalogue = load("990019", ON)
    compiled = CompiledEvent(catalogue, "move-in", ON)
    bare = CompiledEvent(catalogue, "move-in", ON, reasons=False)
    homes = [home.truth for home in population(1, size, ON, kinds=("family_of_four",)) if exact(home.truth)]
    rules = decisions(compiled.plan)
    flats = [flat_record(home, compiled.plan) for home in homes]
    print(f"{len(compiled.plan.rules)} rules, {len(rules)} decisions a household, {len(homes)} households of four")
    print(f"{'engine':<44}{'done':>9}{'cpu s':>9}{'per core s':>12}{'wrong':>8}")
    pairs = [(home.household, list(home.persons.values())) for home in homes]
    rows, took = timed(lambda part: [compiled.judge(*pair) for pair in part], pairs, 0)
    expected = [outcome(compiled, row) for row in rows]
    report("kakanai compiled, reasons as sentences", len(rows), took, 0, "the reference for `wrong`")
    rows, took = timed(lambda part: [bare.judge(*pair) for pair in part], pairs, seconds)
    wrong = sum(outcome(bare, row) != want for row, want in zip(rows, expected, strict=False))
    report("kakanai compiled, without reasons", len(rows), took, wrong)
    engine = engine_for(catalogue, "move-in", ON)
    rows, took = timed(lambda part: [held(engine, home) for home in part], homes, seconds)
    report("kakanai desk engine (explains each)", len(rows), took, differing(rows, expected))
    others: list[tuple[str, Callable[[Sequence[Flat]], list[frozenset[str]]]]] = [
        ("plain Python predicates, no reasons", peers.plain_python(rules)),
        ("json-logic-qubit", peers.json_logic(rules)),
        ("zen-engine, one expression node", peers.zen(rules)),
        ("SpiffWorkflow DMN, COLLECT", peers.spiff(rules)),
    ]
    fisca = peers.OpenFisca(rules, flats[0], codes_of(flats))
    others.append(("OpenFisca-core, one household a call", fisca.run))
    for name, run in others:
        rows, took = timed(run, flats, seconds)
        report(name, len(rows), took, differing(rows, expected))
    column_lines(catalogue, homes, fisca, flats, expected)


def exact(home: Record) -> bool:
    """Return whether every birth date is wholly known: the peers know no partial dates."""
    return all(len(str(values["person.birthDate"])) == 10 for values in home.persons.values())


def codes_of(flats: Sequence[Flat]) -> dict[str, int]:
    """Number the texts that occur or that rules may name."""
    texts = sorted({value for flat in flats for value in flat.values() if isinstance(value, str)})
    texts += [
        value for value in ("none", "kokuho", "kouki", "1", "JPN", "public_servant", "employee") if value not in texts
    ]
    texts += [value for value in ("elementary", "junior_high") if value not in texts]
    return {text: number for number, text in enumerate(texts, 1)}


def outcome(compiled: CompiledEvent, row: Any) -> frozenset[str]:
    """Return the decisions that hold in a compiled result."""
    household, persons = row
    found = needed(compiled.household_rules, household, "household")
    for number, outcomes in enumerate(persons, 1):
        found += needed(compiled.person_rules, outcomes, f"p{number}")
    return frozenset(found)


def held(engine: Any, home: Record) -> frozenset[str]:
    """Return the decisions that hold by the desk's engine."""
    wanted = {"needed", "needs_confirmation"}
    return frozenset(
        f"{each.rule.procedure.id}:{each.subject}"
        for each in engine.judge(engine.truths(home))
        if each.finding.status in wanted
    )


def differing(found: Sequence[frozenset[str]], expected: Sequence[frozenset[str]]) -> int:
    """Count households whose outcome differs."""
    return sum(one != other for one, other in zip(found, expected, strict=False))


def column_lines(
    catalogue: Any,
    homes: Sequence[Record],
    fisca: peers.OpenFisca,
    flats: Sequence[Flat],
    expected: Sequence[frozenset[str]],
) -> None:
    """Time the two that judge columns in turn; then putting the records into columns as well."""
    columns = ColumnEvent(catalogue, "move-in", ON)
    begun = time.process_time()
    frames = columns.frames(homes)
    built = time.process_time() - begun
    begun = time.process_time()
    arrays = fisca.columns(flats)
    built_other = time.process_time() - begun
    ours, others = alternately(lambda: columns.judge(frames), lambda: fisca.run_columns(arrays, len(flats)))
    result = columns.judge(frames)
    found: list[set[str]] = [set() for _ in homes]
    for name in result.households.columns[1:]:
        for row, code in enumerate(result.households[name].to_list()):
            if code >= 2:
                found[row].add(f"{name}:household")
    for name in result.persons.columns[1:]:
        for row, code in enumerate(result.persons[name].to_list()):
            if code >= 2:
                found[row // 4].add(f"{name}:p{row % 4 + 1}")
    kept = fisca.run_columns(arrays, len(flats))
    names = {name: kept[f"d{number}"] for number, name in enumerate(fisca.names)}
    other = [frozenset(name for name, values in names.items() if values[row]) for row in range(len(flats))]
    lines = (
        ("kakanai columns", ours, built, [frozenset(each) for each in found], "from records"),
        ("OpenFisca-core, vectorised", others, built_other, other, "from flat records"),
    )
    for name, times, ready, outcomes, source in lines:
        took, wall = (statistics.median(each) for each in zip(*times, strict=True))
        wrong = differing(outcomes, expected)
        report(f"{name}, columns ready", len(homes), took, wrong, f"median of {TURNS}, wall {wall:.3f} s")
        report(f"{name}, {source}", len(homes), took + ready, wrong)


def alternately(*runs: Callable[[], object]) -> list[list[tuple[float, float]]]:
    """Run each in turn, and return for each the processor time and the time on the wall of every turn."""
    times: list[list[tuple[float, float]]] = [[] for _ in runs]
    for _ in range(TURNS):
        for run, kept in zip(runs, times, strict=True):
            cpu, wall = time.process_time(), time.perf_counter()
            run()
            kept.append((time.process_time() - cpu, time.perf_counter() - wall))
    return times


def whole_city(people: int) -> None:
    """Time which households each rule of every event would touch, for a whole city."""
    catalogue = load("990019", ON)
    homes = [home.truth for home in city(2, people, ON)]
    count = sum(len(home.persons) for home in homes)
    ready, judged, rules, touched = 0.0, 0.0, 0, 0
    for event in catalogue.events:
        columns = ColumnEvent(catalogue, event, ON)
        begun = time.perf_counter()
        frames = columns.frames(homes)
        ready += time.perf_counter() - begun
        begun = time.perf_counter()
        counts = columns.judge(frames).touched()
        judged += time.perf_counter() - begun
        rules, touched = rules + len(counts), touched + sum(counts.values())
        if event == "move-in":
            print(f"whole city, {event}: {count} people, {len(counts)} rules, {time.perf_counter() - begun:.2f} s wall")
    print(
        f"whole city, all {len(catalogue.events)} events: {rules} rules, judged in {judged:.2f} s wall, {touched} hits"
    )
    print(f"  putting records into columns, all events: {ready:.2f} s wall")


def interactive(size: int) -> None:
    """Time one step at the desk: an answer in, the new list with reasons and the next questions out."""
    catalogue = load("990019", ON)
    for event in ("move-in", "death", "divorce"):
        engine = engine_for(catalogue, event, ON)
        steps: list[float] = []
        for home in population(3, size, ON, event):
            answer, facts = truthful(home.truth), home.facts()
            result = evaluate(catalogue, event, ON, facts)
            while (question := result.next_question) is not None:
                given = question.facts_for(list(answer(question._answers)) or "none")
                begun = time.process_time()
                facts = facts.with_facts(given)
                result = evaluate(catalogue, event, ON, facts)
                steps.append((time.process_time() - begun) * 1000)
        steps.sort()
        middle, last = steps[len(steps) // 2], steps[int(len(steps) * 0.99)]
        print(f"interactive step, {event}: {len(steps)} steps, median {middle:.2f} ms, p99 {last:.2f} ms (cpu)")
        del engine


class Counted:
    """Answers truthfully, and counts the boxes that a question puts before the resident."""

    def __init__(self, truth: Record) -> None:
        self.answer = truthful(truth)
        self.boxes = 0

    def __call__(self, ask: Ask) -> Collection[str]:
        self.boxes += len(ask.values) if ask.multiple else 1
        return self.answer(ask)


def questions(size: int) -> None:
    """Count questions against a printed questionnaire, in three ways.

    `items`: a questionnaire asks one thing at a time, of each person it can concern. `put`: it asks in the same
    checklists as the desk, each once or once for each person. `boxes`: each box of a checklist that the desk put
    counts as a question of its own, against the items.
    """
    catalogue = load("990019", ON)
    heads = [f"{'event':<20}{'households':>11}{'asked':>8}", f"{'items':>8}{'share':>8}", f"{'boxes':>8}{'share':>8}"]
    print("".join((*heads, f"{'put':>8}{'share':>8}{'other outcome':>15}")))
    for event in catalogue.events:
        engine = engine_for(catalogue, event, ON)
        asked = items = put = boxes = other = 0
        for home in population(4, size, ON, event):
            counted = Counted(home.truth)
            best, everything = adaptive(engine, home.known, counted), fixed(engine, home.known, truthful(home.truth))
            asked, items, boxes = asked + len(best.asked), items + len(everything.asked), boxes + counted.boxes
            put, other = put + screens(engine, home.known), other + (best.statuses != everything.statuses)
        shown = ((items, asked / items), (boxes, boxes / items), (put, asked / put))
        shares = "".join(f"{total / size:>8.2f}{share:>8.3f}" for total, share in shown)
        print(f"{event:<20}{size:>11}{asked / size:>8.2f}{shares}{other:>15}", flush=True)


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--people", type=int, default=160_000)
    parser.add_argument("--interviews", type=int, default=10_000)
    chosen = parser.parse_args()
    same_decision(chosen.households, chosen.seconds)
    whole_city(chosen.people)
    interactive(max(250, chosen.interviews // 40))
    questions(chosen.interviews)


if __name__ == "__main__":
    main()
