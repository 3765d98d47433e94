"""The audit chain: one hash chain per case, written inside the caller's transaction.

Entry digest = SHA-256 over the canonical JSON of municipality, case, sequence, time, action, actor, detail and
the digest before it (64 zeros for the first). `verifier.py` repeats this without Django or a database.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from kakanai.trust import tenancy
from kakanai.trust.models import AuditEntry
from kakanai.trust.verifier import FIRST, digest_of

SYSTEM_CASE = "system"


def record(*, case: str, action: str, actor: str, detail: dict[str, Any] | None = None) -> AuditEntry:
    """Append one entry to the chain of `case`.

    `actor` is a staff id, a device or a process, never a resident's name; `detail` holds no personal value.
    The chain of a case is locked until the transaction ends, so that two writers cannot fork it.
    """
    municipality = tenancy.current()
    with transaction.atomic():
        _lock(municipality, case)
        last = AuditEntry.objects.filter(municipality=municipality, case=case).order_by("-sequence").first()
        entry = AuditEntry(
            municipality=municipality,
            case=case,
            sequence=last.sequence + 1 if last else 0,
            at=timezone.now(),
            action=action,
            actor=actor,
            detail=detail or {},
            previous=last.digest if last else FIRST,
        )
        entry.digest = digest_of(as_record(entry))
        entry.save(force_insert=True)
    return entry


def as_record(entry: AuditEntry) -> dict[str, Any]:
    """Return the entry as the plain record that is hashed, exported and verified."""
    return {
        "municipality": entry.municipality,
        "case": entry.case,
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "action": entry.action,
        "actor": entry.actor,
        "detail": entry.detail,
        "previous": entry.previous,
        "digest": entry.digest,
    }


def _lock(municipality: str, case: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{municipality}|{case}"])
