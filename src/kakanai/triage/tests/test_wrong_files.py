"""Household files of any shape: whatever cannot be read is told by field, and nothing is taken in silence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kakanai.triage import HouseholdFileError
from kakanai.triage.cli import triage
from kakanai.triage.household_file import read_household
from kakanai.triage.written import LARGEST

VISIT = date(2026, 11, 23)
PERSON = "persons: [{person.birthDate: 1985-04-12}]"


def judged(tmp_path: Path, text: str | bytes, *, name: str = "household.yaml", event: str = "move-in") -> Result:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(triage, ["--event", event, "--household", str(path), "--on", "2026-11-23", "--json"])


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("persons: [{person.birthDate: 1985-04-12, person.birthDate: 1990-01-01}]", "person.birthDate", "2回"),
        (f"event: move-in\nevent: birth\n{PERSON}", "event", "2回"),
        (f"source: [card]\n{PERSON}", "source", "register"),
        (f"household: &a {{household.dog: true}}\n{PERSON}\nvisit: *a", "line 3", "参照"),
        ("persons: " + "[" * 5000 + "]" * 5000, "household.yaml", "入れ子"),
        ("persons:\n" + "  - {person.birthDate: 1985-04-12}\n" * 201, "persons", "200人まで"),
        (
            "persons: [{person.birthDate: 1985-04-12, person.deathDate: 1985-04-11}]",
            "persons[0].person.deathDate",
            "より前",
        ),
        (f"household: {{event.knownDate: 2026-11-24}}\n{PERSON}", "household.event.knownDate", "来庁日"),
        ('persons: [{person.givenName: "\\e[31m"}]', "persons[0].person.givenName", "表示できない"),
        (f"persons: [{{person.givenName: {'x' * 1001}}}]", "persons[0].person.givenName", "1,000文字"),
        (
            f"household: {{household.certificateCopies: 99999999}}\n{PERSON}",
            "household.household.certificateCopies",
            "",
        ),
        (f"household: {{household.certificateCopies: -1}}\n{PERSON}", "household.household.certificateCopies", "0以上"),
        (f"{PERSON}\nhousehold: [1]", "household", "項目と値"),
        ("", "household.yaml", "persons"),
        ("persons:\n\t- {}", "household.yaml:2", "YAML"),
        (b"persons: [\xff]", "household.yaml", "UTF-8"),
        ("persons: [{}]\x00", "household.yaml", "YAML"),
        (b"#" * (LARGEST + 1), "household.yaml", "1,000,000"),
    ],
)
def test_a_file_of_any_shape_is_refused_by_its_field(tmp_path: Path, text: str | bytes, field: str, said: str) -> None:
    result = judged(tmp_path, text)
    assert result.exit_code == 2, result.exception
    assert f"「{field}」を直してください" in result.stderr
    assert said in result.stderr
    assert len(result.stderr) < 2000
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"event": "birth", "event": "death", "persons": [{}]}', "event"),
        ('{"persons": [{"person.hasCard": true, "person.hasCard": false}]}', "person.hasCard"),
        ('{"persons": [{"person.givenName": "\\ud800"}]}', "persons[0].person.givenName"),
        (
            '{"household": {"household.certificateCopies": 1e999}, "persons": [{}]}',
            "household.household.certificateCopies",
        ),
        (
            '{"household": {"household.certificateCopies": NaN}, "persons": [{}]}',
            "household.household.certificateCopies",
        ),
        ('{"persons": [' * 5000, "household.json"),
        ('{\n\t"persons": [{}', "household.json"),
    ],
)
def test_json_is_read_as_strictly(tmp_path: Path, text: str, field: str) -> None:
    result = judged(tmp_path, text, name="household.json")
    assert result.exit_code == 2, result.exception
    assert f"「{field}" in result.stderr


def test_json_as_other_systems_write_it_is_read(tmp_path: Path) -> None:
    # indented by tabs, a name beyond the basic plane in escapes
    text = json.dumps({"persons": [{"person.givenName": "𠮷田", "person.birthDate": "1985-04-12"}]}, indent="\t")
    assert "\\ud842\\udfb7" in text
    path = tmp_path / "household.json"
    path.write_text(text, encoding="utf-8")
    assert read_household(path, VISIT).content["persons"][0]["person.givenName"] == "𠮷田"
    assert judged(tmp_path, text, name="household.json").exit_code == 0


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_byte_order_marks_and_line_ends_of_any_system_are_read(tmp_path: Path, ends: str, mark: str) -> None:
    lines = ["household:", "  move.date: 2026-11-16", "persons:", "  - person.birthDate: 1985-04-12", ""]
    result = judged(tmp_path, mark + ends.join(lines))
    assert result.exit_code == 0, result.output
    notice = next(each for each in json.loads(result.stdout)["results"] if each["procedure"] == "move_in_notice")
    assert notice["deadline"]["date"] == "2026-11-30"


def test_somebody_of_whom_nothing_is_known_is_still_one_of_the_household(tmp_path: Path) -> None:
    result = judged(tmp_path, "persons: [{person.birthDate: 1985-04-12, person.hasCard: true}, {}]")
    status = {(each["procedure"], each["person"]): each["status"] for each in json.loads(result.stdout)["results"]}
    assert status["card_update", "p1"] == "needed"
    assert status["card_update", "p2"] == "unknown"


def test_a_file_that_names_no_event_is_told_which_there_are(tmp_path: Path) -> None:
    path = tmp_path / "household.yaml"
    path.write_text(f"event:\n{PERSON}", encoding="utf-8")
    result = CliRunner().invoke(triage, ["--household", str(path)])
    assert result.exit_code == 2
    assert "「event」を直してください" in result.stderr
    assert "move-in" in result.stderr


@pytest.mark.parametrize(
    ("event", "household", "said"),
    [
        ("move-in", "{move.date: 2026-11-24}", "転入届は住み始めてから"),
        ("move-within", "{move.date: 2026-11-24}", "転居届は住み始めてから"),
        ("death", "{event.date: 2026-11-24}", "死亡の日"),
        ("birth", "{event.date: 2026-11-24}", "出生の日"),
    ],
)
def test_a_day_still_to_come_is_remarked(tmp_path: Path, event: str, household: str, said: str) -> None:
    result = judged(tmp_path, f"household: {household}\n{PERSON}", event=event)
    assert result.exit_code == 0
    assert said in result.stderr
    assert said not in judged(tmp_path, f"household: {household.replace('24', '23')}\n{PERSON}", event=event).stderr


def test_a_visit_before_the_rules_begin_is_not_taken_for_no_need(tmp_path: Path) -> None:
    path = tmp_path / "household.yaml"
    path.write_text(f"event: move-in\n{PERSON}", encoding="utf-8")
    before = CliRunner().invoke(triage, ["--household", str(path), "--on", "2024-12-01"])
    assert "国民健康保険 資格取得届(2024-12-02から)" in before.stderr
    assert "規則がまだない" not in CliRunner().invoke(triage, ["--household", str(path), "--on", "2024-12-02"]).stderr


def test_an_error_is_raised_with_every_field_for_programs(tmp_path: Path) -> None:
    path = tmp_path / "household.yaml"
    path.write_text("persons: 3", encoding="utf-8")
    with pytest.raises(HouseholdFileError) as caught:
        read_household(path, VISIT)
    assert [problem.field for problem in caught.value.problems] == ["persons"]
