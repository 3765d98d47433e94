"""Every screen in a real browser: no accessibility violation, no refused script or style, usable by keyboard alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kakanai.ui import gallery
from kakanai.ui.finders import node_modules

pytestmark = pytest.mark.browser
AXE = "axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def gallery_address() -> Iterator[str]:
    command = [sys.executable, "-m", "kakanai.ui.tests.gallery_server"]
    source = str(Path(gallery.__file__).parents[2])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": source, "TZ": "UTC"}
    ) as server:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        server.terminate()


def violations(page: Any) -> list[str]:
    # By the debugger, not by a script element: the page's own policy stays as strict as in use.
    page.evaluate((node_modules() / AXE).read_text(encoding="utf-8"))
    return page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
        ".then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html.slice(0, 120)))",
        TAGS,
    )


def received(page: Any, address: str) -> list[dict[str, Any]]:
    return page.request.get(f"{address}/received/").json()["received"]


def arrived(page: Any, address: str, name: str = "") -> list[dict[str, Any]]:
    """Return what was sent (to one address name, if given), waiting for it on a machine that is busy."""
    for _ in range(50):
        if found := [one for one in received(page, address) if one["path"].endswith(f"{name}/")]:
            return found
        page.wait_for_timeout(100)
    return []


QUICK = {"visit-questions", "tablet-name"}
SCREENS = [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in gallery.samples()]


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_has_no_accessibility_violation_and_nothing_its_policy_refuses(
    name: str, page: Any, gallery_address: str
) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    if gallery.samples()[name].kind == "tablet":
        page.set_viewport_size({"width": 1280, "height": 800})
    answer = page.goto(f"{gallery_address}/ui/gallery/{name}/")
    assert answer.status == 200
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert violations(page) == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_checks_find_a_bad_page_and_a_refused_style(page: Any, gallery_address: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(f"{gallery_address}/probe/bad/")
    found = {one.split()[0] for one in violations(page)}
    assert {"image-alt", "button-name", "label", "html-has-lang", "document-title"} <= found
    assert any("Content Security Policy" in one for one in complaints)


def test_a_number_key_answers_the_first_question_and_full_width_digits_count(page: Any, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/ui/gallery/visit-questions/")
    received(page, gallery_address)
    page.keyboard.press("2")
    sent = arrived(page, gallery_address)
    assert [one["form"]["value"] for one in sent if one["path"].endswith("/answer/")] == [["employee"]]
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '１', bubbles: true}))")
    assert [one["form"]["value"] for one in arrived(page, gallery_address)] == [["none"]]


def test_number_keys_tick_a_list_and_enter_sends_all_that_is_ticked(page: Any, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/ui/gallery/visit-ticks/")
    received(page, gallery_address)
    page.keyboard.press("3")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    assert [one["form"]["value"] for one in arrived(page, gallery_address)] == [["water"]]


def test_a_list_is_chosen_by_its_number_and_sent_by_enter(page: Any, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/ui/gallery/visit-values/")
    received(page, gallery_address)
    page.locator("#need-3").focus()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    assert [one["form"]["value"] for one in arrived(page, gallery_address)] == [["2"]]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["visit-questions", "visit-values", "home", "case", "tablet-name", "tablet-sign"])
def test_a_screen_at_twice_its_size_is_one_column_that_never_scrolls_sideways(
    name: str, page: Any, gallery_address: str
) -> None:
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(f"{gallery_address}/ui/gallery/{name}/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth")


def test_enter_goes_on_h_holds_slash_searches_and_question_mark_lists_the_keys(page: Any, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/ui/gallery/visit-questions/")
    received(page, gallery_address)
    page.keyboard.press("Enter")
    assert [one["query"] for one in arrived(page, gallery_address)] == [{"step": "values"}]
    page.keyboard.press("h")
    assert page.locator("dialog#hold").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("いんかん")
    assert page.locator("#procedures li.procedure:visible").count() == 0
    page.locator("#find").fill("印鑑")
    assert page.locator("#procedures li.procedure:visible").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    sheet = page.locator("#key-sheet-body").inner_text()
    assert all(words in sheet for words in ("1つ戻す", "保留", "引き継ぐ", "手続きを探す"))


@pytest.mark.slow
def test_single_keys_can_be_switched_off_and_never_fire_while_somebody_types(page: Any, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/ui/gallery/visit-values/")
    page.locator("#need-1").fill("")
    page.keyboard.type("h1")
    assert not page.locator("dialog#hold").is_visible()
    page.keyboard.press("Tab")
    page.locator("[data-keys-open]").last.click()
    page.locator("[data-keys-off]").check()
    page.keyboard.press("Escape")
    page.locator("#now").focus()
    page.keyboard.press("h")
    assert not page.locator("dialog#hold").is_visible()


@pytest.mark.slow
def test_what_a_key_unfolds_comes_into_sight(page: Any, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/ui/gallery/visit-questions/")
    below = "'<p>x</p>'.repeat(60) + '<details><summary data-key=z>z</summary><p>inside</p></details>'"
    page.evaluate(f"document.querySelector('main').insertAdjacentHTML('beforeend', {below})")
    page.keyboard.press("z")
    inside = page.locator("details[open] p", has_text="inside")
    assert inside.evaluate("e => e.getBoundingClientRect().bottom <= innerHeight")
    assert page.evaluate("document.activeElement.dataset.key") == "z"


@pytest.mark.slow
def test_i_walks_through_the_marks_and_shows_where_each_value_is_from(page: Any, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/ui/gallery/visit-questions/")
    page.keyboard.press("i")
    assert "転出証明書情報" in page.locator(".pop:popover-open").inner_text()
    page.keyboard.press("i")
    page.keyboard.press("i")
    shown = page.locator(".pop:popover-open")
    assert "カードの改ざん検知情報を検証済み" in shown.inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".pop:popover-open").count() == 0


def test_composing_japanese_sends_one_request_for_one_name(page: Any, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/probe/ime/")
    received(page, gallery_address)
    page.locator("#q").focus()
    typing = page.context.new_cdp_session(page)
    for half in ("ｔ", "た", "たｋ", "たか", "たかは", "たかはし"):
        typing.send("Input.imeSetComposition", {"text": half, "selectionStart": len(half), "selectionEnd": len(half)})
        page.wait_for_timeout(130)
    typing.send("Input.insertText", {"text": "髙橋"})
    page.wait_for_timeout(400)
    assert [one["query"] for one in received(page, gallery_address)] == [{"q": "髙橋"}]


def test_a_refused_form_takes_the_focus_to_its_error_summary(page: Any, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/probe/form/")
    page.locator("#go").click()
    page.wait_for_selector("#summary")
    page.wait_for_timeout(100)
    assert page.evaluate("document.activeElement.id") == "summary"


@pytest.mark.slow
def test_an_idle_screen_goes_blank_and_comes_back_with_one_key(page: Any, gallery_address: str) -> None:
    page.clock.install()
    page.goto(f"{gallery_address}/ui/gallery/visit-questions/")
    page.clock.run_for(170_000)
    assert not page.locator("#blank").is_visible()
    page.clock.run_for(20_000)
    assert page.locator("#blank").is_visible()
    assert page.evaluate("document.getElementById('frame').inert")
    page.keyboard.press("Enter")
    assert not page.locator("#blank").is_visible()


@pytest.mark.slow
def test_an_idle_screen_leaves_for_the_lock_where_there_is_one_and_says_where_it_was(
    page: Any, gallery_address: str
) -> None:
    page.clock.install()
    page.goto(f"{gallery_address}/ui/gallery/visit-questions/")
    page.evaluate("document.head.insertAdjacentHTML('beforeend', '<meta name=kakanai-lock-url content=/probe/bad/>')")
    page.clock.run_for(170_000)
    assert page.url.endswith("/visit-questions/")
    page.clock.run_for(20_000)
    page.wait_for_url("**/probe/bad/**")
    assert page.url.endswith("?next=%2Fui%2Fgallery%2Fvisit-questions%2F")
    page.go_back()
    assert "visit-questions" not in page.url, "the page was replaced, so that going back does not show it"


@pytest.mark.slow
def test_the_stopwatch_runs_from_the_server_time(page: Any, gallery_address: str) -> None:
    page.clock.install()
    page.goto(f"{gallery_address}/ui/gallery/visit-questions/")
    page.clock.run_for(1_000)
    first = page.locator(".stopwatch time").inner_text()
    page.clock.run_for(60_000)
    minutes = [
        int(text.split(":")[0]) * 60 + int(text.split(":")[1])
        for text in (first, page.locator(".stopwatch time").inner_text())
    ]
    assert minutes[0] in {154, 155, 156}
    assert minutes[1] - minutes[0] in {59, 60, 61}


def base_text(control: Any) -> str:
    """Return the words that a control shows, without the readings above them."""
    return control.evaluate(
        "control => {"
        "  const copy = control.cloneNode(true);"
        "  copy.querySelectorAll('rt, rp, [hidden]').forEach(part => part.remove());"
        "  return copy.textContent;"
        "}"
    )


def draw_a_name(page: Any) -> None:
    box = page.locator("canvas").bounding_box()
    for start in (0.2, 0.45, 0.7):
        page.mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] * 0.3)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (start + 0.1), box["y"] + box["height"] * 0.7, steps=6)
        page.mouse.up()


def test_a_signature_is_sent_as_points_with_time_bound_to_the_digest_that_was_shown(
    page: Any, gallery_address: str
) -> None:
    page.goto(f"{gallery_address}/ui/gallery/tablet-sign/")
    received(page, gallery_address)
    send = page.locator("[data-signature-send]")
    assert send.is_disabled()
    draw_a_name(page)
    page.locator("[data-signature-undo]").click()
    send.click()
    (sent,) = [one["json"] for one in arrived(page, gallery_address, "tablet_sign")]
    assert sent["digest"] == "7c3a90e12f44"
    assert len(sent["strokes"]) == 2
    assert all(len(point) == 4 for stroke in sent["strokes"] for point in stroke)
    times = [point[2] for stroke in sent["strokes"] for point in stroke]
    assert times[0] == 0
    assert times == sorted(times)
    assert sent["svg"].startswith("<svg")
    assert sent["width"] > 1000


@pytest.mark.slow
def test_a_signature_that_could_not_be_sent_stays_on_the_page(page: Any, gallery_address: str) -> None:
    page.route("**/tablet_sign/", lambda route: route.abort())
    page.goto(f"{gallery_address}/ui/gallery/tablet-sign/")
    draw_a_name(page)
    page.locator("[data-signature-send]").click()
    page.wait_for_selector("[data-signature-error]:not([hidden])")
    assert page.locator("[data-signature-send]").is_enabled()
    assert "signature--started" in page.locator("#signature").get_attribute("class")


@pytest.mark.slow
def test_polling_leaves_an_unchanged_page_alone_and_takes_a_changed_one(page: Any, gallery_address: str) -> None:
    answers = {"stamp": ""}
    page.goto(f"{gallery_address}/ui/gallery/tablet-name/")
    stamp = page.locator("#screen").get_attribute("data-stamp")
    answers["stamp"] = stamp
    page.route(
        "**/tablet_page/**",
        lambda route: route.fulfill(
            body=f'<div id="screen" data-stamp="{answers["stamp"]}" data-language="ja"><p id="fresh">新しい頁</p></div>',
            content_type="text/html",
        ),
    )
    page.wait_for_timeout(1500)
    assert page.locator("#fresh").count() == 0
    answers["stamp"] = "other"
    page.wait_for_selector("#fresh", timeout=4000)


@pytest.mark.slow
def test_the_touch_that_wakes_a_blank_tablet_does_nothing_else(page: Any, gallery_address: str) -> None:
    page.clock.install()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{gallery_address}/ui/gallery/tablet-name/")
    received(page, gallery_address)
    blank, agree = page.locator("#tablet-blank"), page.locator("[data-focus]").bounding_box()
    for wake in (
        lambda: page.mouse.click(agree["x"] + agree["width"] / 2, agree["y"] + agree["height"] / 2),
        lambda: page.keyboard.press("Enter"),
    ):
        page.clock.run_for(125_000)
        assert blank.is_visible()
        wake()
        assert not blank.is_visible()
    assert [one for one in received(page, gallery_address) if one["path"].endswith("/tablet_next/")] == []


@pytest.mark.slow
def test_a_page_that_the_clerk_shows_wakes_a_blank_tablet(page: Any, gallery_address: str) -> None:
    page.clock.install()
    page.goto(f"{gallery_address}/ui/gallery/tablet-name/")
    page.clock.run_for(125_000)
    assert page.locator("#tablet-blank").is_visible()
    page.route(
        "**/tablet_page/**",
        lambda route: route.fulfill(
            body='<div id="screen" data-stamp="other" data-language="ja"><p id="fresh">新しい頁</p></div>',
            content_type="text/html",
        ),
    )
    page.clock.run_for(5_000)
    page.wait_for_selector("#fresh")
    assert not page.locator("#tablet-blank").is_visible()


@pytest.mark.slow
def test_the_tablet_grows_its_text_and_turns_dark_without_losing_contrast(page: Any, gallery_address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{gallery_address}/ui/gallery/tablet-name/")
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    assert page.evaluate(size) >= 28
    page.locator("[data-text-size]").click()
    page.locator("[data-contrast]").click()
    assert page.evaluate(size) >= 34
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    assert violations(page) == []


@pytest.mark.slow
def test_nobody_agrees_to_a_page_before_its_end_was_in_sight(page: Any, gallery_address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{gallery_address}/ui/gallery/tablet-person/")
    agree = page.locator("[data-reads-on]")
    assert "合っています" in base_text(agree)
    page.locator("[data-text-size]").click()
    page.locator("[data-text-size]").click()
    page.goto(f"{gallery_address}/ui/gallery/tablet-person/")
    assert "きを" in base_text(agree)
    received(page, gallery_address)
    for _ in range(6):
        if "合っています" in base_text(agree):
            break
        agree.click()
        page.wait_for_timeout(150)
    assert [one for one in received(page, gallery_address) if one["path"].endswith("/tablet_next/")] == []
    agree.click()
    sent = arrived(page, gallery_address, "tablet_next")
    assert [one["form"]["page"] for one in sent] == [["3"]]


@pytest.mark.slow
def test_what_is_wrong_is_one_tap_on_the_tablet(page: Any, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/ui/gallery/tablet-name/")
    page.locator("[data-opens=wrong]").click()
    assert violations(page) == []
    received(page, gallery_address)
    page.locator("dialog#wrong button[value=生年月日]").click()
    sent = arrived(page, gallery_address, "tablet_object")
    assert [one["form"]["words"] for one in sent] == [["生年月日"]]
