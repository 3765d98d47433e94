"""The life of a work item: which report leads where, and when something may be tried again.

Pure: the desk's database and the tests' memory desk both follow these rules. After INTENT nothing is typed again
before a look at the target has shown that nothing is there, and then once at most.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where an item stands."""

    READY = "ready"
    CLAIMED = "claimed"
    PROBING = "probing"
    ENTERING = "entering"
    CHECKED = "checked"
    INTENT = "intent"
    SUBMITTED = "submitted"
    VERIFYING = "verifying"
    DONE = "done"
    DEFERRED = "deferred"
    AMBIGUOUS = "ambiguous"
    NEEDS_PERSON = "needs_person"
    CORRECTING = "correcting"
    CANCELLED = "cancelled"


HELD = (State.CLAIMED, State.PROBING, State.ENTERING, State.CHECKED, State.INTENT, State.SUBMITTED, State.VERIFYING)
"""A runner has it."""
WAITING = (State.READY, State.DEFERRED, State.AMBIGUOUS)
"""A runner may claim it when its time has come."""
CLOSED = (State.DONE, State.CANCELLED)
CHECKPOINTS = (State.PROBING, State.ENTERING, State.CHECKED, State.VERIFYING)
MAX_TRIES = 3
PRESS_WITHIN = timedelta(seconds=10)
"""How long after INTENT a runner may still press save; later it must not, since others may be looking."""


class StaleError(Exception):
    """The report comes from a runner that no longer holds the item."""


class RefusedError(Exception):
    """The report does not fit the item's state."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the target's map and switches say. Times as durations."""

    quiet: timedelta = timedelta(seconds=15)
    lease: timedelta = timedelta(seconds=120)
    retry_after_absent: bool = False
    stopped: bool = False


@dataclass(slots=True)
class Item:
    """The moving part of a work item."""

    state: State = State.READY
    token: int = 0
    runner: str = ""
    lease_until: datetime | None = None
    not_before: datetime | None = None
    intent_at: datetime | None = None
    tries: int = 0
    retries: int = 0
    look_only: bool = False
    number: str = ""
    reason: str = ""
    freeze: str = ""
    accepted: dict[str, str] = field(default_factory=dict)

    @property
    def look_first(self) -> bool:
        """Whether the next runner must look and may not type."""
        return self.intent_at is not None or self.look_only


def claimable(item: Item, now: datetime) -> bool:
    """Whether the item waits and its time has come."""
    return item.state in WAITING and (item.not_before is None or item.not_before <= now)


def sweep(item: Item, now: datetime, policy: Policy) -> bool:
    """Take the item back from a runner whose lease ran out; return whether that happened.

    The quiet period runs from the end of the lease, since the silent runner may have pressed save until then.
    """
    if item.state not in HELD or item.lease_until is None or item.lease_until > now:
        return False
    until, item.lease_until, item.runner = item.lease_until, None, ""
    if item.intent_at is not None:
        item.state, item.not_before, item.reason = State.AMBIGUOUS, until + policy.quiet, "lost"
    else:
        _try_again(item, now)
    return True


def grant(item: Item, runner: str, now: datetime, policy: Policy) -> int:
    """Give the item to a runner; return the fencing token."""
    if not claimable(item, now):
        raise RefusedError(f"{item.state} cannot be claimed")
    item.state, item.runner = State.CLAIMED, runner
    item.token += 1
    item.lease_until = now + policy.lease
    return item.token


def hold(item: Item, token: int, now: datetime) -> None:
    """Raise StaleError unless the token is the present one and its lease lives."""
    if item.token != token or item.state not in HELD or item.lease_until is None or item.lease_until <= now:
        raise StaleError


def heartbeat(item: Item, token: int, now: datetime, policy: Policy) -> None:
    """Lengthen the lease."""
    hold(item, token, now)
    item.lease_until = now + policy.lease


def checkpoint(item: Item, token: int, state: State, now: datetime, policy: Policy) -> None:
    """Note how far the runner is."""
    heartbeat(item, token, now, policy)
    typing = state in (State.ENTERING, State.CHECKED)
    if state not in CHECKPOINTS or (typing and item.look_first):
        raise RefusedError(f"{item.state} → {state}")
    item.state = state


def intent(item: Item, token: int, now: datetime, policy: Policy) -> datetime:
    """Write INTENT; return until when save may be pressed. The caller commits this before it answers the runner."""
    hold(item, token, now)
    if policy.stopped:
        raise StaleError
    if item.state != State.CHECKED or item.look_first:
        raise RefusedError(f"{item.state} → intent")
    item.state, item.intent_at = State.INTENT, now
    item.lease_until = now + policy.lease
    return now + min(PRESS_WITHIN, policy.lease)


