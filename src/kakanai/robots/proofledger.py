"""The fault suite's ledger in the database: the same actions, tables and row locks as in service."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import F, Min
from django.db.models.functions import Coalesce

from kakanai.robots import actions
from kakanai.robots.direct import DirectDesk
from kakanai.robots.models import Lane, Runner, Target, WorkItem
from kakanai.robots.runner import proof
from kakanai.robots.runner.jobs import Job
from kakanai.robots.runner.rules import HELD, WAITING, State
from kakanai.robots.runner.screenmap import ScreenMap, parse
from kakanai.trust import tenancy

PERSON = uuid.UUID(int=1)


class DatabaseLedger:
    """Drives the suite over PostgreSQL in the municipality in force, inside `stored.using_clock(clock)`."""

    def __init__(self, clock: proof.Clock, target: str, *, unique: bool) -> None:
        self._clock, self._target = clock, target
        self._map = parse(proof.MAP.format(target=target, unique=str(unique).lower()))
        text = proof.MAP.format(target=target, unique=str(unique).lower())
        actions.approve_map(actions.propose_map(text), by="proof")
        actions.enrol_runner(f"proof-{target}", [target], actor="proof")
        self.port = DirectDesk(Runner.objects.get(municipality=tenancy.current(), name=f"proof-{target}"))
        self._keys: dict[str, str] = {}

    def put(self, job: Job) -> None:
        """Queue a job; the desk gives it its own key."""
        actions.enqueue(
            municipality=tenancy.current(),
            application=f"proof-{job.key}",
            target=job.target,
            operation=job.operation,
            version=1,
            values=job.values,
            accepted_on=job.today,
        )
        WorkItem.objects.filter(application=f"proof-{job.key}", target=job.target).update(
            key=job.key, created_at=self._clock()
        )

    def next_time(self) -> datetime | None:
        """Return when something will be claimable."""
        rows = WorkItem.objects.filter(municipality=tenancy.current(), target=self._target)
        if Target.objects.filter(municipality=tenancy.current(), code=self._target).exclude(paused_reason="").exists():
            return None
        waiting = rows.filter(state__in=WAITING).aggregate(t=Min(Coalesce("not_before", F("created_at"))))["t"]
        held = rows.filter(state__in=HELD).aggregate(t=Min("lease_until"))["t"]
        soonest: datetime | None = min((t for t in (waiting, held) if t is not None), default=None)
        lane = Lane.objects.filter(target__code=self._target, lease_until__gt=self._clock()).first()
        if soonest is None or lane is None or lane.lease_until is None:
            return soonest
        later: datetime = max(soonest, lane.lease_until)
        return later

    def with_people(self) -> list[tuple[str, str, str]]:
        """Return what waits for a person."""
        rows = WorkItem.objects.filter(
            municipality=tenancy.current(), target=self._target, state=State.NEEDS_PERSON
        ).values_list("id", "key", "reason")
        return [(str(row_id), key, reason) for row_id, key, reason in rows]

    def decide(self, item: str, decision: str) -> None:
        """Apply a person's decision."""
        if decision == "rerun":
            actions.rerun_item(item, by=PERSON, note="proof")
        elif decision == "confirmed":
            actions.confirm_recorded(item, by=PERSON, note="proof")
        else:
            actions.prepare_correction(item, by=PERSON, note="proof")

    def release(self) -> None:
        """Release the target."""
        actions.release_target(self._target, actor="proof")

    def states(self) -> dict[str, str]:
        """Return the state of each key."""
        rows = WorkItem.objects.filter(municipality=tenancy.current(), target=self._target)
        return dict(rows.values_list("key", "state"))

    def screen_map(self, job: Job) -> ScreenMap:  # noqa: ARG002 - the protocol's signature
        """Return the map."""
        return self._map
