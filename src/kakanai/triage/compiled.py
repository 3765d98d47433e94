"""The second back end: an event's rules as generated Python functions, with reasons.

What comes out for a person depends only on the few values that rules look at, and on which side of the rules' days
the dates lie. So `judge` looks a person up by these: a combination seen for the first time is judged by a generated
function that computes each distinct leaf once and looks up status and reason by the tuple of leaf truths; a tuple
seen for the first time is decided by a generated three-valued expression, and its sentence is made then. The
household's own rules are looked up by its values and by how many members each count holds for. A batch pays for
each combination and each sentence once, not once per household. No name or address is ever looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from kakanai.catalogue.conditions import (
    Aged,
    All,
    Always,
    Any_,
    AtLeast,
    Condition,
    DateUpTo,
    Known,
    Leaf,
    Members,
    Not,
    OneOf,
)
from kakanai.catalogue.model import Catalogue
from kakanai.triage.interpreter import Trace, Truth, joined
from kakanai.triage.reasons import reason, speaker_for
from kakanai.triage.record import Record, Values, bounds, limit_of, minus_years, school_day, shift_days
from kakanai.triage.result import Status
from kakanai.triage.tables import Plan, Rule, item_of, plan, status_of, top_leaves

Outcome = tuple[Status, str]
Outcomes = tuple[Sequence[Outcome], Sequence[Sequence[Outcome]]]
"""Of the household's rules in order, and for each person of the person's rules in order."""

_BITS = 16
"""How wide one tally of members is inside the whole number that holds them all."""
_MOST_KEPT = 50_000
"""Combinations kept at a time, so that a nation's batch stays within memory."""


class CompiledEvent:
    """An event's rules compiled for one municipality and one day."""

    def __init__(
        self,
        catalogue: Catalogue,
        event: str,
        on: date,
        *,
        procedures: Iterable[str] | None = None,
        reasons: bool = True,
    ) -> None:
        self.plan = plan(catalogue, event, on, procedures)
        self.household_rules = [rule for rule in self.plan.rules if not rule.per_person]
        self.person_rules = [rule for rule in self.plan.rules if rule.per_person]
        self.source, names = _Writer(self.plan, self.household_rules, self.person_rules, reasons=reasons).written()
        exec(compile(self.source, f"<rules of {event}>", "exec"), names)  # noqa: S102 - our own generated source
        self._judge: Callable[[Values, Sequence[Values]], Outcomes] = names["judge"]

    def judge(self, household: Values, persons: Sequence[Values]) -> Outcomes:
        """Return status and reason of every rule. The values are those of a `Record`."""
        return self._judge(household, persons)

    def statuses(self, record: Record) -> dict[tuple[str, str], Status]:
        """Return the status of each procedure and subject."""
        household, persons = self.judge(record.household, list(record.persons.values()))
        found = {
            (rule.procedure.id, "household"): outcome[0]
            for rule, outcome in zip(self.household_rules, household, strict=True)
        }
        for subject, outcomes in zip(record.persons, persons, strict=True):
            for rule, outcome in zip(self.person_rules, outcomes, strict=True):
                found[rule.procedure.id, subject] = outcome[0]
        return found


class _Table(dict[Any, Any]):
    """Answers by a key; a new key is decided once and kept."""

    def __init__(self, decide: Callable[[Any], Any]) -> None:
        super().__init__()
        self._decide = decide

    def __missing__(self, key: Any) -> Any:
        if len(self) >= _MOST_KEPT:
            self.clear()
        value = self[key] = self._decide(key)
        return value


class _Dates(_Table):
    """Numbers dates by the truths of the leaves that look at them, so that a date itself is no part of a key."""

    def __init__(self, decide: Callable[[Any], Any]) -> None:
        super().__init__(self._number)
        self._truths_of = decide
        self._numbers: dict[Any, int] = {}
        self.truths: list[Any] = []

    def _number(self, key: Any) -> int:
        truths = self._truths_of(key)
        if truths not in self._numbers:
            self._numbers[truths] = len(self.truths)
            self.truths.append(truths)
        return self._numbers[truths]


