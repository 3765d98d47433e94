"""A virtual card in memory, behind the same interface as a reader; it can be pulled out at any command."""

from __future__ import annotations

from kakanai.card.errors import CardRemovedError
from kakanai.card.transport import Command, TransportBase
from kakanai.card.virtual.engine import VirtualCard


class VirtualTransport(TransportBase):
    """Powers the card on opening, off on closing. `remove_after`: the card is pulled after that many commands."""

    def __init__(self, card: VirtualCard, *, remove_after: int | None = None) -> None:
        self._card = card
        self._remaining = remove_after
        card.power_on()

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._card.atr

    def transmit(self, command: Command) -> tuple[bytes, int]:
        """Pass the command to the card, or raise CardRemovedError once it has been pulled."""
        if self._remaining is not None:
            if self._remaining == 0:
                self._card.power_off()
                raise CardRemovedError
            self._remaining -= 1
        return self._card.transmit(command)

    def reset(self) -> None:
        """Reset the card without taking its power."""
        self._card.reset()

    def close(self) -> None:
        """Take the power away."""
        self._card.power_off()
