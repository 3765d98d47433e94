"""One visit, played in a real browser against the real servers by two pairs of hands that count what they do."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from kakanai.demo.city import PASSWORD, City
from kakanai.demo.play.hands import Hands
from kakanai.demo.stage import Stage

STEP_MILLISECONDS = 90_000
SIGNATURE = [
    [(0.10, 0.35), (0.18, 0.30), (0.26, 0.34), (0.22, 0.55), (0.14, 0.70), (0.28, 0.66)],
    [(0.36, 0.30), (0.38, 0.70), (0.48, 0.62), (0.52, 0.36), (0.44, 0.34)],
    [(0.60, 0.40), (0.72, 0.36), (0.66, 0.68), (0.82, 0.58), (0.90, 0.70)],
]
ANSWERS = {
    "support": [],
    "work_insurance": [],
    "living": ["dog_tag", "water"],
    "wishes": ["p1:seal", "p1:sign", "p2:sign", "certificate"],
    "school": ["p3"],
    "nursery": ["p4"],
    "after_school": [],
}
TYPED = {
    "contact.phone": "09000000000",
    "bank.name": "0001001",
    "bank.accountNo": "0123456",
    "person.occupationKind": "self_employed",
}
"""What the family says at the desk. Everything else comes from the cards, the notice and the register."""


@dataclass
class Played:
    """What the play observed beside the desk's own record."""

    visit_id: str = ""
    spoken_characters: int = 0
    read_characters: int = 0
    pages_confirmed: int = 0
    pictures: list[Path] = field(default_factory=list)
    marks: dict[str, float] = field(default_factory=dict)