class _Writer:
    """Writes the source of `judge` and of what it looks up, and the names they need."""

    def __init__(self, made: Plan, household: list[Rule], persons: list[Rule], *, reasons: bool) -> None:
        self.plan, self.household, self.persons, self.reasons = made, household, persons, reasons
        self.names: dict[str, Any] = {"bounds": bounds, "shift": shift_days, "minus": minus_years}
        self.variables: dict[Leaf, str] = {}
        for prefix, leaves in (("l", made.person_leaves), ("h", made.household_leaves), ("c", made.counts)):
            self.variables |= {leaf: f"{prefix}{number}" for number, leaf in enumerate(leaves)}
        self.phrases = speaker_for(made.catalogue, "ja", made.event).phrases
        self.dates: list[str] = []

    def written(self) -> tuple[str, dict[str, Any]]:
        """Return the source and the namespace to run it in."""
        made = self.plan
        late = any(isinstance(leaf, Members) for rule in self.persons for leaf in rule.leaves)
        inside = [leaf for count in made.counts for leaf in top_leaves(count.where)]
        looked_at = {*inside, *(leaf for rule in self.persons for leaf in rule.leaves)}
        items = {item_of(leaf) for leaf in looked_at}
        shared = [leaf for leaf in made.household_leaves if item_of(leaf) in items]
        own = self._inputs(made.person_leaves, "v")
        of_household, of_both = self._inputs(made.household_leaves, "x"), self._inputs(shared, "x")
        key = ", ".join([*(read for _, read, _ in own), *(name for name, _, _ in of_both)])
        unpacked = [*own, *of_both]
        tally = self._function("tally", unpacked, self._tally_lines())
        said = self._lookups(self.persons)
        person = self._function("person", unpacked, [f"return {said}"], tally=late)
        home = self._function("home", of_household, [f"return {self._lookups(self.household)}"], tally=True)
        lines = ["def judge(household, persons):", "    g = household.get", f"    e = g({made.event_item!r})"]
        lines += [f"    {name} = {read}" for name, read, _ in of_household]
        lines += ["    n, people, keys = 0, [], []", "    for person in persons:", "        g = person.get"]
        lines += [f"        k = ({key},)" if key else "        k = ()", "        n += TALLY[k]"]
        lines.append("        keys.append(k)" if late else "        people.append(PERSON[k])")
        if late:
            lines += ["    for k in keys:", "        people.append(PERSON[k, n])"]
        home_key = "".join(f"{name}, " for name, _, _ in of_household)
        lines.append(f"    return HOME[({home_key}), n], people")
        return "\n".join([*self.dates, *tally, *person, *home, *lines]) + "\n", self.names

    def _inputs(self, leaves: Iterable[Leaf], prefix: str) -> list[tuple[str, str, list[Leaf]]]:
        """Return for each item that leaves look at: a variable, how `judge` reads it, and the leaves."""
        found: list[tuple[str, str, list[Leaf]]] = []
        for item, group in groupby(leaves, key=item_of):
            same, read = list(group), f"g({item!r})"
            dated = [leaf for leaf in same if isinstance(leaf, Aged | DateUpTo)]
            if dated:
                name = f"D{self.variables[dated[0]]}"
                by_event = any(_by_event(leaf) for leaf in dated)
                if name not in self.names:
                    self._dates(name, dated, by_event=by_event)
                read = f"{name}[{read}, e]" if by_event else f"{name}[{read}]"
            found.append((f"{prefix}{self.variables[same[0]]}", read, same))
        return found

    def _dates(self, name: str, dated: Sequence[Aged | DateUpTo], *, by_event: bool) -> None:
        """Write the function that tells the truths of the leaves of one date."""
        function = f"truths_{name}"
        lines = [f"def {function}(key):"]
        if by_event:
            lines += ["    key, e = key", "    el, eh = bounds(e)"]
            for leaf in dated:
                if isinstance(leaf, Aged) and leaf.at == "event":
                    each, days = self.variables[leaf], 1 if leaf.legal else 0
                    lines.append(f"    {each}a = minus(shift(el, {days}), {leaf.years})")
                    lines.append(f"    {each}b = minus(shift(eh, {days}), {leaf.years})")
        lines.append("    dl, dh = bounds(key)")
        lines += [f"    {self._dated_line(leaf)}" for leaf in dated]
        lines.append(f"    return ({''.join(f'{self.variables[leaf]}, ' for leaf in dated)})")
        self.dates += lines
        self.names[name] = _Dates(partial(self._call, function))

    def _function(
        self,
        name: str,
        inputs: list[tuple[str, str, list[Leaf]]],
        last: list[str],
        *,
        tally: bool = False,
    ) -> list[str]:
        """Write a function from a key to what it comes to, and the table that keeps it."""
        unpack = f"({''.join(f'{variable}, ' for variable, _, _ in inputs)})"
        lines = [f"def {name}(key):", f"    {f'{unpack}, n' if tally else unpack} = key"]
        for variable, _, same in inputs:
            dated = [leaf for leaf in same if isinstance(leaf, Aged | DateUpTo)]
            if dated:
                truths = "".join(f"{self.variables[leaf]}, " for leaf in dated)
                lines.append(f"    ({truths}) = D{self.variables[dated[0]]}.truths[{variable}]")
            else:
                lines.append(f"    v = {variable}")
                lines += [f"    {self._value_line(leaf)}" for leaf in same]
        if tally:
            lines += [f"    {line}" for line in self._count_lines()]
        self.names[name.upper()] = _Table(partial(self._call, name))
        return [*lines, *(f"    {line}" for line in last)]

    def _call(self, function: str, key: Any) -> Any:
        return self.names[function](key)

    def _tally_lines(self) -> list[str]:
        """Write how many counts a person is sure to belong to, or may belong to, as one whole number."""
        lines = ["n = 0"]
        for number, count in enumerate(self.plan.counts):
            leaves = tuple(dict.fromkeys(top_leaves(count.where)))
            self.names[f"M{number}"] = _Table(self._expression(f"m{number}", count.where, leaves))
            sure, maybe = (hex(1 << _BITS * place) for place in (2 * number, 2 * number + 1))
            lines += [f"v = M{number}[{self._key(leaves)}]"]
            lines += [f"if v: n += {sure}", f"elif v is None: n += {maybe}"]
        return [*lines, "return n"]

    def _count_lines(self) -> list[str]:
        """Write the truth of each count out of the whole number that holds all tallies."""
        lines: list[str] = []
        for number, count in enumerate(self.plan.counts):
            name, wanted, mask = self.variables[count], count.number, (1 << _BITS) - 1
            for variable, place in (("t", 2 * number), ("u", 2 * number + 1)):
                lines.append(f"{variable} = n >> {_BITS * place} & {mask}")
            lines.append(f"{name} = True if t >= {wanted} else (None if t + u >= {wanted} else False)")
        return lines

    def _value_line(self, leaf: Leaf) -> str:
        name = self.variables[leaf]
        if isinstance(leaf, AtLeast):
            return f"{name} = None if v is None else v >= {leaf.number}"
        assert isinstance(leaf, OneOf)  # noqa: S101 - dates are taken elsewhere
        if leaf.values == (True,):
            return f"{name} = v"
        if leaf.values == (False,):
            return f"{name} = None if v is None else not v"
        if len(leaf.values) == 1:
            return f"{name} = None if v is None else v == {leaf.values[0]!r}"
        self.names[f"S{name}"] = frozenset(leaf.values)
        return f"{name} = None if v is None else v in S{name}"

    def _dated_line(self, leaf: Aged | DateUpTo) -> str:
        if isinstance(leaf, Aged):
            return self._aged_line(leaf, self.variables[leaf])
        low, high = self._limit(leaf)
        return f"{self.variables[leaf]} = dh <= {low} or (None if dl <= {high} else False)"

    def _aged_line(self, leaf: Aged, name: str) -> str:
        if leaf.at == "event":
            return f"{name} = dh <= {name}a or (None if dl <= {name}b else False)"
        day = school_day(self.plan.on) if leaf.at == "school" else self.plan.on.isoformat()
        limit = minus_years(shift_days(day, 1 if leaf.legal else 0), leaf.years)
        return f"{name} = dh <= {limit!r} or (None if dl <= {limit!r} else False)"

    def _limit(self, leaf: DateUpTo) -> tuple[str, str]:
        if leaf.ref == "event":
            return f"shift(el, {leaf.days})", f"shift(eh, {leaf.days})"
        day = self.plan.on.isoformat() if leaf.ref == "visit" else leaf.ref
        return repr(limit_of(leaf, day)), repr(limit_of(leaf, day))

    def _lookups(self, rules: list[Rule]) -> str:
        parts = []
        for rule in rules:
            name = f"R{self.plan.rules.index(rule)}"
            self.names[name] = _Table(self._decider(name.lower(), rule))
            parts.append(f"{name}[{self._key(rule.leaves)}], ")
        return f"({''.join(parts)})"

    def _key(self, leaves: Iterable[Leaf]) -> str:
        return ", ".join(self.variables[leaf] for leaf in leaves if not isinstance(leaf, Always)) or "None"

    def _expression(self, name: str, condition: Condition, leaves: Iterable[Leaf]) -> Callable[[Any], Truth]:
        """Return a function from a key of truths to the condition's truth, from generated source."""
        variables = [self.variables[leaf] for leaf in leaves if not isinstance(leaf, Always)]
        unpack = f"({', '.join(variables)},) = key" if len(variables) > 1 else f"{''.join(variables) or '_'} = key"
        source = f"def {name}(key):\n    {unpack}\n    return {self._said(condition)}\n"
        names: dict[str, Any] = {"both": _both, "either": _either, "opposite": _opposite}
        exec(compile(source, f"<{name}>", "exec"), names)  # noqa: S102 - our own generated source
        function: Callable[[Any], Truth] = names[name]
        return function

    def _said(self, condition: Condition) -> str:
        if isinstance(condition, Not):
            return f"opposite({self._said(condition.inner)})"
        if isinstance(condition, Known):
            return f"({self._said(condition.inner)} is True)"
        if isinstance(condition, All | Any_):
            inner = ", ".join(self._said(part) for part in condition.parts)
            return f"{'both' if isinstance(condition, All) else 'either'}({inner})"
        return str(condition.value) if isinstance(condition, Always) else self.variables[condition]

    def _decider(self, name: str, rule: Rule) -> Callable[[Any], Outcome]:
        need = self._expression(name, rule.need, rule.leaves)
        confirms = [self._expression(f"{name}c{n}", each, rule.leaves) for n, each in enumerate(rule.confirms)]
        keyed = [leaf for leaf in rule.leaves if not isinstance(leaf, Always)]

        def decide(key: Any) -> Outcome:
            truth = need(key)
            status = status_of(truth, [each(key) for each in confirms] if truth is not False else [])
            if not self.reasons:
                return status, ""
            truths: dict[Leaf, Truth] = dict(zip(keyed, key if len(keyed) > 1 else (key,), strict=False))
            trace = _traced(rule.need, truths)
            asked = tuple(_traced(each, truths) for each in rule.confirms) if truth is not False else ()
            return status, reason(status, trace, rule.procedure, asked, self.phrases)

        return decide