def submitted(item: Item, token: int, number: str, now: datetime, policy: Policy, wait: timedelta | None) -> None:
    """The target said that it saved, or took the file. `wait`: a look is worth while only later."""
    hold(item, token, now)
    if item.intent_at is None:
        raise RefusedError("submitted without intent")
    item.number, item.state = number or item.number, State.SUBMITTED
    item.lease_until = now + policy.lease
    if wait is not None:
        release(item)
        item.state, item.not_before, item.reason = State.AMBIGUOUS, now + wait, "handed_over"


def done(item: Item, token: int, number: str, now: datetime) -> None:
    """Read back and equal."""
    hold(item, token, now)
    release(item)
    item.state, item.number, item.reason, item.not_before = State.DONE, number or item.number, "", None


def absent(item: Item, token: int, now: datetime, policy: Policy) -> None:
    """A look after INTENT found nothing: once more if the map permits, else a person."""
    hold(item, token, now)
    if not item.look_first:
        raise RefusedError("absent in a first look")
    release(item)
    if policy.retry_after_absent and not item.look_only and item.retries == 0:
        item.state, item.intent_at, item.not_before, item.reason = State.READY, None, now, ""
        item.retries += 1
    else:
        person(item, "absent")


def ambiguous(item: Item, token: int, now: datetime, policy: Policy, reason: str = "unknown") -> None:
    """Nobody knows whether it was saved: look after the quiet period."""
    hold(item, token, now)
    if item.intent_at is None:
        raise RefusedError("ambiguous before intent")
    release(item)
    item.state, item.not_before, item.reason = State.AMBIGUOUS, now + policy.quiet, reason


def different(item: Item, token: int, number: str, now: datetime) -> None:
    """A record with the key is there and says something else."""
    hold(item, token, now)
    item.number = number
    release(item)
    person(item, "different")


def duplicate(item: Item, token: int, now: datetime) -> None:
    """Two or more records carry the key: a person, and the target's queue freezes."""
    hold(item, token, now)
    release(item)
    person(item, "duplicate")
    item.freeze = "duplicate"


def failed(item: Item, token: int, kind: str, now: datetime, policy: Policy) -> None:
    """The runner stopped. Before INTENT: by kind. After INTENT everything but a declared refusal is ambiguous."""
    hold(item, token, now)
    after, release_now = item.intent_at is not None, kind == "screen"
    item.freeze = "screen" if release_now else item.freeze
    if after and kind not in ("data", "recorded"):
        ambiguous(item, token, now, policy, kind)
        return
    release(item)
    if kind in ("data", "recorded"):
        person(item, kind)
    elif kind == "screen":
        item.state, item.not_before, item.reason = State.READY, now, "screen"
    elif kind == "access":
        item.tries += 1
        wait = timedelta(seconds=min(600, 5 * 2 ** min(item.tries, 7)))
        item.state, item.not_before, item.reason = State.DEFERRED, now + wait, "access"
    else:
        _try_again(item, now)


def cancelled(item: Item, token: int, now: datetime, reason: str) -> None:
    """Closed without a record: a dry run that went through."""
    hold(item, token, now)
    if item.intent_at is not None:
        raise RefusedError("cancel after intent")
    release(item)
    item.state, item.reason = State.CANCELLED, reason


def release(item: Item) -> None:
    """Nobody holds it."""
    item.lease_until, item.runner = None, ""


def person(item: Item, reason: str) -> None:
    """Hand it to a person, for this reason."""
    item.state, item.reason, item.not_before = State.NEEDS_PERSON, reason, None


def rerun(item: Item, now: datetime) -> None:
    """A person says: not there, run again. The robot still looks first."""
    _of_person(item)
    item.state, item.not_before, item.reason = State.READY, now, ""
    item.intent_at, item.look_only, item.tries, item.retries = None, False, 0, 0


def look_again(item: Item, now: datetime, accepted: dict[str, str]) -> None:
    """A person says: it is there (typed by hand, or the difference is right). The robot only looks."""
    _of_person(item)
    item.state, item.not_before, item.reason = State.READY, now, "by_person"
    item.look_only, item.accepted = True, {**item.accepted, **accepted}


def _of_person(item: Item) -> None:
    if item.state not in (State.NEEDS_PERSON, State.CORRECTING):
        raise RefusedError(f"{item.state} is not with a person")


def _try_again(item: Item, now: datetime) -> None:
    item.tries += 1
    if item.tries >= MAX_TRIES:
        person(item, "tries")
    else:
        item.state, item.not_before, item.reason = State.READY, now, ""
