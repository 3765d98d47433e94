"""The virtual card's command interpreter (ISO/IEC 7816-4), as far as the real card is known to answer.

What is not known to work answers with an error, quickly: software probes dozens of other cards' commands first, and
a card that says yes to everything is taken for another.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from kakanai.card import status, tlv
from kakanai.card.transport import Command
from kakanai.card.virtual import signing
from kakanai.card.virtual.image import CardApplication, CardFile, CardImage, CardKey, PinState

_SHORT_MAX, _EXTENDED_MAX = 256, 65536
_SECRET_MAX = 16
_CHANGE_KEY = 0x32
_FCI, _FCI_NAME = 0x6F, 0x84

_CARD_MANAGER = bytes.fromhex("A0000001510000")
"""Selecting it brings back the state after power-up: no application of the card is current."""

_COMMON, _REGISTER, _FACE = (bytes.fromhex(f"D392100031000101{tail}") for tail in ("0100", "0401", "0402"))
_CHANGED_BY_KEY = frozenset({_COMMON, _REGISTER})
_WITHOUT_SESSION_KEYS = frozenset({_COMMON, _FACE})


class _RefusalError(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(f"{code:04X}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Apdu:
    """One command taken apart. `data` is a view, so that a secret in it is never copied."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: memoryview
    le: int | None


