"""Fills a screen that nobody mapped, by caption alone: exact and unique, or not at all. For learning and for tests."""

from __future__ import annotations

from collections.abc import Mapping

from kakanai.robots.runner.drivers.web import WebPort
from kakanai.robots.runner.errors import ScreenError
from kakanai.robots.runner.screens import Button, Control


def control(controls: tuple[Control, ...], caption: str) -> Control:
    """Return the one control with this caption. Raises ScreenError for none or several."""
    found = [c for c in controls if c.caption == caption]
    if len(found) != 1:
        raise ScreenError(f"{len(found)} controls are called {caption}")
    return found[0]


def fill(port: WebPort, values: Mapping[str, str]) -> None:
    """Put each value into the control of its caption."""
    screen = port.scan()
    pairs = [(control(screen.controls, caption), text) for caption, text in values.items()]
    plain = [(c, t) for c, t in pairs if c.kind in ("text", "password", "textarea", "select")]
    if plain:
        port.enter_many(plain)
    for c, text in pairs:
        if c.kind in ("checkbox", "radio"):
            port.enter(c, text)


def press(port: WebPort, caption: str) -> None:
    """Press the one button with this caption. Raises ScreenError for none or several."""
    port.press(one(port.scan().buttons, caption))


def one(buttons: tuple[Button, ...], caption: str) -> Button:
    """Return the one button with this caption."""
    found = [b for b in buttons if b.caption == caption]
    if len(found) != 1:
        raise ScreenError(f"{len(found)} buttons are called {caption}")
    return found[0]
