"""Where cards come from: a PC/SC reader, or a deck of virtual cards of which one lies on the reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kakanai.card.errors import CardRemovedError, NoCardError
from kakanai.card.transport import Command, Transport, TransportBase
from kakanai.card.virtual.deck import load_deck
from kakanai.card.virtual.engine import VirtualCard

ON_READER = "on-reader"
"""A file in a deck's folder that holds the label of the card on the reader; deleting it takes the card away."""


class Reader(Protocol):
    """A place where a card may lie."""

    def connect(self) -> Transport:
        """Power the card and hold it alone; raises NoCardError while there is none, NoReaderError …"""

    def card_label(self) -> str:
        """Return the label of a virtual card, for scripted secrets; empty for a real reader."""


class VirtualReader:
    """A deck of virtual cards in a folder. Cards keep their counters in their files."""

    def __init__(self, folder: Path, *, strict: bool = False) -> None:
        self._folder = folder
        self._strict = strict

    def card_label(self) -> str:
        """Return the label of the card that lies on the reader, or an empty text."""
        try:
            return (self._folder / ON_READER).read_text(encoding="utf-8").strip()
        except OSError:
            return ""

    def connect(self) -> Transport:
        """Power the card on the reader."""
        label = self.card_label()
        images = load_deck(self._folder)
        if label not in images:
            raise NoCardError(f"no card of the deck is on the reader ({label!r})")
        return _PlacedCard(VirtualCard(images[label], strict=self._strict), lambda: self.card_label() == label)


class _PlacedCard(TransportBase):
    """A virtual card that is gone as soon as it no longer lies on the reader."""

    def __init__(self, card: VirtualCard, still_there: Callable[[], bool]) -> None:
        self._card = card
        self._still_there = still_there
        card.power_on()

    @property
    def atr(self) -> bytes:
        return self._card.atr

    def transmit(self, command: Command) -> tuple[bytes, int]:
        if not self._still_there():
            self._card.power_off()
            raise CardRemovedError
        return self._card.transmit(command)

    def close(self) -> None:
        self._card.power_off()


class PcscReader:
    """The first PC/SC reader that holds a card, or the one whose name contains `name`."""

    def __init__(self, name: str = "") -> None:
        self._name = name

    def card_label(self) -> str:
        """A real card has no label."""
        return ""

    def connect(self) -> Transport:
        """Connect exclusively through the system's smart card service."""
        from kakanai.card.pcsc import connect

        return connect(self._name)


def place(folder: Path, label: str) -> None:
    """Lay a card of the deck on the virtual reader, or take it away with an empty label."""
    marker = folder / ON_READER
    if not label:
        marker.unlink(missing_ok=True)
        return
    staged = folder / f".{ON_READER}"
    staged.write_text(label, encoding="utf-8")
    staged.replace(marker)


def parse(text: str) -> Reader:
    """Return the reader named on the command line: `pcsc`, `pcsc:NAME` or `virtual:FOLDER`."""
    kind, _, rest = text.partition(":")
    if kind == "virtual" and rest:
        return VirtualReader(Path(rest))
    if kind == "pcsc":
        return PcscReader(rest)
    raise ValueError(f"not a reader: {text}")
