"""Each record of the sample family's move-in: typed, saved, read back, with the number of fields of its screen.

PYTHONPATH=src python benchmarks/robots/move_in.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from kakanai.demo import targets
from kakanai.demo.targets.hall import PROCEDURES, Hall
from kakanai.robots.runner.drivers.browser import running_browser


def main() -> None:
    """Type all of them and print a line for each."""
    done, procedures = 0, set()
    with running_browser() as browser, tempfile.TemporaryDirectory() as folder:
        hall = Hall(browser, Path(folder))
        for procedure, (target, operation, subjects) in PROCEDURES.items():
            if target not in targets.codes():
                print(f"{procedure:<22} left out: {target} needs a desktop")
                continue
            for subject in subjects:
                one = hall.enter(procedure, subject)
                print(f"{procedure:<22} {target}.{operation}:{subject:<10} {one.fields} fields, {one.filled} filled, "
                      f"{one.read_back} lines read back, {one.state}", flush=True)  # fmt: skip
                done += one.state == "done"
                procedures |= {procedure} if one.state == "done" else set()
        hall.close()
    print(f"{done} records of {len(procedures)} procedures typed, saved and read back")


if __name__ == "__main__":
    main()
