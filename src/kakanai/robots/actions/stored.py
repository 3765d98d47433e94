"""Between the stored work item and the pure rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kakanai.robots.errors import StaleClaimError, WrongStateError
from kakanai.robots.models import EVERY_TARGET, Lane, Target, WorkItem
from kakanai.robots.runner import rules
from kakanai.robots.runner.rules import Item, Policy, State
from kakanai.trust import audit, tenancy

_MOVING = (
    "state", "token", "runner", "lease_until", "not_before", "intent_at", "tries", "retries", "look_only", "number",
    "reason",
)  # fmt: skip


_clock: ContextVar[Callable[[], datetime]] = ContextVar("robots_clock", default=timezone.now)


def now() -> datetime:
    """The desk's clock; only the server's time counts."""
    return _clock.get()()


@contextmanager
def using_clock(clock: Callable[[], datetime]) -> Iterator[None]:
    """Go by another clock inside the block: for the fault suite, which lets hours pass in a moment."""
    mark = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(mark)


def policy_of(target: Target) -> Policy:
    """Return the rules' view of a target."""
    everything = Target.objects.filter(municipality=target.municipality, code=EVERY_TARGET, killed=True).exists()
    return Policy(
        quiet=timedelta(seconds=target.quiet_seconds),
        lease=timedelta(seconds=target.lease_seconds),
        retry_after_absent=target.retry_after_absent,
        stopped=everything or target.killed or bool(target.paused_reason),
    )


def as_item(row: WorkItem) -> Item:
    """Return the moving part of a row."""
    moving = {name: getattr(row, name) for name in _MOVING}
    return Item(**{**moving, "state": State(row.state)}, accepted=row.accepted or {})


def keep(row: WorkItem, item: Item, *more: str) -> None:
    """Write the moving part back; `more` names further changed fields."""
    for name in _MOVING:
        setattr(row, name, getattr(item, name))
    row.accepted = item.accepted or None
    row.save(update_fields=[*_MOVING, "accepted", *more])


@transaction.atomic
def change(item_id: str, alter: Callable[[Item, Policy, WorkItem], object], *more: str) -> object:
    """Apply a rule to one item under a row lock. Raises StaleClaimError or WrongStateError; writes nothing then."""
    row = WorkItem.objects.select_for_update().get(municipality=tenancy.current(), pk=item_id)
    target = Target.objects.select_for_update(of=("self",)).get(municipality=row.municipality, code=row.target)
    item = as_item(row)
    try:
        answer = alter(item, policy_of(target), row)
    except rules.StaleError as error:
        raise StaleClaimError from error
    except rules.RefusedError as error:
        raise WrongStateError(str(error)) from error
    if item.freeze:
        freeze(target, item.freeze)
    keep(row, item, *more)
    _lane(row, item)
    return answer


def freeze(target: Target, reason: str, note: str = "") -> None:
    """Stop a target's queue for all runners until a person releases it."""
    if target.paused_reason:
        return
    target.paused_reason, target.paused_note, target.paused_at = reason, note, now()
    target.save(update_fields=["paused_reason", "paused_note", "paused_at"])
    audit.record(
        case=audit.SYSTEM_CASE, action="robots.pause", actor="desk", detail={"target": target.code, "reason": reason}
    )


def _lane(row: WorkItem, item: Item) -> None:
    until = item.lease_until if item.state in rules.HELD else None
    Lane.objects.filter(municipality=row.municipality, item=row.id).update(
        lease_until=until, **({} if until else {"item": None})
    )
