"""What a driver sees on a screen, whatever the technology: controls by caption, displays, tables, buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Control:
    """Something that takes a value. `max` is in the screen's own unit; 0 means that it states none.

    `path` is all the titles over it (parted by `/`), `hint` what else its drawing says of its value (type, width,
    placeholder), `parts` how many controls share its caption (below 0: they stand under each other): for
    learning a screen, never for finding a control.
    """

    caption: str
    section: str
    kind: str
    value: str = ""
    max: int = 0
    options: tuple[str, ...] = ()
    locked: bool = False
    id: str = ""
    how: str = ""
    ref: Any = field(default=None, compare=False)
    path: str = ""
    hint: str = ""
    parts: int = 0

    def describe(self) -> str:
        """One readable line that takes part in the fingerprint: no id, no position, no value."""
        size = ",".join(self.options) if self.options else str(self.max or "")
        lock = " | locked" if self.locked else ""
        return f"{self.section} | {self.caption} | {self.kind} | {size}{lock}"


@dataclass(frozen=True, slots=True)
class Display:
    """A caption with the text that stands beside it."""

    caption: str
    section: str
    text: str
    ref: Any = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press."""

    caption: str
    ref: Any = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a result table, with what can be pressed in it."""

    cells: tuple[str, ...]
    links: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of results under column headers."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that counts on one screen."""

    code: str
    title: str
    controls: tuple[Control, ...] = ()
    displays: tuple[Display, ...] = ()
    buttons: tuple[Button, ...] = ()
    tables: tuple[Table, ...] = ()
    text: str = ""

    def find(self, caption: str, section: str = "") -> list[Control]:
        """Return the controls with exactly this caption, in the section when one is named."""
        return [c for c in self.controls if c.caption == caption and (not section or c.section == section)]

    def show(self, caption: str, section: str = "") -> list[Display]:
        """Return the displays with exactly this caption."""
        return [d for d in self.displays if d.caption == caption and (not section or d.section == section)]

    def press(self, caption: str) -> list[Button]:
        """Return the buttons with exactly this caption."""
        return [b for b in self.buttons if b.caption == caption]
