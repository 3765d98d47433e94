"""Commands to a powered card: select, read, query tries, verify, sign. Nothing here ever repeats a VERIFY."""

from __future__ import annotations

from kakanai.card import status, tlv
from kakanai.card.errors import (
    CardRefusedError,
    LastTryError,
    MalformedError,
    PinBlockedError,
    PinWrongError,
    WrongCardError,
)
from kakanai.card.profile import Application, CredentialSpec, FileSpec, KeySpec
from kakanai.card.secret import Secret
from kakanai.card.transport import Command, Transport

_SELECT, _READ, _READ_RECORD, _VERIFY, _SIGN, _GET_RESPONSE = 0xA4, 0xB0, 0xB2, 0x20, 0x2A, 0xC0
_HARMLESS = frozenset({_SELECT, _READ, _READ_RECORD})
_CHUNK = 256


class Channel:
    """One power cycle of one card. `extended` reads files whole where reader and card allow it."""

    def __init__(self, transport: Transport, *, extended: bool = False) -> None:
        self.transport = transport
        self.extended = extended
        self._first = True

    def select(self, application: Application) -> None:
        """Make an application current; raises WrongCardError when the card does not have it.

        Selecting never counts as a logout, and is never repeated between a VERIFY and what it opens: sources
        disagree on whether it clears the verified state.
        """
        aid = application.aid
        code = self._send(bytes([0, _SELECT, 0x04, 0x0C, len(aid)]) + aid)[1]
        if code in {status.NOT_FOUND, status.NO_INSTRUCTION, status.NO_CLASS, status.NOT_SUPPORTED}:
            raise WrongCardError(f"application {application.name} is not on this card ({code:04X})")
        _expect(code, f"select {application.name}")

    def read(self, spec: FileSpec, *, limit: int | None = None) -> bytes:
        """Return a transparent file in the fewest commands, by short file id.

        Reads 256 bytes at once, takes the length from the object found there, and then reads only the rest. `limit`
        caps the bytes wanted.
        """
        if self.extended:
            data, code = self._send(bytes([0, _READ, 0x80 | spec.ef, 0, 0, 0, 0]))
            if code == status.OK:
                return data
            self.extended = False
        data, code = self._send(bytes([0, _READ, 0x80 | spec.ef, 0, 0]))
        _expect(code, f"read {spec.name}")
        if len(data) < _CHUNK or (limit is not None and len(data) >= limit):
            return data
        return self._read_rest(spec, data, _wanted(data))

    def _read_rest(self, spec: FileSpec, data: bytes, wanted: int | None) -> bytes:
        while wanted is None or len(data) < wanted:
            ask = _CHUNK if wanted is None else min(_CHUNK, wanted - len(data))
            part, code = self._send(bytes([0, _READ, len(data) >> 8, len(data) & 0xFF, ask & 0xFF]))
            if code == status.END_OF_FILE and wanted is None:
                break
            _expect(code, f"read {spec.name} at {len(data)}")
            data += part
            if len(part) < ask:
                break
        return data

    def read_record(self, spec: FileSpec, number: int = 1) -> bytes:
        """Return one record of a record file."""
        data, code = self._send(bytes([0, _READ_RECORD, number, spec.ef << 3 | 4, 0]))
        _expect(code, f"record {number} of {spec.name}")
        return data

    def tries_left(self, credential: CredentialSpec) -> int:
        """Return how many tries are left. Costs none: the command carries no secret."""
        code = self._send(bytes([0, _VERIFY, 0, 0x80 | credential.ef]))[1]
        left = status.tries_left(code)
        if left is None:
            raise CardRefusedError(code, f"tries of {credential.name}")
        return left

    def verify(self, credential: CredentialSpec, secret: Secret) -> None:
        """Give the secret to the card, once, and wipe it whatever happens.

        Raises PinFormatError before anything is sent when the secret cannot be right, PinWrongError or
        PinBlockedError on the card's answer. Never repeated: the caller asks the resident again.
        """
        try:
            credential.check(secret)
            command = bytearray(5 + len(secret))
            try:
                command[:5] = bytes([0, _VERIFY, 0, 0x80 | credential.ef, len(secret)])
                command[5:] = secret.view()
                code = self.transport.transmit(command)[1]
            finally:
                command[:] = bytes(len(command))
        finally:
            secret.wipe()
        self._first = False
        if code == status.OK:
            return
        left = status.tries_left(code)
        if left is None:
            raise CardRefusedError(code, f"verify {credential.name}")
        if left == 0:
            raise PinBlockedError(f"{credential.name} is blocked")
        raise PinWrongError(left)

    def sign(self, key: KeySpec, data: bytes) -> bytes:
        """Have the card sign `data`, naming the key in the command itself (RSA: the card pads exactly what it gets)."""
        command = bytes([0x80, _SIGN, 0, key.reference, len(data)]) + data + b"\x00"
        signature, code = self._send(command)
        _expect(code, f"sign with {key.name}")
        return signature

    def sign_with_current(self, key: KeySpec, data: bytes) -> bytes:
        """Like `sign`, but names the key by selecting its file first, which more implementations have tried."""
        code = self._send(bytes([0, _SELECT, 0x02, 0x0C, 2]) + key.ef.to_bytes(2, "big"))[1]
        _expect(code, f"select key {key.name}")
        signature, code = self._send(bytes([0x80, _SIGN, 0, 0x80, len(data)]) + data + b"\x00")
        _expect(code, f"sign with {key.name}")
        return signature

    def _send(self, command: Command) -> tuple[bytes, int]:
        data, code = self.transport.transmit(command)
        first, self._first = self._first, False
        # One source saw the first command after power-up answered 6F00; only a harmless one is sent again.
        if first and code == status.FAULT and command[1] in _HARMLESS:
            data, code = self.transport.transmit(command)
        if (length := status.right_length(code)) is not None:
            data, code = self.transport.transmit(bytes(command[:-1]) + bytes([length]))
        while (more := status.more_available(code)) is not None:
            part, code = self.transport.transmit(bytes([0, _GET_RESPONSE, 0, 0, more]))
            data += part
        return data, code


def guard_tries(left: int, *, last_try_agreed: bool) -> None:
    """Raise PinBlockedError at 0 tries, LastTryError at 1 unless the resident agreed to use it."""
    if left == 0:
        raise PinBlockedError
    if left == 1 and not last_try_agreed:
        raise LastTryError


def _wanted(head: bytes) -> int | None:
    try:
        return tlv.total_length(head)
    except MalformedError:
        return None


def _expect(code: int, what: str) -> None:
    if code != status.OK:
        raise CardRefusedError(code, what)
