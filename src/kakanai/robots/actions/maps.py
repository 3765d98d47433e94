"""Screen maps: proposed by a runner or a person, approved by a named person, handed out only then."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kakanai.robots.errors import MapRefusedError
from kakanai.robots.models import Lane, MapVersion, Target
from kakanai.robots.runner import screenmap
from kakanai.robots.runner.errors import MapError
from kakanai.robots.runner.lint import lint
from kakanai.robots.runner.screenmap import ScreenMap
from kakanai.trust import audit, tenancy


def propose_map(text: str, *, differences: list[str] | None = None) -> MapVersion:
    """Keep a map for a person to look at. Raises MapRefusedError when it is not even well-formed."""
    try:
        parsed = screenmap.parse(text)
    except MapError as error:
        raise MapRefusedError(str(error), error.ja) from error
    municipality = tenancy.current()
    same = {"municipality": municipality, "target": parsed.target, "operation": parsed.operation}
    known = MapVersion.objects.filter(**same, digest=parsed.digest).first()
    if known is not None:
        return known
    last = MapVersion.objects.filter(**same).aggregate(last=Max("version"))["last"] or 0
    row = MapVersion(**same, version=last + 1, digest=parsed.digest, text=text, differences=differences or [])
    row.save(force_insert=True)
    return row


@transaction.atomic
def approve_map(row: MapVersion, *, by: str) -> None:
    """Put a map in force and copy its times and sessions to the target. Raises MapRefusedError with the linter's words."""
    parsed = screenmap.parse(row.text)
    problems = [p for p in lint(parsed) if p.severe]
    if problems:
        raise MapRefusedError("; ".join(p.text for p in problems), "。".join(p.ja for p in problems))
    same = {"municipality": row.municipality, "target": row.target, "operation": row.operation}
    MapVersion.objects.filter(**same, status="approved").exclude(pk=row.pk).update(status="retired")
    row.status, row.approved_by, row.approved_at = "approved", by, timezone.now()
    row.save(update_fields=["status", "approved_by", "approved_at"])
    _target_of(parsed)
    detail = {"target": row.target, "operation": row.operation, "version": row.version, "digest": row.digest}
    audit.record(case=audit.SYSTEM_CASE, action="robots.approve_map", actor=by, detail=detail)


def _target_of(parsed: ScreenMap) -> None:
    municipality = tenancy.current()
    times = parsed.times
    values = {
        "sessions": parsed.sessions,
        "quiet_seconds": times.quiet_seconds,
        "lease_seconds": times.lease_seconds,
        "rate_per_minute": times.rate_per_minute,
        "hours": times.hours,
        "weekdays_only": times.weekdays_only,
        "retry_after_absent": parsed.retry_after_absent and parsed.unique_key,
    }
    target, _ = Target.objects.update_or_create(
        municipality=municipality,
        code=parsed.target,
        defaults=values,
        create_defaults={**values, "name": parsed.title.split(" ")[0]},
    )
    for number in range(parsed.sessions):
        Lane.objects.get_or_create(municipality=municipality, target=target, number=number)
    Lane.objects.filter(municipality=municipality, target=target, number__gte=parsed.sessions).delete()
