"""The agent's own window: what is asked and by whom, the tries left, a number pad, and the state of the read.

The characters go straight into a fixed buffer that is wiped; no text field ever holds the secret, so neither Tk nor
the clipboard nor an accessibility tree can hand it on. Works by mouse, by touch and by keyboard alone.
"""

from __future__ import annotations

import time
import tkinter as tk
from dataclasses import dataclass, field
from tkinter import font as tk_font

from kakanai.agent import layout
from kakanai.agent.errors import CancelledError, ExpiredError, JobOverError
from kakanai.agent.pins import PinRequest
from kakanai.card.reader import Typed
from kakanai.card.secret import Secret

_TICK_MS = 200
_SHOW_SECONDS = 4.0


class WindowPins:
    """Asks in a window of its own. `show_seconds` is how long the last message stays."""

    def __init__(self, *, show_seconds: float = _SHOW_SECONDS) -> None:
        self._show_seconds = show_seconds

    def ask(self, request: PinRequest) -> Typed:
        """Return what was typed; raises CancelledError, ExpiredError or JobOverError, each after wiping."""
        return _PinWindow(request).run()

    def show(self, message: str, *, good: bool) -> None:
        """Show how the job ended, for a few seconds or until a key is pressed."""
        _MessageWindow(message, good=good, seconds=self._show_seconds).run()


@dataclass
class _Entry:
    """What is being typed. Only its length is ever shown."""

    form: layout.Form
    secret: Secret = field(default_factory=Secret)

    def press(self, character: str) -> bool:
        """Take one character if the form allows it; returns whether it did."""
        code = character.upper()
        if len(code) != 1 or code not in self.form.alphabet or len(self.secret) >= self.form.longest:
            return False
        return self.secret.push(ord(code))

    @property
    def complete(self) -> bool:
        """Whether it may be sent."""
        return self.form.shortest <= len(self.secret) <= self.form.longest


