"""What the tools share: which records, and how they tell the meter that work begins and ends."""

from __future__ import annotations

import os
import subprocess
import sys

FIRST, RECORDS = int(os.environ["BENCH_FIRST"]), int(os.environ["BENCH_RECORDS"])
ADDRESS = sys.argv[-1]


def tell(word: str) -> None:
    """Tell the meter and wait for it to have looked."""
    print(word, flush=True)
    sys.stdin.readline()


def records() -> list[list[dict[str, str]]]:
    """Return the fields of each record, made by the product's own venv (a peer's knows nothing of it)."""
    import json
    from pathlib import Path

    here = Path(__file__).parent
    python = here.parents[1] / ".venv/bin/python"
    code = f"import json, run; print(json.dumps([run.plain(n) for n in range({FIRST}, {FIRST + RECORDS})]))"
    out = subprocess.run([str(python), "-c", code], cwd=here, capture_output=True, text=True, check=True).stdout
    return json.loads(out)
