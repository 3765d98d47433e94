"""A field on its way from a face to the document."""

from __future__ import annotations

from dataclasses import dataclass

from kakanai.reform.engine.model import Box, Kind


@dataclass(slots=True)
class Found:
    """A field before repetition, roles and items are settled."""

    label: str
    kind: Kind
    box: Box
    section: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    eras: tuple[str, ...] = ()
    unit: str = ""
    evidence: str = ""
    anchor: int = 0
    header: bool = False
    label_raw: str = ""
    parts: int = 1
    repeat: int = 1
    row_name: str = ""
    top: float = 0.0