class _PinWindow:
    """One question. Closes by Enter, Escape, the clock, or the desk's word."""

    def __init__(self, request: PinRequest) -> None:
        self._request = request
        self._entry = _Entry(layout.FORMS[request.credential])
        self._deadline = time.monotonic() + request.seconds_left
        self._error: Exception | None = None
        self._sent = False
        self._next_tick = ""
        self._agreed = request.tries_left > 1
        self.root = _root("暗証番号の入力")
        self._dots = tk.StringVar(self.root)
        self._clock = tk.StringVar(self.root)
        self._ok: tk.Button | None = None
        self._body = tk.Frame(self.root, bg=layout.PAPER)
        self._body.pack(fill="both", expand=True, padx=28, pady=20)
        if self._agreed:
            self._build_entry()
        else:
            self._build_warning()
        self.root.protocol("WM_DELETE_WINDOW", self._cancel)
        self.root.bind("<Escape>", lambda _event: self._cancel())
        # Not called directly: a window that ends before its loop begins would never close.
        self._next_tick = self.root.after(0, self._tick)

    def run(self) -> Typed:
        """Show the window until it is answered."""
        try:
            self.root.mainloop()
        finally:
            if self._next_tick:
                self.root.after_cancel(self._next_tick)
            self.root.destroy()
        if self._error is not None or not self._sent:
            self._entry.secret.wipe()
            raise self._error or CancelledError()
        return Typed(self._entry.secret, self._agreed)

    def _build_entry(self) -> None:
        self._clear()
        request, body = self._request, self._body
        layout.headline(body, layout.question(request))
        layout.hint(body, self._entry.form.hint)
        layout.facts(body, layout.rows(request))
        layout.tries(body, request.tries_left, layout.mark(request))
        shown = tk.Label(body, textvariable=self._dots, font=layout.font(40, "bold"), bg="white", fg=layout.INK,
                         relief="solid", borderwidth=2, height=1)  # fmt: skip
        shown.pack(fill="x", pady=(14, 10), ipady=4)
        layout.pad(body, self._entry.form.pad, self._press, self._back)
        self._ok = layout.actions(body, request.job.kind, self._send, self._cancel)
        layout.clock(body, self._clock)
        self.root.bind("<Key>", self._key)
        self.root.bind("<BackSpace>", lambda _event: self._back())
        self.root.bind("<Return>", lambda _event: self._send())
        self.root.bind("<KP_Enter>", lambda _event: self._send())
        self._refresh()

    def _build_warning(self) -> None:
        layout.headline(self._body, "あと1回だけ入力できます", danger=True)
        layout.note(
            self._body,
            f"間違えると、{self._request.credential_label}は使えなくなり、窓口での再設定が必要になります。\n"
            "番号に自信がないときは、入力せずに別の確認方法を選んでください。",
        )
        layout.facts(self._body, layout.rows(self._request))
        layout.tries(self._body, 1, layout.mark(self._request))
        layout.choice(self._body, "番号を入力する（F9）", self._agree, "入力しない（Esc）", self._cancel)
        layout.clock(self._body, self._clock)
        self.root.bind("<F9>", lambda _event: self._agree())

    def _agree(self) -> None:
        self._agreed = True
        self.root.unbind("<F9>")
        self._build_entry()
        # The window grows from its top left corner: left there, its buttons would lie below the screen.
        self.root.after_idle(_centre, self.root)

    def _key(self, event: tk.Event[tk.Misc]) -> None:
        if event.char and event.char.isprintable():
            self._press(event.char)

    def _press(self, character: str) -> None:
        self._entry.press(character)
        self._refresh()

    def _back(self) -> None:
        self._entry.secret.pop()
        self._refresh()

    def _refresh(self) -> None:
        self._dots.set(layout.dots(self._entry.form, len(self._entry.secret)))
        if self._ok is not None:
            layout.enable(self._ok, enabled=self._entry.complete)

    def _send(self) -> None:
        if self._entry.complete:
            self._sent = True
            self.root.quit()

    def _cancel(self) -> None:
        self._stop(CancelledError())

    def _stop(self, error: Exception) -> None:
        self._error = error
        self.root.quit()

    def _tick(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            self._stop(ExpiredError())
            return
        if self._request.is_over():
            self._stop(JobOverError())
            return
        self._clock.set(f"残り {int(left) + 1} 秒")
        self._next_tick = self.root.after(_TICK_MS, self._tick)

    def _clear(self) -> None:
        for child in self._body.winfo_children():
            child.destroy()


class _MessageWindow:
    """How it ended, large, for a few seconds."""

    def __init__(self, message: str, *, good: bool, seconds: float) -> None:
        self.root = _root("読み取りの結果")
        body = tk.Frame(self.root, bg=layout.PAPER)
        body.pack(fill="both", expand=True, padx=36, pady=32)
        layout.headline(body, "できました" if good else "できませんでした", danger=not good)
        layout.note(body, message)
        layout.plain_button(body, "閉じる（Enter）", self.root.quit).pack(pady=(18, 0))
        for key in ("<Return>", "<Escape>", "<space>"):
            self.root.bind(key, lambda _event: self.root.quit())
        self.root.after(int(seconds * 1000), self.root.quit)

    def run(self) -> None:
        """Show it."""
        try:
            self.root.mainloop()
        finally:
            self.root.destroy()


def _root(title: str) -> tk.Tk:
    root = tk.Tk(className="kakanai-agent")
    root.title(f"書かない窓口 — {title}")
    root.configure(bg=layout.PAPER)
    root.resizable(width=False, height=False)
    root.attributes("-topmost", True)
    root.after_idle(root.focus_force)
    layout.use_fonts(tk_font.families(root))
    root.after_idle(_centre, root)
    return root


def _centre(root: tk.Tk) -> None:
    root.update_idletasks()
    left = (root.winfo_screenwidth() - root.winfo_reqwidth()) // 2
    top = (root.winfo_screenheight() - root.winfo_reqheight()) // 2
    root.geometry(f"+{max(0, left)}+{max(0, top)}")
