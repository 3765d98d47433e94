"""The API that enrolled PCs call, mounted at /api/agent/. Every request but enrolment carries a device signature.

No field of any message can hold a PIN. Requests are refused before anything in their body is looked at.
"""

from __future__ import annotations

import json
import os
import threading
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Router, Schema

from kakanai.agent import protocol
from kakanai.agent.protocol import SignedRequest, Step
from kakanai.counter import actions, notices
from kakanai.counter.errors import CounterError, DeviceRefusedError, MismatchError, ReplayError
from kakanai.counter.models import Device
from kakanai.trust import tenancy
from kakanai.trust.models import Municipality

router = Router(tags=["agent"])

_POLL_SECONDS = float(os.environ.get("KAKANAI_AGENT_POLL_SECONDS", "20"))
_WAITING_PLACES = int(os.environ.get("KAKANAI_AGENT_POLL_PLACES", "8"))
_waiting = threading.BoundedSemaphore(_WAITING_PLACES)
"""How many threads of this process may wait for jobs; further agents are told to come back in a second."""


class Enrolment(Schema):
    """What a PC sends once, with the token an administrator gave out."""

    token: str
    public_key: str
    name: str = ""


class Enrolled(Schema):
    """Whom the PC serves from now on."""

    device: str
    municipality: str
    counter: str
    counter_label: str


class StepBody(Schema):
    """How far the agent is."""

    step: Step
    tries_left: int | None = None


class FailureBody(Schema):
    """Why the job ended without a result."""

    code: str
    tries_left: int | None = None


class JobBody(Schema):
    """A job, or nothing for now and how many seconds to wait before asking again."""

    job: dict[str, Any] | None = None
    wait: float = 0.0


@router.post("/enrol", response=Enrolled, url_name="agent_enrol", auth=None)
def enrol(request: HttpRequest, data: Enrolment) -> Any:  # noqa: ARG001 - ninja's signature
    """Register a PC's public key with a one-time token."""
    try:
        device = actions.enrol_device(data.token, protocol.raw(data.public_key), data.name)
    except ValueError:
        return _refusal(MismatchError("the public key is not base64"))
    except CounterError as error:
        return _refusal(error)
    return Enrolled(
        device=str(device.pk),
        municipality=device.municipality,
        counter=device.counter.number,
        counter_label=device.counter.label,
    )


@router.post("/poll", response=JobBody, url_name="agent_poll", auth=None)
def poll(request: HttpRequest) -> Any:
    """Wait for the next job of the device's counter."""
    return _as_device(request, "poll", lambda device, _: _wait_for_job(device))


@router.post("/jobs/{uuid:job_id}/step", url_name="agent_step", auth=None)
def step(request: HttpRequest, job_id: str) -> Any:
    """Say how far the job is."""

    def work(device: Device, body: dict[str, Any]) -> dict[str, Any]:
        data = StepBody(**body)
        actions.record_step(device, str(job_id), data.step, data.tries_left)
        return {}

    return _as_device(request, f"jobs/{job_id}/step", work)


@router.post("/jobs/{uuid:job_id}/failure", url_name="agent_failure", auth=None)
def failure(request: HttpRequest, job_id: str) -> Any:
    """Say that the job ended without a result."""

    def work(device: Device, body: dict[str, Any]) -> dict[str, Any]:
        data = FailureBody(**body)
        actions.record_failure(device, str(job_id), data.code, data.tries_left)
        return {}

    return _as_device(request, f"jobs/{job_id}/failure", work)


@router.post("/jobs/{uuid:job_id}/result", url_name="agent_result", auth=None)
def result(request: HttpRequest, job_id: str) -> Any:
    """Hand in what was read, with its proof."""

    def work(device: Device, body: dict[str, Any]) -> dict[str, Any]:
        actions.accept_result(device, str(job_id), body)
        return {}

    return _as_device(request, f"jobs/{job_id}/result", work)


def _wait_for_job(device: Device) -> dict[str, Any]:
    if not _waiting.acquire(blocking=False):
        found = actions.claim_job(device)
        return {"job": found.to_json() if found else None, "wait": 1.0}
    try:
        found = notices.wait_for(device.counter, lambda: actions.claim_job(device), _POLL_SECONDS)
    finally:
        _waiting.release()
    return {"job": found.to_json() if found else None}


def _as_device(request: HttpRequest, operation: str, work: Any) -> Any:
    try:
        municipality = request.headers.get(protocol.MUNICIPALITY, "")
        if not Municipality.objects.filter(code=municipality).exists():
            raise DeviceRefusedError
        with tenancy.tenant(municipality):
            device = _authenticated(request, operation, municipality)
            body = json.loads(request.body or b"{}")
            if not isinstance(body, dict):
                raise MismatchError("the body is not an object")
            return work(device, body)
    except CounterError as error:
        return _refusal(error)
    except ValueError as error:
        return _refusal(MismatchError(f"the body cannot be read ({type(error).__name__})"))


@transaction.atomic
def _authenticated(request: HttpRequest, operation: str, municipality: str) -> Device:
    """Return the device that signed the request, and move its sequence on; raises DeviceRefusedError, ReplayError."""
    try:
        sequence = int(request.headers.get(protocol.SEQUENCE, ""))
        device = (
            Device.objects.select_for_update(of=("self",))
            .select_related("counter")
            .get(municipality=municipality, pk=request.headers.get(protocol.DEVICE, ""), revoked_at__isnull=True)
        )
    except (ValueError, Device.DoesNotExist, ValidationError):
        raise DeviceRefusedError from None
    signed = SignedRequest(operation, municipality, str(device.pk), sequence, request.body)
    if not signed.signed_by(bytes(device.public_key), request.headers.get(protocol.SIGNATURE, "")):
        raise DeviceRefusedError
    if sequence <= device.last_sequence or sequence >= 2**63:
        raise ReplayError(device.last_sequence)
    device.last_sequence, device.last_seen = sequence, timezone.now()
    device.save(update_fields=["last_sequence", "last_seen"])
    return device


def _refusal(error: CounterError) -> JsonResponse:
    body: dict[str, Any] = {"code": error.code, "message": error.clerk}
    answer = JsonResponse(body, status=error.status)
    if isinstance(error, ReplayError):
        body["last_sequence"] = error.last_sequence
        answer = JsonResponse(body, status=error.status)
        answer["Kakanai-Hint"] = "last_sequence"
    return answer