def _by_event(leaf: Leaf) -> bool:
    return (isinstance(leaf, Aged) and leaf.at == "event") or (isinstance(leaf, DateUpTo) and leaf.ref == "event")


def _both(*truths: Truth) -> Truth:
    return False if False in truths else (None if None in truths else True)


def _either(*truths: Truth) -> Truth:
    return True if True in truths else (None if None in truths else False)


def _opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _traced(condition: Condition, truths: Mapping[Leaf, Truth]) -> Trace:
    if isinstance(condition, Not):
        inner = _traced(condition.inner, truths)
        return Trace(condition, _opposite(inner.truth), "", (inner,))
    if isinstance(condition, Known):
        inner = _traced(condition.inner, truths)
        return Trace(condition, inner.truth is True, "", (inner,))
    if isinstance(condition, All | Any_):
        parts = tuple(_traced(part, truths) for part in condition.parts)
        return Trace(condition, joined(condition, parts), "", parts)
    truth = condition.value if isinstance(condition, Always) else truths[condition]
    return Trace(condition, truth, "", facts=tuple(("", item) for item in _items(condition)))


def _items(leaf: Leaf) -> list[str]:
    if isinstance(leaf, Aged):
        return ["person.birthDate"]
    if isinstance(leaf, Members):
        return [item for inner in top_leaves(leaf.where) for item in _items(inner)]
    return [] if isinstance(leaf, Always) else [leaf.item]


__all__ = ["CompiledEvent", "Outcome", "Outcomes"]
