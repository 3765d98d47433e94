"""Screens that nobody mapped, drawn in many ways: what is proposed is right, and what is unsure is left out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kakanai.robots.runner import learn, ordinals
from kakanai.robots.runner.drivers.web import WebPort
from kakanai.robots.runner.proof.learning import read_folder, read_screen

pytestmark = pytest.mark.browser
SCREENS = Path(__file__).parent / "screens"


def scan(chromium, name):
    port = WebPort(chromium, "http://127.0.0.1:9")
    port.visit((SCREENS / name).as_uri())
    screen = port.scan()
    port.close()
    return screen


def test_screens_drawn_in_many_ways_are_read_with_hardly_a_wrong_proposal(chromium):
    total = read_folder(chromium, SCREENS)
    assert total.screens >= 77
    assert total.precision >= 0.98, total.notes
    assert total.coverage >= 0.95, total.notes
    assert total.drafted / total.fields >= 0.9


def test_the_judge_of_that_test_finds_a_planted_fault(chromium):
    swapped = {
        "person.fullName@subject": "person.nameKana@subject",
        "person.nameKana@subject": "person.fullName@subject",
    }
    planted = read_screen(chromium, SCREENS / "01-table-th.html", lambda gold: swapped.get(gold, gold))
    assert planted.wrong == 2


def test_a_caption_that_stands_elsewhere_on_the_screen_than_in_the_document_is_taken_by_sight(chromium):
    screen = scan(chromium, "17-css-grid-above.html")
    assert [c.caption for c in screen.controls][:3] == ["氏名", "フリガナ", "生年月日"]


def captions(chromium, name):
    return [(c.section, c.caption) for c in scan(chromium, name).controls]


def test_captions_under_their_boxes_belong_to_the_row_above(chromium):
    assert captions(chromium, "67-dog.html")[3:6] == [("所有者", "ﾌﾘｶﾞﾅ"), ("所有者", "氏 名"), ("所有者", "電 話")]


def test_titles_that_stand_side_by_side_reach_over_their_columns_only(chromium):
    titles = [section for section, _ in captions(chromium, "68-seal.html")]
    assert titles[:10] == ["登録者"] * 6 + ["代理人"] * 4


def test_each_line_of_a_caption_is_that_of_the_box_beside_it(chromium):
    names = [caption for _, caption in captions(chromium, "71-resident-lines.html")]
    assert names.count("フリガナ") == names.count("氏 名") - 1 == 2


def test_a_line_of_two_rows_has_the_head_of_each_row(chromium):
    first = [caption for section, caption in captions(chromium, "61-kokuho-persons.html") if section == "世帯員1"]
    assert first == ["氏名ｶﾅ", "生年月日", "性別", "続柄", "取得事由", "氏名", "取得日"]


def test_drawn_brackets_are_no_words_and_drawn_titles_are_titles(chromium):
    found = captions(chromium, "65-school-register.html")
    assert found[1] == ("児 童", "氏名(漢字)")
    assert ("保護者", "電話番号") in found


def test_boxes_under_one_caption_are_parts_of_one_value(chromium):
    found = {x.control.caption: x for x in learn.learn(scan(chromium, "13-rowspan-headers.html"))}
    parts = [found[f"生年月日({p})"].mapping.part for p in ("元号", "年", "月", "日")]
    assert parts == ["era", "era_year", "month", "day"]
    assert found["生年月日(元号)"].field["format"] == "era_name"


def test_the_same_caption_in_two_sections_is_two_peoples(chromium):
    found = [x for x in learn.learn(scan(chromium, "01-table-th.html")) if x.control.caption == "氏 名"]
    assert [x.mapping.item for x in found] == ["person.fullName", "agent.name"]


@pytest.mark.parametrize("caption", ["宛名番号", "氏名", "フリガナ", "個人番号", "パスワード", "添付"])
def test_what_a_robot_cannot_or_must_not_type_is_left_out(chromium, caption):
    found = {x.control.caption: x for x in learn.learn(scan(chromium, "12-locked-hidden.html"))}
    assert found[caption].field is None
    assert found[caption].why


def test_people_told_by_number_are_told_apart_or_left_to_a_person(chromium):
    found = learn.learn(scan(chromium, "55-nth-child.html"))
    assert [x.field["item"].partition(":")[0] for x in found] == ["child1", "child1", "child2", "child2", "child3"]
    rows = [x for x in learn.learn(scan(chromium, "56-lines-of-insured.html")) if "氏名" in x.control.caption]
    assert len(rows) == 2
    assert all(x.field is None for x in rows), "nobody can tell which line is whose"


@pytest.mark.parametrize(
    ("title", "number"),
    [("児童2", 2), ("第二子", 2), ("世帯員③", 3), ("XB10 資格取得 1", 1), ("氏名", 0), ("3歳未満", 0), ("三人目", 3)],
)
def test_the_number_of_a_person_is_read_off_a_title(title, number):
    assert ordinals.number(title) == number


def test_values_before_and_after_a_change_are_never_told_apart_by_guess(chromium):
    found = [
        x for x in learn.learn(scan(chromium, "47-before-after.html")) if x.control.path.endswith(("変更前", "変更後"))
    ]
    assert len(found) == 4
    assert [x.field for x in found] == [None] * 4


def command(*arguments):
    """Run the command in a process of its own: a browser of this process is already driven by another loop."""
    line = [sys.executable, "-m", "kakanai", "robot", "learn", *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=120)


def test_the_command_finds_the_frame_and_writes_a_draft_and_a_list(tmp_path):
    out, listed = tmp_path / "draft.yaml", tmp_path / "found.json"
    said = command(str(SCREENS / "09-frames.html"), "--out", str(out), "--json", str(listed))
    assert said.returncode == 0, said.stderr
    drafted = yaml.safe_load(out.read_text())
    assert drafted["frame"] == "body"
    assert len(drafted["entry"]["fields"]) == 6
    assert "approved" not in drafted
    assert len([f for f in json.loads(listed.read_text()) if f["item"]]) == 6
    assert "○ 被保険者 / 基礎年金番号: pension.basicNo@subject" in said.stdout


def test_an_address_that_does_not_answer_is_told_in_words():
    said = command("http://127.0.0.1:1/")
    assert said.returncode == 1
    assert "cannot be opened" in said.stderr
