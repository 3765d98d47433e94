"""The only writers of card jobs."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from kakanai.agent import protocol
from kakanai.agent.protocol import FIELDS, NUMBER_FIELD, Credential, Job, Kind, Step
from kakanai.card.errors import CardError
from kakanai.counter import anchors, notices, results
from kakanai.counter.actions._shared import counter_of, note
from kakanai.counter.errors import (
    CounterBusyError,
    CounterError,
    JobOverError,
    MismatchError,
    NoDeviceError,
    NothingToTakeError,
    NumberNotGroundedError,
    RevocationSettingError,
)
from kakanai.counter.models import RUNNING, CardJob, Counter, Device, Holder, JobState
from kakanai.counter.results import CardResult
from kakanai.trust import tenancy
from kakanai.trust.models import User

STEP_LASTS = timedelta(seconds=protocol.JOB_SECONDS)
RESULT_LASTS = timedelta(minutes=10)
"""A result that the desk does not take within this time is wiped."""


def request_read(
    municipality: str,
    counter_id: str,
    purpose: str,
    fields: Iterable[str],
    clerk: User,
    visit_ref: str,
    *,
    credential: Credential = Credential.PIN,
    holder: str = Holder.SELF,
    number_ground: str = "",
) -> CardJob:
    """Ask a counter's PC to read the four attributes of the card on its reader.

    `counter_id` is the counter's number, `fields` any of `name address birth sex`, and `number` only with
    `number_ground`, the legal ground of a 個人番号利用事務. `credential` NUMBER_B is for residents without a PIN,
    `holder` AGENT for a 代理人's own card. Raises CounterBusyError, NoCounterError, NoDeviceError.
    """
    wanted = [name for name in (*FIELDS, NUMBER_FIELD) if name in set(fields)]
    if NUMBER_FIELD in wanted and (not number_ground or credential is not Credential.PIN):
        raise NumberNotGroundedError
    return _request(
        municipality, counter_id, clerk, visit_ref,
        kind=Kind.READ, purpose=purpose, fields=wanted, credential=credential, holder=holder,
        number_ground=number_ground,
    )  # fmt: skip


def request_face(
    municipality: str, counter_id: str, purpose: str, clerk: User, visit_ref: str, *, holder: str = Holder.SELF
) -> CardJob:
    """Ask for the photo and the expiry, for the clerk's look, by 照合番号B from the card's face."""
    return _request(
        municipality, counter_id, clerk, visit_ref,
        kind=Kind.FACE, purpose=purpose, fields=[], credential=Credential.NUMBER_B, holder=holder,
    )  # fmt: skip


def request_signature(
    municipality: str,
    counter_id: str,
    document_label: str,
    digest: bytes,
    clerk: User,
    visit_ref: str,
    *,
    holder: str = Holder.SELF,
    at: datetime | None = None,
) -> CardJob:
    """Ask for a signature with the card's signing key. `digest` is SHA-256 of the document's bytes.

    `at` is the time inside the document that was prepared for this signature; it comes back with the result.

    The result's `signature` has the CMS signed attributes around that digest (`signed_attributes`, DER), the
    signature over them (`value`), the holder's `certificate` and its `authority`, each base64: a PAdES signer puts
    them into the CMS as they are. The certificate needs the same password, so it cannot be had beforehand.
    """
    return _request(
        municipality, counter_id, clerk, visit_ref,
        kind=Kind.SIGN, purpose="申請内容への電子署名", fields=[], credential=Credential.SIGN_PASSWORD, holder=holder,
        digest=digest.hex(), document_label=document_label, requested_at=at or timezone.now(),
    )  # fmt: skip


@transaction.atomic
def cancel_job(job_id: str, clerk: User) -> None:
    """End a job that runs, or whose result waits to be taken: it is wiped. The PC's window closes by itself."""
    job = _locked(job_id)
    if job.state in RUNNING or job.state == JobState.DELIVERED:
        _end(job, JobState.CANCELLED, wipe=True)
        note(job.visit_ref, "card.cancel", str(clerk.pk), job=str(job.pk))


