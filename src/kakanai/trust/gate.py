"""The disclosure gate: the one way from a stored address to anybody's eyes.

Addresses of protected people (支援措置) are read out of storage as `Guarded` values, whose text cannot be had by
printing, formatting or serialising them. `open_for` decides by the table in `data/disclosure.yaml`, by the live
protection flag and by releases that two people made. What the table does not name is withheld.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Final

from kakanai import yamldata

WITHHELD: Final = "（支援措置のため表示しません）"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who looks (`clerk`, `reviewer`, `resident`, `department`, `robot`, `export` …) and through what."""

    who: str
    channel: str

    @property
    def key(self) -> str:
        """The pair as the table writes it."""
        return f"{self.who}/{self.channel}"


class Guarded:
    """A value that must not be shown without asking the gate. Printing it shows the words of the refusal."""

    __slots__ = ("__text", "item", "protected")

    def __init__(self, text: str, *, item: str, protected: bool) -> None:
        self.__text = text
        self.item = item
        self.protected = protected

    def open_for(self, audience: Audience, *, released: bool = False) -> str:
        """Return the text where the table (or a release) allows it, else the words of the refusal."""
        return self.__text if decides(self.protected, audience, released=released) else WITHHELD

    def __str__(self) -> str:
        return WITHHELD if self.protected else self.__text

    def __repr__(self) -> str:
        return f"Guarded({self.item}, protected={self.protected})"

    def __reduce__(self) -> str:
        raise TypeError("a guarded value is not copied out of the process")


def decides(protected: bool, audience: Audience, *, released: bool = False) -> bool:
    """Return whether a value may be shown.

    `protected` is the live flag; where it could not be read, pass `True`. `released` says that a release by two
    people for this case, item and channel is in force.
    """
    if not protected:
        return True
    verdict = _table().get(audience.key, "mask")
    return verdict == "allow" or (verdict == "release" and released)


def can_be_released(audience: Audience) -> bool:
    """Return whether a release by two people would change the answer for this audience."""
    return _table().get(audience.key) == "release"


def release_in_force(approved_at: datetime | None, expires_at: datetime | None, now: datetime) -> bool:
    """Return whether a release is approved and not yet over. A release without an end is not in force."""
    return approved_at is not None and expires_at is not None and approved_at <= now < expires_at


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    raw = yamldata.read((files("kakanai.trust") / "data" / "disclosure.yaml").read_text("utf-8"))
    return dict(raw["protected"])
