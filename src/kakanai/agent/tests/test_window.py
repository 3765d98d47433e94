"""The PIN window under a real display: keyboard alone, number pad, tries first, the last try, the clock, no trace."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from kakanai.agent.errors import CancelledError, ExpiredError, JobOverError
from kakanai.agent.pins import PinRequest
from kakanai.agent.protocol import FIELDS, Credential, Job, Kind
from kakanai.agent.tests import hands
from kakanai.card.anchors import World

pytestmark = pytest.mark.desktop


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[str]:
    """A display of our own, from Xvfb, which picks a free number by itself."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is missing (Debian package {program.lower()})")
    pytest.importorskip("tkinter", reason="Tk is missing (Debian package python3-tk)")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as written:
        number = written.readline().strip()
    before = os.environ.get("DISPLAY")
    os.environ["DISPLAY"] = f":{number}"
    yield f":{number}"
    server.terminate()
    server.wait()
    os.environ.pop("DISPLAY")
    if before is not None:
        os.environ["DISPLAY"] = before


LABELS = {
    Credential.PIN: "券面事項入力補助用の暗証番号",
    Credential.NUMBER_B: "照合番号B",
    Credential.SIGN_PASSWORD: "署名用電子証明書の暗証番号",
}


def request(
    left: int = 3, *, kind: Kind = Kind.READ, credential: Credential = Credential.PIN, seconds: float = 600, over=None,
    world: World | None = World.PRODUCTION, label: str = "",
):  # fmt: skip
    job = Job(
        id="j", kind=kind, purpose="転入届の受付", fields=FIELDS, counter="3", counter_label="3番窓口",
        clerk_label="見本 花子", nonce="", pairing_code="4821", seconds=60, credential=credential,
        document_label="申請内容の確認書",
    )  # fmt: skip
    return PinRequest(job, credential, LABELS[credential], left, label, world, seconds, over or (lambda: False))


def answer(asked: PinRequest, *steps: str):
    from kakanai.agent.window import WindowPins

    thread = hands.pressing(*steps)
    try:
        return WindowPins().ask(asked)
    finally:
        thread.join()


def test_the_keyboard_alone_suffices():
    typed = answer(request(), "1", "9", "8", "7", "BackSpace", "5", "Return")
    assert bytes(typed.secret.view()) == b"1985"
    assert typed.last_try_agreed


def test_letters_and_a_fifth_digit_are_not_taken_and_enter_waits_for_four():
    typed = answer(request(), "1", "a", "Return", "9", "8", "5", "7", "Return")
    assert bytes(typed.secret.view()) == b"1985"


def test_the_signing_password_takes_letters_and_makes_them_upper_case():
    asked = request(5, kind=Kind.SIGN, credential=Credential.SIGN_PASSWORD)
    typed = answer(asked, *"kenichi85", "Return")
    assert bytes(typed.secret.view()) == b"KENICHI85"


def test_escape_cancels_and_leaves_nothing_typed():
    with pytest.raises(CancelledError):
        answer(request(), "1", "9", "Escape")


def test_at_one_try_left_it_asks_first_and_keys_do_nothing_until_then():
    typed = answer(request(1), "1", "9", "8", "5", "Return", "F9", "1", "9", "8", "5", "Return")
    assert typed.last_try_agreed
    assert bytes(typed.secret.view()) == b"1985"
    with pytest.raises(CancelledError):
        answer(request(1), "1", "9", "8", "5", "Escape")


def test_the_window_closes_when_the_time_is_over_or_the_desk_ended_the_job():
    from kakanai.agent import window

    with pytest.raises(ExpiredError):
        window.WindowPins().ask(request(seconds=0.8))
    with pytest.raises(JobOverError):
        window.WindowPins().ask(request(over=lambda: True))


@dataclass
class Sight:
    """What can be seen of a window: every text, and each button's place by its text."""

    texts: list[str] = field(default_factory=list)
    buttons: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    screen: tuple[int, int] = (0, 0)

    def middle(self, text: str) -> tuple[int, int]:
        left, top, width, height = self.buttons[text]
        return left + width // 2, top + height // 2

    def fits(self) -> bool:
        return all(
            left >= 0 and top >= 0 and left + width <= self.screen[0] and top + height <= self.screen[1]
            for left, top, width, height in self.buttons.values()
        )


def look_at(root) -> Sight:
    import tkinter as tk

    root.update_idletasks()
    sight = Sight(screen=(root.winfo_screenwidth(), root.winfo_screenheight()))

    def walk(widget: tk.Misc) -> None:
        for child in widget.winfo_children():
            if isinstance(child, tk.Label | tk.Button):
                sight.texts.append(str(child.cget("text")))
            if isinstance(child, tk.Button):
                place = (child.winfo_rootx(), child.winfo_rooty(), child.winfo_width(), child.winfo_height())
                sight.buttons[str(child.cget("text"))] = place
            if isinstance(child, tk.Entry | tk.Text):
                sight.texts.append("A TEXT FIELD")
            walk(child)

    walk(root)
    return sight


