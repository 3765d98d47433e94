"""Reading counters, devices and card jobs."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from kakanai.counter import results
from kakanai.counter.errors import JobOverError, NothingToTakeError
from kakanai.counter.models import RUNNING, CardJob, Counter, Device, IdentityCheck, JobState
from kakanai.trust import tenancy

ALIVE = timedelta(seconds=60)
"""A device that called within this time counts as running."""


@dataclass(frozen=True, slots=True)
class JobView:
    """What the desk's page shows of a job. Holds nothing that was read."""

    id: str
    kind: str
    holder: str
    credential: str
    counter: str
    state: str
    state_label: str
    running: bool
    ready: bool
    pairing_code: str
    seconds_left: int
    tries_left: int | None
    failure: str
    message: str
    virtual: bool


@dataclass(frozen=True, slots=True)
class FaceView:
    """The photo (JPEG 2000), and the expiry and birth date (`YYYYMMDD`) that stand on the card beside it."""

    photo: bytes
    expires: str
    birth: str


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One enrolled PC as the administrator sees it."""

    id: str
    counter: str
    counter_label: str
    name: str
    enrolled_at: datetime
    last_seen: datetime | None
    revoked: bool
    alive: bool


def job(job_id: str) -> JobView:
    """Return a job's present state; raises JobOverError when there is no such job in this municipality."""
    found = CardJob.objects.select_related("counter").filter(municipality=tenancy.current(), pk=job_id).first()
    if found is None:
        raise JobOverError("no such job")
    state = JobState(found.state)
    if state in RUNNING and found.expires_at <= timezone.now():
        state = JobState.EXPIRED
    return JobView(
        id=str(found.pk),
        kind=found.kind,
        holder=found.holder,
        credential=found.credential,
        counter=found.counter.number,
        state=state.value,
        state_label=str(state.label),
        running=state in RUNNING,
        ready=state is JobState.DELIVERED,
        pairing_code=found.pairing_code,
        seconds_left=max(0, int((found.expires_at - timezone.now()).total_seconds())) if state in RUNNING else 0,
        tries_left=found.tries_left,
        failure=found.failure,
        message=_message(state, found.failure),
        virtual=found.virtual,
    )


def face_of(job_id: str) -> FaceView:
    """Return what a face job brought, without taking it; raises NothingToTakeError when nothing waits.

    The photo stays with the job, which is wiped when the clerk has judged it or when its time is over.
    """
    found = CardJob.objects.filter(municipality=tenancy.current(), pk=job_id, state=JobState.DELIVERED).first()
    if found is None or not found.result or "face" not in found.result:
        raise NothingToTakeError
    face = found.result["face"]
    return FaceView(base64.b64decode(face["photo"]), face["expires"], face["birth"])


def attributes_of(job_id: str) -> Mapping[str, str]:
    """Return what a read brought, without taking it: for the question whose card it is. Raises NothingToTakeError."""
    found = CardJob.objects.filter(municipality=tenancy.current(), pk=job_id, state=JobState.DELIVERED).first()
    if found is None or not found.result or "attributes" not in found.result:
        raise NothingToTakeError
    attributes: Mapping[str, str] = found.result["attributes"]
    return attributes


def running_job(counter_number: str) -> JobView | None:
    """Return the job that runs at a counter now, if any."""
    found = (
        CardJob.objects.filter(
            municipality=tenancy.current(),
            counter__number=counter_number,
            state__in=RUNNING,
            expires_at__gt=timezone.now(),
        )
        .order_by("-requested_at")
        .first()
    )
    return job(str(found.pk)) if found else None


def counters() -> Iterable[Counter]:
    """Return the municipality's counters in the order of their numbers."""
    return Counter.objects.filter(municipality=tenancy.current()).order_by("number")


def devices() -> list[DeviceView]:
    """Return every enrolled PC of the municipality, the newest first at each counter."""
    now = timezone.now()
    found = Device.objects.filter(municipality=tenancy.current()).select_related("counter")
    return [
        DeviceView(
            id=str(device.pk),
            counter=device.counter.number,
            counter_label=device.counter.label,
            name=device.name,
            enrolled_at=device.enrolled_at,
            last_seen=device.last_seen,
            revoked=device.revoked_at is not None,
            alive=device.revoked_at is None and device.last_seen is not None and now - device.last_seen < ALIVE,
        )
        for device in found.order_by("counter__number", "-enrolled_at")
    ]


def reader_is_alive(counter_number: str) -> bool:
    """Say whether a PC with the agent has called from this counter within the last minute."""
    return Device.objects.filter(
        municipality=tenancy.current(),
        counter__number=counter_number,
        revoked_at__isnull=True,
        last_seen__gt=timezone.now() - ALIVE,
    ).exists()


def identity_checks(visit_ref: str) -> list[IdentityCheck]:
    """Return the identity checks without a card of one visit, the oldest first."""
    found = IdentityCheck.objects.filter(municipality=tenancy.current(), visit_ref=visit_ref)
    return list(found.order_by("checked_at"))


def mandate_of(visit_ref: str) -> str:
    """Return the kind of mandate that a visit's 代理人 showed, or an empty text."""
    shown = [check.mandate for check in identity_checks(visit_ref) if check.mandate]
    return shown[-1] if shown else ""


def _message(state: JobState, failure: str) -> str:
    if state is JobState.FAILED:
        return results.failure_text(failure)
    if state is JobState.EXPIRED:
        return results.failure_text("expired")
    if state is JobState.CANCELLED:
        return results.failure_text("cancelled")
    return str(state.label)
