"""A typed secret: fixed memory that is overwritten after use, never shown, never copied by growing."""

from __future__ import annotations

from types import TracebackType
from typing import NoReturn, Self

CAPACITY = 16
"""The longest secret of the card, the signing password."""


class Secret:
    """Up to 16 ASCII characters in one bytearray. Wiped on leaving its `with` block.

    The buffer never grows: growing would leave an unwiped copy behind in freed memory.
    """

    __slots__ = ("_buffer", "_length")

    def __init__(self, characters: bytes | bytearray | memoryview = b"") -> None:
        self._buffer = bytearray(CAPACITY)
        self._length = 0
        for code in characters:
            self.push(code)

    def push(self, code: int) -> bool:
        """Add one ASCII character; returns False when the buffer is full."""
        if self._length >= CAPACITY:
            return False
        self._buffer[self._length] = code
        self._length += 1
        return True

    def pop(self) -> None:
        """Take the last character back and overwrite it."""
        if self._length:
            self._length -= 1
            self._buffer[self._length] = 0

    def upper(self) -> None:
        """Make letters upper-case in place; the card knows no lower-case ones."""
        for index in range(self._length):
            if 0x61 <= self._buffer[index] <= 0x7A:
                self._buffer[index] -= 0x20

    def view(self) -> memoryview:
        """Return the characters without copying them. Release the view before wiping matters to nobody."""
        return memoryview(self._buffer)[: self._length]

    def wipe(self) -> None:
        """Overwrite every byte with zero."""
        self._buffer[:] = bytes(CAPACITY)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wipe()

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")
