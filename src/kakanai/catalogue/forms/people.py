"""Who is who on a form: head of household, spouse, children, from the relations in the facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kakanai import yamldata
from kakanai.catalogue.forms.loader import DATA
from kakanai.vocabulary.facts import HOUSEHOLD, Facts


@lru_cache
def code_lists() -> dict[str, dict[str, str]]:
    """Return the words for codes, by item: `{"person.gender": {"1": "男", …}}`."""
    lists: dict[str, dict[str, str]] = yamldata.read((DATA / "_codes.yaml").read_text(encoding="utf-8"))
    return lists


@lru_cache
def _roles() -> dict[str, Any]:
    roles: dict[str, Any] = yamldata.read((DATA / "_roles.yaml").read_text(encoding="utf-8"))
    return roles


@dataclass(frozen=True, slots=True)
class People:
    """The persons of a visit by the part they play. `subjects` are those that a form is about."""

    persons: tuple[str, ...]
    subjects: tuple[str, ...]
    applicant: str
    head: str
    spouse: str
    children: tuple[str, ...]

    def group(self, name: str) -> tuple[str, ...]:
        """Return the persons of a group: `subjects`, `persons`, `children` or `others` (all but subjects)."""
        if name == "others":
            return tuple(person for person in self.persons if person not in self.subjects)
        groups = {"subjects": self.subjects, "persons": self.persons, "children": self.children}
        return groups[name]

    def subject_for(self, role: str, self_subject: str) -> str:
        """Return the fact subject that a row's `of` stands for, or `""` when there is no such person."""
        known = {"household": HOUSEHOLD, "self": self_subject, "applicant": self.applicant, "head": self.head}
        return known.get(role, self.spouse)


def people_of(facts: Facts, subjects: list[str], applicant: str | None = None) -> People:
    """Tell who is who. Without an `applicant` it is the head of household, or else the first person."""
    persons = facts.persons()
    relation = {person: str(facts.value(person, "household.relToHead") or "") for person in persons}
    head = next((p for p in persons if relation[p] in _roles()["head"]), persons[0] if persons else HOUSEHOLD)
    who = applicant or head
    married = next((p for p in persons if relation[p] in _roles()["spouse"]), "")
    if who == married:
        married = head
    children = tuple(p for p in persons if relation[p].split(",")[0] in _roles()["child"])
    about = tuple(s for s in subjects if s != HOUSEHOLD) or tuple(persons)
    return People(tuple(persons), about, who, head, married, children)
