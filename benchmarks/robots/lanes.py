"""Lanes side by side against a target that answers in a second: records per minute, CPU and memory for each lane.

    PYTHONPATH=src python benchmarks/robots/lanes.py [--lanes 1 2 4 8] [--records 6]

A lane is a process with a browser of its own, as `kakanai robot run --lanes` starts it. Every record is checked in the
register's own ledger.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

from run import HERE, ROOT, cpu_ms, pss_mb, wrong

from kakanai.demo.targets.web import CoreSystem, serve


class Lane:
    """One runner in a process of its own."""

    def __init__(self, core: CoreSystem, first: int, records: int) -> None:
        self.first, self.records = first, records
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "tool_runner.py"), core.address],
            stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True,
            env=os.environ
            | {"PYTHONPATH": str(ROOT / "src"), "BENCH_FIRST": str(first), "BENCH_RECORDS": str(records)},
        )  # fmt: skip

    def wait_for(self, word: str) -> None:
        """Read until the lane says the word."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.strip() == word:
                return
        raise SystemExit(f"a lane ended before {word}")

    def go_on(self) -> None:
        """Answer the lane's word."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def figures(self) -> tuple[float, float]:
        """Return CPU in ms and memory in MB of the lane and its browser."""
        return cpu_ms(self.process.pid), pss_mb(self.process.pid)


def side_by_side(count: int, records: int, seconds: float) -> tuple[float, float, float, int]:
    """Return records per minute, CPU-ms per record, MB per lane, and how many records are wrong or missing."""
    with serve("juki") as core:
        lanes = [Lane(core, 1 + number * 1000, records) for number in range(count)]
        for lane in lanes:
            lane.wait_for("READY")
        core.orders.tell("slow", times=-1, value=seconds)
        before = [lane.figures()[0] for lane in lanes]
        started = time.perf_counter()
        for lane in lanes:
            lane.go_on()
        for lane in lanes:
            lane.wait_for("END")
        wall = time.perf_counter() - started
        after = [lane.figures() for lane in lanes]
        core.orders.stop()
        for lane in lanes:
            lane.go_on()
            lane.process.wait(timeout=60)
        bad = sum(wrong(core, lane.first, records) for lane in lanes)
    cpu = sum(now - then for (now, _), then in zip(after, before, strict=True)) / (count * records)
    return 60 * count * records / wall, cpu, sum(mb for _, mb in after) / count, bad


def main() -> None:
    """Run each number of lanes and hold it against one lane."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lanes", type=int, nargs="*", default=[1, 2, 4, 8])
    parser.add_argument("--records", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long the target takes for every page")
    given = parser.parse_args()
    alone = 0.0
    for count in given.lanes:
        speed, cpu, memory, bad = side_by_side(count, given.records, given.seconds)
        alone = alone or speed
        print(f"{count} lanes: {speed:.1f} records/min ({speed / alone:.1f} of the first line), {cpu:.0f} CPU-ms/record, "
              f"{memory:.0f} MB/lane, {bad} wrong or missing", flush=True)  # fmt: skip
    print("load average", os.getloadavg())


if __name__ == "__main__":
    main()
