"""What runners report. Every report names its fencing token; a stale one changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kakanai.robots import queries
from kakanai.robots.actions import stored
from kakanai.robots.actions.claims import as_claim
from kakanai.robots.errors import NotReadBackError, StaleClaimError, WrongStateError
from kakanai.robots.models import Evidence, Runner, Target, WorkItem
from kakanai.robots.runner import jobs, rules
from kakanai.robots.runner.drivers.base import Shown
from kakanai.robots.runner.rules import Item, Policy, State
from kakanai.trust import audit, tenancy

Body = Mapping[str, Any]


def report(runner: Runner, item_id: str, token: int, event: str, body: Body) -> dict[str, Any]:
    """Apply one report; return what the runner must know. Raises StaleClaimError, WrongStateError, NotReadBackError.

    `event` is one of heartbeat, checkpoint, intent, submitted, done, absent, different, duplicate, ambiguous, failed,
    dry_run_done.
    """
    if event not in _EVENTS:
        raise WrongStateError(f"unknown report {event}")
    more = ("message", "done_at", "fields_typed", "characters_typed") if event in ("done", "failed") else ()

    def alter(item: Item, policy: Policy, row: WorkItem) -> object:
        if row.runner != runner.name:
            raise rules.StaleError
        answer = _EVENTS[event](item, policy, row, token, body)
        if event in _AUDITED:
            _record(runner, row, event, body)
        return answer

    answer = stored.change(item_id, alter, *more)
    return answer if isinstance(answer, dict) else {}


def _record(runner: Runner, row: WorkItem, event: str, body: Body) -> None:
    detail = {"item": str(row.id), "target": row.target, "token": row.token}
    if event == "intent":
        detail["journal"] = str(body.get("journal", ""))[:64]
    audit.record(case=row.application, action=f"robots.{event}", actor=f"runner:{runner.name}", detail=detail)


def _heartbeat(item: Item, policy: Policy, _row: WorkItem, token: int, _body: Body) -> None:
    rules.heartbeat(item, token, stored.now(), policy)


def _checkpoint(item: Item, policy: Policy, _row: WorkItem, token: int, body: Body) -> None:
    rules.checkpoint(item, token, State(body["state"]), stored.now(), policy)


def _intent(item: Item, policy: Policy, row: WorkItem, token: int, _body: Body) -> dict[str, Any]:
    if row.run != jobs.Run.ENTER:
        raise rules.RefusedError(f"nothing is saved in {row.run}")
    moment = stored.now()
    return {"press_within": (rules.intent(item, token, moment, policy) - moment).total_seconds()}


def _submitted(item: Item, policy: Policy, _row: WorkItem, token: int, body: Body) -> None:
    wait = body.get("wait_seconds")
    pause = None if wait is None else timedelta(seconds=float(wait))
    rules.submitted(item, token, str(body.get("number", ""))[:40], stored.now(), policy, pause)


def _done(item: Item, _policy: Policy, row: WorkItem, token: int, body: Body) -> None:
    rules.done(item, token, str(body.get("number", ""))[:40], stored.now())
    screen_map = queries.approved_map(row.target, row.operation)
    target = Target.objects.get(municipality=row.municipality, code=row.target)
    job = as_claim(row, target, screen_map).job
    shown = tuple(Shown(s["section"], s["caption"], s["text"]) for s in body["shown"])
    accepted = row.accepted or {}
    lines = jobs.read_back(screen_map, job, shown)
    wrong = [f"{line.section}/{line.caption}" for line in lines if not line.same
             and accepted.get(f"{line.section}/{line.caption}") != line.shown]  # fmt: skip
    if wrong or not lines:
        raise NotReadBackError(f"differs: {', '.join(wrong) or 'nothing was read back'}")
    row.done_at = stored.now()
    row.fields_typed = len(screen_map.fields)
    row.characters_typed = sum(len(entry.text) for entry in jobs.entries(screen_map, job))


def _absent(item: Item, policy: Policy, _row: WorkItem, token: int, _body: Body) -> None:
    rules.absent(item, token, stored.now(), policy)


def _different(item: Item, _policy: Policy, _row: WorkItem, token: int, body: Body) -> None:
    rules.different(item, token, str(body.get("number", ""))[:40], stored.now())


def _duplicate(item: Item, _policy: Policy, _row: WorkItem, token: int, body: Body) -> None:
    rules.duplicate(item, token, stored.now())
    item.number = "・".join(str(n) for n in body.get("numbers", ()))[:40]


def _ambiguous(item: Item, policy: Policy, _row: WorkItem, token: int, body: Body) -> None:
    rules.ambiguous(item, token, stored.now(), policy, str(body.get("reason", "unknown"))[:40])


def _failed(item: Item, policy: Policy, row: WorkItem, token: int, body: Body) -> None:
    kind = str(body.get("kind", "unknown"))
    rules.failed(item, token, kind, stored.now(), policy)
    row.message = str(body.get("ja", ""))[:2000]
    if item.freeze:
        target = Target.objects.get(municipality=row.municipality, code=row.target)
        stored.freeze(target, item.freeze, str(body.get("operator", ""))[:1000])
        item.freeze = ""


def _dry_run_done(item: Item, _policy: Policy, row: WorkItem, token: int, _body: Body) -> None:
    if row.run != jobs.Run.DRY_RUN:
        raise rules.RefusedError("not a dry run")
    rules.cancelled(item, token, stored.now(), "dry_run")


_EVENTS = {
    "heartbeat": _heartbeat,
    "checkpoint": _checkpoint,
    "intent": _intent,
    "submitted": _submitted,
    "done": _done,
    "absent": _absent,
    "different": _different,
    "duplicate": _duplicate,
    "ambiguous": _ambiguous,
    "failed": _failed,
    "dry_run_done": _dry_run_done,
}
_AUDITED = {"intent", "done", "absent", "different", "duplicate", "ambiguous", "failed", "dry_run_done"}


def file_evidence(runner: Runner, item_id: str, token: int, kind: str, body: bytes) -> None:
    """Keep a picture, a journal or a read-back table. Raises StaleClaimError when another runner had the item since."""
    row = WorkItem.objects.get(municipality=tenancy.current(), pk=item_id)
    if row.token != token or row.target not in runner.targets:
        raise StaleClaimError
    Evidence(municipality=row.municipality, item=row, kind=kind, token=token, body=body).save(force_insert=True)
