"""How well `kakanai robot learn` reads screens that nobody mapped: precision and coverage over a folder of drawn screens.

    PYTHONPATH=src python benchmarks/robots/learn_screens.py [FOLDER]

A screen's controls carry what its drawer meant in `data-gold`; see `kakanai.robots.runner.proof.learning`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kakanai.robots.runner.drivers.browser import running_browser
from kakanai.robots.runner.proof.learning import read_folder

HERE = Path(__file__).resolve().parents[2] / "src/kakanai/robots/runner/tests/screens"


def main() -> None:
    """Read the folder and print."""
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE
    with running_browser() as browser:
        total = read_folder(browser, folder)
    for note in total.notes:
        print(note)
    print(
        f"{total.screens} screens, {total.fields} fields that have an item: {total.right} right, {total.wrong} wrong, "
        f"{total.missing} left out; precision {total.precision:.3f}, coverage {total.coverage:.3f}, "
        f"drafted {total.drafted / max(total.fields, 1):.3f}"
    )


if __name__ == "__main__":
    main()
