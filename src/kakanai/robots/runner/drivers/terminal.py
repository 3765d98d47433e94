"""A host's screens (IBM 3270) by `s3270`: found by caption, typed into fields, sent by the key that the screen names."""

from __future__ import annotations

import unicodedata

from kakanai.robots.runner.drivers import cellpicture, s3270
from kakanai.robots.runner.drivers.base import Dialog
from kakanai.robots.runner.drivers.cells import Cells, Chosen, blank, cells, screen_of
from kakanai.robots.runner.drivers.s3270 import Answer, Emulator, quoted
from kakanai.robots.runner.errors import AccessError, DataError, MapError, ScreenError
from kakanai.robots.runner.screens import Button, Control, Screen

_NOT_JAPANESE = "\\~"
"""What Japanese EBCDIC shows as a yen sign and an overline."""


class TerminalPort:
    """One session at one host. It reconnects only when a place is opened, so that a lost line never sends a key twice."""

    def __init__(self, address: str, timeout: float = 8.0) -> None:
        self._place, self._timeout = s3270.place(address), timeout
        self._emulator: Emulator | None = None
        self._columns = 80
        self._seen: tuple[str, ...] = ()

    def open(self, place: str, frame: str = "") -> None:  # noqa: ARG002 - a terminal has no frames
        """Clear the screen and type a transaction, where the host lets us; otherwise leave what it shows instead."""
        self._connect()
        self._send("CLEAR")
        if place and blank(self._buffer()):
            self._do(f"String({quoted(place)})")
            self._send("ENTER")

    def _connect(self) -> None:
        if self._emulator is not None and self._emulator.running and self._emulator.run("Query(Host)").connected:
            return
        self.close()
        self._emulator = Emulator(self._place.code_page, self._timeout + 2)
        self._do(f"Connect({quoted(self._place.host)})")
        self._do(f"Wait({self._timeout:.0f},InputField)")

    def _do(self, action: str) -> Answer:
        """Do what must go through. Raises AccessError when the host is away, ScreenError when the emulator refuses."""
        if self._emulator is None:
            raise AccessError("no terminal session")
        answer = self._emulator.run(action)
        if not answer.connected:
            raise AccessError("the host hung up")
        if not answer.good:
            name = action.partition("(")[0]
            if name == "Wait":
                raise AccessError("the keyboard stays locked")
            self._emulator.run("Reset()")
            raise ScreenError(f"the terminal refuses {name}")
        self._columns = answer.columns
        return answer

    def _send(self, key: str) -> None:
        """Press a key that goes to the host: once, and never while the keyboard is locked, where it would wait in a queue."""
        if not self._do("Query(Host)").unlocked:
            raise AccessError("the keyboard is locked")
        self._do(f"PF({key[2:]})" if key.startswith("PF") else f"{key.capitalize()}()")

    def _buffer(self) -> tuple[str, ...]:
        self._do(f"Wait({self._timeout:.0f},Unlock)")
        self._seen = self._do("ReadBuffer(Unicode)").lines
        return self._seen

    def _fields(self) -> list[Cells]:
        return cells(self._buffer(), self._columns)

    def scan(self) -> Screen:
        """Read the present screen, once the host lets go of the keyboard. Raises AccessError when it does not."""
        return screen_of(self._fields())

    def unfit(self, control: Control, text: str) -> str:
        """Say in Japanese why a text cannot stand in a field: kanji fields take no half-width, others nothing else."""
        wide = [unicodedata.east_asian_width(c) in "WFA" for c in text]
        if control.kind == "kanji":
            return "" if all(wide) else "全角の項目に半角文字があります"
        if control.kind == "digits" and not all(c.isascii() and (c.isdigit() or c in "-.") for c in text):
            return "数字の項目に数字でない文字があります"
        if any(c in _NOT_JAPANESE for c in text):
            return "端末で使えない文字があります"
        return "半角の項目に全角文字があります" if any(wide) else ""

    def enter(self, control: Control, text: str, how: str = "fill") -> None:  # noqa: ARG002 - keys are all there is
        """Empty a field, type into it, and see whether all of it stayed: what the code page lacks vanishes unsaid."""
        item, codes = control.ref
        self._type(item.place, codes[text] if text and codes else text)
        now = next((f for f in self._fields() if f.place == item.place), None)
        if now is None or now.size != item.size:
            raise ScreenError("the screen changed while typing")
        if not now.hidden and now.text != (codes[text] if text and codes else text).strip(" \u3000"):
            raise DataError(
                f"{control.caption}: not all of it can be typed",
                ja=f"{control.caption}: 端末の文字コードにない文字があります。まだ何も登録していません。",
            )

    def _type(self, place: int, text: str) -> None:
        row, column = divmod(place, self._columns)
        self._do(f"MoveCursor({row},{column})")
        self._do("EraseEOF()")
        if text:
            self._do(f"String({quoted(text)})")

    def press(self, button: Button) -> None:
        """Press the key that the screen names, or choose a line and press the enter key: on the screen last read only."""
        seen = self._seen
        if self._buffer() != seen:
            raise ScreenError("the host changed the screen after it was read")
        if isinstance(button.ref, Chosen):
            self._type(button.ref.place, button.ref.letter)
            self._send("ENTER")
        else:
            self._send(button.ref)

    def expect_dialogs(self, dialogs: tuple[Dialog, ...]) -> None:
        """Raise MapError for any: a terminal has no pop-ups."""
        if dialogs:
            raise MapError("a terminal has no pop-ups")

    def unexpected(self) -> list[str]:
        """Return nothing: what a host has to say stands on the screen."""
        return []

    def picture(self, mask: tuple[str, ...]) -> bytes:
        """Return the screen as it stands now, drawn; captions in `mask` (or all, with `*`) and hidden fields are blocks."""
        return cellpicture.draw(self._fields(), self._columns, mask)

    def close(self) -> None:
        """Hang up."""
        emulator, self._emulator = self._emulator, None
        if emulator is not None:
            emulator.stop()