@transaction.atomic
def call_off_signature(visit_ref: str) -> None:
    """End every card signature of a visit that runs or waits to be taken: its document no longer stands."""
    jobs = CardJob.objects.select_for_update().filter(
        municipality=tenancy.current(), visit_ref=visit_ref, kind=Kind.SIGN, state__in=[*RUNNING, JobState.DELIVERED]
    )
    for job in jobs:
        _end(job, JobState.CANCELLED, wipe=True)
        note(visit_ref, "card.cancel", "desk", job=str(job.pk))


@transaction.atomic
def claim_job(device: Device) -> Job | None:
    """Give the device the job that waits at its counter, if there is one."""
    _end_overdue(device.counter)
    if (lost := _given_but_unheard(device)) is not None:
        return _message(lost)
    job = (
        CardJob.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("counter", "clerk")
        .filter(municipality=device.municipality, counter=device.counter, state=JobState.REQUESTED)
        .order_by("requested_at")
        .first()
    )
    if job is None:
        return None
    job.state, job.device = JobState.CLAIMED, device
    job.expires_at = timezone.now() + STEP_LASTS
    job.save(update_fields=["state", "device", "expires_at"])
    return _message(job)


@transaction.atomic
def record_step(device: Device, job_id: str, step: Step, tries_left: int | None) -> None:
    """Note how far the device is. Each new step has its own 60 seconds. Raises JobOverError."""
    job = _running(device, job_id)
    if job.state != step.value:
        job.state = step.value
        job.expires_at = timezone.now() + STEP_LASTS
    job.tries_left = tries_left if tries_left is not None else job.tries_left
    job.save(update_fields=["state", "expires_at", "tries_left"])


@transaction.atomic
def record_failure(device: Device, job_id: str, code: str, tries_left: int | None) -> None:
    """Note that the job ended without a result."""
    job = _running(device, job_id)
    job.tries_left = tries_left if tries_left is not None else job.tries_left
    _end(job, JobState.FAILED, failure=code[:40])
    note(job.visit_ref, "card.failed", f"device:{device.pk}", job=str(job.pk), code=code[:40])


def accept_result(device: Device, job_id: str, body: Mapping[str, Any]) -> None:
    """Take in a result: it must answer this job's nonce at this counter, and its proof must hold.

    The same result sent twice counts once. Raises MismatchError and JobOverError, after which nothing of the result
    is kept; a proof that does not hold ends the job as failed.
    """
    digest = hashlib.sha256(protocol.body(body)).hexdigest()
    with transaction.atomic():
        job = _locked(job_id)
        if job.result_digest == digest and job.device_id == device.pk:
            return
        job = _running(device, job_id)
        if body.get("nonce") != protocol.text(bytes(job.nonce)) or body.get("counter") != job.counter.number:
            raise MismatchError
        try:
            kept, virtual = _checked(job, body)
        except (CardError, RevocationSettingError) as error:
            _end(job, JobState.FAILED, failure=error.code)
            note(job.visit_ref, "card.refused", f"device:{device.pk}", job=str(job.pk), code=error.code)
            return
        job.result, job.virtual, job.result_digest = kept, virtual, digest
        job.delivered_at = timezone.now()
        job.expires_at = job.delivered_at + RESULT_LASTS
        _end(job, JobState.DELIVERED)
        note(job.visit_ref, "card.read", f"device:{device.pk}", job=str(job.pk), kind=job.kind, virtual=virtual)


@transaction.atomic
def take_result(job_id: str) -> CardResult:
    """Return a job's result and wipe it here, in one transaction with the caller's own writes.

    Raises NothingToTakeError when there is none, or when it was taken before.
    """
    job = _locked(job_id)
    if job.state != JobState.DELIVERED or not job.result:
        raise NothingToTakeError
    kept: dict[str, Any] = job.result
    job.state, job.taken_at, job.result = JobState.TAKEN, timezone.now(), None
    job.save(update_fields=["state", "taken_at", "result"])
    return CardResult(
        job_id=str(job.pk), kind=job.kind, source=results.SOURCES[Kind(job.kind)], virtual=job.virtual,
        holder=job.holder, credential=job.credential, asked_at=job.requested_at, **kept,
    )  # fmt: skip


@transaction.atomic
def refuse_result(job_id: str, error: CounterError, clerk: User) -> None:
    """End a job whose result the desk cannot use; the result is wiped and both screens show the error's words."""
    job = _locked(job_id)
    if job.state == JobState.DELIVERED:
        _end(job, JobState.FAILED, failure=error.code, wipe=True)
        note(job.visit_ref, "card.refused", str(clerk.pk), job=str(job.pk), code=error.code)


