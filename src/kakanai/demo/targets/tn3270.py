"""What a terminal host of the time speaks: telnet for 3270 terminals, its data stream, and Japanese EBCDIC.

Only as much as the sample system needs: RFC 1576's negotiation, erase/write alternate, fields, and modified fields back.
"""

from __future__ import annotations

import ctypes
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

ROWS, COLUMNS = 43, 80
CODE_PAGE = "IBM939"
SHIFT_OUT, SHIFT_IN = b"\x0e", b"\x0f"
_IAC, _DO, _WILL, _SB, _SE, _EOR = 255, 253, 251, 250, 240, 239
_BINARY, _TERMINAL_TYPE, _END_OF_RECORD = 0, 24, 25
_ERASE_WRITE_ALTERNATE, _RESTORE, _KEEP_LOCKED = 0x7E, 0xC3, 0xC1
_SET_ADDRESS, _START_FIELD, _START_FIELD_EXTENDED, _CURSOR = 0x11, 0x1D, 0x29, 0x13
_SKIP, _MODIFIED = 0x30, 0x01
_BITS = {"digits": 0x10, "hidden": 0x0C}
UNFORMATTED = -1
"""The address of what was typed on a screen without fields."""
KEYS = {0x7D: "ENTER", 0x6D: "CLEAR", 0x7A: "PF10", 0x7B: "PF11", 0x7C: "PF12"} | {
    0xF0 + number: f"PF{number}" for number in range(1, 10)
}
_SIX_BITS = bytes.fromhex(
    "40c1c2c3c4c5c6c7c8c94a4b4c4d4e4f50d1d2d3d4d5d6d7d8d95a5b5c5d5e5f"
    "6061e2e3e4e5e6e7e8e96a6b6c6d6e6ff0f1f2f3f4f5f6f7f8f97a7b7c7d7e7f"
)


class HungUpError(Exception):
    """The terminal went away."""


def _libc() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.iconv_open.restype = ctypes.c_void_p
    library.iconv_open.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    library.iconv.restype = ctypes.c_size_t
    library.iconv.argtypes = [ctypes.c_void_p, *[ctypes.c_void_p] * 4]
    library.iconv_close.argtypes = [ctypes.c_void_p]
    return library


def _converted(data: bytes, source: str, target: str) -> bytes:
    """Convert by the C library, which knows EBCDIC. Raises `LookupError` without the code page, `ValueError` for data."""
    library = _libc()
    handle = library.iconv_open(target.encode(), source.encode())
    if handle == ctypes.c_void_p(-1).value:
        raise LookupError(f"no code page {source} or {target}")
    room = 4 * len(data) + 16
    given, out = ctypes.create_string_buffer(data, len(data) + 1), ctypes.create_string_buffer(room)
    start, end = ctypes.c_void_p(ctypes.addressof(given)), ctypes.c_void_p(ctypes.addressof(out))
    left, free = ctypes.c_size_t(len(data)), ctypes.c_size_t(room)
    refs = [ctypes.byref(value) for value in (start, left, end, free)]
    result = library.iconv(handle, *refs)
    library.iconv(handle, None, None, refs[2], refs[3])  # back to the first shift state
    library.iconv_close(handle)
    if result == ctypes.c_size_t(-1).value:
        raise ValueError("not in the code page")
    return out.raw[: room - free.value]


def encode(text: str) -> bytes:
    """Return EBCDIC with shift out and shift in around kanji; what it does not hold becomes a question mark."""
    try:
        return _converted(text.encode("utf-8"), "UTF-8", CODE_PAGE)
    except ValueError:
        return _converted("".join(_or_mark(c) for c in text).encode("utf-8"), "UTF-8", CODE_PAGE)


def _or_mark(character: str) -> str:
    try:
        _converted(character.encode("utf-8"), "UTF-8", CODE_PAGE)
    except ValueError:
        return "?"
    return character


def decode(data: bytes) -> str:
    """Return the text of EBCDIC with shift out and shift in."""
    return _converted(data.replace(b"\0", b""), CODE_PAGE, "UTF-8").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Input:
    """An unprotected field: its width in positions (two for a kanji), and what it takes: text, kanji, digits, hidden."""

    name: str
    width: int
    value: str = ""
    kind: str = "text"


