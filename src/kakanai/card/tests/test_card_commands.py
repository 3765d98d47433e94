"""`kakanai card …` on the command line, and the trace that may leave the building."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kakanai.card import shapes, trace
from kakanai.card.cli import card as command
from kakanai.card.survey import Secrets, survey
from kakanai.card.tests.conftest import PERSON
from kakanai.card.virtual import VirtualTransport
from kakanai.card.virtual.deck import make_deck
from kakanai.card.virtual.engine import VirtualCard

SOURCE = str(Path(__file__).parents[3])


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deck")
    make_deck(folder, [PERSON])
    return folder


def run(*arguments: str, typed: str = "") -> str:
    result = CliRunner().invoke(command, list(arguments), input=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_read_prints_the_attributes_and_the_verdict(deck):
    shown = json.loads(
        run("read", "--reader", str(deck / "p1.card.json"), "--anchors", str(deck), "--json", typed="1985\n")
    )
    assert shown["name"] == "葛\U000e0102城　健一"
    assert (shown["integrity"], shown["world"], shown["commands"]) == ("good", "virtual", 9)


def test_verify_tells_a_genuine_card_and_fails_without_anchors(deck):
    shown = run("verify", "--reader", str(deck / "p1.card.json"), "--anchors", str(deck), typed="1985\n")
    assert "record: good" in shown
    assert "card_key: good" in shown
    result = CliRunner().invoke(command, ["verify", "--reader", str(deck / "p1.card.json")], input="1985\n")
    assert result.exit_code == 1


def test_a_wrong_pin_and_a_missing_reader_are_told_in_words(deck):
    result = CliRunner().invoke(command, ["read", "--reader", str(deck / "p1.card.json")], input="0000\n")
    assert result.exit_code == 1
    assert "暗証番号が違います" in result.output
    # In a process of its own: libpcsclite keeps the first address that it is told.
    tried = subprocess.run(
        [sys.executable, "-m", "kakanai", "card", "tries", "--reader", "pcsc"], capture_output=True, text=True,
        check=False, env={**os.environ, "PYTHONPATH": SOURCE, "PCSCLITE_CSOCK_NAME": "/nowhere"},
    )  # fmt: skip
    assert tried.returncode == 1
    assert "カードリーダーが見つかりません" in tried.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("serve {card} --vpcd 127.0.0.1:abc", "not HOST:PORT"),
        ("serve {card} --vpcd nohost", "not HOST:PORT"),
        ("serve {card} --vpcd 127.0.0.1:99999", "not HOST:PORT"),
        ("make --out {card}/below", "directory"),
        ("trace --reader {card} --pin --out {card}/below/trace.txt", "irectory"),
        ("read --reader {card} --anchors {sheet}", "(anchors:"),
        ("verify --reader {card} --anchors {sheet}", "(anchors:"),
    ],
)
def test_a_mistake_on_the_command_line_is_told_before_anybody_types_a_secret(deck, arguments, told):
    words = arguments.format(card=deck / "p1.card.json", sheet=deck / "secrets.tsv").split()
    result = CliRunner().invoke(command, words, input="1985\n")
    assert result.exit_code in {1, 2}
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert told in result.output
    assert "secret" not in result.output.replace("secrets.tsv", "")


def test_tries_costs_none(deck):
    first = json.loads(run("tries", "--reader", str(deck / "p1.card.json"), "--json"))
    assert json.loads(run("tries", "--reader", str(deck / "p1.card.json"), "--json")) == first
    assert first["jpki.sign_password"] == 5


def test_the_trace_holds_structure_and_no_secret_and_no_personal_value(deck, tmp_path):
    out = tmp_path / "trace.txt"
    arguments = ["trace", "--reader", str(deck / "p1.card.json"), "--pin", "--number-b", "--sign", "--out", str(out)]
    run(*arguments, typed=f"1985\n{PERSON.number_b}\nKENICHI85\n")
    text = out.read_text()
    for expected in SETTLED:
        assert expected in text, expected
    for kept in (*PERSON.pins.values(), PERSON.number_b, PERSON.twelve_digits, "健一", "前川市", PERSON.birth, "葛"):
        for form in (kept, kept.encode().hex()):
            assert form not in text
    assert PERSON.number_b in f"> 0020 {PERSON.number_b}"  # the same search finds what is there


SETTLED = (
    "# kind my-number-card, token name 'JPKIAPICCTOKEN2'",
    "first command after power-up: 9000",
    "ef 0014: read 6981, no data, tries 10",
    "extended length: 9000",
    "get challenge of 8: 9000",
    "attributes: tag ff20, length form 00",
    "name: 1 ideographic space, 4 kanji, 1 variation selector; a space follows kanji",
    "birth: 8 digits, no part is zeros",
    "number: tag ff10, length form 00, 12 bytes, then 2 bytes",
    "the card's own key is signed by the key of EF 0004: yes",
    "the card's own signature took",
    "the PIN's right after selecting the same application again: 9000",
    "the PIN's right after a warm reset: 9000",
    "face: tag ff20",
    "marks: 5 of '01'",
    " ms",
)


def test_the_trace_of_a_strict_card_says_that_selecting_ends_the_pins_right(card, typed):
    with VirtualTransport(VirtualCard(card.image, strict=True)) as transport:
        lines = survey(transport, Secrets(pin=typed()))
    ended = [line for line in lines if "the PIN's right after" in line]
    assert [line.split()[-1] for line in ended] == ["6982", "6982", "6982"]


@pytest.mark.parametrize(("issuer", "read"), [(b"5000033", False), (b"6000033", True), (b"9000033", True)])
def test_the_trace_reads_the_number_of_test_cards_only(card, typed, issuer, read):
    certificate = card.image.applications[1].files[4]
    assert b"9000033" in certificate.content
    certificate.content = certificate.content.replace(b"9000033", issuer)
    with VirtualTransport(card) as transport:
        lines = survey(transport, Secrets(pin=typed()))
    assert any(line.startswith("> 00b08100") for line in lines) is read
    assert ("#   number: left unread: this is no test card" in lines) is not read


def test_what_a_value_looks_like_is_told_without_the_value():
    assert shapes.of_text("前川市本町１－２　見本ハイツ３０５") == (
        "1 full-width hyphen, 5 fullwidth digit, 1 ideographic space, 7 kanji, 3 katakana; a space follows fullwidth digit"
    )
    assert shapes.of_text("SMITH　JOHN") == "1 ideographic space, 9 latin; a space follows latin"
    assert "1 kanji beyond the basic plane" in shapes.of_text("\U00020bb7野")
    assert "1 private use (外字)" in shapes.of_text("\ue000")
    assert shapes.of_date("19800000") == "8 digits, zeros for month, day"
    assert shapes.of_date("1980") == "4 characters, 4 digit"
    assert shapes.of_object(b"") == "no data"
    assert shapes.of_parts(b"\x01") == "1 bytes, not an object"


def test_a_secret_command_is_cut_from_the_trace_whatever_its_form():
    for instruction in ("20", "24", "32", "21"):
        line = trace.redact(bytes.fromhex(f"00{instruction}009104") + b"1985", b"", 0x9000)
        assert "31393835" not in line
        assert "[5 bytes]" in line
    assert "31393835" in trace.redact(bytes.fromhex("00A4009104") + b"1985", b"", 0x9000)  # the check would see it


def test_the_trace_of_a_card_walks_without_spending_a_try(card):
    with VirtualTransport(card) as transport:
        survey(transport)
    assert all(pin.left == pin.tries for app in card.image.applications for ef, pin in app.pins.items() if ef != 0x12)
