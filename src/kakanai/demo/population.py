"""A made-up population: households with believable ages, families, insurance, nationality and needs. Seeded.

Nobody here exists. The shares are rough magnitudes chosen for testing (assumptions, not statistics of any city);
what matters is that ages fit together (parents, children, couples), that insurance and work follow from each other, and
that every kind of household that a desk meets occurs, rare ones included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kakanai.demo.circumstances import Circumstances
from kakanai.triage.record import Record
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, FactValue, Source

Values = dict[str, FactValue]

NATIONALITIES = ("CHN", "VNM", "KOR", "PHL", "NPL", "BRA", "IDN", "MMR", "USA", "PER")
HELD = frozenset(
    {"person.birthDate", "person.nationality", "household.relToHead", "person.signCertExpiry", "person.gender"}
)
"""What cards, register and notice bring for a person before any question."""
HELD_HERE = frozenset({"household.welfare"})
"""What the city's own records know of a household that lives here already."""


@dataclass(frozen=True, slots=True)
class SyntheticHousehold:
    """A household: everything that is true of it, and what is known before the first question."""

    kind: str
    truth: Record
    known: Record

    def facts(self) -> Facts:
        """Return what is known before any question as facts."""
        found = [Fact(HOUSEHOLD, item, value, Source.NOTICE) for item, value in self.known.household.items()]
        for subject, values in self.known.persons.items():
            found += [Fact(subject, item, value, Source.NOTICE) for item, value in values.items()]
        return Facts(found)


