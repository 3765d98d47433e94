"""`kakanai triage` on the documented household files, and on wrong ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kakanai.catalogue.cli import catalogue
from kakanai.catalogue.furigana import unread
from kakanai.triage.cli import triage

EXAMPLES = Path(__file__).parents[4] / "docs" / "examples" / "households"


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(triage, list(arguments), input=typed)


def test_the_items_of_the_docs_are_those_of_the_catalogue() -> None:
    page = (EXAMPLES.parents[1] / "reference" / "household-file.md").read_text(encoding="utf-8")
    assert CliRunner().invoke(catalogue, ["items"]).output in page


def test_every_reason_in_the_easy_language_has_a_reading_on_every_kanji() -> None:
    for path in EXAMPLES.glob("*.yaml"):
        results = json.loads(run("--household", str(path), "--language", "ja-easy", "--json").stdout)["results"]
        for each in results:
            rule = each["deadline"]["rule"] if each["deadline"] else ""
            said = [each[key] for key in ("name", "office", "reason", "would_change", "deadline_note", "note")]
            assert unread("".join([*said, rule, *each["documents"]])) == "", each


def test_the_list_says_deadline_law_papers_facts_and_what_would_change_it() -> None:
    path = str(EXAMPLES / "left-work.yaml")
    shown = run("--household", path, "--detail").output
    assert "期限: 2026-11-16 (7日過ぎています)" in shown
    assert (
        "もとにした事実: p1 智子 生年月日: 1985-10-03(住民登録)、p1 智子 職場の健康保険を失ったかどうか: はい(住民登録)"
        in shown
    )
    assert "変わる場合: " in shown
    english = run("--household", path, "--detail", "--language", "en").output
    assert "7 days overdue" in english
    assert not re.search(r"(?m)^\s+(deadline|would change|note): .*[ぁ-ん]", english)


def test_the_list_puts_hard_stops_first_and_people_of_one_procedure_on_one_line() -> None:
    shown = run("--household", str(EXAMPLES / "protected-mother.yaml")).output
    to_confirm = shown.partition("△")[2].splitlines()
    assert to_confirm[1].strip().startswith("【最優先】住民基本台帳事務における支援措置")
    assert "子ども医療費 受給資格認定 [p2 結衣、p3 陸]" in shown


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_in_the_docs_is_judged(path: Path) -> None:
    result = run("--household", str(path))
    assert result.exit_code == 0, result.output
    assert "必要です。" in result.output


def test_the_machine_readable_result_names_procedure_person_status_reason_law_and_deadline() -> None:
    result = run("--event", "move-in", "--household", str(EXAMPLES / "elderly-with-care.yaml"), "--json")
    care = next(each for each in json.loads(result.stdout)["results"] if each["procedure"] == "care_handover")
    assert (care["person"], care["status"], care["hard_stop"]) == ("p1", "needed", True)
    assert care["deadline"]["date"] == "2026-11-26"
    assert care["law"] == [
        {"citation": "介護保険法第36条", "certainty": "general_knowledge", "source": "", "verified_on": None}
    ]
    assert {"subject": "p1", "item": "care.certified", "value": True, "source": "register"} in care["facts_used"]


def test_the_interview_asks_best_first_takes_a_wrong_answer_back_and_ends_with_nothing_open() -> None:
    typed = "none\nnonsense\ndog_tag,water\nnone\np1:seal\np3\np4\nnone\n"
    result = run("--household", str(EXAMPLES / "family-of-four.yaml"), "--ask", "--json", typed=typed)
    assert result.exit_code == 0, result.output
    assert "選べません" in result.stderr
    assert "質問 7 件" in result.stderr
    assert {each["status"] for each in json.loads(result.stdout)["results"]} == {"needed", "not_needed"}


def test_a_question_left_empty_stays_unknown() -> None:
    result = run("--household", str(EXAMPLES / "family-of-four.yaml"), "--ask", "--json", typed="\n" * 40)
    assert any(each["status"] == "unknown" for each in json.loads(result.stdout)["results"])


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("persons: [{person.birthDate: 2018-13-01}]", "persons[0].person.birthDate"),
        ("persons: [{person.birthDate: 1985-04-12}, {person.hasCard: maybe}]", "persons[1].person.hasCard"),
        ("persons: [{person.hasCrad: true}]\nhouseholds: {}", "households"),
        ("persons: [{care.certifed: true}]", "persons[0].care.certifed"),
        ("persons: [{insurance.kind: kokho}]", "persons[0].insurance.kind"),
        ("persons: [{move.date: 2026-11-01}]", "persons[0].move.date"),
        ("persons: [{}]\nhousehold: {person.hasCard: true}", "household.person.hasCard"),
        ("persons: []", "persons"),
        ("visit: yesterday\npersons: [{}]", "visit"),
        ("source: rumour\npersons: [{}]", "source"),
        ("persons: [", "bad.yaml:2"),
    ],
)
def test_a_wrong_file_is_refused_by_the_name_of_the_field(tmp_path: Path, content: str, field: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(content + "\n", encoding="utf-8")
    result = run("--event", "move-in", "--household", str(path))
    assert result.exit_code == 2
    assert field in result.stderr
    assert "直してください" in result.stderr


def test_a_missing_file_and_an_unknown_event_are_said_clearly(tmp_path: Path) -> None:
    missing = run("--event", "move-in", "--household", str(tmp_path / "none.yaml"))
    assert missing.exit_code == 2
    assert "ファイルがありません" in missing.stderr
    unknown = run("--event", "moving", "--household", str(EXAMPLES / "family-of-four.yaml"))
    assert unknown.exit_code == 2
    assert "move-in" in unknown.stderr


def test_what_is_paid_out_is_no_fee_and_what_is_handed_over_is_said() -> None:
    died = json.loads(run("--household", str(EXAMPLES / "head-of-household-died.yaml"), "--json").stdout)["results"]
    funeral = next(each for each in died if each["procedure"] == "funeral_nhi")
    assert funeral["fees"] == []
    assert funeral["benefits"] == [{"name": "支給額", "yen": 50000}]
    moved = run("--household", str(EXAMPLES / "in-japanese.yaml"), "--detail").stdout
    assert "交付するもの: 転入学通知書" in moved
    assert "代理人: 同一世帯の方は委任状が要りません" in moved


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        ("2026-11-23", "en", "(1 day left)"),
        ("2026-11-25", "en", "(1 day overdue)"),
        ("2026-11-22", "en", "(2 days left)"),
        ("2026-11-23", "ja-easy", "あと1日(あといちにち)"),
        ("2026-11-25", "ja-easy", "1日過(いちにちす)ぎました"),
        ("2026-11-24", "ja", "(今日まで)"),
    ],
)
def test_the_days_that_are_left_are_said_as_people_say_them(day: str, language: str, said: str) -> None:
    arguments = ["--household", str(EXAMPLES / "father-died.yaml"), "--on", day, "--language", language]
    assert said in run(*arguments).stdout
