"""The board: figures of the desk from its event log. Computed, never typed in, and nothing about any person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from kakanai import yamldata
from kakanai.insight.figures import median, nine_in_ten
from kakanai.insight.processmap import Arc, arcs
from kakanai.insight.queueing import QueueError, erlang_c

KNOWN_SOURCES = ("card", "register", "notice")


class LogLike(Protocol):
    """The desk's log of a stretch of time."""

    @property
    def visits(self) -> tuple[Any, ...]:
        """The visits."""

    @property
    def events(self) -> tuple[Any, ...]:
        """What happened in them, in the order of time."""

    @property
    def periods(self) -> tuple[Any, ...]:
        """Their closed periods."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Minutes: the middle, and what nine in ten stay below."""

    median: float
    p90: float
    count: int


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day: visits, how many were accepted, and the median minutes at the counter."""

    day: date
    visits: int
    accepted: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Named:
    """Something that was counted, with the share of visits in which it happened."""

    id: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class StateLine:
    """A state of the visit: how long it lasted, and its share of the time at the counter."""

    state: str
    spread: Spread
    share: float


@dataclass(frozen=True, slots=True)
class CounterLine:
    """So many counters at the present load: the mean wait in minutes, or `None` where they do not suffice."""

    counters: int
    wait: float | None
    busy: float


@dataclass(frozen=True, slots=True)
class Board:
    """All figures of the board. Times in minutes."""

    visits: int
    accepted: int
    cancelled: int
    at_counter: Spread
    waiting: Spread
    questions: float
    known: int
    said: int
    asked_twice: int
    objections: int
    signatures: int
    days: tuple[DayLine, ...]
    states: tuple[StateLine, ...]
    asked: tuple[Named, ...]
    typed: tuple[Named, ...]
    arcs: tuple[Arc, ...]
    counters: tuple[CounterLine, ...]
    per_hour: float

    @property
    def known_share(self) -> float:
        """The share of values that no resident was asked for."""
        return self.known / (self.known + self.said) if self.known + self.said else 0.0


def board_of(log: LogLike, days: int, zone: tzinfo) -> Board:
    """Compute the board from the log of so many days. `zone` says where a day begins."""
    events: dict[str, list[Any]] = defaultdict(list)
    for event in log.events:
        events[event.kind].append(event)
    minutes = _minutes(log)
    accepted = {event.visit for event in events["visit.accept"]}
    at_counter = _spread([sum(minutes[visit].values()) for visit in accepted])
    load = len(log.visits) / (days * words()["busy_hours"])
    asked_or_typed = [*events["question.answer"], *events["value.enter"]]
    return Board(
        visits=len(log.visits),
        accepted=len(accepted),
        cancelled=sum(1 for visit in log.visits if visit.state == "cancelled"),
        at_counter=at_counter,
        waiting=_spread([e.detail["waited"] / 60 for e in events["visit.open"] if e.detail.get("waited") is not None]),
        questions=median(list(Counter(e.visit for e in events["question.answer"]).values())),
        known=sum(_known(event.detail.get("sources", {})) for event in _last_of_each(events["confirmation.made"])),
        said=len(asked_or_typed),
        asked_twice=sum(int(event.detail.get("known_before", 0)) for event in asked_or_typed),
        objections=len(events["confirmation.objection"]),
        signatures=len(events["visit.signed"]),
        days=tuple(_days(log, minutes, accepted, zone)),
        states=tuple(_states(minutes, accepted)),
        asked=tuple(_named([(e.detail.get("question", ""), e.visit) for e in events["question.answer"]], log)),
        typed=tuple(_named([(i, e.visit) for e in events["value.enter"] for i in e.detail.get("items", ())], log)),
        arcs=tuple(arcs(log.events, words()["steps"])),
        counters=tuple(_counters(load, at_counter.median)),
        per_hour=load,
    )


@cache
def words() -> dict[str, Any]:
    """Return the board's data: names of steps and states."""
    return dict(yamldata.read((files("kakanai.insight") / "data" / "board.yaml").read_text("utf-8")))


def _minutes(log: LogLike) -> Mapping[object, Mapping[str, float]]:
    """Return the minutes of each visit by state, without what lies outside the counter."""
    found: dict[object, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for period in log.periods:
        if period.state in words()["at_the_counter"]:
            found[period.visit][period.state] += (period.ended - period.began) / timedelta(minutes=1)
    return found


def _spread(values: list[float]) -> Spread:
    return Spread(median(values), nine_in_ten(values), len(values))


def _known(sources: Mapping[str, int]) -> int:
    return sum(count for source, count in sources.items() if source in KNOWN_SOURCES)


def _last_of_each(events: Iterable[Any]) -> list[Any]:
    return list({event.visit: event for event in events}.values())


def _days(
    log: LogLike, minutes: Mapping[object, Mapping[str, float]], accepted: set[object], zone: tzinfo
) -> Iterable[DayLine]:
    by_day: dict[date, list[Any]] = defaultdict(list)
    for visit in log.visits:
        by_day[visit.opened_at.astimezone(zone).date()].append(visit)
    for day, visits in sorted(by_day.items()):
        done = [sum(minutes[visit.id].values()) for visit in visits if visit.id in accepted]
        yield DayLine(day, len(visits), len(done), median(done))


def _states(minutes: Mapping[object, Mapping[str, float]], accepted: set[object]) -> Iterable[StateLine]:
    total = sum(sum(minutes[visit].values()) for visit in accepted)
    for state in words()["at_the_counter"]:
        spent = [minutes[visit][state] for visit in accepted if state in minutes[visit]]
        yield StateLine(state, _spread(spent), sum(spent) / total if total else 0.0)


def _named(pairs: list[tuple[str, object]], log: LogLike) -> list[Named]:
    visits: dict[str, set[object]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for name, visit in pairs:
        visits[name].add(visit)
        counts[name] += 1
    return [Named(name, count, len(visits[name]) / len(log.visits)) for name, count in counts.most_common()]


def _counters(per_hour: float, service: float) -> Iterable[CounterLine]:
    for counters in range(1, words()["most_counters_shown"] + 1):
        try:
            steady = erlang_c(per_hour, service, counters)
        except QueueError:
            yield CounterLine(counters, None, 1.0)
        else:
            yield CounterLine(counters, steady.mean_wait, steady.busy_share)
