"""Hands that count: every key, click, tap and character that a person would make goes through here.

Selenium-like conveniences that fill a field in one go would hide the work, so text is typed key by key.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page

from kakanai.insight.stopwatch import Hands as Counts


class Hands:
    """One person's hands on one page."""

    def __init__(self, page: Page, *, touch: bool = False) -> None:
        self.page = page
        self.counts = Counts()
        self._touch = touch
        # Who listens early has the browser hand its file chooser over before the first key can open one.
        page.on("filechooser", lambda _: None)

    def press(self, key: str) -> None:
        """Press one key."""
        self.counts.keys += 1
        self.page.keyboard.press(key)

    def click(self, target: Locator) -> None:
        """Click once, or tap once on a tablet."""
        if self._touch:
            self.counts.taps += 1
            target.tap()
        else:
            self.counts.clicks += 1
            target.click()

    def type(self, target: Locator, text: str) -> None:
        """Go to a field and type, one key for each character."""
        target.focus()
        self.counts.fields += 1
        self.counts.keys += len(text)
        self.counts.characters += len(text)
        target.press_sequentially(text)

    def choose(self, target: Locator, value: str) -> None:
        """Choose from a list with the arrow keys."""
        target.focus()
        self.counts.fields += 1
        values = target.evaluate("element => [...element.options].map(option => option.value)")
        for _ in range(values.index(value) - values.index(target.input_value())):
            self.press("ArrowDown")

    def choose_files(self, key: str, paths: list[Path]) -> None:
        """Choose all files of a folder by keys: the one that opens the chooser, then Ctrl+A and Enter in it.

        The chooser is the operating system's; the folder it opens in is the one that was used last.
        """
        with self.page.expect_file_chooser() as chooser:
            self.press(key)
        self.counts.keys += len(("Control", "a", "Enter"))
        chooser.value.set_files(paths)

    def draw(self, target: Locator, strokes: list[list[tuple[float, float]]]) -> None:
        """Draw strokes with the pen; points are fractions of the pad's width and height."""
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        if box is None:
            raise RuntimeError("the signature pad is not on the page")
        for stroke in strokes:
            self.counts.strokes += 1
            points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
            self.page.mouse.move(*points[0])
            self.page.mouse.down()
            for point in points[1:]:
                self.page.mouse.move(*point, steps=4)
            self.page.mouse.up()
