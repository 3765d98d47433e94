"""How well unknown screens are read: what `learn` proposes against what the drawer of a screen wrote into it.

A screen for this is an HTML file whose controls carry `data-gold="item@role"` (`#part` for a part of a value, `-` for a
field that has no item of the vocabulary). The reader never looks at these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kakanai.robots.runner import learn
from kakanai.robots.runner.drivers.web import WebPort

_GOLD = "(all) => all.map((e) => (e.dataset ? e.dataset.gold || '' : ''))"
_NOTHING = "-"


@dataclass(slots=True)
class Reading:
    """Counts over screens. `drafted` counts right proposals that became a field of the draft."""

    screens: int = 0
    fields: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0
    drafted: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Right proposals of all proposals."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def coverage(self) -> float:
        """Right proposals of all fields that have an item."""
        return self.right / self.fields if self.fields else 1.0

    def add(self, other: Reading) -> None:
        """Add another reading."""
        for name in ("screens", "fields", "right", "wrong", "missing", "drafted"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes += other.notes


def read_screen(browser: Any, path: Path, change: Callable[[str], str] = lambda gold: gold) -> Reading:
    """Read one file and judge it; `change` alters what counts as right, to see that the judge can find a fault."""
    port = WebPort(browser, path.as_uri())
    try:
        port.visit(path.as_uri())
        screen = port.scan()
        golds = [change(gold) for gold in port.evaluate_on_elements(_GOLD)]
    finally:
        port.close()
    reading = Reading(screens=1)
    for found in learn.learn(screen):
        ref = found.control.ref
        _judge(reading, found, golds[ref[0] if isinstance(ref, tuple) else ref], path.stem)
    return reading


def _judge(reading: Reading, found: learn.Learned, gold: str, name: str) -> None:
    if not gold:
        return
    said = _NOTHING
    if found.mapping is not None:
        said = f"{found.mapping.item}@{found.mapping.role}" + (f"#{found.mapping.part}" if found.mapping.part else "")
    reading.fields += gold != _NOTHING
    if said == gold:
        reading.right += gold != _NOTHING
        reading.drafted += gold != _NOTHING and found.field is not None
        return
    reading.missing += said == _NOTHING
    reading.wrong += said != _NOTHING
    place = f"{name}: {found.control.section}/{found.control.caption}"
    reading.notes.append(f"{place}: {gold} expected, {said} proposed {found.why}".rstrip())


def read_folder(browser: Any, folder: Path) -> Reading:
    """Read every `NN-name.html` of a folder; files without a number are parts of others (frames)."""
    total = Reading()
    for path in sorted(folder.glob("[0-9][0-9]-*.html")):
        total.add(read_screen(browser, path))
    return total
