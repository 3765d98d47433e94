"""Turns entries as written in YAML into the model, and says exactly which field is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kakanai.catalogue.conditions import Always, Condition, Value, parse
from kakanai.catalogue.errors import MalformedError
from kakanai.catalogue.model import (
    Certainty,
    Confirm,
    DeadlineSpec,
    Fee,
    Given,
    Group,
    Item,
    Law,
    Option,
    Paper,
    Procedure,
    Question,
    Who,
    Words,
)

Raw = Mapping[str, Any]
_ITEM_FIELDS = {"scope", "type", "values", "open", "also"}
_PROCEDURE_FIELDS = {
    "id", "ref", "events", "name", "office", "who", "condition", "law", "certainty", "sources", "verified_on",
    "valid_from", "valid_to", "deadlines", "deadline_note", "documents", "collects", "forms", "targets", "fees",
    "confirm", "weight", "hard_stop", "filing", "note", "issues", "agent", "offered", "benefits",
}  # fmt: skip


def build_items(raw: Raw) -> dict[str, Item]:
    """Build the items that conditions may look at."""
    return {name: _item(name, spec) for name, spec in raw.items()}


def _item(name: str, spec: Raw) -> Item:
    if spec.get("scope") not in {"person", "household"} or spec.get("type") not in {"bool", "choice", "number", "date"}:
        raise MalformedError(f"items.yaml {name}", "scope is person or household; type is bool, choice, number or date")
    texts = {key: value for key, value in spec.items() if key not in _ITEM_FIELDS}

    def nth(index: int) -> Words:
        return {language: said[index] for language, said in texts.items() if len(said) > index}

    values: dict[Value, Words] = {}
    spellings: dict[str, Value] = {}
    for value, said in spec.get("values", {}).items():
        values[value] = {language: text for language, text in said.items() if language != "also"}
        spellings |= dict.fromkeys((str(value), *values[value].values(), *map(str, said.get("also", ()))), value)
    return Item(
        name, spec["scope"], spec["type"], nth(0), nth(1), nth(2),
        values, bool(spec.get("open", False)), tuple(map(str, spec.get("also", ()))), spellings,
    )  # fmt: skip


def words(value: object, where: str) -> Words:
    """Read a text: a plain string is official Japanese, a mapping gives it by language."""
    if isinstance(value, str):
        return {"ja": value}
    if isinstance(value, Mapping):
        for key, text in value.items():
            if not isinstance(text, str):
                raise MalformedError(where, f"{key}: {text!r} is not a text; put texts with a comma or colon in quotes")
        return dict(value)
    raise MalformedError(where, f"expects a text or texts by language, not {value!r}")


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds procedures and questions with a municipality's parameters and the named groups put in."""

    parameters: Raw
    groups: Mapping[str, Group] = field(default_factory=dict)

    def condition(self, raw: object, where: str) -> Condition:
        """Read a condition."""
        return parse(raw, where, self.parameters, {name: group.where for name, group in self.groups.items()})

    def with_groups(self, raw: Raw) -> Builder:
        """Return the builder that knows these groups too; a group may use those above it."""
        made = self
        for name, spec in raw.items():
            where = f"groups.yaml {name}"
            if "where" not in spec or "ja" not in spec:
                raise MalformedError(where, "a group needs `where` and its name `ja`")
            called = words({key: value for key, value in spec.items() if key != "where"}, where)
            group = Group(name, made.condition(spec["where"], where), called)
            made = Builder(self.parameters, {**made.groups, name: group})
        return made

    def procedure(self, raw: Raw) -> Procedure:
        """Build one procedure. Raises `MalformedError` that names file, procedure and field."""
        where = f"{raw.get('_file', 'procedures')} {raw.get('id', '?')}"
        unknown = sorted(str(key) for key in raw if key not in _PROCEDURE_FIELDS and not str(key).startswith("_"))
        if unknown:
            raise MalformedError(f"{where} {unknown[0]}", "no such field; see docs/reference/catalogue.md")
        try:
            return self._procedure(raw, where)
        except KeyError as error:
            raise MalformedError(where, f"field {error.args[0]} is missing") from error
        except (ValueError, TypeError) as error:
            raise MalformedError(where, str(error)) from error

    def _procedure(self, raw: Raw, where: str) -> Procedure:
        return Procedure(
            id=raw["id"],
            events=tuple(raw["events"]),
            name=words(self.filled(raw["name"], where), where),
            office=str(self.filled(raw["office"], where)),
            who=Who(raw["who"]),
            condition=self.condition(raw["condition"], f"{where} condition"),
            laws=tuple(_law(entry) for entry in raw.get("law", [])),
            certainty=Certainty(raw["certainty"]),
            sources=tuple(raw.get("sources", [])),
            verified_on=raw.get("verified_on"),
            valid_from=day_of(raw["valid_from"], f"{where} valid_from"),
            valid_to=day_of(raw["valid_to"], f"{where} valid_to") if raw.get("valid_to") is not None else None,
            deadlines=tuple(self._deadline(entry, f"{where} deadlines") for entry in raw.get("deadlines", [])),
            deadline_note=str(self.filled(raw.get("deadline_note", ""), where)),
            papers=tuple(self._paper(entry, f"{where} documents") for entry in raw.get("documents", [])),
            collects=tuple(raw.get("collects", [])),
            forms=tuple(self.filled(raw.get("forms", []), where)),
            targets=tuple(raw.get("targets", [])),
            fees=tuple(self._fee(entry, where) for entry in raw.get("fees", [])),
            confirm=tuple(self._confirm(entry, where) for entry in raw.get("confirm", [])),
            weight=int(raw.get("weight", 2)),
            hard_stop=bool(raw.get("hard_stop", False)),
            filing=bool(raw.get("filing", True)),
            note=words(raw.get("note", {}), where),
            issues=tuple(self.filled(raw.get("issues", []), where)),
            agent=str(self.filled(raw.get("agent", ""), where)),
            parameters=tuple(sorted(_parameter_names(raw))),
            ref=str(raw.get("ref", "")),
            benefits=tuple(self._fee(entry, where) for entry in raw.get("benefits", [])),
        )

    def filled(self, value: object, where: str) -> Any:
        """Replace `{param: name}` anywhere in the value by the municipality's own."""
        if isinstance(value, Mapping) and set(value) == {"param"}:
            name = str(value["param"])
            if name not in self.parameters:
                raise MalformedError(where, f"no such local parameter: {name}")
            return self.parameters[name]
        if isinstance(value, Mapping):
            return {key: self.filled(inner, where) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.filled(inner, where) for inner in value]
        return value

    def _deadline(self, raw: Raw, where: str) -> DeadlineSpec:
        entry = self.filled(raw, where)
        if entry["unit"] not in {"day", "month", "year"} or entry["first_day"] not in {"in", "out"}:
            raise MalformedError(where, "unit is day, month or year; first_day is in or out")
        if entry.get("direction", "after") not in {"after", "before"}:
            raise MalformedError(where, "direction is after or before")
        if not isinstance(entry["count"], int) or isinstance(entry["count"], bool) or entry["count"] < 1:
            raise MalformedError(where, f"count is a whole number from 1, not {entry['count']!r}")
        start = tuple(entry["start"]) if isinstance(entry["start"], list) else (entry["start"],)
        label = entry["start_label"]
        return DeadlineSpec(
            start=start,
            labels=tuple(str(label.get(item, "")) if isinstance(label, Mapping) else str(label) for item in start),
            count=entry["count"],
            unit=entry["unit"],
            first_day_counts=entry["first_day"] == "in",
            rolls_over=bool(entry.get("rolls_over", True)),
            set_by=entry["set_by"],
            certainty=Certainty(entry["certainty"]),
            direction=entry.get("direction", "after"),
        )

    def _paper(self, raw: object, where: str) -> Paper:
        if isinstance(raw, Mapping) and "name" in raw:
            when = self.condition(raw["when"], f"{where}.when") if "when" in raw else None
            return Paper(words(self.filled(raw["name"], where), where), when)
        return Paper(words(self.filled(raw, where), where))

    def _fee(self, raw: Raw, where: str) -> Fee:
        entry = self.filled(raw, where)
        return Fee(entry["name"], entry["yen"], entry.get("per", ""))

    def _confirm(self, raw: Raw, where: str) -> Confirm:
        when: Condition = self.condition(raw["when"], f"{where} confirm.when") if "when" in raw else Always()
        return Confirm(when, words(raw["reason"], where))

    def question(self, raw: Raw) -> Question:
        """Build one question. Raises `MalformedError` that names file, question and field."""
        where = f"{raw.get('_file', 'questions')} {raw.get('id', '?')}"
        try:
            return self._question(raw, where)
        except KeyError as error:
            raise MalformedError(where, f"field {error.args[0]} is missing") from error

    def _question(self, raw: Raw, where: str) -> Question:
        return Question(
            id=raw["id"],
            kind=raw["kind"],
            events=tuple(raw.get("events", [])),
            text=words(raw["text"], where),
            among=self.condition(raw["among"], f"{where} among") if "among" in raw else None,
            options=tuple(self._option(entry, raw["kind"], f"{where} options") for entry in raw.get("options", [])),
            selected=tuple(self._given(entry, f"{where} selected") for entry in raw.get("selected", [])),
            unselected=tuple(self._given(entry, f"{where} unselected") for entry in raw.get("unselected", [])),
            item=raw["item"],
        )

    def _option(self, raw: Raw, kind: str, where: str) -> Option:
        facts = raw.get("facts", {})
        unticked = {item: False for item, value in facts.items() if value is True} if "checklist" in kind else {}
        return Option(
            value=str(raw["value"]),
            label=words(raw["label"], where),
            facts=facts,
            otherwise=unticked | dict(raw.get("otherwise", {})),
            per_person=raw.get("per") == "person",
            among=self.condition(raw["among"], f"{where}.among") if "among" in raw else None,
            events=tuple(raw.get("events", ())),
        )

    def _given(self, raw: Raw, where: str) -> Given:
        among = self.condition(raw["among"], where) if "among" in raw else None
        return Given(raw["item"], raw["value"], among)


def day_of(value: object, where: str) -> date:
    """Return a date as YAML gave it, or raise `MalformedError`."""
    if isinstance(value, date):
        return value
    raise MalformedError(where, f"expects a date such as 2026-04-01, not {value!r}")


def _law(raw: Raw) -> Law:
    verified: date | None = raw.get("verified_on")
    return Law(
        raw["cite"], Certainty(raw["certainty"]), raw.get("source", ""), verified_on=verified, note=raw.get("note", "")
    )


def _parameter_names(value: object) -> set[str]:
    if isinstance(value, Mapping):
        if set(value) == {"param"}:
            return {str(value["param"])}
        return set().union(*(_parameter_names(inner) for inner in value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*(_parameter_names(inner) for inner in value)) if value else set()
    return set()
