"""The only writers of the trust room."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kakanai.trust import audit, blind, tenancy
from kakanai.trust.errors import ReleaseRefusedError
from kakanai.trust.models import AuditEntry, Protection, Release, User
from kakanai.trust.verifier import canonical, heads_digest

RELEASE_LASTS = timedelta(hours=1)


def person_index(name: str, birth: str) -> str:
    """Return the blind index that finds a person's protection: full name and ISO birth date."""
    return blind.index(f"{name}|{birth}", "protection")


@transaction.atomic
def register_protection(*, name: str, birth: str, starts_on: date, planned_end: date | None, actor: str) -> Protection:
    """Register 支援措置 for a person in the municipality in force."""
    protection = Protection(
        municipality=tenancy.current(),
        person_index=person_index(name, birth),
        starts_on=starts_on,
        planned_end=planned_end,
    )
    protection.save(force_insert=True)
    audit.record(case=audit.SYSTEM_CASE, action="protection.register", actor=actor, detail={"row": str(protection.id)})
    return protection


@transaction.atomic
def close_protection(protection: Protection, by: User) -> None:
    """End a protection. Only a person does this; a date that passes does not."""
    protection.closed_at, protection.closed_by = timezone.now(), by
    protection.save(update_fields=["closed_at", "closed_by"])
    audit.record(
        case=audit.SYSTEM_CASE, action="protection.close", actor=str(by.id), detail={"row": str(protection.id)}
    )


@transaction.atomic
def ask_release(*, case: str, item: str, channel: str, reason: str, by: User) -> Release:
    """Ask that a protected value be shown once; raises ReleaseRefusedError without a reason."""
    if not reason.strip():
        raise ReleaseRefusedError("a release needs a reason")
    release = Release(
        municipality=tenancy.current(), case=case, item=item, channel=channel, reason=reason.strip(), asked_by=by
    )
    release.save(force_insert=True)
    _audit_release(release, "release.ask", by)
    return release


@transaction.atomic
def approve_release(release: Release, by: User) -> Release:
    """Approve another person's request for one hour; raises ReleaseRefusedError for one's own."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.asked_by_id == by.id:
        raise ReleaseRefusedError("nobody approves their own request")
    now = timezone.now()
    release.approved_by, release.approved_at, release.expires_at = by, now, now + RELEASE_LASTS
    release.save(update_fields=["approved_by", "approved_at", "expires_at"])
    _audit_release(release, "release.approve", by)
    return release


def erase_reasons(case: str) -> int:
    """Erase the reasons of a case's releases, which may name people; returns how many there were."""
    releases = Release.objects.filter(municipality=tenancy.current(), case=case)
    for release in releases:
        release.reason = ""
        release.save(update_fields=["reason"])
    return len(releases)


def export_audit(now: datetime | None = None) -> Iterator[str]:
    """Yield the audit log of the municipality in force as JSON Lines, closed by a signed checkpoint."""
    heads: dict[str, tuple[int, str]] = {}
    entries = AuditEntry.objects.filter(municipality=tenancy.current()).order_by("case", "sequence")
    for entry in entries.iterator(chunk_size=2000):
        heads[entry.case] = (entry.sequence + 1, entry.digest)
        yield canonical(audit.as_record(entry)).decode()
    yield canonical(_checkpoint(heads, now or timezone.now())).decode()


def audit_key() -> Ed25519PrivateKey:
    """Return the municipality's audit key, which stands outside the database; it is made at first use."""
    path = Path(settings.KAKANAI_KEY_FILE).with_name(f"audit-{tenancy.current()}.key")
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        raw = key.private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        )
        path.touch(mode=0o600)
        path.write_bytes(raw)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def _checkpoint(heads: dict[str, tuple[int, str]], now: datetime) -> dict[str, Any]:
    statement = {
        "municipality": tenancy.current(),
        "at": now.isoformat(),
        "cases": len(heads),
        "entries": sum(count for count, _ in heads.values()),
        "heads": heads_digest(heads),
    }
    key = audit_key()
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {
        "checkpoint": statement,
        "key": base64.b64encode(public).decode(),
        "signature": base64.b64encode(key.sign(canonical(statement))).decode(),
    }


def _audit_release(release: Release, action: str, by: User) -> None:
    audit.record(
        case=release.case,
        action=action,
        actor=str(by.id),
        detail={"release": str(release.id), "item": release.item, "channel": release.channel},
    )
