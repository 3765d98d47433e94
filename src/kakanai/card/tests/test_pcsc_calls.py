"""What the smart card service may answer becomes one clear error each, within a time limit, and power is always cut."""

from __future__ import annotations

import ctypes
import threading
import time
from types import SimpleNamespace

import pytest

from kakanai.card import errors, pcsc


class FakeService:
    """libpcsclite's functions, answering with chosen codes. Notes what was called."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self.called: list[str] = []
        self.stuck: threading.Event | None = None
        self.disposition = None
        self.share = None
        self.answer = b"\x90\x00"

    def __getattr__(self, name: str):
        if not name.startswith("SCard"):
            raise AttributeError(name)
        return lambda *arguments: self._call(name, arguments)

    def _call(self, name: str, arguments) -> int:
        self.called.append(name)
        if name in self.codes:
            return self.codes[name]
        handler = getattr(self, f"do_{name[5:].lower()}", None)
        if handler:
            handler(*arguments)
        return 0

    def do_listreaders(self, _context, _groups, buffer, size) -> None:
        names = b"Reader One\0\0"
        if buffer is not None:
            ctypes.memmove(buffer, names, len(names))
        size._obj.value = len(names)

    def do_connect(self, _context, _reader, share, _protocols, card, active) -> None:
        self.share = share.value
        card._obj.value, active._obj.value = 7, 2

    def do_status(self, _card, _name, _size, _state, _protocol, atr, atr_size) -> None:
        ctypes.memmove(atr, b"\x3b\x88", 2)
        atr_size._obj.value = 2

    def do_transmit(self, _card, _header, _command, _length, _receive_header, answer, size) -> None:
        if self.stuck is not None:
            self.stuck.wait(120)
        ctypes.memmove(answer, self.answer, len(self.answer))
        size._obj.value = len(self.answer)

    def do_disconnect(self, _card, disposition) -> None:
        self.disposition = disposition.value


@pytest.fixture
def service(monkeypatch) -> FakeService:
    fake = FakeService()
    library = pcsc._Library(fake, ctypes.c_ulong, ctypes.c_long, ctypes.c_long, "")
    monkeypatch.setattr(pcsc, "_library", lambda: library)
    return fake


def test_the_card_is_held_alone_and_unpowered_at_the_end(service):
    with pcsc.connect() as transport:
        assert transport.atr == b"\x3b\x88"
        assert transport.transmit(b"\0\0\0\0") == (b"", 0x9000)
    assert (service.share, service.disposition) == (1, 2)
    transport.close()
    assert service.called.count("SCardDisconnect") == 1


def test_a_warm_reset_keeps_the_card_held_alone_and_powered(service):
    with pcsc.connect() as transport:
        transport.reset()
        assert service.disposition is None
        service.codes["SCardReconnect"] = 0x80100069
        with pytest.raises(errors.CardRemovedError):
            transport.reset()


def test_power_is_cut_after_an_error_too(service):
    with pytest.raises(RuntimeError), pcsc.connect():
        raise RuntimeError
    assert service.disposition == 2


@pytest.mark.parametrize(
    ("function", "code", "error"),
    [
        ("SCardEstablishContext", 0x8010001D, errors.NoReaderError),
        ("SCardListReaders", 0x8010002E, errors.NoReaderError),
        ("SCardConnect", 0x8010000C, errors.NoCardError),
        ("SCardConnect", 0x80100066, errors.NoCardError),
        ("SCardConnect", 0x8010000B, errors.ReaderBusyError),
        ("SCardConnect", 0x80100009, errors.NoReaderError),
        ("SCardConnect", 0x80100001, errors.CardError),
        ("SCardTransmit", 0x80100069, errors.CardRemovedError),
        ("SCardTransmit", 0x80100017, errors.CardRemovedError),
        ("SCardTransmit", 0x8010000C, errors.CardRemovedError),
        ("SCardTransmit", 0x80100013, errors.CardRemovedError),
    ],
)
def test_each_answer_of_the_service_becomes_an_error_in_words(service, function, code, error):
    service.codes[function] = code
    with pytest.raises(error) as caught, pcsc.connect() as transport:
        transport.transmit(b"\0\0\0\0")
    assert caught.value.clerk.endswith("。")


def test_negative_codes_of_32_bit_systems_mean_the_same(service):
    service.codes["SCardConnect"] = -2146435061  # 0x8010000B as a signed number
    with pytest.raises(errors.ReaderBusyError):
        pcsc.connect()


def test_a_stuck_reader_ends_in_time_and_is_let_go_later(service):
    service.stuck = threading.Event()
    with pcsc.connect() as transport:
        transport._seconds = 0.05
        with pytest.raises(errors.CardTimeoutError):
            transport.transmit(b"\0\0\0\0")
    assert service.disposition is None  # nobody waited for the reader, which is stuck still
    with pytest.raises(errors.CardRemovedError):
        transport.transmit(b"\0\0\0\0")
    service.stuck.set()
    deadline = time.monotonic() + 60
    while service.disposition is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert service.disposition == 2


def test_an_answer_without_a_status_word_is_a_lost_card(service):
    service.answer = b"\x90"
    with pcsc.connect() as transport, pytest.raises(errors.CardRemovedError):
        transport.transmit(b"\0\0\0\0")


def test_a_secrets_buffer_is_handed_over_where_it_is(service):
    command = bytearray(b"\x00\x20\x00\x91\x041985")
    pointer = pcsc._buffer(command)
    command[5:] = b"0000"
    assert bytes(pointer)[5:] == b"0000"  # the same memory, so that wiping it wipes everything
    copied = pcsc._buffer(bytes(command))
    assert bytes(copied) == bytes(command)


def test_readers_are_listed_and_chosen_by_name(service):
    assert pcsc.list_readers() == ["Reader One"]
    with pytest.raises(errors.NoReaderError):
        pcsc.connect("Two")
    assert pcsc.connect("One").reader == "Reader One"


def test_a_machine_without_the_library_says_so(monkeypatch):
    def missing(_name):
        raise OSError

    pcsc._library.cache_clear()
    monkeypatch.setattr(pcsc, "ctypes", SimpleNamespace(CDLL=missing, c_ulong=ctypes.c_ulong, c_long=ctypes.c_long))
    with pytest.raises(errors.NoReaderError):
        pcsc._library()
    pcsc._library.cache_clear()
