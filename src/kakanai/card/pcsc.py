"""PC/SC without a compiled dependency: libpcsclite (Linux), winscard (Windows) and PCSC.framework (macOS) by ctypes.

The card is held EXCLUSIVE, since rights given by a PIN leak between programs that share it, and loses its power on
closing whatever happened before.
"""

from __future__ import annotations

import ctypes
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from kakanai.card.errors import (
    CardError,
    CardRemovedError,
    CardTimeoutError,
    NoCardError,
    NoReaderError,
    ReaderBusyError,
)
from kakanai.card.transport import Command, TransportBase

COMMAND_SECONDS = 10.0
"""No answer within this time means that card or reader is stuck. Signing may take seconds on a slow link."""

_SCOPE_SYSTEM, _EXCLUSIVE, _ANY_PROTOCOL, _RESET, _UNPOWER = 2, 1, 3, 1, 2
_ANSWER_MAX = 65_538
_REMOVED = frozenset({0x80100069, 0x80100068, 0x80100017, 0x80100016})
_NO_CARD = frozenset({0x8010000C, 0x80100067, 0x80100066})
_NO_READER = frozenset({0x8010001D, 0x8010001E, 0x8010002E, 0x80100009})
_BUSY = frozenset({0x8010000B})
_TOO_SMALL = 0x80100008

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Library:
    """The system's PC/SC library and its integer types, which differ between the three systems."""

    handle: Any
    dword: Any
    context: Any
    card: Any
    suffix: str

    def call(self, name: str, *arguments: Any) -> int:
        """Call a function and return its code as an unsigned 32-bit number."""
        return int(getattr(self.handle, name)(*arguments)) & 0xFFFFFFFF


@cache
def _library() -> _Library:
    try:
        if sys.platform == "win32":
            native = ctypes.WinDLL("winscard.dll")
            return _Library(native, ctypes.c_uint32, ctypes.c_size_t, ctypes.c_size_t, "A")
        if sys.platform == "darwin":
            native = ctypes.CDLL("/System/Library/Frameworks/PCSC.framework/PCSC")
            return _Library(native, ctypes.c_uint32, ctypes.c_int32, ctypes.c_int32, "")
        native = ctypes.CDLL("libpcsclite.so.1")
    except OSError as error:
        raise NoReaderError("the system's PC/SC library is missing") from error
    return _Library(native, ctypes.c_ulong, ctypes.c_long, ctypes.c_long, "")


class _Context:
    """One conversation with the smart card service."""

    def __init__(self) -> None:
        self.library = _library()
        self.handle = self.library.context(0)
        _check(self.library.call("SCardEstablishContext", _SCOPE_SYSTEM, None, None, ctypes.byref(self.handle)))

    def readers(self) -> list[str]:
        """Return the readers' names in the service's order."""
        name, size = f"SCardListReaders{self.library.suffix}", self.library.dword(0)
        code = self.library.call(name, self.handle, None, None, ctypes.byref(size))
        if code in _NO_READER:
            return []
        _check(code)
        buffer = ctypes.create_string_buffer(size.value)
        _check(self.library.call(name, self.handle, None, buffer, ctypes.byref(size)))
        return [name.decode("utf-8", "replace") for name in buffer.raw[: size.value].split(b"\0") if name]

    def release(self) -> None:
        """End the conversation."""
        self.library.call("SCardReleaseContext", self.handle)


class _Worker:
    """Does the service's calls in a thread of its own, since the service has no time limit and cannot be interrupted."""

    def __init__(self) -> None:
        self._tasks: queue.SimpleQueue[tuple[Callable[[], Any], queue.SimpleQueue[Any]] | None] = queue.SimpleQueue()
        self.stuck = False
        threading.Thread(target=self._run, name="pcsc", daemon=True).start()

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            work, answer = task
            try:
                answer.put((work(), None))
            except CardError as error:
                answer.put((None, error))

    def do(self, work: Callable[[], Result], seconds: float) -> Result:
        """Return what the work returns; raises CardTimeoutError, after which the reader counts as stuck."""
        answer: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._tasks.put((work, answer))
        try:
            result, error = answer.get(timeout=seconds)
        except queue.Empty:
            self.stuck = True
            raise CardTimeoutError from None
        if error is not None:
            raise error
        found: Result = result
        return found

    def later(self, work: Callable[[], Any]) -> None:
        """Do the work when the thread is free again, and then end the thread. Waits for nobody."""
        self._tasks.put((work, queue.SimpleQueue()))
        self._tasks.put(None)


