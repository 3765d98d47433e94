"""The whole way, once, on real parts: `./kakanai demo --play` as a person would start it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kakanai.server import browser, environment

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(900)]
PAGE = environment.REPOSITORY / "docs" / "reference" / "stopwatch.md"
INSPECTION = {"screens_inspected", "accessibility_violations", "accessibility_planted_found"}
FEWEST_SCREENS = 30


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Play the visit on a fresh embedded database of its own."""
    try:
        browser.executable()
    except browser.BrowserMissingError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("play")
    command = [
        sys.executable,
        "-m",
        "kakanai",
        "demo",
        "--play",
        "--accessibility",
        "--json",
        str(folder / "sheet.json"),
    ]
    command += ["--pictures", str(folder / "pictures"), "--documents", str(folder / "documents")]
    left_out = ("KAKANAI_", "DJANGO_", "PYTEST_", "DATABASE_URL")
    own = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    own |= {"KAKANAI_VAR": str(folder / "var"), "PYTHONPATH": str(environment.REPOSITORY / "src")}
    done = subprocess.run(command, env=own, capture_output=True, text=True, check=False, timeout=850)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return folder, done.stdout


@pytest.fixture(scope="module")
def sheet(played):
    return json.loads((played[0] / "sheet.json").read_text("utf-8"))


def test_nothing_is_asked_twice_and_nothing_is_written_by_hand(sheet):
    written = ("handwritten_names", "handwritten_addresses", "handwritten_birth_dates", "facts_asked_twice")
    assert {name: sheet[name] for name in written} == dict.fromkeys(written, 0)


def test_on_paper_the_same_visit_is_52_names_28_addresses_and_32_birth_dates(sheet):
    assert (sheet["paper_names"], sheet["paper_addresses"], sheet["paper_birth_dates"]) == (52, 28, 32)


def test_the_clerk_needs_no_mouse(sheet):
    assert sheet["clerk_clicks"] == 0
    assert sheet["clerk_keys"] > 20


def test_one_signature_covers_fourteen_forms_and_every_core_system_reads_back_the_same(sheet):
    assert (sheet["signatures"], sheet["forms"], sheet["cards_read"]) == (1, 14, 4)
    assert sheet["systems_filled"] == sheet["systems_read_back"] >= 2
    assert sheet["questions_asked"] <= 12


def test_the_seconds_to_the_first_screen_are_measured(sheet):
    assert 0 < sheet["first_screen_seconds"] < sheet["machine_seconds"] + 300


def test_the_visit_takes_about_ten_minutes_where_paper_takes_hours(sheet):
    assert sheet["resident_minutes"] < 12
    assert sheet["paper_minutes"] > 100


def test_no_screen_of_the_visit_has_an_accessibility_violation_and_a_planted_one_is_found(sheet):
    assert sheet["accessibility_violations"] == 0
    assert sheet["accessibility_planted_found"] >= 5
    assert sheet["screens_inspected"] >= FEWEST_SCREENS


def test_every_key_of_the_sheet_is_documented_and_no_other(sheet):
    documented = set(re.findall(r"`([a-z]+(?:_[a-z]+)*)`", PAGE.read_text("utf-8")))
    assert set(sheet) - documented == set()
    assert {name for name in documented if "_" in name and name not in sheet} <= {"known_before"}
    assert set(sheet) >= INSPECTION


def test_the_printed_sheet_says_the_same(played, sheet):
    assert f"紙では {sheet['paper_names']}" in played[1]
    assert f"{sheet['resident_minutes']:.1f}分" in played[1]


def test_the_signed_document_can_be_checked_without_the_desk(played):
    folder = played[0] / "documents"
    command = [sys.executable, "-m", "kakanai", "signing", "verify", str(folder / "signature.kakanai")]
    source = {"PYTHONPATH": str(environment.REPOSITORY / "src")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | source)
    assert "[binding]" in done.stdout, done.stdout + done.stderr
    assert "？ 封印の鍵が" in done.stdout
    assert (folder / "guidance.pdf").read_bytes().startswith(b"%PDF-")


def test_nothing_that_the_play_leaves_in_its_logs_is_personal(played):
    logs = Path(played[0] / "var" / "log")
    text = "\n".join(file.read_text(errors="replace") for file in logs.glob("*.log"))
    assert text
    for trace in ("城　", "桜町", "カツラギ", "1985-04-12", "2285", "KENICHI85", "09000000000"):
        assert trace not in text