@dataclass
class VirtualCard:
    """A powered virtual card.

    `strict`: every SELECT of an application clears verified secrets; otherwise they last until power-off. Sources
    disagree about the real card, so a reader must work with both. `fault_first` answers the first command after
    power-up with 6F00, as one source saw.
    """

    image: CardImage
    strict: bool = False
    fault_first: bool = False
    extended: bool = True
    _application: CardApplication | None = None
    _current: int | None = None
    _verified: set[tuple[bytes, int]] = field(default_factory=set)
    _powered_up: bool = False

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self.image.atr

    def power_on(self) -> None:
        """Power up: nothing selected, nothing verified."""
        self._application, self._current = None, None
        self._verified.clear()
        self._powered_up = True

    def reset(self) -> None:
        """Warm reset: the selection is gone; verified secrets stay unless the card is strict."""
        self._application, self._current = None, None
        if self.strict:
            self._verified.clear()

    def power_off(self) -> None:
        """Take the power away: every right given by a secret ends."""
        self.power_on()

    def transmit(self, command: Command) -> tuple[bytes, int]:
        """Answer one command with data and status word. Never raises."""
        if self.fault_first and self._powered_up:
            self._powered_up = False
            return b"", status.FAULT
        self._powered_up = False
        try:
            apdu = self._parse(memoryview(command))
            _check_class(apdu)
            handler = _HANDLERS.get((apdu.cla, apdu.ins))
            if handler is None:
                raise _RefusalError(status.NO_INSTRUCTION)
            return handler(self, apdu), status.OK
        except _RefusalError as refusal:
            return b"", refusal.code

    def _parse(self, raw: memoryview) -> Apdu:
        if len(raw) < 4:
            raise _RefusalError(status.WRONG_LENGTH)
        head, body = raw[:4], raw[4:]
        data, le = _split_extended(body) if len(body) > 1 and body[0] == 0 else _split_short(body)
        if (le or 0) > _SHORT_MAX and not self.extended:
            raise _RefusalError(status.WRONG_LENGTH)
        return Apdu(head[0], head[1], head[2], head[3], data, le)

    def _select(self, apdu: Apdu) -> bytes:
        if apdu.p1 == 0x00:
            return self._select_by_identifier(apdu)
        if apdu.p1 not in {0x02, 0x04} or apdu.p2 not in {0x00, 0x0C}:
            raise _RefusalError(status.WRONG_PARAMETERS)
        if apdu.p1 == 0x04:
            name = self._select_application(bytes(apdu.data))
            return b"" if apdu.p2 == 0x0C or apdu.le is None else tlv.encode(_FCI, tlv.encode(_FCI_NAME, name))
        if len(apdu.data) != 2:
            raise _RefusalError(status.WRONG_LENGTH)
        ef = int.from_bytes(apdu.data, "big")
        application = self._need_application()
        if ef not in application.files and ef not in application.pins and ef not in application.keys:
            raise _RefusalError(status.NOT_FOUND)
        self._current = ef
        return b""

    def _select_by_identifier(self, apdu: Apdu) -> bytes:
        """`00 A4 00`: of no use on this card. Without data it says yes and does nothing once an application is current."""
        if apdu.data:
            raise _RefusalError(status.NOT_FOUND)
        if self._application is None:
            raise _RefusalError(status.WRONG_PARAMETERS)
        return b""

    def _select_application(self, aid: bytes) -> bytes:
        found = next((item for item in self.image.applications if item.aid == aid), None)
        if found is None and aid != _CARD_MANAGER:
            raise _RefusalError(status.NOT_FOUND)
        self._application, self._current = found, None
        if self.strict:
            self._verified.clear()
        return aid

    def _need_application(self) -> CardApplication:
        if self._application is None:
            raise _RefusalError(status.NOT_FOUND)
        return self._application

    def _read_binary(self, apdu: Apdu) -> bytes:
        if apdu.data or apdu.le is None:
            raise _RefusalError(status.WRONG_LENGTH)
        ef, offset = self._file_position(apdu)
        file = self._need_application().files.get(ef)
        if file is None:
            raise _RefusalError(status.WRONG_FILE_KIND if self._exists(ef) else status.NOT_FOUND)
        if file.records:
            raise _RefusalError(status.WRONG_FILE_KIND)
        self._check_access(file)
        self._current = ef
        if offset >= len(file.content):
            raise _RefusalError(status.END_OF_FILE)
        return file.content[offset : offset + apdu.le]

    def _file_position(self, apdu: Apdu) -> tuple[int, int]:
        if apdu.p1 & 0x80:
            return self._short_or_current(apdu.p1), apdu.p2
        return self._short_or_current(0), apdu.p1 << 8 | apdu.p2

    def _short_or_current(self, reference: int) -> int:
        """Return the file named by `100xxxxx`; zero means the current one."""
        if reference & 0x60:
            raise _RefusalError(status.WRONG_PARAMETERS)
        ef = reference & 0x1F or self._current
        if ef is None:
            raise _RefusalError(status.NO_CURRENT_FILE)
        return ef

    def _exists(self, ef: int) -> bool:
        application = self._need_application()
        return ef in application.pins or ef in application.keys

    def _check_access(self, item: CardFile | CardKey) -> None:
        application = self._need_application()
        if isinstance(item, CardFile) and item.never:
            raise _RefusalError(status.NOT_VERIFIED)
        if item.opened_by and not any((application.aid, pin) in self._verified for pin in item.opened_by):
            raise _RefusalError(status.NOT_VERIFIED)

    def _read_record(self, apdu: Apdu) -> bytes:
        if apdu.p2 & 0x07 != 0x04:
            raise _RefusalError(status.WRONG_PARAMETERS)
        if apdu.data or apdu.le is None:
            raise _RefusalError(status.WRONG_LENGTH)
        ef = self._short_or_current(apdu.p2 >> 3)
        file = self._need_application().files.get(ef)
        if file is None:
            raise _RefusalError(status.NOT_FOUND)
        if not file.records:
            raise _RefusalError(status.WRONG_FILE_KIND)
        self._check_access(file)
        if not 1 <= apdu.p1 <= len(file.records):
            raise _RefusalError(status.RECORD_NOT_FOUND)
        self._current = ef
        return file.records[apdu.p1 - 1][: apdu.le]

    def _verify(self, apdu: Apdu) -> bytes:
        if apdu.p1 != 0 or not apdu.p2 & 0x80:
            raise _RefusalError(status.WRONG_PARAMETERS)
        ef, pin = self._pin(apdu.p2)
        if not apdu.data:
            # Always 63Cx, verified or not, blocked or not: outside software takes anything else for an error. Some
            # software cannot send four bytes and adds a zero; that carries no secret either, and costs no try.
            raise _RefusalError(0x63C0 | pin.left)
        if len(apdu.data) > _SECRET_MAX:
            raise _RefusalError(status.WRONG_LENGTH)
        self._check_pin(ef, pin, apdu.data)
        return b""

    def _pin(self, p2: int) -> tuple[int, PinState]:
        ef = self._short_or_current(p2 & 0x7F)
        pin = self._need_application().pins.get(ef)
        if pin is None:
            exists = self._exists(ef) or ef in self._need_application().files
            raise _RefusalError(status.WRONG_FILE_KIND if exists else status.NOT_FOUND)
        self._current = ef
        return ef, pin

    def _check_pin(self, ef: int, pin: PinState, typed: memoryview) -> None:
        aid = self._need_application().aid
        if pin.left == 0:
            raise _RefusalError(status.BLOCKED)
        # The try is gone before the comparison, so that pulling the card never gives a free one.
        pin.left -= 1
        self.image.save_counters()
        if not pin.matches(typed):
            self._verified.discard((aid, ef))
            raise _RefusalError(0x63C0 | pin.left)
        pin.left = pin.tries
        self.image.save_counters()
        self._verified.add((aid, ef))

    def _change_pin(self, apdu: Apdu) -> bytes:
        """CHANGE REFERENCE DATA, or CHANGE KEY where an application changes its secret by that."""
        by_key = apdu.ins == _CHANGE_KEY
        if (self._need_application().aid in _CHANGED_BY_KEY) is not by_key:
            raise _RefusalError(status.NO_INSTRUCTION)
        if apdu.p1 != (0 if by_key else 1) or not apdu.p2 & 0x80:
            raise _RefusalError(status.WRONG_PARAMETERS)
        ef, pin = self._pin(apdu.p2)
        if (self._need_application().aid, ef) not in self._verified:
            raise _RefusalError(status.NOT_VERIFIED)
        if not 4 <= len(apdu.data) <= _SECRET_MAX:
            raise _RefusalError(status.WRONG_LENGTH)
        pin.replace(apdu.data)
        self.image.save()
        return b""

    def _sign(self, apdu: Apdu) -> bytes:
        key = self._key(apdu.p2)
        self._check_access(key)
        if apdu.le is None:
            raise _RefusalError(status.WRONG_LENGTH)
        try:
            return signing.sign(key.private(), apdu.p1, bytes(apdu.data))
        except signing.UnknownPaddingError:
            raise _RefusalError(status.WRONG_PARAMETERS) from None
        except ValueError:
            raise _RefusalError(status.WRONG_LENGTH) from None

    def _key(self, p2: int) -> CardKey:
        application = self._need_application()
        ef = self._current if p2 == 0x80 else p2 & 0x1F
        if p2 & 0x80 and ef in application.keys:
            return application.keys[ef or 0]
        for key in application.keys.values():
            if p2 in key.references:
                return key
        raise _RefusalError(status.NO_CURRENT_FILE if ef is None else status.REFERENCE_NOT_FOUND)

    def _challenge(self, apdu: Apdu) -> bytes:
        if apdu.p1 or apdu.p2:
            raise _RefusalError(status.WRONG_PARAMETERS)
        if apdu.data or apdu.le is None:
            raise _RefusalError(status.WRONG_LENGTH)
        if apdu.le > _SHORT_MAX:
            raise _RefusalError(status.CONDITIONS)
        return secrets.token_bytes(apdu.le)

    def _set_session_key(self, _apdu: Apdu) -> bytes:
        """Secure messaging is not played: only how the applications that have none refuse it."""
        if self._need_application().aid in _WITHOUT_SESSION_KEYS:
            raise _RefusalError(status.NO_SESSION_KEYS)
        raise _RefusalError(status.NOT_VERIFIED)


