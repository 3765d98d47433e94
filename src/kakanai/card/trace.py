"""Redacted exchanges: header, lengths, status and milliseconds of every command; the body of anything that may be
secret or personal is cut."""

from __future__ import annotations

import time

from kakanai.card.transport import Command, Transport, TransportBase

_SECRET_INSTRUCTIONS = frozenset({0x20, 0x24, 0x32, 0x21})


def redact(command: Command, data: bytes, code: int) -> str:
    """Return one exchange as a line."""
    header, body = bytes(command[:4]).hex(), bytes(command[4:])
    shown = f"[{len(body)} bytes]" if command[1] in _SECRET_INSTRUCTIONS and body else body.hex()
    answer = f"[{len(data)} bytes]" if data else ""
    return f"> {header} {shown}".rstrip() + f"  < {answer} {code:04x}".replace("  <  ", "  < ")


class TracingTransport(TransportBase):
    """Writes a redacted line for every exchange, with its milliseconds."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.lines: list[str] = []
        self.milliseconds = 0.0
        """How long the last exchange took."""

    @property
    def atr(self) -> bytes:
        """The inner card's answer to reset."""
        return self._inner.atr

    def transmit(self, command: Command) -> tuple[bytes, int]:
        """Pass the command on and note it."""
        began = time.perf_counter()
        data, code = self._inner.transmit(command)
        self.milliseconds = (time.perf_counter() - began) * 1000
        self.lines.append(f"{redact(command, data, code)}  {self.milliseconds:.1f} ms")
        return data, code

    def reset(self) -> None:
        """Reset the inner card and note it."""
        self._inner.reset()
        self.lines.append("> warm reset")

    def close(self) -> None:
        """Close the inner transport."""
        self._inner.close()