@dataclass(frozen=True, slots=True)
class Member:
    """Someone in the making: relation to the head, age in years, whether a woman."""

    relation: str
    age: int
    woman: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of household: its share, and how its members are drawn."""

    name: str
    share: float
    members: Callable[[Random], list[Member]]


def population(
    seed: int, size: int, on: date, event: str = "move-in", kinds: tuple[str, ...] = ()
) -> Iterator[SyntheticHousehold]:
    """Yield `size` households for an event; the same seed gives the same households.

    `kinds` limits them to some of `KINDS`; of these only such come as can live through the event.
    """
    rng = Random(seed)  # noqa: S311 - repeatable test data, no secret
    chosen = [kind for kind in KINDS if not kinds or kind.name in kinds]
    fitting = [kind for kind in chosen if event not in _LIVED_BY or kind.name in _LIVED_BY[event]] or chosen
    for kind in rng.choices(fitting, [kind.share for kind in fitting], k=size):
        yield _Maker(rng, on, event).household(kind)


def city(seed: int, people: int, on: date, event: str = "move-in") -> Iterator[SyntheticHousehold]:
    """Yield households until they hold so many people."""
    count = 0
    for household in population(seed, people, on, event):
        if count >= people:
            return
        count += len(household.truth.persons)
        yield household


def _single(rng: Random, low: int, high: int, women: float = 0.45) -> list[Member]:
    # people who move and live alone are mostly young
    return [Member("02", round(rng.triangular(low, high, low + (high - low) * 0.25)), rng.random() < women)]


def _couple(rng: Random, low: int, high: int) -> list[Member]:
    head = rng.randint(low, high)
    other = min(max(round(rng.gauss(head - 1.5, 3.5)), 18, low - 4), high + 4)
    if rng.random() < 0.06:  # a woman is the head and her husband stands beside her
        return [Member("02", head, True), Member("11", other, False)]
    return [Member("02", head, False), Member("12", other, True)]


def _age_at_first(rng: Random, children: list[Member], usual: float) -> int:
    """Draw how old a mother was at her first child, so that she was not too old at her last."""
    span = children[0].age - children[-1].age
    return min(max(round(rng.gauss(usual, 4.5)), 18), 44 - span)


def _parents_of(rng: Random, children: list[Member]) -> list[Member]:
    """Draw a couple whose wife was of a believable age when the children, eldest first, were born."""
    oldest = children[0].age
    wife = oldest + _age_at_first(rng, children, 30)
    husband = min(max(round(rng.gauss(wife + 2, 3.5)), oldest + 18), wife + 18)
    return [Member("02", husband, False), Member("12", wife, True)]


def _children(rng: Random, youngest: tuple[int, int] = (0, 17), count: int | None = None) -> list[Member]:
    number = count or rng.choices((1, 2, 3, 4), (45, 42, 11, 2))[0]
    ages = [round(rng.triangular(*youngest, youngest[0] + 3))]
    for _ in range(number - 1):
        ages.append(ages[-1] + rng.choices((0, 1, 2, 3, 4, 5), (1, 6, 38, 32, 15, 8))[0])
    return [Member("20", age, rng.random() < 0.49) for age in sorted(ages, reverse=True) if age <= 24]


def _family(rng: Random, count: int | None = None) -> list[Member]:
    children = _children(rng, count=count)
    return [*_parents_of(rng, children), *children]


def _family_of_four(rng: Random) -> list[Member]:
    while len(members := _family(rng, 2)) != 4:
        pass
    return members


def _single_parent(rng: Random) -> list[Member]:
    children = _children(rng)
    mother = rng.random() < 0.87
    parent = children[0].age + _age_at_first(rng, children, 28)
    return [Member("02", parent, mother), *children]


def _grown_children(rng: Random) -> list[Member]:
    children = [Member("20", rng.randint(18, 34), rng.random() < 0.45)]
    return [*_parents_of(rng, children), *children]


def _three_generations(rng: Random) -> list[Member]:
    family = _family(rng)
    parent = family[rng.randrange(2)]
    grand = Member("52" if parent.relation == "02" else "12,52", parent.age + round(rng.triangular(20, 38, 27)), True)
    return [*family, grand]


def _grandparent_and_child(rng: Random) -> list[Member]:
    child = rng.randint(4, 17)
    return [Member("02", child + rng.randint(48, 64), True), Member("20,20", child, rng.random() < 0.5)]


KINDS = (
    Kind("student", 9, lambda rng: _single(rng, 18, 23)),
    Kind("single", 27, lambda rng: _single(rng, 22, 64)),
    Kind("senior_single", 8, lambda rng: _single(rng, 65, 98, 0.68)),
    Kind("couple", 13, lambda rng: _couple(rng, 22, 64)),
    Kind("senior_couple", 8, lambda rng: _couple(rng, 65, 92)),
    Kind("family", 20, _family),
    Kind("family_of_four", 6, _family_of_four),
    Kind("single_parent", 5, _single_parent),
    Kind("grown_children", 2, _grown_children),
    Kind("three_generations", 1.7, _three_generations),
    Kind("grandparent_and_child", 0.2, _grandparent_and_child),
    Kind("pupil_alone", 0.1, lambda rng: [Member("02", rng.randint(15, 17), rng.random() < 0.5)]),
)
_COUPLES = ("couple", "senior_couple", "family", "family_of_four", "grown_children", "three_generations")
_LIVED_BY = {
    "birth": ("couple", "family", "family_of_four", "single_parent", "three_generations"),
    "divorce": _COUPLES,
    "marriage": ("single", "couple", "single_parent"),
}
"""The kinds of household that can live through an event; of events not named here, all."""
_BEARING = (18, 44)


class _Maker:
    def __init__(self, rng: Random, on: date, event: str) -> None:
        self.rng, self.on, self.event = rng, on, event
        self.foreign = rng.random() < 0.06
        self.country = rng.choice(NATIONALITIES)
        self.around = Circumstances(rng, on)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def household(self, kind: Kind) -> SyntheticHousehold:
        members = kind.members(self.rng)
        if self.event == "birth":
            members = [self._of_bearing_age(member) for member in members]
        people = [self.person(member) for member in members]
        self.around.insured(members, people)
        house = self.around.house(kind.name, people, foreign=self.foreign)
        self.lived(house, people)
        persons = {f"p{number}": values for number, values in enumerate(people, 1)}
        known = {
            subject: {item: value for item, value in values.items() if item in HELD or self.shown(item, value)}
            for subject, values in persons.items()
        }
        dates = {item: value for item, value in house.items() if item.endswith(("Date", ".date"))}
        arriving = self.event == "move-in"
        held = ("move.fromAbroad", "move.filedByCard") if arriving else HELD_HERE
        return SyntheticHousehold(kind.name, Record(house, persons), Record(dates | {k: house[k] for k in held}, known))

    def _of_bearing_age(self, member: Member) -> Member:
        parent = member.relation in {"02", "12"} and member.woman
        age = min(max(member.age, _BEARING[0]), _BEARING[1]) if parent else member.age
        return Member(member.relation, age, member.woman)

    def shown(self, item: str, value: FactValue) -> bool:
        """A card on the reader is known; that someone has none is known only sometimes."""
        return item == "person.hasCard" and (value is True or self.chance(0.7))

    def born(self, age: int) -> date:
        """Return a birthday of somebody who is so old on the day."""
        latest = self.on.replace(year=self.on.year - age) if (self.on.month, self.on.day) != (2, 29) else self.on
        return latest - timedelta(self.rng.randrange(365))

    def person(self, member: Member) -> Values:
        birth, age = self.born(member.age), member.age
        values: Values = {
            "person.birthDate": birth.isoformat(),
            "person.gender": "2" if member.woman else "1",
            # most couples are of one nationality; some are not
            "person.nationality": self.country if self.foreign and self.chance(0.85) else "JPN",
            "household.relToHead": member.relation,
            "person.hasCard": self.chance(0.55 if age < 3 else 0.8),
            "person.signCertExpiry": (self.on + timedelta(self.rng.randrange(-200, 1800))).isoformat(),
        }
        if values["person.nationality"] != "JPN" and self.chance(0.02):
            values["person.birthDate"] = birth.isoformat()[: self.rng.choice((4, 7))]
        return values | self.around.of_person(birth, age, woman=member.woman)

    def lived(self, house: Values, people: list[Values]) -> None:
        """Put the event itself into the household: who was born, died, or changes the name."""
        if self.event == "birth":
            self._is_born(house, people)
        elif self.event == "death":
            ages = [self.on.year - int(str(each["person.birthDate"])[:4]) for each in people]
            # death comes to the old: twice as often for every nine years
            dead = self.rng.choices(people, [2 ** (age / 9) for age in ages])[0]
            dead |= {"person.deceased": True, "person.deathDate": house["event.date"]}
        elif self.event in {"marriage", "divorce", "name-change"}:
            spouses = [each for each in people if each["household.relToHead"] in {"02", "11", "12"}]
            self.rng.choice(spouses)["person.nameChanges"] = True
            for each in people:
                each["person.keepsMarriedName"] = each in spouses and self.chance(0.2)
                each["person.entersRegister"] = each["household.relToHead"] == "20" and self.chance(0.5)

    def _is_born(self, house: Values, people: list[Values]) -> None:
        member = Member("20", 0, self.chance(0.49))
        newborn = self.person(member)
        self.around.insured([member], [newborn])
        newborn |= {"person.newborn": True, "person.birthDate": house["event.date"]}
        newborn["child.lowBirthWeight"] = self.chance(0.09)
        parents = [each for each in people if each["household.relToHead"] in {"02", "11", "12"}]
        newborn["insurance.kind"] = self.rng.choice(parents)["insurance.kind"]
        mothers = [each for each in parents if each["person.gender"] == "2"]
        if mothers:
            mothers[0]["person.gaveBirth"] = True
        people.append(newborn)