def look_until(root, good: Callable[[Sight], bool], then: Callable[[Sight], object]) -> None:
    """Look again and again, until it is as it should be or five minutes are over: windows are placed a little later."""
    deadline = time.monotonic() + 300

    def look() -> None:
        sight = look_at(root)
        if good(sight) or time.monotonic() > deadline:
            then(sight)
        else:
            root.after(50, look)

    root.after(50, look)


def seen(asked: PinRequest, *keys: str, button: str = "") -> Sight:
    """Show a window, press keys, look at it once it is placed and has that button, and cancel."""
    from kakanai.agent import window

    opened = window._PinWindow(asked)
    sights: list[Sight] = []

    def run() -> None:
        hands.wait_for_keyboard()
        hands.press(*keys)

    def shown(sight: Sight) -> bool:
        return not thread.is_alive() and sight.fits() and (not button or button in sight.buttons)

    thread = threading.Thread(target=run)
    look_until(opened.root, shown, lambda sight: (sights.append(sight), opened._cancel()))
    opened.root.after(0, thread.start)
    with pytest.raises(CancelledError):
        opened.run()
    thread.join()
    return sights[0]


ASKED = {
    "pin": request(),
    "number_b": request(10, credential=Credential.NUMBER_B),
    "sign": request(5, kind=Kind.SIGN, credential=Credential.SIGN_PASSWORD),
    "last": request(1),
    "last number": request(1, credential=Credential.NUMBER_B),
    "face": request(10, kind=Kind.FACE, credential=Credential.NUMBER_B),
}


def test_buttons_are_large_and_on_the_screen_and_everything_is_said_in_words():
    for name, asked in ASKED.items():
        sight = seen(asked)
        assert "A TEXT FIELD" not in sight.texts
        shown = " ".join(sight.texts)
        for words in ("4821", "3番窓口", "見本 花子", "転入届の受付"):
            assert words in shown, name
        assert sight.fits(), (name, sight.buttons)
        assert min(height for *_, height in sight.buttons.values()) >= 44, name
        assert min(width for _, _, width, _ in sight.buttons.values()) >= 44, name
    shown = " ".join(seen(request()).texts)
    assert "残り 3 回" in shown
    assert "券面事項入力補助用" in shown
    assert "氏名・住所・生年月日・性別" in shown
    assert "署名する（Enter）" in seen(ASKED["sign"]).buttons


def test_after_agreeing_to_the_last_try_the_whole_pad_is_on_the_screen():
    sight = seen(request(1), "F9", "1", button="読み取る（Enter）")
    assert "読み取る（Enter）" in sight.buttons
    assert sight.fits(), sight.buttons
    low = seen(request(1), "F9", button="読み取る（Enter）")
    low.screen = (1366, 400)
    assert not low.fits()  # the same look finds buttons that lie below a screen


def test_the_digits_of_number_b_stand_in_the_groups_of_the_card():
    from kakanai.agent import layout

    form = layout.FORMS[Credential.NUMBER_B]
    assert layout.dots(form, 7) == "●●●●●● ●○○○ ○○○○"
    assert layout.dots(layout.FORMS[Credential.PIN], 1) == "●○○○"
    assert layout.dots(layout.FORMS[Credential.SIGN_PASSWORD], 8) == "●" * 8


def test_a_card_that_is_nobodys_is_marked_on_the_window_and_a_real_one_is_not():
    assert "仮想カード（試験用）" in seen(request(world=World.VIRTUAL)).texts
    assert "仮想カード（試験用）" in seen(request(1, world=None, label="p1")).texts
    assert "試験用カード" in seen(request(world=World.TEST)).texts
    assert not [text for text in seen(request(world=World.PRODUCTION)).texts if "カード（" in text or "試験用" in text]


def typed_by_touch(asked: PinRequest, *buttons: str) -> bytes:
    from kakanai.agent import window

    opened = window._PinWindow(asked)
    before: list[Sight] = []

    def placed(sight: Sight) -> bool:
        still = sight.fits() and before[-1:] == [sight] and bool(opened.root.winfo_viewable())
        before.append(sight)
        return still

    looked: queue.SimpleQueue[Sight] = queue.SimpleQueue()

    def run() -> None:
        sight = looked.get(timeout=300)
        hands.wait_for_keyboard()
        for text in buttons:
            hands.tap(*sight.middle(text))

    thread = threading.Thread(target=run)
    thread.start()
    look_until(opened.root, placed, looked.put)
    typed = opened.run()
    thread.join()
    return bytes(typed.secret.view())


def test_the_number_pad_works_by_touch():
    assert typed_by_touch(request(), "1", "9", "8", "8", "1字消す", "5", "読み取る（Enter）") == b"1985"


def test_the_letter_pad_works_by_touch():
    asked = request(5, kind=Kind.SIGN, credential=Credential.SIGN_PASSWORD)
    assert typed_by_touch(asked, *"KENZ", "1字消す", *"I85", "署名する（Enter）") == b"KENI85"


def test_the_last_message_closes_by_key_or_by_itself():
    from kakanai.agent.window import WindowPins

    thread = hands.pressing("Return")
    WindowPins(show_seconds=60).show("読み取りました。カードをお取りください。", good=True)
    thread.join()
    WindowPins(show_seconds=0.3).show("カードが置かれていません。", good=False)
