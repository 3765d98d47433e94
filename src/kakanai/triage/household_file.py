"""Reads the documented household file (YAML or JSON): what is known of a household before it is judged.

Every mistake names its field (`persons[2].person.birthDate`) in English and Japanese, all of a file at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kakanai.catalogue.loader import DATA, read_yaml
from kakanai.catalogue.model import Catalogue
from kakanai.triage.errors import HouseholdFileError, Problem
from kakanai.triage.spelling import Misspelt, Spelling, folded, iso_date, spelling_of
from kakanai.triage.written import content_of, one, shown
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, Source

_SOURCES = {source.value for source in Source}
_MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """A household file as read; the facts still carry their values as written."""

    municipality: str
    visit: date
    event: str
    content: Mapping[str, Any]

    def facts(self, catalogue: Catalogue) -> Facts:
        """Return the facts, checked against the catalogue's items and day. Raises `HouseholdFileError` naming every field."""
        reader = _Reader(spelling_of(catalogue), catalogue)
        default = reader.source(self.content.get("source", "register"), "source")
        facts = reader.of(self.content.get("household") or {}, HOUSEHOLD, "household", default)
        for index, person in enumerate(self.content["persons"]):
            subject = f"p{index + 1}"
            # somebody of whom nothing is known is still one of the household
            known = reader.of(person, subject, f"persons[{index}]", default)
            facts += known or [Fact(subject, "person.birthDate", None, default)]
        if reader.problems:
            raise HouseholdFileError(reader.problems)
        return Facts(facts)

    def life_event(self, catalogue: Catalogue) -> str:
        """Return the id of the event that the file names, by id or by name; `""` if it names none."""
        return spelling_of(catalogue).events.get(folded(self.event), self.event)


def remarks(facts: Facts, catalogue: Catalogue, event: str, today: date) -> list[tuple[str, str]]:
    """Return what is odd about a household or the day of its visit though it may be right, in English and Japanese.

    A visit that lies back may lie before the rules: that they do not name a procedure then does not mean "not needed".
    """
    rules = spelling_of(catalogue).words["remarks"]
    found = [
        (rule["en"], rule["ja"])
        for rule in rules
        if rule.get("event", event) == event
        and (_late(rule, facts, catalogue.on) if "later" in rule else _odd(rule, facts))
    ]
    begun = sorted(
        (each.valid_from, each.name) for each in catalogue.later if event in each.events and each.valid_from <= today
    )
    if begun:
        names = "、".join(f"{name}({day}から)" for day, name in begun)
        found.append(
            (
                f"on {catalogue.on} the rules of these procedures had not begun, so they are not judged: {names}",
                f"来庁日 {catalogue.on} には規則がまだないため、次の手続きは判定していません: {names}",
            )
        )
    return found


def _late(rule: Mapping[str, Any], facts: Facts, on: date) -> bool:
    value = facts.value(HOUSEHOLD, rule["later"])
    return isinstance(value, str) and value > on.isoformat()


def _odd(rule: Mapping[str, Any], facts: Facts) -> bool:
    known = [facts.value(person, rule["item"]) for person in facts.persons()]
    count = sum(value == rule["is"] for value in known)
    few = count < rule.get("at_least", 0) and not (None in known and "event" not in rule)
    return few or count > rule.get("at_most", count)


def read_household(path: Path, today: date) -> HouseholdFile:
    """Read a household file. `visit` is `today` where the file says nothing."""
    content = _top(content_of(path), path.name)
    persons = content.get("persons")
    if not isinstance(persons, list) or not persons:
        raise one("persons", "must be a list of one or more people", "1人以上の一覧にしてください")
    if len(persons) > _MOST_PEOPLE:
        problem = f"has {len(persons)} people; a household has no more than {_MOST_PEOPLE}"
        raise one("persons", problem, f"{len(persons)}人います。1世帯は{_MOST_PEOPLE}人までにしてください")
    return HouseholdFile(
        municipality=_code(content.get("municipality", "990019")),
        visit=_visit(content.get("visit"), today),
        event=_text(content, "event", ""),
        content=content,
    )