@dataclass(slots=True)
class Page:
    """One screen under construction: protected text and input fields by row and column, counted from 0."""

    parts: list[tuple[int, str | Input]] = field(default_factory=list)
    inputs: dict[int, Input] = field(default_factory=dict)

    def text(self, row: int, column: int, text: str) -> int:
        """Write protected text behind its attribute byte; return the column behind it."""
        self.parts.append((row * COLUMNS + column, text))
        return column + 1 + len(encode(text))

    def input(self, row: int, column: int, item: Input) -> int:
        """Open a field; return the column of the attribute byte that must end it."""
        address = row * COLUMNS + column
        self.parts.append((address, item))
        self.inputs[address + 1] = item
        return column + 1 + item.width

    def stream(self, *, locked: bool = False) -> bytes:
        """Return the command that draws the page; the cursor stands in the first field."""
        body = bytes([_ERASE_WRITE_ALTERNATE, _KEEP_LOCKED if locked else _RESTORE])
        for address, part in sorted(self.parts, key=lambda p: p[0]):
            drawn = _input(part) if isinstance(part, Input) else _text(part)
            body += bytes([_SET_ADDRESS]) + _address(address) + drawn
        if self.inputs:
            body += bytes([_SET_ADDRESS]) + _address(min(self.inputs)) + bytes([_CURSOR])
        return body

    def typed(self, fields: dict[int, bytes]) -> dict[str, str]:
        """Return what came back, by the fields' names."""
        values = {item.name: "" for item in self.inputs.values()}
        for address, data in fields.items():
            item = self.inputs.get(address)
            if item is not None:
                whole = SHIFT_OUT + data + SHIFT_IN if item.kind == "kanji" else data
                values[item.name] = decode(whole).rstrip(" \u3000")
        return values


def _text(text: str) -> bytes:
    return bytes([_START_FIELD, _SIX_BITS[_SKIP]]) + encode(text)


def _input(item: Input) -> bytes:
    bits = _SIX_BITS[_MODIFIED | _BITS.get(item.kind, 0)]
    value = encode(item.value)
    if item.kind == "kanji":
        head, value = bytes([_START_FIELD_EXTENDED, 2, 0xC0, bits, 0x43, 0xF8]), value.strip(SHIFT_OUT + SHIFT_IN)
    else:
        head = bytes([_START_FIELD, bits])
    return head + value[: item.width].ljust(item.width, b"\0")


def _address(position: int) -> bytes:
    return bytes([_SIX_BITS[position >> 6], _SIX_BITS[position & 63]])


def _position(pair: bytes) -> int:
    return ((pair[0] & 63) << 6) | (pair[1] & 63)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a terminal sent: the key, and the modified fields' bytes by address."""

    key: str
    fields: dict[int, bytes]


class Terminal:
    """One connected terminal."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._buffer = connection, b""
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._negotiate()

    def _negotiate(self) -> None:
        """Ask for the terminal's type, then for records and bytes both ways; what it answers is read with the records."""
        send = self._connection.sendall
        send(bytes([_IAC, _DO, _TERMINAL_TYPE]))
        send(bytes([_IAC, _SB, _TERMINAL_TYPE, 1, _IAC, _SE]))
        for option in (_END_OF_RECORD, _BINARY):
            send(bytes([_IAC, _DO, option, _IAC, _WILL, option]))

    def show(self, stream: bytes) -> None:
        """Send one command."""
        try:
            self._connection.sendall(stream.replace(b"\xff", b"\xff\xff") + bytes([_IAC, _EOR]))
        except OSError as error:
            raise HungUpError from error

    def received(self) -> Iterator[Sent]:
        """Yield what is sent until the terminal goes away."""
        while True:
            record = self._record()
            if record:
                yield _parsed(record)

    def _byte(self) -> int:
        if not self._buffer:
            try:
                self._buffer = self._connection.recv(4096)
            except OSError as error:
                raise HungUpError from error
            if not self._buffer:
                raise HungUpError
        first, self._buffer = self._buffer[0], self._buffer[1:]
        return first

    def _record(self) -> bytes:
        """Return the next record without telnet's own commands."""
        data = bytearray()
        while True:
            byte = self._byte()
            if byte != _IAC:
                data.append(byte)
                continue
            command = self._byte()
            if command == _IAC:
                data.append(_IAC)
            elif command == _EOR:
                return bytes(data)
            elif command == _SB:
                self._skip_option()
            elif command >= _WILL:
                self._byte()

    def _skip_option(self) -> None:
        last = 0
        while (byte := self._byte()) != _SE or last != _IAC:
            last = byte


def _parsed(record: bytes) -> Sent:
    fields: dict[int, bytes] = {}
    for number, part in enumerate(record[3:].split(bytes([_SET_ADDRESS]))):
        if number:
            fields[_position(part[:2])] = part[2:]
        elif part:
            fields[UNFORMATTED] = part
    return Sent(KEYS.get(record[0], ""), fields)
