"""After the visit: what the department, the robots' operator and the manager see of it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from kakanai.demo.city import PASSWORD, City
from kakanai.demo.stage import Stage

Look = Callable[[str, Page], None]

SEEN_BY = {
    "reviewer": (("cases", "/desk/cases/?office=", ".board"),),
    "robot_operator": (
        ("robots", "/robots/", "h1"),
        ("robots-exceptions", "/robots/exceptions/", "h1"),
        ("robots-maps", "/robots/maps/", "h1"),
    ),
    "manager": (("insight", "/insight/", ".insight"),),
}
"""Role → screens: the picture's name, the address, and what must stand there before the picture is taken."""


def look_around(stage: Stage, city: City, page: Page, look: Look) -> None:
    """Let each role sign in and look at its screens."""
    for role, screens in SEEN_BY.items():
        _sign_in(stage, city, page, role)
        for name, address, landmark in screens:
            page.goto(stage.url + address)
            page.locator(landmark).first.wait_for()
            look(name, page)
        if role == "reviewer":
            _open_case(page, look)


def look_aside(stage: Stage, city: City, page: Page, look: Look) -> None:
    """What a visit may need and the family's did not: another counter's visit, opened, held and called off."""
    _sign_in(stage, city, page, "desk_clerk")
    page.goto(f"{stage.url}/desk/?counter=2")
    page.keyboard.press("1")
    page.wait_for_url("**/desk/visits/**")
    for key, name in (("d", "documents"), ("m", "person"), ("?", "keys"), ("t", "transfer"), ("h", "hold")):
        page.keyboard.press(key)
        page.locator("details[open], dialog[open]").last.wait_for()
        look(name, page)
        if key in "?t":
            page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.locator(".desk-home").wait_for()
    look("home-with-a-visit-on-hold", page)
    page.locator(".row-link").first.click()
    page.get_by_role("heading", name="保留しています").wait_for()
    look("held", page)
    page.wait_for_load_state("load")
    page.keyboard.press("q")
    look("call-off", page)
    page.get_by_role("button", name="受付を取りやめる").click()
    page.locator(".desk-home").wait_for()


def _sign_in(stage: Stage, city: City, page: Page, role: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{stage.url}/trust/sign-in/")
    page.get_by_label("職員番号").fill(city.username(role))
    page.get_by_label("パスワード").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".topbar__user").wait_for()


def _open_case(page: Page, look: Look) -> None:
    """Open the first case, look at what a robot read back, then let the screen be locked."""
    page.goto(page.url, wait_until="load")
    page.keyboard.press("Enter")
    page.locator(".case").wait_for()
    page.locator(".case__pages img").first.evaluate("image => image.decode()")
    look("case", page)
    link = page.get_by_role("link", name="入力した画面の絵").first
    if link.count():
        link.click()
        page.locator(".robots").wait_for()
        look("robots-item", page)
    # The keys are there once the page has loaded its script.
    page.wait_for_load_state("load")
    page.keyboard.press("l")
    page.get_by_role("heading", name="画面を隠しています").wait_for()
    look("lock", page)
