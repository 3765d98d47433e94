"""How long people wait: Erlang's formula for a steady hour, an event loop for a real day, and rosters.

All times are minutes. Pure: knows no database. The loop lets a clerk who goes off duty finish the person in
front of them and gives the desk no second set of clerks at the change of the hour: counting both is how queue
libraries with hourly shifts understate a wait threefold.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass


class QueueError(ValueError):
    """A queue cannot be computed."""

    code = "queue"
    clerk = "待ち時間を計算できませんでした。来庁者数と職員数の設定を確認してください。"


@dataclass(frozen=True, slots=True)
class Steady:
    """A queue in balance: share of people who wait at all, mean wait, share of time that clerks are busy."""

    waiting_share: float
    mean_wait: float
    busy_share: float


@dataclass(frozen=True, slots=True)
class Slot:
    """From `start` on, so many servers are on duty, until the next slot."""

    start: float
    servers: int


@dataclass(frozen=True, slots=True)
class Day:
    """The waits of one simulated day, in order of arrival, and when the last person left."""

    waits: tuple[float, ...]
    ended: float

    @property
    def mean(self) -> float:
        """The mean wait; 0 for a day without anybody."""
        return sum(self.waits) / len(self.waits) if self.waits else 0.0

    def percentile(self, share: float) -> float:
        """Return the wait that this share of people did not exceed; 0 for a day without anybody."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def erlang_c(arrivals_per_hour: float, service_minutes: float, servers: int) -> Steady:
    """Return the steady state of M/M/c. Errors: `QueueError` where arrivals outrun the servers.

    Source: A. K. Erlang 1917, by the recursion of the blocking probability (stable for any size).
    """
    if arrivals_per_hour <= 0 or service_minutes <= 0 or servers < 1:
        raise QueueError("arrivals, service and servers must be positive")
    load = arrivals_per_hour * service_minutes / 60
    if load >= servers:
        raise QueueError(f"{servers} servers cannot carry a load of {load:.2f}")
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    waiting = blocked / (1 - load / servers * (1 - blocked))
    return Steady(waiting, waiting * service_minutes / (servers - load), load / servers)


def servers_needed(arrivals_per_hour: float, service_minutes: float, longest_mean_wait: float) -> int:
    """Return the fewest servers whose mean wait is at most so long. Errors: `QueueError`."""
    servers = math.floor(arrivals_per_hour * service_minutes / 60) + 1
    while erlang_c(arrivals_per_hour, service_minutes, servers).mean_wait > longest_mean_wait:
        servers += 1
    return servers


def simulate(arrivals: Sequence[float], services: Sequence[float], roster: Sequence[Slot]) -> Day:
    """Return the waits of a day, first come first served.

    `arrivals` ascend and `services` belong to them. Slots ascend; before the first nobody serves; the last
    lasts until everybody is served, because those who hold a ticket at closing time are. Errors: `QueueError`.
    """
    if len(arrivals) != len(services):
        raise QueueError("each arrival needs its service time")
    if not roster or roster[-1].servers < 1:
        raise QueueError("the last slot must have a server")
    waits = [0.0] * len(arrivals)
    waiting: deque[int] = deque()
    busy: list[float] = []
    changes = deque(roster)
    capacity, coming, now = 0, 0, 0.0
    while coming < len(arrivals) or waiting:
        now = min(
            arrivals[coming] if coming < len(arrivals) else math.inf,
            busy[0] if busy else math.inf,
            changes[0].start if changes else math.inf,
        )
        while busy and busy[0] <= now:
            heapq.heappop(busy)
        while changes and changes[0].start <= now:
            capacity = changes.popleft().servers
        while coming < len(arrivals) and arrivals[coming] <= now:
            waiting.append(coming)
            coming += 1
        while waiting and len(busy) < capacity:
            person = waiting.popleft()
            waits[person] = now - arrivals[person]
            heapq.heappush(busy, now + services[person])
    return Day(tuple(waits), max(busy, default=now))


def draw_arrivals(per_hour: Sequence[float], chance: random.Random) -> list[float]:
    """Return arrival minutes of a day: a Poisson stream whose rate is given for each hour from opening on."""
    found: list[float] = []
    for hour, rate in enumerate(per_hour):
        moment = 60.0 * hour
        while rate > 0:
            moment += chance.expovariate(rate / 60)
            if moment >= 60.0 * (hour + 1):
                break
            found.append(moment)
    return found


def draw_services(count: int, mean: float, variation: float, chance: random.Random) -> list[float]:
    """Return service minutes, lognormal with a mean and a coefficient of variation (0: all alike)."""
    if variation == 0:
        return [mean] * count
    spread = math.sqrt(math.log(1 + variation**2))
    return [chance.lognormvariate(math.log(mean) - spread**2 / 2, spread) for _ in range(count)]


def mean_waits(
    per_hour: Sequence[float], roster: Sequence[int], mean: float, variation: float, days: int = 200, seed: int = 1
) -> list[float]:
    """Return the mean wait by hour of arrival over simulated days; `roster` gives the servers of each hour."""
    chance = random.Random(seed)  # noqa: S311 - a model, not a secret
    slots = [Slot(60.0 * hour, servers) for hour, servers in enumerate(roster)]
    sums, counts = [0.0] * len(per_hour), [0] * len(per_hour)
    for _ in range(days):
        arrivals = draw_arrivals(per_hour, chance)
        day = simulate(arrivals, draw_services(len(arrivals), mean, variation, chance), slots)
        for arrival, wait in zip(arrivals, day.waits, strict=True):
            sums[int(arrival // 60)] += wait
            counts[int(arrival // 60)] += 1
    return [total / count if count else 0.0 for total, count in zip(sums, counts, strict=True)]


def smallest_roster(
    per_hour: Sequence[float],
    mean: float,
    variation: float,
    longest_mean_wait: float,
    *,
    desks: int = 60,
    days: int = 60,
) -> list[int]:
    """Return servers for each hour with which no hour's mean wait is longer, added where it helps most.

    Starts from what each hour's load needs by itself. Errors: `QueueError` where the desks do not suffice.
    """
    roster = [max(1, math.ceil(rate * mean / 60)) for rate in per_hour]
    while max(roster) <= desks:
        waits = mean_waits(per_hour, roster, mean, variation, days)
        late = [hour for hour, wait in enumerate(waits) if wait > longest_mean_wait]
        if not late:
            return roster
        # the queue of a late hour was often made the hour before; the earliest late hour is relieved first
        roster[late[0]] += 1
    raise QueueError(f"{desks} desks do not suffice")
