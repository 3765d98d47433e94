"""Desktop windows by their accessible tree, whatever the interface: found by caption, set by value, never by keys."""

from __future__ import annotations

import io

from kakanai.robots.runner.drivers.base import Dialog
from kakanai.robots.runner.drivers.tree import Desktop, Node, screen_of
from kakanai.robots.runner.errors import AccessError, ScreenError
from kakanai.robots.runner.screens import Button, Control, Screen

_YES = ("はい", "OK", "了解", "閉じる", "Yes", "登録")
_NO = ("いいえ", "キャンセル", "取消", "中止", "No", "Cancel", "閉じる", "OK")


class DesktopPort:
    """One application on one desktop. A window that nobody expected is remembered; a dialog is answered as declared."""

    def __init__(self, desktop: Desktop, application: str, *, windows: tuple[str, ...] = ()) -> None:
        self._desktop, self._application, self._expected = desktop, application, windows
        self._declared: list[Dialog] = []
        self._unexpected: list[str] = []
        self._window: Node | None = None
        self._screen = Screen("", "")

    def open(self, place: str, frame: str = "") -> None:  # noqa: ARG002 - windows have no frames
        """Press the menu item of this name. Raises AccessError when the program does not run, ScreenError without it."""
        items = [n for w in self._windows() for n in w.walk() if n.role in ("item", "button") and n.name == place]
        if len(items) != 1:
            raise ScreenError(f"{len(items)} menu items are called {place}")
        self._desktop.press(items[0])

    def _windows(self) -> list[Node]:
        """Return the program's windows after every open dialog was answered."""
        for _ in range(5):
            found = self._desktop.windows(self._application)
            dialogs = [w for w in found if w.role == "dialog"]
            if not dialogs:
                windows = [w for w in found if w.role == "window"]
                if not windows:
                    raise AccessError(f"no window of {self._application}")
                return windows
            for dialog in dialogs:
                self._answer(dialog)
        raise ScreenError("dialogs do not end")

    def _answer(self, dialog: Node) -> None:
        words = [n.name for n in dialog.walk() if n.role == "label" and n.name]
        buttons = {n.name: n for n in dialog.walk() if n.role == "button"}
        kind = "confirm" if len(buttons) > 1 else "alert"
        declared = next((d for d in self._declared if d.text in words and d.kind == kind), None)
        if declared is not None:
            self._declared.remove(declared)
        else:
            self._unexpected.append(f"{kind}: {' '.join(words)}")
        wanted = _YES if declared is not None and declared.answer == "accept" else _NO
        button = next((buttons[name] for name in wanted if name in buttons), None)
        if button is None:
            raise ScreenError(f"a dialog with the buttons {', '.join(buttons)}")
        self._desktop.press(button)

    def scan(self) -> Screen:
        """Read the program's window; answer dialogs on the way."""
        windows = self._windows()
        main = max(windows, key=lambda w: sum(n.role in ("text", "combo", "table") for n in w.walk()))
        for other in windows:
            if other is not main and other.name not in self._expected:
                self._unexpected.append(f"window: {other.name}")
        self._window, self._screen = main, screen_of(main)
        return self._screen

    def enter(self, control: Control, text: str, how: str = "fill") -> None:  # noqa: ARG002 - keys are never sent
        """Put a text into a control; the comparison before saving sees whether it stayed."""
        node: Node = control.ref
        if control.kind == "select":
            self._desktop.choose(node, text)
        elif control.kind == "checkbox":
            if bool(text) != bool(control.value):
                self._desktop.press(node)
        elif control.kind == "radio":
            self._desktop.press(next(c for c in node.children if c.role == "radio" and c.name == text))
        else:
            self._desktop.set_text(node, text)

    def press(self, button: Button) -> None:
        """Press a button, or take the row that it stands for."""
        self._desktop.press(button.ref)

    def expect_dialogs(self, dialogs: tuple[Dialog, ...]) -> None:
        """Declare the dialogs of the next press."""
        self._declared = list(dialogs)

    def unexpected(self) -> list[str]:
        """Return and forget what opened undeclared."""
        found, self._unexpected = self._unexpected, []
        return found

    def picture(self, mask: tuple[str, ...]) -> bytes:
        """Return a JPEG of the window; captions in `mask` (or all, with `*`) are painted over."""
        if self._window is None:
            return b""
        shot = self._desktop.picture(self._window)
        left, top = self._window.rect[:2]
        hidden = [c.ref.rect for c in self._screen.controls if "*" in mask or c.caption in mask]
        return _painted(shot, [(x - left, y - top, w, h) for x, y, w, h in hidden]) if shot else b""

    def close(self) -> None:
        """Let go of the desktop."""
        self._desktop.close()


def _painted(shot: bytes, boxes: list[tuple[int, int, int, int]]) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.open(io.BytesIO(shot)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for x, y, width, height in boxes:
        draw.rectangle([(x - 1, y - 1), (x + width + 1, y + height + 1)], fill=(90, 90, 90))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()
