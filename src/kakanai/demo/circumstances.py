"""What people of a made-up household live in: work, insurance, school, care, wishes, house and move. Seeded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Protocol

from kakanai.vocabulary.facts import FactValue

Values = dict[str, FactValue]


class HasAge(Protocol):
    """Whoever has an age and a relation to the head."""

    @property
    def age(self) -> int:
        """Age in years."""

    @property
    def relation(self) -> str:
        """Code of the relation to the head."""


class Circumstances:
    """Draws what is true of one household."""

    def __init__(self, rng: Random, on: date) -> None:
        self.rng, self.on = rng, on
        self.welfare = rng.random() < 0.016
        self.school = date(on.year if on.month >= 4 else on.year - 1, 4, 1)

    def chance(self, share: float) -> bool:
        """Return true in so many cases."""
        return self.rng.random() < share

    def of_person(self, birth: date, age: int, *, woman: bool) -> Values:
        """Return what is true of one person whatever the others are."""
        return self._schooling(birth, age) | self._supported(age, woman) | self._wishes(age)

    def insured(self, members: Sequence[HasAge], people: Sequence[Values]) -> None:
        """Give everyone work, insurance and pension: dependants follow whoever insures them through work."""
        for member, values in zip(members, people, strict=True):
            values.update(self._work(member.age, spouse=member.relation in {"11", "12"}))
        through_work = any(values["insurance.kind"] == "employee" for values in people)
        for member, values in zip(members, people, strict=True):
            if values["insurance.kind"] == "dependant":
                values["insurance.kind"] = "employee" if through_work else "kokuho"
                spouse = through_work and member.relation in {"11", "12"} and 20 <= member.age < 60
                if 20 <= member.age < 60:
                    values["pension.kind"] = "2_or_3" if spouse else "1"
            if self.welfare and values["insurance.kind"] in {"kokuho", "kouki", "none"}:
                values["insurance.kind"] = "welfare"
            values["person.leftWorkInsurance"] = values["insurance.kind"] == "employee" and self.chance(0.5)
            values["person.joinedWorkInsurance"] = values["insurance.kind"] == "kokuho" and self.chance(0.4)

    def _work(self, age: int, *, spouse: bool) -> Values:
        earning = {
            "employee": ("employee", "2_or_3"),
            "public_servant": ("employee", "2_or_3"),
            "self_employed": ("kokuho", "1"),
        }
        kind = self._occupation(age, spouse)
        insurance, pension = earning.get(kind, ("dependant", "1"))
        if age >= 75:
            insurance = "kouki"
        elif age >= 65:
            insurance = self.rng.choices(("kokuho", "employee", "kouki"), (70, 27, 3))[0]
        elif insurance == "kokuho" and self.chance(0.02):
            insurance = "none"
        return {
            "person.occupationKind": kind,
            "insurance.kind": insurance,
            "pension.kind": pension if 20 <= age < 60 else "not_1",
            "pension.receives": age >= 65 or (age >= 20 and self.chance(0.02)),
            "pension.wantsExemption": self.chance(0.1),
        }

    def _occupation(self, age: int, spouse: bool) -> str:
        if age < 15 or age >= 75:
            return "none"
        if age < 23 and self.chance(0.98 if age < 18 else 0.55):
            return "student"
        if age >= 65:
            return self.rng.choices(("none", "employee", "self_employed"), (70, 20, 10))[0]
        weights = (48, 4, 9, 39) if spouse else (66, 6, 16, 12)
        return self.rng.choices(("employee", "public_servant", "self_employed", "none"), weights)[0]

    def _schooling(self, birth: date, age: int) -> Values:
        years = self.school.year - birth.year - ((birth.month, birth.day) > (4, 1))
        kind = "none" if age < 3 or years >= 18 else "kindergarten" if years < 6 else "high" if years >= 15 else "other"
        if 6 <= years < 15 and self.chance(0.94):
            kind = "elementary" if years < 12 else "junior_high"
        return {
            "child.schoolKind": kind,
            "child.nurseryWanted": years < 6 and self.chance(0.5),
            "child.afterSchoolWanted": 6 <= years < 12 and self.chance(0.3),
        }

    def _supported(self, age: int, woman: bool) -> Values:
        body = self.chance(0.02 if age < 65 else 0.12)
        intellectual, mental = self.chance(0.008), age >= 15 and self.chance(0.012)
        any_handbook = body or intellectual or mental
        values: Values = {
            "care.certified": self.chance(0.3 if age >= 75 else 0.05 if age >= 65 else 0.004 if age >= 40 else 0),
            "disability.certificate": body,
            "disability.intellectual": intellectual,
            "disability.mental": mental,
            "disability.severe": any_handbook and self.chance(0.4),
            "disability.service": any_handbook and self.chance(0.3),
            "medical.selfSupport": mental and self.chance(0.7),
            "allowance.specialChild": age < 20 and any_handbook and self.chance(0.4),
            "person.pregnant": woman and 18 <= age <= 43 and self.chance(0.03),
        }
        values["support.any"] = any(values.values())
        return values

    def _wishes(self, age: int) -> Values:
        adult = age >= 15
        return {
            "person.wantsSeal": adult and self.chance(0.3),
            "person.wantsSignCert": adult and self.chance(0.5),
            "person.wantsCard": self.chance(0.4),
            "person.wantsFormerName": adult and self.chance(0.05),
            "person.wantsAlias": adult and self.chance(0.1),
            "person.sealRegistered": adult and self.chance(0.4),
            "person.nameChanges": False,
            "person.keepsMarriedName": False,
            "person.entersRegister": False,
            "person.pinLocked": self.chance(0.3),
            "person.cardLost": self.chance(0.05),
            "person.newborn": False,
            "person.gaveBirth": False,
            "person.deceased": False,
            "child.lowBirthWeight": False,
        }

    def house(self, kind: str, people: Sequence[Values], *, foreign: bool) -> Values:
        """Return what is true of the household and its move."""
        dog = self.chance(0.1)
        last_birth = f"{self.school.year - 18}-04-01"
        minors = any(str(each["person.birthDate"]) > last_birth for each in people)
        single_parent = kind in {"single_parent", "grandparent_and_child"} and minors
        started = self.on - timedelta(self.rng.randrange(0, 40))
        values: Values = {
            "move.fromAbroad": self.chance(0.4 if foreign else 0.02),
            "move.toAbroad": self.chance(0.2 if foreign else 0.02),
            "household.dog": dog,
            "household.dogChip": dog and self.chance(0.3),
            "household.welfare": self.welfare,
            "household.protected": self.chance(0.01),
            "household.singleParent": single_parent,
            "household.childRearingAllowance": single_parent and self.chance(0.6),
            "household.schoolAid": minors and self.chance(0.15),
            "household.childAllowance": minors and self.chance(0.9),
            "move.date": started.isoformat(),
            "move.noticeDate": (started - timedelta(1)).isoformat(),
            "event.date": started.isoformat(),
            "event.knownDate": started.isoformat(),
            "filing.date": self.on.isoformat(),
        }
        values["move.filedByCard"] = not values["move.fromAbroad"] and self.chance(0.5)
        values["move.toOtherPrefecture"] = not values["move.toAbroad"] and self.chance(0.4)
        return values | self._things()

    def _things(self) -> Values:
        shares = {
            "waterStart": 0.6,
            "waterUser": 0.7,
            "moped": 0.06,
            "property": 0.3,
            "farmland": 0.05,
            "taxpayer": 0.7,
            "publicHousing": 0.03,
            "birthAbroad": 0.02,
            "divorceByCourt": 0.1,
            "moves": 0.6,
            "headChanges": 0.5,
        }
        values: Values = {f"household.{name}": self.chance(share) for name, share in shares.items()}
        copies = ("certificateCopies", "sealCertificateCopies", "kosekiCopies", "taxCertificateCopies")
        return values | {f"household.{name}": int(self.chance(0.3)) for name in copies}
