"""The linter finds nothing in the catalogue, and finds each fault that is planted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kakanai.catalogue import municipalities
from kakanai.catalogue.cli import catalogue
from kakanai.catalogue.forms import read_all
from kakanai.catalogue.lint import lint, lint_definitions
from kakanai.catalogue.loader import DATA, read_definitions
from kakanai.vocabulary.items import load as vocabulary

ON = date(2026, 11, 23)
Change = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize("municipality", municipalities())
def test_nothing_is_wrong_with_the_catalogue(municipality: str) -> None:
    assert lint(municipality, ON, vocabulary()) == []


DEFINITIONS = read_definitions()
FORMS = [form.id for form in read_all()]


def linted(**changed: Any) -> list[str]:
    definitions = replace(DEFINITIONS, **changed)
    return [str(each) for each in lint_definitions(definitions, "990019", ON, vocabulary(), FORMS)]


def plant(kind: str, name: str, change: Change) -> list[str]:
    entries = deepcopy(getattr(DEFINITIONS, kind))
    change(next(entry for entry in entries if entry["id"] == name))
    return linted(**{kind: entries})


THREE = {"ja": "確認", "plain": "確かめます", "en": "check"}
YOUNG_AND_OLD = {"all": [{"age": {"at_least": 65}}, {"age": {"below": 60}}]}
TWO_VALUES = {"all": [{"item": "insurance.kind", "is": "kokuho"}, {"item": "insurance.kind", "is": "employee"}]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda e: e.update(condition={"item": "person.hasCrad", "is": True}), "person.hasCrad is not in items.yaml"),
        (lambda e: e.update(condition={"item": "insurance.kind", "is": "kokuho!"}), "has no value 'kokuho!'"),
        (lambda e: e.update(condition={"item": "person.hasCard", "is": "yes"}), "is yes or no"),
        (lambda e: e.update(condition={"item": "person.hasCard", "at_least": 1}), "this comparison needs number"),
        (lambda e: e.update(condition=YOUNG_AND_OLD), "can never hold"),
        (lambda e: e.update(condition=TWO_VALUES), "can never hold"),
        (lambda e: e.update(condition={"any": [{"age": {"at_least": 20}}, {"age": {"below": 30}}]}), "always holds"),
        (lambda e: e.update(condition={"item": "person.newborn", "is": True}), "nothing can make person.newborn known"),
        (lambda e: e.update(who="household"), "asks for person.hasCard of no one"),
        (
            lambda e: e.update(condition={"known": {"item": "person.hasCard", "is": True}}),
            "rests on what is only not known",
        ),
        (
            lambda e: e.update(condition={"item": "pension.kind", "is": "3"}),
            "no answer for move-in gives pension.kind the value 3",
        ),
        (
            lambda e: e.update(confirm=[{"when": {"item": "person.hasCard", "is": False}, "reason": THREE}]),
            "never comes up",
        ),
        (
            lambda e: e["documents"].append({"name": THREE, "when": {"item": "person.hasCrad", "is": True}}),
            "person.hasCrad is not",
        ),
        (lambda e: e.update(law=[]), "no legal basis"),
        (lambda e: e["law"][0].update(cite="22"), "has a number but no article"),
        (lambda e: e["law"][0].update(cite="番号法14条"), "has a number but no article"),
        (lambda e: e["law"][0].update(cite="第14条"), "names no law"),
        (lambda e: e["law"][0].update(cite="番号第14条"), "names no law"),
        (lambda e: e["law"][0].update(cite="番号法第1項第14条"), "is not well-formed"),
        (lambda e: e["law"][0].update(verified_on=ON), "general knowledge carries a verified-on date"),
        (lambda e: e["law"][0].update(certainty="law"), "without source and date"),
        (lambda e: e["law"][0].update(source="S99"), "unknown source S99"),
        (lambda e: e.pop("verified_on"), "on a public page without source and date"),
        (lambda e: e.update(verified_on=date(2030, 1, 1)), "verified after the day of the visit"),
        (lambda e: e.update(deadlines=[]), "says nothing of time"),
        (lambda e: e["deadlines"][0].update(count=0), "count is a whole number from 1"),
        (lambda e: e["deadlines"][0].update(unit="moon"), "unit is day, month or year"),
        (
            lambda e: e["deadlines"][0].update(start_label={"event.date": "その日"}),
            "nothing says what the day of move.date",
        ),
        (lambda e: e.update(forms=["card_updat"]), "there is no form card_updat"),
        (lambda e: e.update(targets=["casd"]), "unknown target system casd"),
        (lambda e: e.update(name={"ja": "継続利用", "en": "update"}), "says nothing in plain"),
        (lambda e: e.update(office="何でも課"), "'何でも課' is not said in en"),
        (lambda e: e["name"].update(plain="券面を直す"), "no reading for 面"),
        (lambda e: e.update(condtion={}), "no such field"),
        (lambda e: e.update(condition={"group": "card_holders"}), "no such group"),
        (lambda e: e["deadlines"][0].update(start="person.hasCard"), "is no date item"),
        (
            lambda e: e.update(fees=[{"name": THREE["ja"], "yen": 1, "per": "person.hasCard"}]),
            "person.hasCard counts nothing",
        ),
        (lambda e: e.update(collects=["person.shoeSize"]), "person.shoeSize is not in the vocabulary"),
        (lambda e: e.update(valid_to=date(2015, 1, 1)), "before it starts"),
        (lambda e: e.update(events=["flood"]), "unknown event flood"),
        (lambda e: e.update(certainty="surely"), "'surely' is not a valid Certainty"),
        (lambda e: e["documents"][0].update(en=None), "is not a text"),
    ],
)
def test_a_fault_planted_in_a_procedure_is_found(change: Change, said: str) -> None:
    found = plant("procedures", "card_update", change)
    assert any(said in each and "card_update" in each for each in found), found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda e: e.update(selected=[{"item": "person.newborn", "value": True}]),
            "selected does not say child.nurseryWanted",
        ),
        (lambda e: e.update(events=["marriage"]), "is dead"),
        (lambda e: e.update(kind="guess"), "unknown kind guess"),
        (lambda e: e.update(text={"ja": "どなたですか。"}), "says nothing in plain"),
    ],
)
def test_a_fault_planted_in_a_question_is_found(change: Change, said: str) -> None:
    assert any(said in each for each in plant("questions", "nursery", change))


def edited(kind: str, change: Callable[[Any], Any]) -> list[str]:
    content = deepcopy(getattr(DEFINITIONS, kind))
    change(content["990019"] if kind == "municipalities" else content)
    return linted(**{kind: content})


def living(questions: Any) -> list[Any]:
    options: list[Any] = next(entry for entry in questions if entry["id"] == "living")["options"]
    return options


SOMEONE = {"where": {"always": True}, "ja": "人", "plain": "人", "en": "person"}
OVERLAPPING = [{"value": 300, "valid_to": date(2027, 3, 31)}, {"value": 350, "valid_from": date(2027, 3, 1)}]
DEAD = {"value": "cat", "label": {"ja": "猫", "plain": "ねこ", "en": "cat"}, "facts": {"person.deceased": True}}


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("groups", lambda c: c.update(nobody=SOMEONE), "group nobody: no condition uses it"),
        ("groups", lambda c: c["child"].pop("ja"), "groups.yaml child: a group needs"),
        ("items", lambda c: c.update({"household.cat": c["household.dog"]}), "household.cat: no rule looks at it"),
        (
            "items",
            lambda c: c["household.dog"]["ja"].__setitem__(1, "犬が好き"),
            "cannot be joined to another phrase in ja",
        ),
        ("items", lambda c: c["household.dog"].update(scope="family"), "scope is person or household"),
        (
            "wording",
            lambda c: c["ja"]["ages"].update(below="{n}歳に満たず"),
            "cannot be joined to another phrase in ja",
        ),
        ("wording", lambda c: c["en"]["terms"].pop("市民課"), "'市民課' is not said in en"),
        ("wording", lambda c: c["plain"]["readings"]["words"].pop("犬"), "no reading for 犬"),
        ("base", lambda c: c["parameters"].update(cat_days=1), "parameter cat_days: no procedure uses it"),
        ("base", lambda c: c["labels"].pop("dog_days"), "parameter dog_days: has no label"),
        (
            "base",
            lambda c: c["events"].update(flood={"name": THREE, "starts": "event.date"}),
            "event flood: has no procedure",
        ),
        ("municipalities", lambda c: c["parameters"].update(fee_resident_certificate="三百円"), "is not of the kind"),
        ("municipalities", lambda c: c["parameters"].update(cat_days=3), "not in the base: cat_days"),
        (
            "municipalities",
            lambda c: c["parameters"].update(fee_seal_certificate=OVERLAPPING),
            "in force on the same day",
        ),
        (
            "municipalities",
            lambda c: c.update(procedures=[{"id": "cat", "offered": False}]),
            "there is no procedure cat",
        ),
        ("municipalities", lambda c: c["windows"][2]["accepts"].append("cat"), "takes cat, which does not exist"),
        ("questions", lambda c: living(c).append(DEAD), "option cat is dead"),
        ("questions", lambda c: living(c).append(living(c)[0]), "stands twice"),
    ],
)
def test_a_fault_planted_in_any_other_file_is_found_and_named(
    kind: str, change: Callable[[Any], Any], said: str
) -> None:
    found = edited(kind, change)
    assert any(said in each for each in found), found
    assert all(" → " in each for each in found)  # each says what to do


def test_two_versions_of_one_procedure_in_force_on_the_same_day_are_found() -> None:
    first = DEFINITIONS.procedures[0]
    second = {**first, "valid_from": date(2026, 1, 1)}
    assert any("two versions are in force" in each for each in linted(procedures=(*DEFINITIONS.procedures, second)))


@pytest.mark.parametrize(("content", "said"), [("- id: [", "line "), ("- birth\n", "expects a list of entries")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: str, said: str) -> None:
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    (data / "procedures" / "birth.yaml").write_text(content, encoding="utf-8")
    finding, *_ = lint("990019", ON, vocabulary(), data)
    assert finding.where == "birth.yaml"
    assert said in finding.problem


def test_the_command_says_that_nothing_is_wrong() -> None:
    result = CliRunner().invoke(catalogue, ["lint", "--on", "2026-11-23"])
    assert result.exit_code == 0
    assert "指摘はありません" in result.output
