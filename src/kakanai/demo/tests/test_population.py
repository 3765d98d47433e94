"""The made-up population is repeatable, believable, and holds every kind of household that a desk meets."""

from __future__ import annotations

from datetime import date
from itertools import islice, pairwise

import pytest

from kakanai.catalogue import load
from kakanai.demo.population import KINDS, SyntheticHousehold, city, population
from kakanai.triage.record import check

ON = date(2026, 11, 23)


def year(values: dict) -> int:
    return int(str(values["person.birthDate"])[:4])


def of(home: SyntheticHousehold, *relations: str) -> list[dict]:
    return [dict(each) for each in home.truth.persons.values() if each["household.relToHead"] in relations]


def test_the_same_seed_gives_the_same_households_and_another_seed_gives_others() -> None:
    assert list(population(7, 50, ON)) == list(population(7, 50, ON))
    assert list(population(7, 50, ON)) != list(population(8, 50, ON))


def test_five_thousand_households_hold_every_kind_and_the_rare_cases() -> None:
    homes = list(population(1, 5000, ON))
    people = [person for home in homes for person in home.truth.persons.values()]
    assert {home.kind for home in homes} == {kind.name for kind in KINDS}
    assert any(home.truth.household["household.protected"] for home in homes)
    assert any(home.truth.household["household.welfare"] for home in homes)
    assert any(person["person.nationality"] != "JPN" for person in people)
    assert any(person["person.hasCard"] is False for person in people)
    assert any(person["care.certified"] for person in people)
    assert any(len(str(person["person.birthDate"])) < 10 for person in people)  # foreigners of partly known birth
    assert {person["insurance.kind"] for person in people} == {"kokuho", "employee", "kouki", "welfare", "none"}
    assert {person["person.occupationKind"] for person in people} >= {
        "employee",
        "public_servant",
        "self_employed",
        "student",
    }
    assert 1.8 < len(people) / len(homes) < 2.8


def test_parents_were_of_an_age_to_have_their_children_and_couples_are_not_far_apart() -> None:
    apart: list[int] = []
    for home in population(2, 3000, ON):
        children, couple = of(home, "20"), of(home, "02", "11", "12")
        mothers = [each for each in couple if each["person.gender"] == "2"]
        for mother in mothers:
            assert all(17 <= year(child) - year(mother) <= 46 for child in children)
        for child in children:
            assert all(year(child) - year(parent) >= 16 for parent in couple)
        if len(couple) == 2:
            apart.append(abs(year(couple[0]) - year(couple[1])))
        births = sorted(year(child) for child in children)
        assert all(later - earlier <= 7 for earlier, later in pairwise(births))
        for grand in of(home, "52", "12,52"):
            parent = of(home, "02" if grand["household.relToHead"] == "52" else "12")[0]
            assert 18 <= year(parent) - year(grand) <= 40
    assert sum(apart) / len(apart) < 5
    assert max(apart) < 22


def test_insurance_and_pension_follow_age_and_work() -> None:
    for home in population(3, 3000, ON):
        kinds = {each["insurance.kind"] for each in home.truth.persons.values()}
        for person in home.truth.persons.values():
            age = ON.year - year(dict(person))
            if age > 76:
                assert person["insurance.kind"] in {"kouki", "welfare"}
            if person["person.occupationKind"] in {"employee", "public_servant"} and age < 64:
                assert person["insurance.kind"] == "employee"
            if person["pension.kind"] != "not_1":
                assert 19 <= age <= 61
            if person["household.relToHead"] == "20" and age < 15:
                assert person["insurance.kind"] in {"employee", "kokuho", "welfare"}
                assert "employee" in kinds or person["insurance.kind"] != "employee"
        if home.truth.household["household.welfare"]:
            assert kinds <= {"welfare", "employee"}


def test_nobody_under_forty_is_certified_for_care_and_no_card_is_known_without_being_shown() -> None:
    for home in population(2, 500, ON):
        for subject, person in home.truth.persons.items():
            assert not (person["care.certified"] and str(person["person.birthDate"]) > "1986-11-30")
            assert set(home.known.persons[subject]) <= set(person)
            assert "insurance.kind" not in home.known.persons[subject]


@pytest.mark.parametrize("event", ["move-in", "birth", "death", "marriage", "divorce"])
def test_every_value_has_the_type_that_the_catalogue_gives_its_item(event: str) -> None:
    items = load("990019", ON).items
    for home in population(3, 100, ON, event):
        for subject, values in (("household", home.truth.household), *home.truth.persons.items()):
            for item, value in values.items():
                if item in items:
                    check(subject, items[item], value)


def test_a_birth_brings_one_newborn_of_a_mother_of_bearing_age() -> None:
    for home in population(4, 300, ON, "birth"):
        people = home.truth.persons.values()
        newborn = [person for person in people if person["person.newborn"]]
        mothers = [person for person in people if person["person.gaveBirth"]]
        assert len(newborn) == 1
        assert newborn[0]["person.birthDate"] == home.truth.household["event.date"]
        assert len(mothers) <= 1
        assert all(17 <= ON.year - year(dict(mother)) <= 45 for mother in mothers)


def test_a_death_takes_one_person_and_more_often_an_old_one() -> None:
    ages = []
    for home in population(4, 500, ON, "death"):
        dead = [person for person in home.truth.persons.values() if person["person.deceased"] is True]
        assert len(dead) == 1
        assert dead[0]["person.deathDate"] == home.truth.household["event.date"]
        if len(home.truth.persons) > 1:
            ages.append(ON.year - year(dict(dead[0])))
    assert sum(ages) / len(ages) > 45


def test_only_couples_divorce() -> None:
    assert all(of(home, "11", "12") for home in population(5, 200, ON, "divorce"))


def test_a_city_holds_at_least_the_people_asked_for() -> None:
    homes = list(islice(city(5, 300, ON), 1000))
    count = sum(len(home.truth.persons) for home in homes)
    assert 300 <= count < 310
