"""UI Automation behind the same port, on a tree that was written down: no Windows machine took part in these tests."""

from __future__ import annotations

import json
import sys

import pytest

from kakanai.demo.targets.bench import WindowsBench
from kakanai.robots.runner.drivers.base import Dialog
from kakanai.robots.runner.drivers.tree import Node, from_outline, outline, screen_of
from kakanai.robots.runner.drivers.uia import Uia
from kakanai.robots.runner.errors import NotHereError, ScreenError


@pytest.fixture
def windows():
    return WindowsBench()


def test_a_record_is_typed_saved_and_read_back(windows):
    outcome, job, steps = windows.type_one()
    assert (outcome, len(windows.stored(job)), "typed" in steps) == ("done", 1, True)


def test_a_record_that_is_there_is_not_typed_again(windows):
    windows.type_one()
    windows.count -= 1
    outcome, job, steps = windows.type_one()
    assert (outcome, "typed" in steps, len(windows.stored(job))) == ("done", False, 1)


def test_a_stored_value_that_differs_is_found_by_the_read_back(windows):
    windows.program.orders.tell("wrong", value="kanji")
    assert windows.type_one()[0] == "different"


def test_a_message_box_that_nobody_declared_is_answered_no(windows):
    windows.program.orders.tell("double_popup")
    outcome, job, _ = windows.type_one()
    assert (outcome, len(windows.stored(job))) == ("ambiguous", 1)


def test_a_program_that_does_not_run_defers_the_record(windows):
    windows.program.orders.tell("down", times=-1)
    assert windows.type_one()[0] == "access"


def test_choices_that_are_there_only_while_a_list_is_open_are_read_and_the_list_is_closed_again(windows):
    windows.port.open("住民異動入力(転入)")
    screen = windows.port.scan()
    (gender,) = screen.find("性別")
    assert gender.options == ("", "男", "女")
    assert gender.ref.ref.GetChildren() == []


def test_a_declared_question_is_answered_as_declared_and_only_once(windows):
    windows.port.open("住民異動入力(転入)")
    windows.program._ask("登録しますか?", lambda: None)
    windows.port.expect_dialogs((Dialog("登録しますか?", "accept"),))
    windows.port.scan()
    assert windows.port.unexpected() == []
    windows.program._ask("登録しますか?", lambda: None)
    windows.port.scan()
    assert windows.port.unexpected() == ["confirm: 登録しますか?"]


def test_a_read_only_box_takes_no_text(windows):
    windows.type_one()
    windows.program.show_record(800001)
    screen = windows.port.scan()
    (name,) = screen.find("氏名(漢字)")
    assert name.locked
    with pytest.raises(ScreenError, match="does not take a text"):
        windows.port.enter(name, "x")


def test_an_outline_of_a_window_holds_its_captions_and_no_value(windows):
    windows.type_one()
    windows.program.show_record(800001)
    window = next(w for w in Uia(windows.program).windows(windows.program.window.ClassName) if w.role == "window")
    text = json.dumps(outline(window), ensure_ascii=False)
    assert "氏名(漢字)" in text
    assert "健一" not in text
    again = screen_of(from_outline(json.loads(text)))
    assert [c.caption for c in again.controls] == [c.caption for c in screen_of(window).controls]


def test_captions_of_boxes_without_names_are_taken_by_sight():
    window = Node("window", "DG0100 犬の登録", children=[
        Node("label", "氏名", rect=(10, 10, 40, 20)), Node("text", rect=(80, 8, 200, 24)),
        Node("label", "住所", rect=(10, 50, 40, 20)), Node("text", rect=(10, 72, 200, 24)),
        Node("text", rect=(900, 900, 50, 24)),
    ])  # fmt: skip
    assert [c.caption for c in screen_of(window).controls] == ["氏名", "住所", ""]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has the package")
def test_without_the_package_it_is_said_what_is_missing():
    with pytest.raises(NotHereError, match="uiautomation"):
        Uia()
