"""How the agent's window looks: large type, one question, buttons for fingers, and words for every state."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kakanai.agent.pins import PinRequest
from kakanai.agent.protocol import Credential, Kind
from kakanai.card.anchors import World

PAPER, INK, SOFT, LINE, BLUE, RED, AMBER = "#ffffff", "#1a1a1c", "#626264", "#b3b3b3", "#0017c1", "#b0000f", "#7a5200"
_FAMILIES = ("BIZ UDPGothic", "BIZ UDGothic", "BIZ UDPゴシック", "Yu Gothic UI", "Hiragino Sans", "Noto Sans CJK JP")
_family = ["TkDefaultFont"]
_DIGITS, _LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIELD_NAMES = {"name": "氏名", "address": "住所", "birth": "生年月日", "sex": "性別", "number": "個人番号"}

Press = Callable[[str], None]
Act = Callable[[], object]


_BACK = "back"
_NUMBER_PAD = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("", "0", _BACK))
_LETTER_PAD = (tuple("1234567890"), tuple(_LETTERS[:10]), tuple(_LETTERS[10:20]), (*_LETTERS[20:], "", _BACK))


@dataclass(frozen=True, slots=True)
class Form:
    """What may be typed for one kind of secret. `groups` is how the characters stand together, as on the card."""

    alphabet: str
    shortest: int
    longest: int
    pad: tuple[tuple[str, ...], ...]
    title: str
    hint: str
    groups: tuple[int, ...] = ()


FORMS = {
    Credential.PIN: Form(
        _DIGITS, 4, 4, _NUMBER_PAD, "暗証番号（数字4桁）を入力してください", "券面事項入力補助用の暗証番号です。"
    ),
    Credential.NUMBER_B: Form(
        _DIGITS, 14, 14, _NUMBER_PAD, "照合番号B（数字14桁）を入力してください",
        "券面の、生年月日6桁（和暦）・有効期限4桁（西暦）・セキュリティコード4桁", (6, 4, 4),
    ),
    Credential.SIGN_PASSWORD: Form(
        _DIGITS + _LETTERS, 6, 16, _LETTER_PAD, "署名用の暗証番号を入力してください",
        "英数字6〜16文字です。大文字と小文字は区別しません。",
    ),
}  # fmt: skip
_MARKS = {World.VIRTUAL: "仮想カード（試験用）", World.TEST: "試験用カード"}


def mark(request: PinRequest) -> str:
    """Return the words for a card that is nobody's, or an empty text. A deck's card is virtual whatever it says."""
    return _MARKS.get(request.world or World.PRODUCTION, _MARKS[World.VIRTUAL] if request.card_label else "")


def dots(form: Form, typed: int) -> str:
    """Return one dot for each character typed, and a ring for each that must still come, in the card's groups."""
    row = "●" * typed + "○" * max(0, form.shortest - typed)
    if not form.groups:
        return row
    ends = [sum(form.groups[: index + 1]) for index in range(len(form.groups))]
    return " ".join(row[end - size : end] for end, size in zip(ends, form.groups, strict=True))


def use_fonts(available: Iterable[str]) -> None:
    """Pick the universal-design Gothic that this PC has."""
    there = set(available)
    _family[0] = next((name for name in _FAMILIES if name in there), "TkDefaultFont")


def font(size: int, weight: str = "normal") -> tuple[str, int, str]:
    """Return a font in pixels, so that it does not depend on the screen's resolution."""
    return (_family[0], -size, weight)


def question(request: PinRequest) -> str:
    """Return the one thing that is asked."""
    return FORMS[request.credential].title


def rows(request: PinRequest) -> list[tuple[str, str]]:
    """Return who asks what for, and the code that the desk's page shows too."""
    job = request.job
    if job.kind is Kind.SIGN:
        what = f"{job.document_label}に電子署名をします"
    elif job.kind is Kind.FACE:
        what = "顔写真と有効期限を読み取ります"
    else:
        what = "・".join(_FIELD_NAMES.get(name, name) for name in job.fields) + "を読み取ります"
    return [
        ("目的", job.purpose),
        ("内容", what),
        ("窓口", f"{job.counter_label}（担当 {job.clerk_label}）" + (f"　{job.holder}のカード" if job.holder else "")),
        ("合わせる番号", f"{job.pairing_code}　職員の画面と同じ番号です"),
    ]


def headline(parent: tk.Misc, text: str, *, danger: bool = False) -> None:
    """Put the window's one sentence on top."""
    colour = RED if danger else INK
    tk.Label(parent, text=text, font=font(28, "bold"), bg=PAPER, fg=colour, wraplength=640, justify="left").pack(
        anchor="w"
    )


def note(parent: tk.Misc, text: str) -> None:
    """Put an explanation."""
    tk.Label(parent, text=text, font=font(20), bg=PAPER, fg=INK, wraplength=640, justify="left").pack(
        anchor="w", pady=(8, 0)
    )


