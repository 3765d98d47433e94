"""What carries commands to a card: PC/SC, a virtual card in memory, or either with a counter around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from kakanai.card.errors import CardError

Command = bytes | bytearray | memoryview


@runtime_checkable
class Transport(Protocol):
    """A powered card. Leaving the `with` block takes the power away, which ends every right given by a PIN."""

    @property
    def atr(self) -> bytes:
        """The answer to reset; tells the reader apart, never the kind of card."""

    def transmit(self, command: Command) -> tuple[bytes, int]:
        """Send one command; return the data and the status word. Raises CardError (removed, timeout …)."""

    def reset(self) -> None:
        """Reset the card without taking its power (a warm reset). Nothing but a survey has a use for it."""

    def close(self) -> None:
        """Take the power away and let go of the reader. Safe to call twice."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class TransportBase:
    """The context manager that every transport shares."""

    def reset(self) -> None:
        """Reset the card; raises CardError where the transport cannot."""
        raise CardError("this transport cannot reset the card")

    def close(self) -> None:
        """Let go of the card."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass
class CountingTransport(TransportBase):
    """Counts commands and bytes on their way to another transport."""

    inner: Transport
    commands: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    instructions: list[int] = field(default_factory=list)

    @property
    def atr(self) -> bytes:
        """The inner card's answer to reset."""
        return self.inner.atr

    def transmit(self, command: Command) -> tuple[bytes, int]:
        """Pass the command on and count it; the status word counts as two bytes."""
        data, status = self.inner.transmit(command)
        self.commands += 1
        self.bytes_sent += len(command)
        self.bytes_received += len(data) + 2
        self.instructions.append(command[1])
        return data, status

    def reset(self) -> None:
        """Reset the inner card."""
        self.inner.reset()

    def close(self) -> None:
        """Close the inner transport."""
        self.inner.close()