def _top(content: Mapping[Any, Any], file: str) -> dict[str, Any]:
    fields = read_yaml(DATA / "household_file.yaml")["fields"]
    spellings = {folded(each): name for name, also in fields.items() for each in (name, *also)}
    found: dict[str, Any] = {}
    for key, value in content.items():
        name = spellings.get(folded(key))
        if name is None:
            known = ", ".join(fields)
            raise one(str(key), f"unknown field; known: {known}", f"使えない項目です。使えるもの: {known}")
        if name in found:
            raise one(str(key), f"{name} stands twice in {file}", f"{name} が2回あります")
        found[name] = value
    return found


def _text(content: Mapping[str, Any], key: str, default: str) -> str:
    value = content.get(key)
    if value is not None and not isinstance(value, str):
        raise one(key, f"must be a text in quotes, not {shown(value)}", "引用符で囲んだ文字にしてください")
    return value or default


def _code(value: object) -> str:
    text = str(value)
    if not re.fullmatch(r"\d{6}", text):
        raise one(
            "municipality",
            f'must be a code of 6 digits such as "990019", not {shown(value)}',
            "6桁の市町村コードにしてください",
        )
    return text


def _visit(value: object, today: date) -> date:
    if value is None:
        return today
    day = iso_date(str(value)) or ""
    if len(day) == 10:
        return date.fromisoformat(day)
    raise one(
        "visit", f"must be a date such as 2026-11-23, not {shown(value)}", "2026-11-23 のような日付にしてください"
    )


class _Reader:
    """Turns the values of a household and its people into facts, and gathers what is wrong."""

    def __init__(self, spelling: Spelling, catalogue: Catalogue) -> None:
        self.spelling, self.catalogue, self.visit = spelling, catalogue, catalogue.on
        self.problems: list[Problem] = []

    def source(self, value: object, where: str) -> Source:
        """Return where facts come from."""
        if isinstance(value, str) and value in _SOURCES:
            return Source(str(value))
        known = ", ".join(sorted(_SOURCES))
        self.problems.append(Problem(where, f"{shown(value)} is not a source; use {known}", f"使えるもの: {known}"))
        return Source.REGISTER

    def of(self, values: object, subject: str, where: str, source: Source) -> list[Fact]:
        """Return the facts of one person or of the household."""
        if not isinstance(values, Mapping):
            problem = Problem(where, f"must be a mapping of items, not {values!r}", "項目と値の組にしてください")
            self.problems.append(problem)
            return []
        own = self.source(values["source"], f"{where}.source") if "source" in values else source
        found: dict[str, Fact] = {}
        for written, value in _flat(values):
            place = f"{where}.{written}"
            try:
                item, read = self._read(subject, written, value)
            except Misspelt as error:
                self.problems.append(Problem(place, error.problem, error.problem_ja))
                continue
            if item in found:
                self.problems.append(Problem(place, f"{item} stands twice", f"{item} が2回あります"))
            found[item] = Fact(subject, item, read, own)
        self._in_order(found, where)
        return list(found.values())

    def _in_order(self, found: Mapping[str, Fact], where: str) -> None:
        for first, second in self.spelling.words["order"]:
            before, after = (found[name].value if name in found else None for name in (first, second))
            if isinstance(before, str) and isinstance(after, str) and before[: len(after)] > after[: len(before)]:
                problem = Problem(
                    f"{where}.{second}",
                    f"{after} lies before {first}, {before}",
                    f"「{after}」が {first} の「{before}」より前です",
                )
                self.problems.append(problem)

    def _read(self, subject: str, written: str, value: object) -> tuple[str, Any]:
        if isinstance(value, Mapping | list):
            raise Misspelt(f"must be a single value, not {shown(value)}", "値を1つだけ書いてください")
        name = self.spelling.item(written)
        item = self.catalogue.items.get(name)
        if item is not None and (subject == HOUSEHOLD) != (item.scope == "household"):
            right, right_ja = (
                ("household", "household") if item.scope == "household" else ("persons[…]", "persons の各人")
            )
            raise Misspelt(f"belongs under {right}", f"{right_ja} の下に書いてください")
        read = self.spelling.value(name, value)
        if name in self.spelling.words["past"] and isinstance(read, str) and read > self.visit.isoformat():
            raise Misspelt(
                f"{shown(value)} is after the day of the visit, {self.visit}",
                f"値「{value}」が来庁日 {self.visit} より後です",
            )
        return name, read


def _flat(values: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """Yield items and values; `person: {birthDate: …}` is read as `person.birthDate`."""
    for key, value in values.items():
        if key == "source":
            continue
        if isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", each) for inner, each in value.items())
        else:
            yield str(key), value
