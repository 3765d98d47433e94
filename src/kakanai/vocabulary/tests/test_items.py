"""The vocabulary loads, its data is sound, and the linter finds what is planted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kakanai.vocabulary.cli import vocabulary
from kakanai.vocabulary.errors import UnknownItemError
from kakanai.vocabulary.items import DATA, load
from kakanai.vocabulary.linting import lint

SPINE = [
    "person.fullName",
    "person.familyName",
    "person.givenName",
    "person.nameKana",
    "person.birthDate",
    "person.gender",
    "person.nationality",
    "household.relToHead",
    "person.hasCard",
    "person.cardExpiry",
    "person.occupationKind",
    "insurance.kind",
    "pension.kind",
    "child.schoolKind",
    "care.certified",
    "disability.certificate",
    "person.wantsSeal",
    "person.wantsSignCert",
    "person.honseki",
    "person.hittousha",
    "move.date",
    "move.noticeDate",
    "address.new",
    "address.previous",
    "address.postalCode",
    "address.newMunicipality",
    "address.previousMunicipality",
    "household.headName",
    "household.dog",
    "household.waterStart",
    "household.certificateCopies",
    "contact.phone",
    "bank.name",
    "bank.accountNo",
    "household.protected",
    "move.fromAbroad",
]


@pytest.mark.parametrize("item_id", SPINE)
def test_every_item_that_a_visit_stands_on_is_there(item_id: str) -> None:
    assert item_id in load()
    assert load()[item_id].ja


def test_an_unknown_item_is_an_error_that_names_it() -> None:
    assert "person.shoeSize" not in load()
    with pytest.raises(UnknownItemError, match="shoeSize"):
        load()["person.shoeSize"]
    assert load().get("person.shoeSize") is None


def test_an_item_may_stand_for_another_in_a_role() -> None:
    found = load().in_role("person.fullName", "agent")
    assert found is not None
    assert found.id == "agent.name"
    assert load().in_role("person.fullName", "doctor").id == "care.doctorName"
    assert load().in_role("person.gender", "agent") is None


def test_the_shipped_data_has_no_faults() -> None:
    assert lint() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("items/person.yaml", "synonyms: [年齢", "synonyms: [生年月日, 年齢", "already means"),
        ("items/person.yaml", "- id: person.age", "- id: person.birthDate", "stands twice"),
        ("items/person.yaml", "type: kana", "type: kanji", "is not one of"),
        ("items/person.yaml", "  flag: derived", "  colour: red", "Additional properties"),
        ("items/household.yaml", "role: agent", "role: alien", "no role"),
        ("items/household.yaml", "stands_for: address.full", "stands_for: address.moon", "unknown item"),
        ("roles.yaml", "words: [父の, 父親,", "words: [母親, 父の,", "already names"),
        ("roles.yaml", "words: [父の, 父親,", "words: [父, 父の,", "too short"),
        ("contexts.yaml", "item: ins.number", "item: ins.nothing", "no item"),
        ("contexts.yaml", "section: [手帳]}", "always: false}", "never hold"),
        ("wording.yaml", "contact.phone: contact.mobile", "contact.phone: contact.pager", "no item"),
    ],
)
def test_the_linter_finds_each_planted_fault(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert said in " ".join(finding.message for finding in lint(data))


def test_the_command_lists_checks_and_maps() -> None:
    runner = CliRunner()
    assert "person.birthDate" in runner.invoke(vocabulary, ["list", "生年月日"]).output
    assert runner.invoke(vocabulary, ["lint"]).exit_code == 0
    assert "bank.accountNo" in runner.invoke(vocabulary, ["map", "口座番号"]).output
    assert "わかりません" in runner.invoke(vocabulary, ["map", "番号"]).output
