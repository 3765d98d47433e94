"""Enrolling runners: a token limited to targets, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.utils import timezone

from kakanai.robots.errors import UnknownRunnerError
from kakanai.robots.models import Runner
from kakanai.trust import audit, tenancy


def enrol_runner(name: str, targets: list[str], *, actor: str) -> str:
    """Register a runner (or renew its token) and return the token, which is shown only now."""
    municipality = tenancy.current()
    secret = secrets.token_urlsafe(32)
    runner = Runner.objects.filter(municipality=municipality, name=name).first() or Runner(
        municipality=municipality, name=name
    )
    runner.targets, runner.enabled, runner.token_digest = sorted(targets), True, _digest(secret)
    runner.save()
    audit.record(
        case=audit.SYSTEM_CASE, action="robots.enrol", actor=actor, detail={"runner": name, "targets": sorted(targets)}
    )
    return f"{municipality}.{runner.id.hex}.{secret}"


def switch_runner(name: str, *, enabled: bool, actor: str) -> None:
    """Switch a runner off or on. A runner that is off may not write INTENT any more."""
    Runner.objects.filter(municipality=tenancy.current(), name=name).update(enabled=enabled)
    detail = {"runner": name, "enabled": enabled}
    audit.record(case=audit.SYSTEM_CASE, action="robots.switch_runner", actor=actor, detail=detail)


def authenticate(token: str) -> Runner:
    """Return the enabled runner that the token names, inside its municipality. Raises UnknownRunnerError."""
    municipality, _, rest = token.partition(".")
    runner_id, _, secret = rest.partition(".")
    runner = Runner.objects.filter(municipality=municipality, pk=_uuid(runner_id)).first()
    if runner is None or not runner.enabled or not hmac.compare_digest(runner.token_digest, _digest(secret)):
        raise UnknownRunnerError
    now = timezone.now()
    if runner.last_seen is None or (now - runner.last_seen).total_seconds() > 15:
        Runner.objects.filter(municipality=municipality, pk=runner.pk).update(last_seen=now)
    return runner


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _uuid(text: str) -> str:
    return text if len(text) == 32 and all(c in "0123456789abcdef" for c in text) else "0" * 32
