"""Presenting a virtual card to pcscd through vpcd's protocol: two-byte length, then a control byte or a command."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from kakanai.card.errors import CardError
from kakanai.card.transport import Command
from kakanai.card.virtual.engine import VirtualCard

PORT = 35963

_QUICKACK = getattr(socket, "TCP_QUICKACK", None)


@dataclass
class LoggedCard(VirtualCard):
    """Writes a line per exchange: instruction, bytes sent, bytes received, status word. Nothing of their content."""

    log: TextIO | None = None

    def transmit(self, command: Command) -> tuple[bytes, int]:
        """Answer, and note the sizes."""
        data, status = super().transmit(command)
        if self.log is not None:
            self.log.write(f"{command[1]:02X} {len(command)} {len(data) + 2} {status:04X}\n")
        return data, status


def connect(host: str, port: int, *, seconds: float = 5.0) -> socket.socket:
    """Insert the card: connect to a running vpcd, trying again for `seconds`; raises CardError."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection((host, port), timeout=seconds)
        except OSError as error:
            if time.monotonic() >= deadline:
                raise CardError(f"no vpcd answers at {host}:{port}") from error
            time.sleep(0.02)


def serve(card: VirtualCard, connection: socket.socket, stop: Callable[[], bool] = lambda: False) -> None:
    """Answer until the reader closes the connection or `stop` says so. Closing the socket takes the card out."""
    connection.settimeout(0.5)
    with connection:
        while not stop():
            message = _receive(connection)
            if message is None:
                return
            if message:
                _answer(card, connection, message)


def _answer(card: VirtualCard, connection: socket.socket, message: bytes) -> None:
    if len(message) > 1:
        data, status = card.transmit(message)
        _send(connection, data + status.to_bytes(2, "big"))
        return
    match message[0]:
        case 0:
            card.power_off()
        case 1:
            card.power_on()
        case 2:
            card.reset()
        case 4:
            _send(connection, card.atr)


def _send(connection: socket.socket, payload: bytes) -> None:
    connection.sendall(struct.pack(">H", len(payload)) + payload)


def _receive(connection: socket.socket) -> bytes | None:
    """Return one message, empty when none came yet, `None` when the reader is gone."""
    head = _read(connection, 2, wait=False)
    if not head:
        return head
    return _read(connection, struct.unpack(">H", head)[0], wait=True)


def _read(connection: socket.socket, count: int, *, wait: bool) -> bytes | None:
    data = b""
    while len(data) < count:
        try:
            # vpcd writes length and body apart, and waits for our acknowledgement in between: 44 ms a message
            # without this, and the kernel forgets the option after each receive.
            if _QUICKACK is not None:
                connection.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
            part = connection.recv(count - len(data))
        except TimeoutError:
            if not data and not wait:
                return b""
            continue
        except OSError:
            return None
        if not part:
            return None
        data += part
    return data
