"""The only writers of counters, enrolment tokens and devices."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from kakanai.counter.actions import jobs
from kakanai.counter.actions._shared import counter_of, note
from kakanai.counter.errors import EnrolmentRefusedError
from kakanai.counter.models import Counter, Device, EnrolmentToken
from kakanai.trust import audit, tenancy
from kakanai.trust.crypto import keyed_digest
from kakanai.trust.models import Municipality, User

TOKEN_LASTS = timedelta(minutes=10)


def add_counter(number: str, label: str = "") -> Counter:
    """Return the counter with this number in the municipality in force, made if it is new."""
    made, _ = Counter.objects.get_or_create(
        municipality=tenancy.current(), number=number, defaults={"label": label or f"{number}番窓口"}
    )
    return made


@transaction.atomic
def make_enrolment_token(number: str, clerk: User) -> str:
    """Return a token with which one PC may register for a counter: once, within ten minutes.

    It begins with the municipality's code, since the PC knows nothing else yet.
    """
    municipality, token = tenancy.current(), secrets.token_urlsafe(24)
    counter = counter_of(municipality, number)
    EnrolmentToken.objects.create(
        municipality=municipality,
        counter=counter,
        digest=_token_digest(municipality, token),
        made_by=clerk,
        expires_at=timezone.now() + TOKEN_LASTS,
    )
    note(audit.SYSTEM_CASE, "counter.token", str(clerk.pk), counter=counter.number)
    return f"{municipality}.{token}"


def enrol_device(token: str, public_key: bytes, name: str) -> Device:
    """Register a PC's key with a token; raises EnrolmentRefusedError (the same for wrong, used and old)."""
    municipality, _, secret = token.partition(".")
    if len(public_key) != 32 or not Municipality.objects.filter(code=municipality).exists():
        raise EnrolmentRefusedError
    with tenancy.tenant(municipality), transaction.atomic():
        found = (
            EnrolmentToken.objects.select_for_update()
            .filter(
                municipality=municipality,
                digest=_token_digest(municipality, secret),
                used_at__isnull=True,
                expires_at__gt=timezone.now(),
            )
            .select_related("counter")
            .first()
        )
        if found is None:
            raise EnrolmentRefusedError
        found.used_at = timezone.now()
        found.save(update_fields=["used_at"])
        device = Device.objects.create(
            municipality=municipality, counter=found.counter, name=name[:60], public_key=public_key
        )
        note(audit.SYSTEM_CASE, "counter.enrol", f"device:{device.pk}", counter=found.counter.number)
        return device


@transaction.atomic
def revoke_device(device_id: str, clerk: User) -> None:
    """End a PC's enrolment; its next request is refused and its running job fails."""
    device = Device.objects.select_for_update().get(municipality=tenancy.current(), pk=device_id)
    device.revoked_at = device.revoked_at or timezone.now()
    device.save(update_fields=["revoked_at"])
    jobs.fail_jobs_of(device)
    note(audit.SYSTEM_CASE, "counter.revoke", str(clerk.pk), counter=device.counter.number)


def _token_digest(municipality: str, token: str) -> str:
    return keyed_digest(token, municipality=municipality, purpose="enrolment")
