"""Putting work into the outbox, inside the caller's transaction."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from kakanai.robots.errors import RobotsError
from kakanai.robots.models import MapVersion, Target, WorkItem
from kakanai.robots.runner import screenmap
from kakanai.robots.runner.jobs import Run, Value
from kakanai.robots.runner.rules import State
from kakanai.trust import audit, tenancy


def item_key(municipality: str, application: str, target: str, operation: str, version: int) -> str:
    """Return the 12 characters carried into the target's own record (受付番号): 60 bits, the same for the same work."""
    digest = hashlib.sha256("|".join((municipality, application, target, operation, str(version))).encode()).digest()
    return base64.b32encode(digest)[:12].decode()


def enqueue(
    *,
    municipality: str,
    application: str,
    target: str,
    operation: str,
    version: int,
    values: Mapping[str, Value],
    protected: bool = False,
    not_before: datetime | None = None,
    run: Run | None = None,
    priority: int = 5,
    accepted_on: date | None = None,
) -> WorkItem:
    """Write one outbox row; the same (application, target, operation, version) again returns the row there is.

    `values` are keyed `role:item` (`p1:person.fullName`); `operation` names the map's operation and after a colon
    the person that the record is about (`transfer_in:p2`). A protected person's item waits until two people release
    it. `run` is what to do with it; when not given, the target's mode. Raises RobotsError for a municipality other
    than the one in force.
    """
    if municipality != tenancy.current():
        raise RobotsError("enqueue for another municipality")
    same = {"application": application, "target": target, "operation": operation, "version": version}
    existing = WorkItem.objects.filter(municipality=municipality, **same).first()
    if existing is not None:
        return existing
    waits_for = _person_first(target, operation, protected=protected)
    item = WorkItem(
        municipality=municipality,
        key=item_key(municipality, application, target, operation, version),
        values=dict(values),
        protected=protected,
        run=run or _mode(target),
        priority=priority,
        accepted_on=accepted_on or timezone.localdate(),
        state=State.NEEDS_PERSON if waits_for else State.READY,
        reason=waits_for,
        not_before=not_before,
        **same,
    )
    item.save(force_insert=True)
    detail = {"item": str(item.id), "target": target, "operation": operation, "version": version, "key": item.key}
    audit.record(case=application, action="robots.enqueue", actor="desk", detail=detail)
    return item


def _mode(target: str) -> str:
    row = Target.objects.filter(municipality=tenancy.current(), code=target).only("mode").first()
    return row.mode if row is not None else Run.ENTER


def _person_first(target: str, operation: str, *, protected: bool) -> str:
    """Return why a person comes before any robot: a protected person, or a target that people type into by hand."""
    if protected:
        return "protected"
    row = MapVersion.objects.filter(
        municipality=tenancy.current(), target=target, operation=operation.partition(":")[0], status="approved"
    ).first()
    return "manual" if row is not None and screenmap.parse(row.text).driver == "manual" else ""
