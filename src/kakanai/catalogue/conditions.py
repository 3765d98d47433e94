"""Conditions as structured data: parsed from YAML into a small tree, and written back.

The tree has four connectives and six kinds of leaf. Everything an author may write (`below`, `at_most`,
`is_not`, `between` …) is reduced to these, so that every back end has few cases and they stay equal.

Ages are compared by birth date, never by counting years: "at least 15 on 2026-11-23" is "born on or before
2011-11-23", which is exact for 29 February and works on partly known dates as an interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kakanai.catalogue.errors import MalformedError

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Always:
    """True for everyone (or for no one)."""

    value: bool = True


@dataclass(frozen=True, slots=True)
class OneOf:
    """The item's value is one of `values`."""

    item: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The item's number is `number` or more."""

    item: str
    number: int


@dataclass(frozen=True, slots=True)
class Aged:
    """The person is `years` old or older.

    `at` is `visit`, `event`, or `school` (1 April of the visit's fiscal year, which is how school years and
    "until the first 31 March after the 18th birthday" are counted). `legal` reaches an age the day before
    the birthday, as the law on counting ages does; otherwise on the birthday itself.
    """

    years: int
    at: str = "visit"
    legal: bool = True


@dataclass(frozen=True, slots=True)
class DateUpTo:
    """The item's date is on or before the reference day plus `months` (by the calendar) plus `days`.

    `ref` is `visit`, `event` or an ISO date; months are counted from the visit or a fixed date only.
    """

    item: str
    ref: str
    days: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Members:
    """At least `number` people of the household satisfy `where`."""

    where: Condition
    number: int = 1


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    inner: Condition


@dataclass(frozen=True, slots=True)
class Known:
    """It is known that the inner condition holds: never unknown. For what a person must look at only if it shows."""

    inner: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801 - `Any` belongs to typing
    """At least one part holds."""

    parts: tuple[Condition, ...]


Leaf = Always | OneOf | AtLeast | Aged | DateUpTo | Members
Condition = Leaf | Not | Known | All | Any_

_AGE_KEYS = {"at_least", "below", "at_most", "over"}


def parse(
    data: object,
    where: str,
    parameters: Mapping[str, Any] | None = None,
    groups: Mapping[str, Condition] | None = None,
) -> Condition:
    """Read a condition from YAML data.

    `{param: name}` is replaced by the municipality's value, `{group: name}` by the condition of a named group of
    people. Raises `MalformedError` that names the place and what is expected there.
    """
    return _Parser(parameters or {}, groups or {}).node(data, where)


