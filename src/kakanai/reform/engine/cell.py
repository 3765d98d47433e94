"""A face as read: its role and the places to fill in that stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kakanai.reform.engine.faces import Face
from kakanai.reform.engine.model import Box, Kind


class Role(StrEnum):
    """What a face is for, seen alone."""

    EMPTY = "empty"
    LABEL = "label"
    NOTE = "note"
    SLOTS = "slots"
    ORDINAL = "ordinal"


@dataclass(slots=True)
class Slot:
    """A place to fill in, with the label that stands in the same face, if any."""

    kind: Kind
    box: Box
    own: str = ""
    options: tuple[str, ...] = ()
    eras: tuple[str, ...] = ()
    unit: str = ""
    post: bool = False
    row: int = 0


@dataclass(slots=True)
class Cell:
    """A face as read: its role, its text, its slots, and whether it could label itself. `sides` are words standing
    apart in a text (`自宅　　　　携帯　　　　`), each with the room behind it."""

    face: Face
    role: Role
    text: str = ""
    lines: list[tuple[str, Box]] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    roomy: bool = False
    blank_too: bool = False
    gaps: int = 0
    sides: tuple[tuple[str, Box], ...] = ()

    @property
    def box(self) -> Box:
        return self.face.box

    @property
    def loose(self) -> list[Slot]:
        """Slots that need a label from outside."""
        return [s for s in self.slots if not s.own]
