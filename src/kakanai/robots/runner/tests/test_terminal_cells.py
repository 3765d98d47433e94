"""A terminal's buffer read as a screen, and addresses, without a terminal."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from kakanai.demo.targets import TERMINAL_MAP
from kakanai.robots.runner import lint
from kakanai.robots.runner.drivers import cellpicture, s3270
from kakanai.robots.runner.drivers.base import Dialog
from kakanai.robots.runner.drivers.cells import blank, cells, screen_of
from kakanai.robots.runner.drivers.terminal import TerminalPort
from kakanai.robots.runner.errors import AccessError, MapError, NotHereError
from kakanai.robots.runner.screenmap import load, parse
from kakanai.robots.runner.screens import Control

TEXT, DIGITS, HIDDEN, PROTECTED = "c1", "50", "4d", "f0"


def line(*parts: tuple[str, str], size: int = 80) -> str:
    """One row as ReadBuffer(Unicode) writes it: fields as (attribute, text), kanji in two positions between shifts."""
    tokens: list[str] = []
    for attribute, text in parts:
        tokens.append(f"SF(c0={attribute})")
        wide = False
        for character in text:
            if (character > "\u2fff" and character < "\uff00") != wide:
                wide = not wide
                tokens.append("000e" if wide else "000f")
            tokens += [f"{ord(character):04x}", "-"] if wide else [f"{ord(character):04x}"]
        tokens += ["000f"] if wide else []
    return " ".join(tokens + ["0000"] * (size - len(tokens)))


def read(*rows: str):
    return screen_of(cells(rows, 80))


HEAD = line((PROTECTED, "JM0210"), (PROTECTED, "税証明入力 2026/11/24 09:15"))


def test_code_and_title_stand_in_the_first_row_without_the_clock():
    screen = read(HEAD)
    assert (screen.code, screen.title) == ("JM0210", "税証明入力")


def test_a_field_is_called_what_stands_exactly_left_of_it_on_its_row():
    screen = read(
        HEAD,
        line((PROTECTED, "■申請者")),
        line((PROTECTED, "氏名 . . . :"), (TEXT, " " * 10), (PROTECTED, "年度 :"), (DIGITS, "    "), (PROTECTED, "")),
        line((TEXT, " " * 5), (PROTECTED, "備考")),
    )
    assert [(c.section, c.caption, c.kind, c.max) for c in screen.controls] == [
        ("申請者", "氏名", "text", 10), ("申請者", "年度", "digits", 4), ("申請者", "", "text", 5),
    ]  # fmt: skip


def test_codes_beside_a_field_are_its_choices_and_its_value_is_their_word():
    screen = read(
        HEAD, line((PROTECTED, "区分 :"), (TEXT, "2"), (PROTECTED, "1:新規 2:変更"), (TEXT, " "), (PROTECTED, ""))
    )
    first, second = screen.controls
    assert (first.kind, first.options, first.value) == ("select", ("", "新規", "変更"), "変更")
    assert second.caption == ""


def test_what_was_typed_cannot_pass_for_a_sign_of_success_or_a_key():
    screen = read(HEAD, line((PROTECTED, "備考 :"), (TEXT, "登録しました。PF5=登録"), (PROTECTED, "")))
    assert "登録しました" not in screen.text
    assert screen.buttons == ()


def test_a_hidden_field_is_a_password_and_what_stands_in_it_is_not_read():
    screen = read(HEAD, line((PROTECTED, "暗証 :"), (HIDDEN, "secret"), (PROTECTED, "")))
    assert [(c.kind, c.value) for c in screen.controls] == [("password", "")]
    assert "secret" not in repr(screen.text)


def test_keys_are_buttons_only_in_a_line_of_keys():
    screen = read(HEAD, line((PROTECTED, "PF3=取消 PF12: 登録")), line((PROTECTED, "確認後 PF5=登録 を押してください")))
    assert [(b.caption, b.ref) for b in screen.buttons] == [("取消", "PF3"), ("登録", "PF12")]


def test_a_shown_value_stands_right_of_its_caption():
    screen = read(HEAD, line((PROTECTED, "◆世帯")), line((PROTECTED, "世帯主 :"), (PROTECTED, "見本 太郎")))
    assert [(d.section, d.caption, d.text) for d in screen.displays] == [("世帯", "世帯主", "見本 太郎")]


def test_lines_to_choose_from_are_a_table_and_their_boxes_no_fields():
    screen = read(
        HEAD,
        line((PROTECTED, "S=選択"), (PROTECTED, "番号"), (PROTECTED, "カナ")),
        line((TEXT, " "), (PROTECTED, "     "), (PROTECTED, "    ")),
    )
    assert screen.controls == ()
    (table,) = screen.tables
    assert (table.columns, table.rows[0].links[0].caption, table.rows[0].links[0].ref.letter) == (
        ("番号", "カナ"), "選択", "S",
    )  # fmt: skip


FORM = (
    HEAD,
    line((PROTECTED, "氏名 :"), (TEXT, "見本<花子>"), (PROTECTED, "年度 :"), (DIGITS, "1987"), (PROTECTED, "")),
    line((PROTECTED, "暗証 :"), (HIDDEN, "hushhush"), (PROTECTED, "住所 :"), (PROTECTED, "見本市1"), (PROTECTED, "")),
)


@pytest.mark.parametrize(
    ("mask", "seen", "unseen"),
    [
        ((), ("見本&lt;花子&gt;", "1987", "見本市1"), ("hushhush",)),
        (("氏名",), ("1987", "見本市1"), ("花子", "hushhush")),
        (("*",), ("氏名:", "税証明入力"), ("花子", "1987", "見本市1", "hushhush")),
    ],
)
def test_a_picture_shows_the_screen_and_never_what_is_masked_or_hidden(mask, seen, unseen):
    drawn = cellpicture.draw(cells(FORM, 80), 80, mask).decode()
    texts = "|".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn))
    assert all(text in texts for text in seen)
    assert not any(text in texts for text in unseen)
    assert ElementTree.fromstring(drawn).get("width") == "720"


def test_each_character_of_a_picture_stands_in_its_own_cell():
    drawn = cellpicture.draw(cells((line((PROTECTED, "A氏B")),), 80), 80, ()).decode()
    # The attribute takes the first cell, a shift one on either side of the kanji, the kanji two.
    assert '<text y="15" x="9 27 54">A氏B</text>' in drawn


def test_a_transaction_may_be_typed_only_on_an_empty_screen():
    assert blank((" ".join(["0000"] * 80),))
    assert not blank((line((PROTECTED, "")),))


@pytest.mark.parametrize(
    ("address", "host", "page"),
    [
        ("tn3270://host.city.example", "host.city.example:23", "cp939"),
        ("tn3270s://10.0.0.1/cp930", "L:10.0.0.1:992", "cp930"),
        ("tn3270://[::1]:2300/cp939", "[::1]:2300", "cp939"),
    ],
)
def test_an_address_names_host_port_and_code_page(address, host, page):
    assert s3270.place(address) == s3270.Place(host, page)


@pytest.mark.parametrize("address", ["http://host", "tn3270://", "tn3270://a b", "tn3270://host/cp939 -trace"])
def test_any_other_address_is_refused(address):
    with pytest.raises(MapError):
        s3270.place(address)


def test_text_is_one_argument_whatever_it_holds():
    assert s3270.quoted('a"),Enter(\\') == '"a\\"),Enter(\\\\"'


def test_a_pc_without_the_emulator_says_so(monkeypatch):
    monkeypatch.setattr(s3270.shutil, "which", lambda _name: None)
    with pytest.raises(NotHereError, match="s3270 is not installed"):
        TerminalPort("tn3270://127.0.0.1").open("AT01")


def test_nothing_is_sent_without_a_session():
    with pytest.raises(AccessError):
        TerminalPort("tn3270://127.0.0.1").scan()


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("kanji", "見本　太郎", ""),
        ("kanji", "見本 太郎", "全角の項目に半角文字があります"),
        ("text", "ﾐﾎﾝ A-1", ""),
        ("text", "ミホン", "半角の項目に全角文字があります"),
        ("text", "a\\b", "端末で使えない文字があります"),
        ("digits", "5081120", ""),
        ("digits", "5年", "数字の項目に数字でない文字があります"),
    ],
)
def test_a_field_takes_only_its_own_kind_of_text(kind, text, why):
    assert TerminalPort("tn3270://127.0.0.1").unfit(Control("氏名", "", kind), text) == why


def test_the_sample_map_is_sound_and_a_pop_up_in_it_would_not_be():
    assert [p.text for p in lint.lint(load(TERMINAL_MAP)) if p.severe] == []
    text = TERMINAL_MAP.read_text().replace("press: 登録\n", "press: 登録\n    dialogs: [{text: よろしいですか}]\n")
    assert "a terminal has no pop-ups" in [p.text for p in lint.lint(parse(text)) if p.severe]
    with pytest.raises(MapError):
        TerminalPort("tn3270://127.0.0.1").expect_dialogs((Dialog("よろしいですか"),))