def fail_jobs_of(device: Device) -> None:
    """End what a revoked device was working on, inside the caller's transaction."""
    for job in CardJob.objects.select_for_update().filter(device=device, state__in=RUNNING):
        _end(job, JobState.FAILED, failure="device-refused")


def sweep() -> int:
    """End overdue jobs and wipe results that nobody took, in the municipality in force. Returns how many."""
    now, swept = timezone.now(), 0
    with transaction.atomic():
        overdue = CardJob.objects.select_for_update().filter(municipality=tenancy.current(), expires_at__lte=now)
        for job in overdue.filter(state__in=[*RUNNING, JobState.DELIVERED]):
            _end(job, JobState.EXPIRED, wipe=True)
            swept += 1
    return swept


def _request(municipality: str, number: str, clerk: User, visit_ref: str, **values: Any) -> CardJob:
    with tenancy.tenant(municipality), transaction.atomic():
        counter = counter_of(municipality, number)
        if not Device.objects.filter(counter=counter, revoked_at__isnull=True).exists():
            raise NoDeviceError
        _end_overdue(counter)
        job = CardJob(
            municipality=municipality,
            counter=counter,
            clerk=clerk,
            visit_ref=visit_ref,
            nonce=secrets.token_bytes(32),
            pairing_code=f"{secrets.randbelow(10000):04d}",
            expires_at=timezone.now() + STEP_LASTS,
            **values,
        )
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            raise CounterBusyError from None
        note(visit_ref, "card.request", str(clerk.pk), job=str(job.pk), kind=job.kind, fields=job.fields)
        transaction.on_commit(lambda: notices.send(counter))
        return job


def _given_but_unheard(device: Device) -> CardJob | None:
    """Return the job whose hand-out the device never got. A device that polls is idle: what it had begun is lost."""
    for job in CardJob.objects.select_for_update().filter(device=device, state__in=RUNNING):
        if job.state == JobState.CLAIMED:
            return job
        _end(job, JobState.FAILED, failure="network")
    return None


def _message(job: CardJob) -> Job:
    return Job(
        id=str(job.pk),
        kind=Kind(job.kind),
        purpose=job.purpose,
        fields=tuple(job.fields),
        counter=job.counter.number,
        counter_label=job.counter.label,
        clerk_label=job.clerk.display_name,
        nonce=protocol.text(bytes(job.nonce)),
        pairing_code=job.pairing_code,
        seconds=_seconds_left(job.expires_at),
        credential=Credential(job.credential),
        holder=Holder(job.holder).label,
        number_ground=job.number_ground,
        digest=job.digest,
        document_label=job.document_label,
    )


def _checked(job: CardJob, body: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    return results.check(
        Kind(job.kind),
        body,
        nonce=bytes(job.nonce),
        context=_message(job).challenge_context(),
        fields=job.fields,
        digest=job.digest,
        anchors=anchors.current(),
        refuse_virtual=anchors.production(),
    )


def _seconds_left(moment: datetime) -> int:
    return max(0, int((moment - timezone.now()).total_seconds()))


def _locked(job_id: str) -> CardJob:
    found = (
        CardJob.objects.select_for_update(of=("self",))
        .select_related("counter", "clerk")
        .filter(municipality=tenancy.current(), pk=job_id)
        .first()
    )
    if found is None:
        raise JobOverError("no such job")
    return found


def _running(device: Device, job_id: str) -> CardJob:
    job = _locked(job_id)
    if job.device_id != device.pk:
        raise MismatchError("the job was given to another device")
    if job.state in RUNNING and job.expires_at <= timezone.now():
        _end(job, JobState.EXPIRED)
    if job.state not in RUNNING:
        raise JobOverError(f"the job is {job.state}")
    return job


def _end(job: CardJob, state: JobState, *, failure: str = "", wipe: bool = False) -> None:
    job.state, job.failure = state, failure
    if wipe:
        job.result = None
    job.save()


def _end_overdue(counter: Counter) -> None:
    overdue = CardJob.objects.select_for_update().filter(counter=counter, expires_at__lte=timezone.now())
    for job in overdue.filter(state__in=[*RUNNING, JobState.DELIVERED]):
        _end(job, JobState.EXPIRED, wipe=True)