class PcscTransport(TransportBase):
    """A powered card in a PC/SC reader, held exclusively."""

    def __init__(self, context: _Context, worker: _Worker, reader: str, *, seconds: float = COMMAND_SECONDS) -> None:
        self._context, self._worker, self._seconds = context, worker, seconds
        self._library = context.library
        self._card: Any = None
        self._protocol = 0
        self.reader = reader
        worker.do(self._connect, seconds)
        self._atr = worker.do(self._status, seconds)

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self._atr

    def transmit(self, command: Command) -> tuple[bytes, int]:
        """Send one command; raises CardRemovedError, CardTimeoutError. A buffer that can be written is not copied."""
        if self._card is None or self._worker.stuck:
            raise CardRemovedError("the card is no longer connected")
        return self._worker.do(lambda: self._transmit(command), self._seconds)

    def reset(self) -> None:
        """Reset the card without taking its power, and keep holding it alone."""
        self._worker.do(self._reconnect, self._seconds)

    def close(self) -> None:
        """Take the power away and let go. On a stuck reader this happens as soon as the service answers."""
        if self._card is None:
            return
        if self._worker.stuck:
            self._worker.later(self._disconnect)
            return
        try:
            self._worker.do(self._disconnect, self._seconds)
        except CardTimeoutError:
            return
        self._worker.later(lambda: None)

    def _connect(self) -> None:
        card, active = self._library.card(0), self._library.dword(0)
        code = self._library.call(
            f"SCardConnect{self._library.suffix}",
            self._context.handle, self.reader.encode(), self._library.dword(_EXCLUSIVE),
            self._library.dword(_ANY_PROTOCOL), ctypes.byref(card), ctypes.byref(active),
        )  # fmt: skip
        _check(code)
        self._card, self._protocol = card, active.value

    def _reconnect(self) -> None:
        dword, active = self._library.dword, self._library.dword(0)
        code = self._library.call(
            "SCardReconnect", self._card, dword(_EXCLUSIVE), dword(_ANY_PROTOCOL), dword(_RESET), ctypes.byref(active)
        )
        _check(code)
        self._protocol = active.value

    def _status(self) -> bytes:
        dword = self._library.dword
        name_size, state, protocol, atr_size = dword(0), dword(0), dword(0), dword(33)
        atr = ctypes.create_string_buffer(33)
        code = self._library.call(
            f"SCardStatus{self._library.suffix}",
            self._card, None, ctypes.byref(name_size), ctypes.byref(state), ctypes.byref(protocol), atr,
            ctypes.byref(atr_size),
        )  # fmt: skip
        if code != _TOO_SMALL:
            _check(code)
        return atr.raw[: atr_size.value]

    def _transmit(self, command: Command) -> tuple[bytes, int]:
        dword = self._library.dword
        header = (dword * 2)(self._protocol, ctypes.sizeof(dword) * 2)
        answer = ctypes.create_string_buffer(_ANSWER_MAX)
        size = dword(_ANSWER_MAX)
        code = self._library.call(
            "SCardTransmit", self._card, ctypes.byref(header), _buffer(command), dword(len(command)), None, answer,
            ctypes.byref(size),
        )  # fmt: skip
        if code:
            raise _error(code, during_exchange=True)
        if size.value < 2:
            raise CardRemovedError("the answer is shorter than a status word")
        received = answer.raw[: size.value]
        return received[:-2], int.from_bytes(received[-2:], "big")

    def _disconnect(self) -> None:
        card, self._card = self._card, None
        self._library.call("SCardDisconnect", card, self._library.dword(_UNPOWER))
        self._context.release()


def list_readers() -> list[str]:
    """Return the names of the readers; raises NoReaderError when the smart card service does not run."""
    worker = _Worker()
    context = worker.do(_Context, COMMAND_SECONDS)
    try:
        return worker.do(context.readers, COMMAND_SECONDS)
    finally:
        worker.later(context.release)


def connect(name: str = "", *, seconds: float = COMMAND_SECONDS) -> PcscTransport:
    """Power the card in the first reader that holds one, or in the reader whose name contains `name`.

    Raises NoReaderError, NoCardError, ReaderBusyError, CardTimeoutError (`seconds` is the limit per command).
    """
    worker = _Worker()
    context = worker.do(_Context, seconds)
    try:
        readers = [reader for reader in worker.do(context.readers, seconds) if name in reader]
        if not readers:
            raise NoReaderError(f"no reader{f' named {name!r}' if name else ''}")
        return _first_with_card(context, worker, readers, seconds)
    except CardError:
        worker.later(context.release)
        raise


def _first_with_card(context: _Context, worker: _Worker, readers: list[str], seconds: float) -> PcscTransport:
    problem: CardError = NoCardError()
    for reader in readers:
        try:
            return PcscTransport(context, worker, reader, seconds=seconds)
        except NoCardError:
            continue
        except ReaderBusyError as error:
            problem = error
    raise problem


def _buffer(command: Command) -> Any:
    """Return a pointer to the command. What a secret lies in is passed where it is, without a copy."""
    kind = ctypes.c_ubyte * len(command)
    if isinstance(command, bytes) or (isinstance(command, memoryview) and command.readonly):
        return kind.from_buffer_copy(command)
    return kind.from_buffer(command)


def _check(code: int) -> None:
    if code:
        raise _error(code)


def _error(code: int, *, during_exchange: bool = False) -> CardError:
    text = f"PC/SC {code:08X}"
    if code in _BUSY:
        return ReaderBusyError(text)
    if code in _NO_READER:
        return NoReaderError(text)
    if code in _REMOVED or (during_exchange and code in _NO_CARD):
        return CardRemovedError(text)
    if code in _NO_CARD or code in _REMOVED:
        return NoCardError(text)
    return CardRemovedError(text) if during_exchange else CardError(text)
