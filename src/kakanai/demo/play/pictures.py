"""Pictures of the played visit's screens, small enough to be kept beside the documentation."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

COLOURS = 128


@dataclass
class Photographer:
    """Keeps a picture of every screen, numbered in their order; or of the named ones alone, under their names."""

    folder: Path
    only: Collection[str] = ()
    taken: list[str] = field(default_factory=list)

    def look(self, name: str, page: Any) -> None:
        """Take a picture of what the page shows now."""
        if self.only and name not in self.only:
            return
        self.taken.append(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        file = f"{name}.png" if self.only else f"{len(self.taken):02d}-{name}.png"
        small(page.screenshot(animations="disabled")).save(self.folder / file, "PNG", optimize=True)

    @property
    def missing(self) -> list[str]:
        """The wanted names of which no screen came by."""
        return sorted(set(self.only) - set(self.taken))


def small(picture: bytes) -> Image.Image:
    """Return a screenshot with a palette: a third of the bytes, and nothing that an eye misses."""
    return Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
