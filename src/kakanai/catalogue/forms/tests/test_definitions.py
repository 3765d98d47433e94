"""Requirement: the forms of the move-in table are dated data that a linter can refuse."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from kakanai.catalogue import load
from kakanai.catalogue.forms import FormDefinitionInvalidError, load_forms, paper_burden, read_file
from kakanai.catalogue.forms.linter import lint
from kakanai.catalogue.forms.loader import DATA
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, Source

ON = date(2026, 11, 23)
FAMILY_OF_FOUR = {
    "resident_transfer": ["p1", "p2", "p3", "p4"],
    "card_update": ["p1", "p2", "p3", "p4"],
    "sign_certificate": ["p1", "p2"],
    "nhi_enrolment": ["p1", "p2", "p3", "p4"],
    "account_transfer": [HOUSEHOLD],
    "pension_notice": ["p1", "p2"],
    "child_allowance": ["p3", "p4"],
    "child_medical": ["p3", "p4"],
    "school_transfer": ["p3"],
    "nursery": ["p4"],
    "seal_registration": ["p1"],
    "resident_certificate": [HOUSEHOLD],
    "water_start": [HOUSEHOLD],
    "dog_registration": [HOUSEHOLD],
}
PAPER_TABLE = {
    "resident_transfer": (1, 7, 3, 4),
    "card_update": (4, 7, 4, 4),
    "sign_certificate": (2, 2, 2, 2),
    "nhi_enrolment": (1, 6, 2, 5),
    "account_transfer": (1, 2, 1, 0),
    "pension_notice": (2, 2, 2, 2),
    "child_allowance": (1, 5, 2, 4),
    "child_medical": (2, 8, 2, 4),
    "school_transfer": (1, 2, 2, 1),
    "nursery": (1, 5, 2, 4),
    "seal_registration": (1, 1, 1, 1),
    "resident_certificate": (1, 3, 2, 1),
    "water_start": (1, 1, 1, 0),
    "dog_registration": (1, 1, 2, 0),
}


def family() -> Facts:
    relations = {"p1": "02", "p2": "12", "p3": "20", "p4": "20"}
    facts = [Fact(person, "household.relToHead", code, Source.NOTICE) for person, code in relations.items()]
    facts += [Fact(person, "person.fullName", "葛\U000e0102城　健一", Source.CARD) for person in relations]
    return Facts([*facts, Fact(HOUSEHOLD, "address.new", "見本市桜町二丁目3番4号", Source.CLERK)])


def test_the_fourteen_form_types_of_the_move_in_table_are_in_force() -> None:
    assert set(load_forms("990019", ON)) == set(FAMILY_OF_FOUR)


@pytest.mark.parametrize("form_id", sorted(PAPER_TABLE))
def test_a_paper_form_counts_as_the_published_table_says(form_id: str) -> None:
    form = load_forms("990019", ON)[form_id]
    burden = paper_burden([(form, FAMILY_OF_FOUR[form_id])], family())
    assert (burden.sheets, burden.names, burden.addresses, burden.birth_dates) == PAPER_TABLE[form_id]


def test_on_paper_the_visit_is_52_names_28_addresses_and_32_birth_dates_on_20_sheets() -> None:
    forms = load_forms("990019", ON)
    total = paper_burden([(forms[name], who) for name, who in FAMILY_OF_FOUR.items()], family())
    assert (total.types, total.sheets, total.names, total.addresses, total.birth_dates) == (14, 20, 52, 28, 32)
    assert total.fields > 112
    assert total.characters > total.fields


def test_the_child_allowance_counts_its_children_whoever_the_claim_is_about() -> None:
    form = load_forms("990019", ON)["child_allowance"]
    burden = paper_burden([(form, ["p1", "p2", "p3", "p4"])], family())
    assert (burden.names, burden.birth_dates) == (5, 4)


def test_a_couple_without_children_writes_less_on_paper() -> None:
    forms = load_forms("990019", ON)
    couple = Facts(fact for key, fact in family().items() if key[0] not in {"p3", "p4"})
    assert paper_burden([(forms["resident_transfer"], ["p1", "p2"])], couple).names == 5


def test_the_linter_finds_nothing_in_the_shipped_forms() -> None:
    assert lint() == []


def test_every_item_of_the_shipped_forms_is_in_the_vocabulary() -> None:
    items = pytest.importorskip("kakanai.vocabulary.items", reason="the vocabulary is not there yet")
    vocabulary = items.load()
    missing = {item for form in load_forms("990019", ON).values() for item in form.items() if item not in vocabulary}
    assert missing == set()


def test_every_form_that_the_catalogue_asks_for_is_there_and_every_procedure_of_a_form_exists() -> None:
    catalogue = load("990019", ON)
    asked = {form for procedure in catalogue.procedures.values() for form in procedure.forms}
    assert asked == set(load_forms("990019", ON))
    assert lint(known_procedures=catalogue.procedures) == []


def test_every_event_that_asks_for_a_form_is_told_apart_on_it() -> None:
    """A form whose choice depends on the event must know each event that leads to it."""
    catalogue, forms = load("990019", ON), load_forms("990019", ON)
    unknown = {
        (form, event)
        for procedure in catalogue.procedures.values()
        for form in procedure.forms
        for event in procedure.events
        for section in forms[form].sections
        for row in section.rows
        if row.by_event and event not in dict(row.by_event)
    }
    assert unknown == set()


def test_no_form_is_in_force_before_its_first_day() -> None:
    assert load_forms("990019", date(2026, 3, 31)) == {}


def _changed(tmp_path: Path, **changes: object) -> Path:
    raw = yaml.safe_load((DATA / "dog_registration.yaml").read_text(encoding="utf-8"))
    raw.update(changes)
    path = tmp_path / "dog_registration.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"label": "署名", "item": "person.signature", "of": "applicant"}], "own_signature"),
        ([{"label": "個人番号", "item": "person.individualNumber", "of": "applicant"}], "number"),
        ([{"label": "氏名", "item": "person.fullName"}], "whose"),
        ([{"label": "種類", "fixed": "x", "options": {"y": "い"}, "format": "choice"}], "fixed"),
        ([{"label": "種類", "by_event": {"e": "x"}, "options": {"y": "い"}}], "by_event"),
        ([{"label": "犬", "item": "household.dog", "format": "choice"}], "no_options"),
        ([{"label": "犬", "item": "household.dog", "format": "code"}], "no_words"),
        ([{"label": "犬", "item": "household.dog"}, {"label": "犬", "item": "dog.name"}], "label_twice"),
        ([{"label": "犬", "item": "household.dog", "width": "1fr"}], "width"),
        ([{"label": "犬", "item": "household.dragon"}], "item"),
    ],
)
def test_the_linter_finds_a_planted_fault(tmp_path: Path, rows: list[dict[str, object]], code: str) -> None:
    _changed(tmp_path, sections=[{"title": "犬", "rows": rows}])
    known = ["household.dog", "dog.name", "person.fullName", "person.signature", "person.individualNumber"]
    assert code in {finding.code for finding in lint(tmp_path, known)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_until": date(2026, 1, 1)}, "period"),
        ({"procedures": ["P999"]}, "procedure"),
        ({"sections": []}, "forms.invalid"),
        ({"unknown": 1}, "forms.invalid"),
        (
            {"legal": [{"citation": "x", "source": "y", "verified_on": date(2999, 1, 1), "certainty": "law"}]},
            "verified_on",
        ),
        ({"legal": [{"citation": "x", "source": "y", "verified_on": ON, "certainty": "sure"}]}, "forms.invalid"),
    ],
)
def test_the_linter_finds_a_fault_of_the_whole_form(tmp_path: Path, changes: dict[str, object], code: str) -> None:
    _changed(tmp_path, **changes)
    assert code in {finding.code for finding in lint(tmp_path, known_procedures=["dog_registration"])}


def test_two_definitions_in_force_on_one_day_are_found(tmp_path: Path) -> None:
    path = _changed(tmp_path)
    (tmp_path / "again.yaml").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert [finding.code for finding in lint(tmp_path)] == ["overlap"]


def test_a_municipality_s_own_form_stands_in_place_of_the_general_one(tmp_path: Path) -> None:
    path = _changed(tmp_path)
    own = tmp_path / "990027"
    own.mkdir()
    text = path.read_text(encoding="utf-8").replace(
        "title: 犬の登録事項変更届", "title: 犬の届\nmunicipality: '990027'"
    )
    (own / "dog_registration.yaml").write_text(text, encoding="utf-8")
    assert load_forms("990027", ON, tmp_path)["dog_registration"].title == "犬の届"
    assert load_forms("990019", ON, tmp_path)["dog_registration"].title == "犬の登録事項変更届"


def test_a_broken_file_is_named_in_the_clerk_s_language(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("id: [", encoding="utf-8")
    with pytest.raises(FormDefinitionInvalidError) as caught:
        read_file(path)
    assert "broken.yaml" in caught.value.ja
