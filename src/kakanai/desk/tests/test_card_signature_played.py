"""The card's signature as people live it: a tablet and a clerk's screen in Chromium, the PIN window, and a real pcscd."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kakanai.agent.tests import hands
from kakanai.agent.tests.test_no_trace_of_a_pin import found_in
from kakanai.agent.tests.test_window import display
from kakanai.card.virtual.deck import family, make_deck
from kakanai.card.virtual.pcscd import PrivatePcscd, missing
from kakanai.counter import actions as counter
from kakanai.counter import anchors, api
from kakanai.desk.actions.confirmation import seal_key
from kakanai.desk.models import Signature
from kakanai.desk.tests import test_visit
from kakanai.signing import Trust, Verdict, verify

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.desktop,
    pytest.mark.pcscd,
    pytest.mark.django_db(transaction=True),
]
SOURCE = str(Path(__file__).parents[3])
SECONDS = 60_000
desk, tablet, prepared = test_visit.desk, test_visit.tablet, test_visit.prepared
screen = display


@pytest.fixture
def deck(tmp_path, settings, monkeypatch) -> Path:
    folder = tmp_path / "deck"
    make_deck(folder)
    settings.KAKANAI_CARD_ANCHORS = str(tmp_path / "anchors")
    anchors.install(folder / "anchors.json", "virtual")
    monkeypatch.setenv("KAKANAI_REVOCATION", f"virtual:{folder}")
    monkeypatch.setattr(api, "_POLL_SECONDS", 1.0)
    return folder


@pytest.fixture
def private_pcscd(deck):
    if reason := missing():
        pytest.skip(reason)
    with PrivatePcscd() as running:
        running.insert(deck / "p1.card.json")
        yield running


@pytest.fixture
def agent(live_server, private_pcscd, clerk, screen, tmp_path):
    counter.add_counter("1")
    command = [sys.executable, "-m", "kakanai", "agent"]
    common = ["--server", live_server.url, "--device", str(tmp_path / "pc.json")]
    environment = {**os.environ, **private_pcscd.environment, "PYTHONPATH": SOURCE}
    token = counter.make_enrolment_token("1", clerk)
    subprocess.run([*command, "enrol", *common, "--token", token], env=environment, check=True, capture_output=True)
    log = tmp_path / "agent.log"
    process = subprocess.Popen(
        [*command, "run", *common], env=environment, stdout=log.open("wb"), stderr=subprocess.STDOUT
    )
    yield log
    process.terminate()
    process.wait()


def as_in(browser, live_server, client, **how):
    """Return a page of the browser that continues a test client's session."""
    context = browser.new_context(base_url=live_server.url, **how)
    context.add_cookies(
        [
            {"name": name, "value": one.value, "url": live_server.url, "secure": True}
            for name, one in client.cookies.items()
        ]
    )
    context.set_default_timeout(SECONDS)
    return context.new_page()


def test_the_resident_taps_types_in_the_window_and_both_screens_end_at_thanks(
    chromium, live_server, agent, desk, tablet, prepared, visit
):
    for page in range(1, len(prepared.pages) + 1):
        tablet.post(reverse("desk:tablet_next"), {"page": page})
    facing = as_in(chromium, live_server, tablet, viewport={"width": 1180, "height": 820}, has_touch=True)
    clerks = as_in(chromium, live_server, desk, viewport={"width": 1366, "height": 768})
    facing.goto(reverse("desk:tablet"))
    clerks.goto(reverse("desk:visit", args=[visit.id]))
    facing.locator(".signature__card").tap()
    code = facing.locator(".screen--card .receipt strong").inner_text()
    expect(clerks.locator(".job__code")).to_have_text(code, timeout=SECONDS)
    hands.wait_for_keyboard(60)
    password = next(one for one in family() if one.key == "p1").secret("sign_password")
    hands.press(*password.lower(), "Return")
    facing.locator(".screen--thanks").wait_for()
    clerks.locator(".handover, .facing__screen--signed").first.wait_for()
    signature = Signature.objects.get(confirmation=prepared)
    authorities = anchors.current().authorities
    trust = Trust(frozenset({seal_key(visit.municipality).public}), authorities, accept_virtual=True)
    assert (signature.kind, verify(bytes(signature.bundle), trust).verdict) == ("card", Verdict.VALID)
    assert not found_in(agent.read_bytes() + bytes(signature.bundle), password.encode())