@dataclass(frozen=True, slots=True)
class _Parser:
    parameters: Mapping[str, Any]
    groups: Mapping[str, Condition]

    def node(self, data: object, where: str) -> Condition:
        if not isinstance(data, Mapping) or not data:
            raise MalformedError(where, f"a condition is a mapping such as {{item: …, is: …}}, not {data!r}")
        readers = {
            "always": self._always,
            "all": self._joined,
            "any": self._joined,
            "not": self._negated,
            "known": self._known,
            "item": self._item,
            "age": self._age,
            "school_age": self._age,
            "date": self._date,
            "elapsed": self._elapsed,
            "members": self._members,
            "group": self._group,
        }
        for key, reader in readers.items():
            if key in data:
                return reader(data, f"{where}.{key}")
        raise MalformedError(where, f"unknown condition {sorted(map(str, data))}; use one of {', '.join(readers)}")

    def _always(self, data: Mapping[str, Any], where: str) -> Condition:
        if not isinstance(data["always"], bool):
            raise MalformedError(where, "expects true or false")
        return Always(data["always"])

    def _joined(self, data: Mapping[str, Any], where: str) -> Condition:
        key = "all" if "all" in data else "any"
        self._only(data, {key}, where)
        parts = data[key]
        if not isinstance(parts, list) or len(parts) < 2:
            raise MalformedError(where, "expects a list of two or more conditions")
        nodes = tuple(self.node(part, f"{where}[{index}]") for index, part in enumerate(parts))
        return All(nodes) if key == "all" else Any_(nodes)

    def _negated(self, data: Mapping[str, Any], where: str) -> Condition:
        self._only(data, {"not"}, where)
        return Not(self.node(data["not"], where))

    def _known(self, data: Mapping[str, Any], where: str) -> Condition:
        self._only(data, {"known"}, where)
        return Known(self.node(data["known"], where))

    def _item(self, data: Mapping[str, Any], where: str) -> Condition:
        item = str(data["item"])
        rest = {key: value for key, value in data.items() if key != "item"}
        if len(rest) != 1:
            raise MalformedError(where, "expects exactly one of is, is_not, in, not_in, at_least, at_most")
        (operator, raw), *_ = rest.items()
        value = self.resolve(raw, where)
        if operator in {"is", "is_not"}:
            leaf: Condition = OneOf(item, (self._scalar(value, where),))
        elif operator in {"in", "not_in"} and isinstance(value, list) and value:
            leaf = OneOf(item, tuple(self._scalar(each, where) for each in value))
        elif operator in {"at_least", "at_most"}:
            number = self._number(value, where)
            return AtLeast(item, number) if operator == "at_least" else Not(AtLeast(item, number + 1))
        else:
            raise MalformedError(where, f"cannot read {operator}: {raw!r}")
        return Not(leaf) if operator in {"is_not", "not_in"} else leaf

    def _age(self, data: Mapping[str, Any], where: str) -> Condition:
        key = "age" if "age" in data else "school_age"
        self._only(data, {key}, where)
        spec = data[key]
        if not isinstance(spec, Mapping) or not _AGE_KEYS & set(spec):
            raise MalformedError(where, f"expects one or more of {', '.join(sorted(_AGE_KEYS))}")
        self._only(spec, _AGE_KEYS | {"at", "counted"}, where)
        at = "school" if key == "school_age" else str(spec.get("at", "visit"))
        legal = key == "age" and spec.get("counted", "legal") == "legal"
        if at not in {"visit", "event", "school"} or spec.get("counted", "legal") not in {"legal", "birthday"}:
            raise MalformedError(where, "`at` is visit or event; `counted` is legal or birthday")
        parts: list[Condition] = []
        for operator, shift, negated in (
            ("at_least", 0, False),
            ("over", 1, False),
            ("below", 0, True),
            ("at_most", 1, True),
        ):
            if operator in spec:
                years = self._number(self.resolve(spec[operator], where), where) + shift
                leaf = Aged(years, at, legal)
                parts.append(Not(leaf) if negated else leaf)
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _date(self, data: Mapping[str, Any], where: str) -> Condition:
        self._only(data, {"date", "on_or_before", "after", "plus_days", "plus_months"}, where)
        days, months = (
            self._number(self.resolve(data.get(key, 0), where), where) for key in ("plus_days", "plus_months")
        )
        if ("on_or_before" in data) == ("after" in data):
            raise MalformedError(where, "expects one of on_or_before and after: visit, event or a date")
        ref = self._reference(data.get("on_or_before", data.get("after")), where)
        if months and ref == "event":
            raise MalformedError(where, "plus_months goes with visit or a date; use plus_days with event")
        leaf = DateUpTo(str(data["date"]), ref, days, months)
        return leaf if "on_or_before" in data else Not(leaf)

    def _elapsed(self, data: Mapping[str, Any], where: str) -> Condition:
        self._only(data, {"elapsed", "at_most_days", "over_days"}, where)
        item = str(data["elapsed"])
        if ("at_most_days" in data) == ("over_days" in data):
            raise MalformedError(where, "expects one of at_most_days and over_days")
        if "over_days" in data:
            return DateUpTo(item, "visit", -self._number(self.resolve(data["over_days"], where), where) - 1)
        return Not(DateUpTo(item, "visit", -self._number(self.resolve(data["at_most_days"], where), where) - 1))

    def _members(self, data: Mapping[str, Any], where: str) -> Condition:
        self._only(data, {"members", "at_least", "at_most", "exactly"}, where)
        inner = self.node(data["members"], where)
        if any(isinstance(leaf, Members) for leaf in leaves(inner)):
            raise MalformedError(where, "a count of members cannot stand inside another")
        low = data.get("exactly", data.get("at_least"))
        high = data.get("exactly", data.get("at_most"))
        if low is None and high is None:
            low = 1
        parts: list[Condition] = []
        if low is not None and self._number(self.resolve(low, where), where) > 0:
            parts.append(Members(inner, self._number(self.resolve(low, where), where)))
        if high is not None:
            parts.append(Not(Members(inner, self._number(self.resolve(high, where), where) + 1)))
        if not parts:
            raise MalformedError(where, "at_least: 0 says nothing")
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _group(self, data: Mapping[str, Any], where: str) -> Condition:
        self._only(data, {"group"}, where)
        if data["group"] not in self.groups:
            raise MalformedError(where, f"no such group {data['group']!r}; known: {', '.join(self.groups)}")
        return self.groups[data["group"]]

    def resolve(self, value: object, where: str) -> object:
        """Replace `{param: name}` by the municipality's value."""
        if isinstance(value, Mapping):
            name = value.get("param")
            if set(value) != {"param"} or name not in self.parameters:
                raise MalformedError(where, f"no such local parameter: {dict(value)!r}")
            return self.parameters[str(name)]
        return value

    @staticmethod
    def _scalar(value: object, where: str) -> Value:
        if isinstance(value, bool | int | str):
            return value
        raise MalformedError(where, f"expects a text, a number, true or false, not {value!r}")

    @staticmethod
    def _number(value: object, where: str) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise MalformedError(where, f"expects a whole number, not {value!r}")

    @staticmethod
    def _reference(value: object, where: str) -> str:
        text = str(value)
        if text in {"visit", "event"} or (len(text) == 10 and text[4] == "-" == text[7]):
            return text
        raise MalformedError(where, f"expects visit, event or a date such as 2026-04-01, not {text!r}")

    @staticmethod
    def _only(data: Mapping[str, Any], allowed: set[str], where: str) -> None:
        extra = sorted(str(key) for key in data if key not in allowed)
        if extra:
            raise MalformedError(where, f"unknown key {', '.join(extra)}; allowed: {', '.join(sorted(allowed))}")


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield every leaf, those inside a count of members included (after the count itself)."""
    if isinstance(condition, All | Any_):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Not | Known):
        yield from leaves(condition.inner)
    else:
        yield condition
        if isinstance(condition, Members):
            yield from leaves(condition.where)


def items(condition: Condition, event_item: str) -> set[str]:
    """Return the ids of all items the condition looks at; `event_item` is the event's own date."""
    found: set[str] = set()
    for leaf in leaves(condition):
        if isinstance(leaf, OneOf | AtLeast | DateUpTo):
            found.add(leaf.item)
        if isinstance(leaf, Aged):
            found.add("person.birthDate")
        if (isinstance(leaf, Aged) and leaf.at == "event") or (isinstance(leaf, DateUpTo) and leaf.ref == "event"):
            found.add(event_item)
    return found