_HANDLERS: dict[tuple[int, int], Callable[[VirtualCard, Apdu], bytes]] = {
    (0x00, 0xA4): VirtualCard._select,
    (0x00, 0xB0): VirtualCard._read_binary,
    (0x00, 0xB2): VirtualCard._read_record,
    (0x00, 0x20): VirtualCard._verify,
    (0x00, 0x24): VirtualCard._change_pin,
    (0x80, _CHANGE_KEY): VirtualCard._change_pin,
    (0x80, 0x2A): VirtualCard._sign,
    (0x80, 0xAE): VirtualCard._set_session_key,
    (0x00, 0x84): VirtualCard._challenge,
}


def _check_class(apdu: Apdu) -> None:
    if apdu.cla & 0x70:
        raise _RefusalError(status.NO_CLASS)
    if apdu.cla & 0x03:
        raise _RefusalError(status.NO_CHANNELS)
    if apdu.cla & 0x0C:
        protected = apdu.ins in {0xB0, 0x20} and apdu.cla & 0x08
        raise _RefusalError(status.NOT_PROTECTED if protected else status.NO_SECURE_MESSAGING)


def _split_short(body: memoryview) -> tuple[memoryview, int | None]:
    if not body:
        return body, None
    if len(body) == 1:
        return body[:0], body[0] or _SHORT_MAX
    count = body[0]
    if len(body) == 1 + count:
        return body[1:], None
    if len(body) == 2 + count:
        return body[1:-1], body[-1] or _SHORT_MAX
    raise _RefusalError(status.WRONG_LENGTH)


def _split_extended(body: memoryview) -> tuple[memoryview, int | None]:
    if len(body) == 3:
        return body[:0], int.from_bytes(body[1:], "big") or _EXTENDED_MAX
    count = int.from_bytes(body[1:3], "big")
    if count and len(body) == 3 + count:
        return body[3:], None
    if count and len(body) == 5 + count:
        return body[3:-2], int.from_bytes(body[-2:], "big") or _EXTENDED_MAX
    raise _RefusalError(status.WRONG_LENGTH)
