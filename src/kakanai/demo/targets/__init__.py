"""Sample core systems to type into: deliberately old, told to misbehave, and counted by their own ledgers."""

from __future__ import annotations

from pathlib import Path

DESKTOP = "chikken"
"""The one with windows instead of pages."""
TERMINAL = "atena"
"""The one on 3270 terminals. It stands beside the city's fourteen procedures; its map is in a folder of its own."""
MAPS = Path(__file__).parent / "maps"
TERMINAL_MAP = MAPS / "terminal" / f"{TERMINAL}.register.yaml"


def codes() -> tuple[str, ...]:
    """Return the codes of the sample systems that run on any machine: those with pages, and those that work by files."""
    names = {path.name.partition(".")[0] for path in MAPS.glob("*.yaml")}
    return tuple(sorted(names - {DESKTOP}))
