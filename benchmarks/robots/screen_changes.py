"""The screen-change suite on every driver that has a screen, with careless ways beside it.

    PYTHONPATH=src python benchmarks/robots/screen_changes.py [--mutations 200]

Each kind of change and then drawn mutations of one to three changes; SILENT means wrong data, or none, called done.
The careless ways have no read-back, as recordings have none.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from contextlib import contextmanager
from unittest import mock

from kakanai.demo.targets import desktop, drift, terminal
from kakanai.demo.targets.bench import DesktopBench, TerminalBench, WebBench, WindowsBench
from kakanai.demo.targets.changes import ALL, CarelessDrivers, each_kind, run_mutations
from kakanai.robots.runner import jobs
from kakanai.robots.runner.drivers import s3270
from kakanai.robots.runner.drivers.browser import running_browser


def tell(name, bench, mutations):
    """Run both parts and print a line; return the number of silent errors."""
    started = time.perf_counter()
    kinds = each_kind(bench)
    found = run_mutations(bench, mutations)
    bench.close()
    of_kinds, of_all = Counter(kinds.values()), Counter(v for _, v in found)
    cosmetic = [v for n, v in kinds.items() if n in drift.COSMETIC]
    print(f"{name:<28} {len(kinds)} kinds: right {of_kinds['right']}, stopped {of_kinds['stopped']}, late {of_kinds['late']}, "
          f"SILENT {of_kinds['SILENT']}; cosmetic passed {cosmetic.count('right')} of {len(cosmetic)}; {len(found)} mutations: "
          f"right {of_all['right']}, stopped {of_all['stopped']}, late {of_all['late']}, SILENT {of_all['SILENT']}"
          f"  ({time.perf_counter() - started:.0f} s)", flush=True)  # fmt: skip
    return of_kinds["SILENT"] + of_all["SILENT"]


@contextmanager
def a_desktop():
    """Have a session that this process belongs to."""
    session = desktop.Session()
    with mock.patch.dict(os.environ, session.environment):
        yield session
    session.close()


def main() -> None:
    """Run them all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutations", type=int, default=200)
    count = parser.parse_args().mutations
    print(f"{len(ALL)} kinds of change, {len(drift.COSMETIC)} of them cosmetic")
    silent = tell("UI Automation (simulated)", WindowsBench(), count)
    lacking = terminal.missing() or ("" if s3270.program() else "s3270 is not installed")
    if lacking:
        print(f"terminal: left out, {lacking}")
    else:
        silent += tell("terminal (s3270)", TerminalBench(), count)
    lacking = desktop.missing()
    if lacking:
        print(f"AT-SPI: left out, {lacking}")
    else:
        with a_desktop() as session:
            silent += tell("AT-SPI (GTK program)", DesktopBench(session), count)
    with running_browser() as browser:
        silent += tell("web", WebBench(browser), count)
        with mock.patch.object(jobs, "read_back", return_value=[]):
            for way, driver in CarelessDrivers.ALL.items():
                tell(f"careless: {way}", WebBench(browser, driver=driver), 0)
    print(f"silent errors of the runner's drivers: {silent}")


if __name__ == "__main__":
    main()
