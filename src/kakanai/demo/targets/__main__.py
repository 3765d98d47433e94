"""`python -m kakanai.demo.targets juki=8101 kokuho=/a/folder`: run sample systems until stopped."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from kakanai.demo.targets import TERMINAL, terminal
from kakanai.demo.targets.batch import Batch, is_batch
from kakanai.demo.targets.web import serve

NIGHT_SECONDS = 2.0
"""How often night falls in the sample city."""


def main(arguments: list[str]) -> None:
    """Start each `code=port[=ledger file]`, or `code=folder[=ledger file]` for one that works by files, and wait."""
    batches = []
    for argument in arguments:
        code, place, *ledger = argument.split("=")
        kept = Path(ledger[0]) if ledger else ":memory:"
        if is_batch(code):
            batches.append(Batch(code, Path(place), kept))
            address = Path(place).as_uri()
        elif code == TERMINAL:
            address = terminal.serve(code, kept).start(int(place))
        else:
            address = serve(code, kept).start(int(place))
        sys.stdout.write(f"{code} {address}\n")
    sys.stdout.flush()
    night = threading.Event()
    while not night.wait(NIGHT_SECONDS):
        for batch in batches:
            batch.run_overnight()


if __name__ == "__main__":
    main(sys.argv[1:])