def facts(parent: tk.Misc, pairs: list[tuple[str, str]]) -> None:
    """Put the rows that say who asks, and for what."""
    table = tk.Frame(parent, bg=PAPER, highlightbackground=LINE, highlightthickness=1)
    table.pack(fill="x", pady=(12, 0))
    for index, (label, value) in enumerate(pairs):
        tk.Label(table, text=label, font=font(18), bg=PAPER, fg=SOFT, anchor="w", width=9).grid(
            row=index, column=0, sticky="nw", padx=(14, 6), pady=3
        )
        tk.Label(
            table, text=value, font=font(20, "bold"), bg=PAPER, fg=INK, anchor="w", justify="left", wraplength=490
        ).grid(row=index, column=1, sticky="w", padx=(0, 12), pady=3)


def hint(parent: tk.Misc, text: str) -> None:
    """Put which secret is meant, under the headline."""
    tk.Label(parent, text=text, font=font(18), bg=PAPER, fg=INK, wraplength=640, justify="left").pack(anchor="w")


def tries(parent: tk.Misc, left: int, marked: str) -> None:
    """Put the tries left, in words and not by colour alone; beside them the mark of a card that is nobody's."""
    row = tk.Frame(parent, bg=PAPER)
    row.pack(fill="x", pady=(10, 0))
    text = f"入力できるのは残り {left} 回です" if left > 1 else "最後の1回です。間違えると使えなくなります"
    colour = SOFT if left > 2 else AMBER if left == 2 else RED
    tk.Label(row, text=text, font=font(20, "bold"), bg=PAPER, fg=colour).pack(side="left")
    if marked:
        tk.Label(row, text=marked, font=font(18, "bold"), bg=AMBER, fg=PAPER, padx=10).pack(side="right")


def pad(parent: tk.Misc, keys: Sequence[Sequence[str]], press: Press, back: Act) -> None:
    """Put a pad with large keys: three to a row for numbers, ten for letters."""
    frame = tk.Frame(parent, bg=PAPER)
    frame.pack()
    narrow = max(len(row) for row in keys) > 3
    for row, names in enumerate(keys):
        column = 0
        for key in names:
            span = 3 if narrow and key == _BACK else 1
            if key:
                _key(frame, key, press, back, narrow=narrow).grid(
                    row=row,
                    column=column,
                    columnspan=span,
                    padx=3 if narrow else 5,
                    pady=4 if narrow else 5,
                    sticky="nsew",
                )
            column += span


def _key(parent: tk.Misc, key: str, press: Press, back: Act, *, narrow: bool) -> tk.Button:
    if key == _BACK:
        return _button(parent, "1字消す", back, size=20, width=7)
    size, width = (24, 2) if narrow else (32, 4)
    return _button(parent, key, lambda: press(key), size=size, width=width)


def actions(parent: tk.Misc, kind: Kind, send: Act, cancel: Act) -> tk.Button:
    """Put the two ways out; returns the button that sends, so that it can be enabled."""
    frame = tk.Frame(parent, bg=PAPER)
    frame.pack(fill="x", pady=(14, 0))
    _button(frame, "やめる（Esc）", cancel, size=20).pack(side="left")
    ok = _button(frame, f"{'署名する' if kind is Kind.SIGN else '読み取る'}（Enter）", send, size=22, strong=True)
    ok.pack(side="right")
    return ok


def choice(parent: tk.Misc, first: str, do_first: Act, second: str, do_second: Act) -> None:
    """Put two answers; the safe one is the strong one."""
    frame = tk.Frame(parent, bg=PAPER)
    frame.pack(fill="x", pady=(22, 0))
    _button(frame, first, do_first, size=20).pack(side="left")
    _button(frame, second, do_second, size=22, strong=True).pack(side="right")


def plain_button(parent: tk.Misc, text: str, action: Act) -> tk.Button:
    """Return an ordinary button."""
    return _button(parent, text, action, size=20, strong=True)


def clock(parent: tk.Misc, text: tk.StringVar) -> None:
    """Put the time that is left."""
    tk.Label(parent, textvariable=text, font=font(16), bg=PAPER, fg=SOFT).pack(anchor="e", pady=(10, 0))


def enable(button: tk.Button, *, enabled: bool) -> None:
    """Make a button usable or not, visibly."""
    if enabled:
        button.configure(state="normal", bg=BLUE, fg=PAPER)
    else:
        button.configure(state="disabled", bg="#e6e6e6", disabledforeground="#767676")


def _button(parent: tk.Misc, text: str, action: Act, *, size: int, width: int = 0, strong: bool = False) -> tk.Button:
    return tk.Button(
        parent, text=text, command=action, font=font(size, "bold"), width=width, takefocus=False, cursor="hand2",
        bg=BLUE if strong else PAPER, fg=PAPER if strong else BLUE, activebackground="#00118f" if strong else "#e8f1fe",
        activeforeground=PAPER if strong else BLUE, relief="solid", borderwidth=2, padx=16, pady=9,
        highlightthickness=0,
    )  # fmt: skip
