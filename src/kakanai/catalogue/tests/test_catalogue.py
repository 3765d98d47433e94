"""The catalogue in force: dated, laid over by municipalities, read back in words, with laws marked by certainty."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from kakanai.catalogue import MalformedError, UnknownEventError, UnknownMunicipalityError, load
from kakanai.catalogue.conditions import items, parse
from kakanai.catalogue.loader import DATA, raw_procedures, read_yaml
from kakanai.catalogue.model import Certainty, Procedure

ON = date(2026, 11, 23)
FACTS = Path("/work/shared/facts/procedures.json")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def edit(path: Path, name: str, **changes: object) -> None:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    next(entry for entry in entries if entry["id"] == name).update(changes)
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")


def test_there_are_thirteen_life_events_and_more_than_a_hundred_procedures_each_with_all_it_needs() -> None:
    catalogue = load("990019", ON)
    assert len(catalogue.events) >= 12
    assert len(catalogue.procedures) >= 100
    for each in catalogue.procedures.values():
        assert set(each.name) >= {"ja", "plain", "en"}, each.id
        assert each.office
        assert each.laws
        assert each.deadlines or each.deadline_note
        assert each.valid_from <= ON
        assert each.certainty in Certainty
        for event in each.events:  # whatever no source brings can be asked
            gives = {item for question in catalogue.questions_for(each, event) for item in question.gives}
            wanted = items(each.condition, catalogue.events[event].starts)
            assert wanted <= gives | set(read_yaml(DATA / "base.yaml")["held"]), each.id


@pytest.mark.skipif(not FACTS.is_file(), reason="the fact sheet is not on this machine")
def test_every_procedure_of_the_fact_sheet_is_there_and_no_mark_is_stronger_than_the_facts() -> None:
    catalogue = load("990019", ON)
    by_ref: dict[str, list[Procedure]] = {}
    for each in catalogue.procedures.values():
        for ref in each.ref.split("・"):
            by_ref.setdefault(ref, []).append(each)
    for fact in json.loads(FACTS.read_text(encoding="utf-8")):
        found = by_ref.get(fact["id"], [])
        assert found, fact["id"]
        known = set(re.findall(r"S\d+", " ".join(str(value) for value in fact.values())))
        for each in found:
            if fact["source"].startswith("K"):
                assert each.certainty is Certainty.GENERAL_KNOWLEDGE, each.id
            if each.certainty is not Certainty.GENERAL_KNOWLEDGE and "・" not in each.ref:
                assert set(each.sources) <= known, each.id


def test_every_operator_that_conditions_may_use_is_used_or_tried() -> None:
    written = str([raw["condition"] for raw in raw_procedures()]) + str(read_yaml(DATA / "groups.yaml"))
    for operator in ("all", "any", "not", "in", "at_least", "below", "members", "age", "school_age", "date", "group"):
        assert f"'{operator}':" in written, operator


def test_general_knowledge_never_carries_a_verified_on_date_and_every_other_law_names_source_and_date() -> None:
    for each in load("990019", ON).procedures.values():
        for law in each.laws:
            assert (law.certainty is Certainty.GENERAL_KNOWLEDGE) == (law.verified_on is None)
            assert bool(law.source) == (law.verified_on is not None)


def test_the_two_municipalities_differ_in_at_least_ten_values_and_leave_the_base_untouched() -> None:
    city, town = load("990019", ON), load("990027", ON)
    differing = [name for name in city.parameters if city.parameters[name] != town.parameters[name]]
    assert len(differing) >= 10
    assert city.procedures["pension_notice"].forms == ("pension_notice",)
    assert town.procedures["pension_notice"].forms == ()
    assert "after_school" in city.procedures
    assert "after_school" not in town.procedures
    assert town.procedures["school_transfer"].deadlines[0].count == 7
    assert not city.procedures["school_transfer"].deadlines
    assert next(raw for raw in raw_procedures() if raw["id"] == "school_transfer").get("deadlines") is None


def test_a_visit_uses_the_rules_and_values_of_its_own_day(data: Path) -> None:
    assert load("990019", date(2027, 3, 31)).procedures["seal_certificate"].fees[0].yen == 300
    assert load("990019", date(2027, 4, 1)).procedures["seal_certificate"].fees[0].yen == 350
    path = data / "procedures" / "move-in.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    old = next(entry for entry in entries if entry["id"] == "water_start")
    new = {**old, "valid_from": date(2027, 1, 1), "office": "新水道課"}
    old["valid_to"] = date(2026, 12, 31)
    path.write_text(yaml.safe_dump([*entries, new], allow_unicode=True), encoding="utf-8")
    assert load("990019", date(2026, 12, 31), data).procedures["water_start"].office == "上下水道局"
    assert load("990019", date(2027, 1, 1), data).procedures["water_start"].office == "新水道課"
    assert "water_start" not in load("990019", date(2012, 7, 8), data).procedures


def test_a_procedure_that_starts_on_a_day_is_not_there_the_day_before() -> None:
    start = date(2024, 5, 27)
    assert "card_abroad" in load("990019", start).procedures
    assert "card_abroad" not in load("990019", start - timedelta(1)).procedures


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"all": []}, "two or more"),
        ({"item": "person.hasCard"}, "exactly one of"),
        ({"item": "person.hasCard", "is": None}, "expects a text"),
        ({"age": {"at_leest": 3}}, "one or more of"),
        ({"age": {"at_least": 3, "counted": "kazoe"}}, "counted"),
        ({"school_age": {"below": {"param": "nowhere"}}}, "no such local parameter"),
        ({"elapsed": "move.date"}, "one of at_most_days"),
        ({"members": {"always": True}, "at_least": 0}, "says nothing"),
        ({"members": {"members": {"always": True}}}, "inside another"),
        ({"sometimes": True}, "unknown condition"),
        ("yes", "is a mapping"),
    ],
)
def test_a_condition_that_cannot_be_read_names_its_place_and_what_is_expected(condition: object, said: str) -> None:
    with pytest.raises(MalformedError, match=said) as caught:
        parse({"all": [{"always": True}, condition]}, "procedure x")
    assert caught.value.where.startswith("procedure x.all[1]")


def test_a_wrong_field_an_unknown_municipality_and_an_unknown_event_are_named(data: Path) -> None:
    edit(data / "procedures" / "move-in.yaml", "water_start", who="everyone")
    with pytest.raises(MalformedError, match=r"move-in\.yaml water_start"):
        load("990019", ON, data)
    with pytest.raises(UnknownMunicipalityError, match="990019"):
        load("123456", ON)
    with pytest.raises(UnknownEventError, match="move-in"):
        load("990019", ON).of_event("flood")