class Play:
    """The visit, scene by scene. `look` is called with a name and a page at every screen worth a picture."""

    def __init__(self, stage: Stage, city: City, clerk: Page, tablet: Page, look: Callable[[str, Page], None]) -> None:
        self.stage, self.city, self._look = stage, city, look
        self.clerk, self.resident = Hands(clerk), Hands(tablet, touch=True)
        self.played = Played()
        expect.set_options(timeout=STEP_MILLISECONDS)
        clerk.set_default_timeout(STEP_MILLISECONDS)
        tablet.set_default_timeout(STEP_MILLISECONDS)

    def look(self, name: str, page: Page) -> None:
        """Have a screen looked at. That takes as long as it takes; nobody goes away from the desk meanwhile."""
        self._look(name, page)
        self.stay()
        blank = page.locator("#tablet-blank")
        if blank.is_visible():
            blank.tap()

    def stay(self) -> None:
        """Have the clerk's hand on the mouse, so that the screen is not locked while something else goes on."""
        self.clerk.page.evaluate("document.dispatchEvent(new PointerEvent('pointermove'))")

    def before(self) -> None:
        """Before the counter opens: the clerk signs in and pairs the tablet. Not part of the visit's time."""
        page = self.clerk.page
        page.goto(f"{self.stage.url}/trust/sign-in/?next=/desk/?counter=1")
        self.look("sign-in", page)
        page.get_by_label("職員番号").fill(self.city.username("desk_clerk"))
        page.get_by_label("パスワード").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator(".desk-home").wait_for()
        page.wait_for_load_state("load")
        page.keyboard.press("b")
        page.locator(".messages").wait_for()
        self.look("tablet-code", page)
        code = re.search(r"\d{6}-\d{8}", page.locator(".messages").inner_text())
        tablet = self.resident.page
        tablet.goto(f"{self.stage.url}/desk/tablet/")
        self.look("tablet-unpaired", tablet)
        tablet.locator("#pair-code").fill(code[0] if code else "")
        tablet.get_by_role("button", name="つなぐ").click()
        tablet.locator(".screen--idle").wait_for()
        self.look("tablet-idle", tablet)
        page.goto(f"{self.stage.url}/desk/?counter=1")
        self.look("queue", page)

    def open_visit(self) -> None:
        """The next ticket is called; the visit opens with an empty screen."""
        self.clerk.press("Enter")
        self.clerk.page.wait_for_url("**/desk/visits/**")
        self.played.visit_id = self.clerk.page.url.rstrip("/").split("/")[-1]
        self.played.marks["opened"] = time.monotonic()
        self.look("visit-start", self.clerk.page)

    def import_files(self) -> None:
        """The move-out notice and the register extract are taken from the hand-over folder."""
        page = self.clerk.page
        files = [self.stage.hand_over / name for name in ("tenshutsu.csv", "juki-shoroku.csv")]
        with page.expect_response(lambda response: "/extracts/" in response.url):
            self.clerk.choose_files("f", files)
        page.locator(".person").first.wait_for()
        expect(page.locator(".sources__step .chip--done")).to_have_count(2)

    def read_cards(self) -> None:
        """Card after card is put on the reader; the PIN is the agent's business."""
        page = self.clerk.page
        for number, key in enumerate(("p1", "p2", "p3", "p4"), start=1):
            (self.stage.cards / "on-reader").write_text(key, encoding="utf-8")
            self.clerk.press(str(number))
            if number == 1:
                page.locator(".job__code").wait_for()
                self.look("card-reading", page)
            expect(page.locator(".person__card--read")).to_have_count(number)
        (self.stage.cards / "on-reader").unlink()
        self.look("household-known", page)

    def answer_questions(self) -> None:
        """The open questions, one key each; lists are ticked by number and closed by Enter."""
        page = self.clerk.page
        self.clerk.press("Enter")
        page.locator(".ask").first.wait_for()
        self.look("questions", page)
        while page.locator("form.ask input[name=question]").count():
            form = page.locator("form.ask").first
            question = form.locator("input[name=question]").input_value()
            self.played.spoken_characters += len(_said(form))
            self._answer(page, form, ANSWERS.get(question, []))
        page.locator(".ask--done").wait_for()
        self.look("questions-done", page)

    def _answer(self, page: Page, form: Any, values: list[str]) -> None:
        for value in values:
            box = form.locator(f'[name=value][value="{value}"]')
            self.clerk.press(str(box.get_attribute("data-key")))
        question = form.locator("input[name=question]").input_value()
        with page.expect_response(lambda response: "/answers/" in response.url and response.ok):
            self.clerk.press("Enter")
        page.locator(f'form.ask input[name=question][value="{question}"]').wait_for(state="detached")

    def enter_values(self) -> None:
        """What no source knows: a telephone number and an account. Proposals are taken by Enter."""
        page = self.clerk.page
        self.clerk.press("Enter")
        page.get_by_role("heading", name="足りない値").wait_for()
        self.look("values", page)
        while page.locator("form.need").count():
            form = page.locator("form.need").first
            item = form.locator("input[name=item]").input_value()
            self._fill(form, TYPED.get(item, ""))
            with page.expect_response(lambda response: "/values/" in response.url and response.ok):
                self.clerk.press("Enter")
            page.locator(f'form.need input[name=item][value="{item}"]').wait_for(state="detached")

    def _fill(self, form: Any, said: str) -> None:
        """Type or choose a value where none is proposed, and stand where Enter sends it."""
        field_ = form.locator("[name=value]")
        if not field_.input_value():
            self.played.spoken_characters += len(said)
            self.clerk.choose(field_, said) if _is_list(field_) else self.clerk.type(field_, said)
        field_.focus()
        if _is_list(field_):
            self.clerk.press("Tab")

    def prepare(self) -> None:
        """The documents are made and shown on the tablet."""
        page = self.clerk.page
        self.clerk.press("Enter")
        page.get_by_role("heading", name="書類を作る").wait_for()
        self.look("ready", page)
        self.clerk.press("Enter")
        page.get_by_role("heading", name="確認と署名").wait_for()
        self.look("preview", page)
        self.clerk.press("p")

    def confirm_and_sign(self) -> None:
        """The resident looks page by page, taps that it is right, and signs once."""
        tablet = self.resident.page
        number = 1
        while self._arrives_at(number) == "page":
            self.played.read_characters += len(tablet.locator("#main").inner_text())
            self.look(f"tablet-page-{number}", tablet)
            agree = tablet.locator("[data-focus]")
            while agree.locator("[data-when-more]").is_visible():
                # A page that does not fit is read on first; the same button agrees at its end.
                self.resident.click(agree)
            self.resident.click(agree)
            self.played.pages_confirmed += 1
            number += 1
        tablet.locator(".screen--sign canvas").wait_for()
        self.resident.draw(tablet.locator("canvas"), SIGNATURE)
        self.look("tablet-sign", tablet)
        self.resident.click(tablet.locator("[data-signature-send]"))
        # The thanks stand for twenty seconds; on a machine that is busy they may have come and gone.
        tablet.locator(".screen--thanks, .screen--idle").wait_for()
        self.played.marks["signed"] = time.monotonic()
        self.look("tablet-thanks", tablet)

    def _arrives_at(self, number: int) -> str:
        """Wait for the tablet's page of this number, or for the signature; say which it is."""
        page, signature = f'#screen[data-stamp^="page {number} "]', '#screen[data-stamp^="sign "]'
        self.resident.page.locator(f"{page}, {signature}").wait_for()
        return "sign" if self.resident.page.locator(signature).count() else "page"

    def hand_over(self) -> None:
        """The resident takes the guidance sheet and leaves; the next ticket may come."""
        page = self.clerk.page
        accepted = page.get_by_role("heading", name="受け付けました")
        page.locator(".facing__screen--signed").or_(accepted).first.wait_for()
        if not accepted.count():
            self.clerk.press("Enter")
        accepted.wait_for()
        self.look("handover", page)
        self.played.marks["left"] = time.monotonic()

    def close(self) -> None:
        """The clerk closes the visit."""
        page = self.clerk.page
        self.clerk.press("Enter")
        page.wait_for_url("**/desk/")


def _is_list(field_: Any) -> bool:
    return bool(field_.evaluate("element => element.tagName === 'SELECT'"))


def _said(form: Any) -> str:
    """Return what the clerk reads aloud: the question's plain words, or the question itself."""
    plain = form.locator(".ask__say span").last
    text = plain.inner_text() if plain.count() else form.locator(".ask__text").inner_text()
    return str(text).strip("「」")
