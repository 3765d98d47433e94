"""Household files: typical households come out as an official expects, and whatever people write is read or told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from kakanai.catalogue import load
from kakanai.triage import HouseholdFileError, Status, TriageResult, evaluate
from kakanai.triage.cli import triage
from kakanai.triage.household_file import HouseholdFile, read_household
from kakanai.triage.spelling import Misspelt, spelling_of
from kakanai.vocabulary.facts import HOUSEHOLD, Facts

VISIT = date(2026, 11, 23)
CATALOGUE = load("990019", VISIT)
EXAMPLES = Path(__file__).parents[4] / "docs" / "examples" / "households"
EXPECTED = yaml.safe_load((Path(__file__).parent / "data" / "expected.yaml").read_text(encoding="utf-8"))


def judged(path: Path) -> TriageResult:
    household = read_household(path, VISIT)
    catalogue = load(household.municipality, household.visit)
    return evaluate(catalogue, household.life_event(catalogue), household.visit, household.facts(catalogue))


def by_procedure(result: TriageResult, status: Status) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in result.of(status):
        found.setdefault(each.procedure, []).append(each.subject)
    return {name: True if subjects == [HOUSEHOLD] else subjects for name, subjects in found.items()}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_typical_household_needs_what_an_official_expects(name: str) -> None:
    result, expected = judged(EXAMPLES / f"{name}.yaml"), EXPECTED[name]
    assert by_procedure(result, Status.NEEDED) == expected["needed"]
    assert by_procedure(result, Status.NEEDS_CONFIRMATION) == expected["to confirm"]
    if "unknown" in expected:
        assert by_procedure(result, Status.UNKNOWN) == expected["unknown"]


def test_every_example_of_the_docs_has_its_expectation() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == set(EXPECTED)


def written(tmp_path: Path, text: str) -> HouseholdFile:
    path = tmp_path / "household.yaml"
    path.write_text(text, encoding="utf-8")
    return read_household(path, VISIT)


def facts(tmp_path: Path, person: str, household: str = "{}") -> Facts:
    return written(tmp_path, f"household: {household}\npersons: [{person}]").facts(CATALOGUE)


@pytest.mark.parametrize(
    ("person", "item", "value"),
    [
        ("{生年月日: 昭和60年4月12日}", "person.birthDate", "1985-04-12"),
        ("{birthDate: S60.4.12}", "person.birthDate", "1985-04-12"),
        ("{birth_date: 1985/4/12}", "person.birthDate", "1985-04-12"),
        ("{person: {birthDate: 1985-04}}", "person.birthDate", "1985-04"),
        ("{person.birthDate: 1985}", "person.birthDate", "1985"),
        ("{person.birthDate: 平成元年5月}", "person.birthDate", "1989-05"),
        ("{person.birthDate: 不明}", "person.birthDate", None),
        ("{続柄: 世帯主}", "household.relToHead", "02"),
        ("{household.relToHead: 02}", "household.relToHead", "02"),
        ("{続柄: 長女}", "household.relToHead", "20"),
        ("{続柄: 孫}", "household.relToHead", "20,20"),
        ('{household.relToHead: "20,12"}', "household.relToHead", "20,12"),
        ("{nationality: Vietnam}", "person.nationality", "VNM"),
        ("{国籍: 日本人}", "person.nationality", "JPN"),
        ("{person.nationality: DEU}", "person.nationality", "DEU"),
        ("{マイナンバーカード: あり}", "person.hasCard", True),
        ("{hasCard: no}", "person.hasCard", False),
        ("{person.hasCard: 0}", "person.hasCard", False),
        ("{健康保険: 国保}", "insurance.kind", "kokuho"),
        ("{insurance: 協会けんぽ}", "insurance.kind", "employee"),
        ("{pension: 3号}", "pension.kind", "3"),
        ("{pension.kind: 1}", "pension.kind", "1"),
        ("{仕事: 公務員}", "person.occupationKind", "public_servant"),
        ("{sex: 女}", "person.gender", "2"),
        ("{要介護認定: はい}", "care.certified", True),
        ("{care.level: 3}", "care.level", 3),
        ("{氏名: 田中 健}", "person.fullName", "田中 健"),
    ],
)
def test_people_write_items_and_values_in_many_ways(tmp_path: Path, person: str, item: str, value: Any) -> None:
    known = facts(tmp_path, person)
    assert (("p1", item) in known) is True
    assert known.value("p1", item) == value


def test_every_label_of_every_item_in_every_language_finds_its_item() -> None:
    spelling = spelling_of(CATALOGUE)
    for name, item in CATALOGUE.items.items():
        for label in (name, item.label["ja"], *item.also):
            assert spelling.item(label) == name, label
        for value, words in item.values.items():
            if words["ja"] != "不明":  # which is read as not known
                assert spelling.value(name, words["ja"]) == value, (name, words["ja"])


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        (
            "persons: [{person.hasCrad: true}]",
            "persons[0].person.hasCrad",
            "person.hasCard・person.wantsCard ではありませんか",
        ),
        ("persons: [{年齢: 40}]", "persons[0].年齢", "生年月日"),
        ("persons: [{person.nationality: JNP}]", "persons[0].person.nationality", "JPN(日本)"),
        ("persons: [{健康保険: 国民保険}]", "persons[0].健康保険", "kokuho(国民健康保険)"),
        ("persons: [{person.birthDate: 昭和100年1月1日}]", "persons[0].person.birthDate", "昭和60年4月12日も可"),
        ("persons: [{person.birthDate: 2027-01-01}]", "persons[0].person.birthDate", "来庁日 2026-11-23 より後"),
        ("persons: [{insurance.kind: [kokuho]}]", "persons[0].insurance.kind", "1つだけ"),
        ("persons: [{hasCard: true, マイナンバーカード: false}]", "persons[0].マイナンバーカード", "2回"),
        ("persons: [{生活保護: はい}]", "persons[0].生活保護", "household の下"),
        ("household: {印鑑登録証明書: 三通}\npersons: [{}]", "household.印鑑登録証明書", "整数"),
        ("persons: [{}]\nmembers: [{}]", "members", "2回"),
        ("persons: [田中]", "persons[0]", "項目と値の組"),
        ("persons: [{}]\nmunicipality: tokyo", "municipality", "6桁"),
    ],
)
def test_what_cannot_be_read_is_told_by_field_with_what_to_write(
    tmp_path: Path, text: str, field: str, said: str
) -> None:
    with pytest.raises(HouseholdFileError) as caught:
        written(tmp_path, text).facts(CATALOGUE)
    assert f"「{field}」" in caught.value.clerk
    assert said in caught.value.clerk


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(HouseholdFileError) as caught:
        facts(tmp_path, "{person.hasCard: 多分, person.birthDate: 1985-13-01}", "{household.dgo: true}")
    fields = [problem.field for problem in caught.value.problems]
    assert fields == ["household.household.dgo", "persons[0].person.hasCard", "persons[0].person.birthDate"]


def test_two_meanings_are_not_guessed() -> None:
    spelling = spelling_of(CATALOGUE)
    spelling._names["x"] = ("person.hasCard", "household.dog")
    with pytest.raises(Misspelt, match=r"may mean person\.hasCard or household\.dog"):
        spelling.item("x")
    del spelling._names["x"]


def test_a_code_with_a_leading_zero_and_a_named_event_are_read_as_written(tmp_path: Path) -> None:
    household = written(tmp_path, "municipality: 011002\nevent: 国外からの転入\npersons: [{}]")
    assert household.municipality == "011002"
    assert household.life_event(CATALOGUE) == "国外からの転入"
    assert written(tmp_path, "event: 転入\npersons: [{}]").life_event(CATALOGUE) == "move-in"
    assert written(tmp_path, "event: Moving out\npersons: [{}]").life_event(CATALOGUE) == "move-out"


def test_json_is_read_as_well(tmp_path: Path) -> None:
    text = (
        '{"event": "move-in", "household": {"move.fromAbroad": false}, "persons": [{"person.birthDate": "1985-04-12"}]}'
    )
    assert written(tmp_path, text).facts(CATALOGUE).value("p1", "person.birthDate") == "1985-04-12"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("event: move-in\npersons: [{続柄: 妻}]", "世帯主(続柄 02)の方がいません"),
        ("event: move-in\npersons: [{続柄: 世帯主}, {続柄: 世帯主}]", "世帯主が2人以上"),
        ("event: death\npersons: [{続柄: 世帯主}]", "亡くなった方"),
        ("event: birth\npersons: [{続柄: 世帯主}]", "生まれた子"),
    ],
)
def test_what_is_odd_is_remarked_and_judged_all_the_same(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(triage, ["--household", str(path), "--on", "2026-11-23"])
    assert result.exit_code == 0
    assert said in result.stderr


def test_the_day_and_the_others_of_a_birth_or_death_follow_from_whoever_it_is(tmp_path: Path) -> None:
    text = "event: death\npersons: [{person.deathDate: 2026-11-20, birthDate: 1950-01-01, 続柄: 世帯主}, {続柄: 妻}]"
    household = written(tmp_path, text)
    result = evaluate(CATALOGUE, "death", VISIT, household.facts(CATALOGUE))
    notice = {each.subject: each for each in result.results if each.procedure == "death_notice"}
    assert notice["p1"].status is Status.NEEDED
    assert notice["p2"].status is Status.NOT_NEEDED
    assert notice["p1"].deadline is not None
    assert notice["p1"].deadline.date == date(2026, 11, 26)
    assert notice["p1"].deadline.start_label == "亡くなった日"


def test_whoever_a_register_knows_in_national_health_insurance_is_not_on_public_assistance(tmp_path: Path) -> None:
    from_file = facts(tmp_path, "{birthDate: 1985-04-12, insurance.kind: kokuho}", "{move.fromAbroad: false}")
    result = evaluate(CATALOGUE, "move-in", VISIT, from_file)
    status = {each.procedure: each.status for each in result.results}
    assert status["nhi_enrolment"] is Status.NEEDED
    assert status["welfare_transfer"] is Status.NOT_NEEDED
    said_by_resident = written(
        tmp_path, "source: resident\npersons: [{birthDate: 1985-04-12, insurance.kind: kokuho}]"
    ).facts(CATALOGUE)
    status = {e.procedure: e.status for e in evaluate(CATALOGUE, "move-in", VISIT, said_by_resident).results}
    assert status["welfare_transfer"] is Status.UNKNOWN
