"""The screen-change suite: the same changes of a screen against any driver, careful or careless.

A verdict is *right* (what was meant is stored), *stopped* (before the first key), *late* (after it, nothing wrong called
done), or SILENT: something else is stored, or nothing, and the driver says that all went well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import ClassVar

from kakanai.demo.targets import drift
from kakanai.demo.targets.bench import Bench, small_system
from kakanai.robots.runner import jobs
from kakanai.robots.runner.drivers.screen import Note, ScreenDriver
from kakanai.robots.runner.errors import ScreenError
from kakanai.robots.runner.fingerprint import Fingerprint
from kakanai.robots.runner.jobs import Job, Typed
from kakanai.robots.runner.screens import Control, Screen

ALL = {**drift.COSMETIC, **drift.MEANINGFUL, **drift.HARMLESS_MEANING}
LENGTHS = {"shorten"}
"""Changes that only a screen which states its lengths can show before the first key."""


def right(bench: Bench, job: Job, names: list[str]) -> bool:
    """Say whether what stands in the ledger is what was meant, by the captions of the screen as it was drawn."""
    stored = bench.stored(job)
    system, known = drift.apply(bench.system, names), bench.map.screen
    if len(stored) != 1 or known is None or (system.entry.code, system.entry.title) != (known.code, known.title):
        return False
    fields = {(s.title, f.caption): f for s in system.sections for f in s.fields}
    for entry in jobs.entries(bench.map, job):
        item = fields.get((entry.field.section, entry.field.caption))
        if item is None:
            return False
        value = stored[0].get(item.id, "")
        if (item.options.get(value, value) if item.options else value) != entry.text:
            return False
    return True


def judge(bench: Bench, names: list[str], *, look: bool = True) -> str:
    """Draw the target with the changes, type one record, and return the verdict."""
    bench.driver.screen_map = bench.map if look else replace(bench.map, look=None)
    bench.redraw(names)
    outcome, job, steps = bench.type_one()
    bench.behave()
    good = right(bench, job, names)
    if outcome == "done":
        return "right" if good else "SILENT"
    if bench.stored(job) and not good and outcome not in ("different", "duplicate"):
        return "SILENT"
    if good and outcome == "ambiguous" and not look:
        return "right"  # saved as meant; without a look nobody can say so
    return "late" if "typed" in steps else "stopped"


def each_kind(bench: Bench) -> dict[str, str]:
    """Return the verdict on each kind of change."""
    return {name: judge(bench, [name]) for name in ALL}


def expected(name: str, *, states_lengths: bool) -> tuple[str, ...]:
    """Return the verdicts that a careful driver may earn for a kind of change."""
    if name in drift.COSMETIC:
        return ("right",)
    if name in drift.HARMLESS_MEANING or (name in LENGTHS and not states_lengths):
        return ("right", "stopped", "late")
    return ("stopped",)


def mutations(count: int, seed: int = 20261124) -> Iterator[list[str]]:
    """Draw mutations of one to three changes that can be made together; the same seed gives the same ones."""
    random = Random(seed)  # noqa: S311 - reproducible, not secret
    for _ in range(count):
        yield random.sample(sorted(ALL), random.choice([1, 2, 3]))


def run_mutations(bench: Bench, count: int) -> list[tuple[list[str], str]]:
    """Return each mutation with its verdict. One that contradicts itself is tried by its first change alone."""
    found = []
    for drawn in mutations(count):
        names = drawn
        try:
            drift.apply(bench.system, names)
        except (KeyError, IndexError, ValueError):
            names = names[:1]
        found.append((names, judge(bench, names, look=set(names) <= set(drift.COSMETIC))))
    return found


class Careless(ScreenDriver):
    """What the suite must catch: a recording that looks at nothing but its own way of finding a control."""

    __slots__ = ()

    def _must_be(self, known: Fingerprint | None, screen: Screen) -> None:
        """Look at nothing."""

    def _gate(self, texts: list[Typed], controls: list[Control]) -> None:
        """Check nothing."""

    def _control(self, screen: Screen, text: Typed) -> Control:
        look = self.screen_map.look
        if look is not None and screen.code == look.screen.code:
            return super()._control(screen, text)  # a search screen is found as before
        return self._find(screen, text)

    def _compared(self, texts: list[Typed]) -> Screen:  # noqa: ARG002 - the careful driver's signature
        return self.port.scan()

    def _captions(self) -> list[str]:
        return [f.caption for f in self.screen_map.fields]

    def _find(self, screen: Screen, text: Typed) -> Control:
        raise NotImplementedError

    def _type(self, text: Typed, control: Control, note: Note) -> None:
        if control.kind == "select" and text.text not in control.options:
            raise ScreenError("no such choice")
        super()._type(text, control, note)


class ByPosition(Careless):
    """Plays back by place, as a recorded path or the order of the tab key does."""

    __slots__ = ()

    def _find(self, screen: Screen, text: Typed) -> Control:
        captions = self._captions()
        if len(screen.controls) < len(captions):
            return super(Careless, self)._control(screen, text)
        return screen.controls[captions.index(text.field.caption)]


class ById(Careless):
    """Takes the control with the id that the recording noted."""

    __slots__ = ()

    def _find(self, screen: Screen, text: Typed) -> Control:
        noted = {f.caption: f.id for f in small_system().fields()}
        found = [c for c in screen.controls if c.id == noted[text.field.caption]]
        if not found:
            raise ScreenError(f"no id {noted[text.field.caption]}")
        return found[0]


class ByNearestLabel(Careless):
    """Heals itself: takes the control whose caption looks most like the one that it knew."""

    __slots__ = ()

    def _find(self, screen: Screen, text: Typed) -> Control:
        from difflib import SequenceMatcher

        def alike(control: Control) -> float:
            return SequenceMatcher(None, text.field.caption, control.caption).ratio()

        return max(screen.controls, key=alike)


class CarelessDrivers:
    """The careless ways by name."""

    ALL: ClassVar[dict[str, Callable[..., ScreenDriver]]] = {
        "position": ByPosition, "id": ById, "healing label": ByNearestLabel,
    }  # fmt: skip
