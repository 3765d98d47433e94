"""Rules, facts and households at random: every operator that an author may write, in any depth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from kakanai.catalogue import Catalogue
from kakanai.catalogue.conditions import parse
from kakanai.catalogue.model import Confirm, Item, Who
from kakanai.triage.record import Record

_ODD_DATES = ["2011", "2011-11", "2008-04", "1951-11-23", "2024-02-29", "2026-11-23", "2026-11-24"]
_FIRST, _LAST = date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal()


class RandomRules:
    """Makes catalogues of random rules and households of random facts; the same seed makes the same."""

    def __init__(self, catalogue: Catalogue, seed: int) -> None:
        self.catalogue, self.rng = catalogue, Random(seed)

    def rules(self, event: str, count: int = 3) -> Catalogue:
        """Return the catalogue with nothing but random rules for the event."""
        pattern = next(iter(self.catalogue.procedures.values()))
        made = {}
        for number in range(count):
            who = self.rng.choice(list(Who))
            conditions = [parse(self.condition(who), "here") for _ in range(self.rng.randint(1, 3))]
            confirms = tuple(Confirm(each, {"ja": "確認"}) for each in conditions[1:])
            name = f"r{number}"
            made[name] = replace(pattern, id=name, who=who, condition=conditions[0], confirm=confirms, events=(event,))
        return replace(self.catalogue, procedures=made)

    def condition(self, who: Who, depth: int = 3, *, counted: bool = False) -> dict[str, Any]:
        """Return a condition as written. Within a count, or judged for anyone, there is no further count."""
        rng = self.rng
        counts = who in {Who.PERSON, Who.HOUSEHOLD} and not counted
        if depth == 0 or rng.random() < 0.35:
            if counts and rng.random() < 0.4:
                inner = self.condition(Who.PERSON, 2, counted=True)
                return {"members": inner, rng.choice(["at_least", "at_most", "exactly"]): rng.randint(1, 3)}
            return self.leaf(personal=who is not Who.HOUSEHOLD)
        joined = rng.choice(["all", "any", "not", "known"])
        if joined in {"all", "any"}:
            return {joined: [self.condition(who, depth - 1, counted=counted) for _ in range(rng.randint(2, 3))]}
        return {joined: self.condition(who, depth - 1, counted=counted)}

    def leaf(self, *, personal: bool) -> dict[str, Any]:
        """Return a comparison of any kind."""
        kinds = [self._item, self._item, self._date, self._months, self._elapsed, self._always]
        kinds += [self._age, self._school_age] if personal else []
        return self.rng.choice(kinds)(self._items(personal))

    def _items(self, personal: bool) -> list[Item]:
        return [item for item in self.catalogue.items.values() if personal or item.scope == "household"]

    def _item(self, items: list[Item]) -> dict[str, Any]:
        rng = self.rng
        item = rng.choice([each for each in items if each.type != "date"])
        if item.type == "bool":
            return {"item": item.id, rng.choice(["is", "is_not"]): rng.random() < 0.5}
        if item.type == "number":
            return {"item": item.id, rng.choice(["at_least", "at_most"]): rng.randint(0, 4)}
        values = rng.sample(sorted(map(str, item.values)), rng.randint(1, 3))
        return {"item": item.id, rng.choice(["in", "not_in"]): values}

    def _day(self, items: list[Item]) -> str:
        return self.rng.choice([item.id for item in items if item.type == "date"])

    def _date(self, items: list[Item]) -> dict[str, Any]:
        ref = self.rng.choice(["visit", "event", "2024-02-29"])
        operator = self.rng.choice(["on_or_before", "after"])
        return {"date": self._day(items), operator: ref, "plus_days": self.rng.randint(-400, 400)}

    def _months(self, items: list[Item]) -> dict[str, Any]:
        return {"date": self._day(items), "on_or_before": "visit", "plus_months": self.rng.randint(-24, 24)}

    def _elapsed(self, items: list[Item]) -> dict[str, Any]:
        return {"elapsed": self._day(items), self.rng.choice(["at_most_days", "over_days"]): self.rng.randint(0, 100)}

    def _always(self, items: list[Item]) -> dict[str, Any]:
        return {"always": self.rng.random() < 0.5}

    def _age(self, items: list[Item]) -> dict[str, Any]:
        rng = self.rng
        how = {"at": rng.choice(["visit", "event"]), "counted": rng.choice(["legal", "birthday"])}
        return {"age": {rng.choice(["at_least", "below", "at_most", "over"]): rng.randint(0, 100), **how}}

    def _school_age(self, items: list[Item]) -> dict[str, Any]:
        low = self.rng.randint(0, 18)
        return {"school_age": {"at_least": low, "below": low + self.rng.randint(1, 9)}}

    def household(self) -> Record:
        """Return a household of up to three people of whom half the facts are known, whatever they are."""
        return Record(
            self._facts("household"), {f"p{n}": self._facts("person") for n in range(1, self.rng.randint(0, 3) + 1)}
        )

    def _facts(self, scope: str) -> dict[str, Any]:
        chosen = [item for item in self.catalogue.items.values() if item.scope == scope and self.rng.random() < 0.5]
        return {item.id: self._value(item) for item in chosen}

    def _value(self, item: Item) -> Any:
        rng = self.rng
        if item.type == "bool":
            return rng.random() < 0.5
        if item.type == "number":
            return rng.randint(0, 5)
        if item.type == "choice":
            return rng.choice([*map(str, item.values), "something_else"])
        return rng.choice([date.fromordinal(rng.randint(_FIRST, _LAST)).isoformat(), *_ODD_DATES])
