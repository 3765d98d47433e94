"""Records per minute, CPU and memory per record for the same 40-field screen: this runner beside its peers."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from kakanai.demo.targets.samples import random_values
from kakanai.demo.targets.web import CoreSystem, serve
from kakanai.robots.runner import jobs
from kakanai.robots.runner.drivers.browser import browser_path
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.screenmap import load

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MAP = load(ROOT / "src/kakanai/demo/targets/maps/juki.transfer_in.yaml")
TICKS = os.sysconf("SC_CLK_TCK")


def job(number: int) -> Job:
    """Return the n-th synthetic record."""
    values = random_values(number)
    for who in ("p1", "p2", "p3", "p4"):
        name = str(values[f"{who}:person.fullName"])
        values[f"{who}:person.fullName"] = name.replace("①子", "一子")
    return Job(f"i{number}", f"B{number:06d}", "juki", "transfer_in:p1", 1, values, today=date(2026, 11, 24))


def plain(number: int) -> list[dict[str, str]]:
    """Return what a bare script fills: the control's id, its kind and the text."""
    system = serve("juki").system
    fields = {(s.title, f.caption): f for s in system.sections for f in s.fields}
    rows = []
    for entry in jobs.entries(MAP, job(number)):
        field = fields[(entry.field.section, entry.field.caption)]
        kind = "select" if field.options else field.kind
        rows.append({"id": field.id, "kind": kind, "text": entry.text})
    return rows


def tree(root: int) -> list[int]:
    """Return a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [root]
    while todo:
        found.append(pid := todo.pop())
        todo += children.get(pid, [])
    return found


def cpu_ms(root: int) -> float:
    """Return the CPU that a process tree has used, reaped children included."""
    total = 0
    for pid in tree(root):
        try:
            parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(parts[i]) for i in (11, 12, 13, 14))
    return total * 1000 / TICKS


def pss_mb(root: int, named: str = "") -> float:
    """Return the proportional memory of a process tree, or of those in it whose program's path holds a word."""
    total = 0
    for pid in tree(root):
        try:
            if named not in Path(f"/proc/{pid}/cmdline").read_text().partition("\0")[0]:
                continue
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


def measure(name: str, command: list[str], core: CoreSystem, records: int, first: int) -> dict[str, object]:
    """Run one tool in a process of its own: it says READY, works, says END; return its figures."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "src"),
        "BENCH_FIRST": str(first),
        "BENCH_RECORDS": str(records),
        "BENCH_BROWSER": browser_path() or "",
    }
    process = subprocess.Popen(
        [*command, core.address], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    assert process.stdin is not None
    marks: dict[str, tuple[float, ...]] = {}
    for line in process.stdout:
        if line.strip() in ("READY", "END"):
            memory = (pss_mb(process.pid), pss_mb(process.pid, "chrom"))
            marks[line.strip()] = (time.perf_counter(), cpu_ms(process.pid), *memory)
            process.stdin.write("\n")
            process.stdin.flush()
    process.wait(timeout=60)
    if "END" not in marks:
        return {"tool": name, "error": f"exit {process.returncode}"}
    wall, cpu = (marks["END"][i] - marks["READY"][i] for i in (0, 1))
    return {
        "tool": name,
        "records": records,
        "records_per_minute": round(60 * records / wall, 1),
        "cpu_ms_per_record": round(cpu / records),
        "pss_mb": round(marks["END"][2]),
        "pss_growth_mb": round(marks["END"][2] - marks["READY"][2], 1),
        "browser_growth_mb": round(marks["END"][3] - marks["READY"][3], 1),
        "wrong_or_missing": wrong(core, first, records),
    }


def wrong(core: CoreSystem, first: int, records: int) -> int:
    """Count the records that do not stand in the register's ledger exactly once as meant."""
    bad = 0
    for number in range(first, first + records):
        found = core.ledger.by_key(job(number).key)
        meant = {row["id"]: row["text"] for row in plain(number) if row["kind"] == "text"}
        bad += len(found) != 1 or any(found[0].values[k] != v for k, v in meant.items())
    return bad


def main() -> None:
    """Run every tool once on the same screen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=20)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    peer = os.environ.get("KAKANAI_BENCH_PYTHON", "")
    tools = {
        "floor": [sys.executable, str(HERE / "tool_floor.py")],
        "runner": [sys.executable, str(HERE / "tool_runner.py")],
        "playwright": [sys.executable, str(HERE / "tool_playwright.py")],
        "selenium": [peer, str(HERE / "tool_selenium.py")],
        "robotframework": [peer, str(HERE / "tool_robotframework.py")],
    }
    results = []
    for place, (name, command) in enumerate(tools.items()):
        if (given.only and name not in given.only) or not command[0]:
            print(f"{name}: left out" + ("" if command[0] else " (KAKANAI_BENCH_PYTHON is not set)"))
            continue
        with serve("juki") as core:
            results.append(measure(name, command, core, given.records, place * 1000))
        print(json.dumps(results[-1]), flush=True)
    speeds = {r["tool"]: r.get("records_per_minute") for r in results}
    if speeds.get("runner") and speeds.get("playwright"):
        print(f"runner / bare playwright = {float(speeds['runner']) / float(speeds['playwright']):.2f}")
    print("load average", os.getloadavg())
    if given.json:
        given.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
