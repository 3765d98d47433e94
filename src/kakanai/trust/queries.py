"""What other rooms may ask of trust."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DatabaseError
from django.utils import timezone

from kakanai.trust import gate, tenancy
from kakanai.trust.actions import person_index
from kakanai.trust.models import Protection, Release


def is_protected(people: Iterable[tuple[str, str]]) -> bool:
    """Return whether any of the people (full name, ISO birth date) stands under 支援措置 now.

    Read live on every call, and `True` when it cannot be read: the gate fails closed.
    """
    try:
        indexes = [person_index(name, birth) for name, birth in people]
        return Protection.objects.filter(
            municipality=tenancy.current(), person_index__in=indexes, closed_at__isnull=True
        ).exists()
    except DatabaseError:
        return True


def is_released(case: str, item: str, channel: str) -> bool:
    """Return whether a release by two people is in force for this case, item and channel."""
    releases = Release.objects.filter(municipality=tenancy.current(), case=case, item=item, channel=channel)
    now = timezone.now()
    return any(gate.release_in_force(release.approved_at, release.expires_at, now) for release in releases)


def waiting_releases(case: str) -> list[Release]:
    """Return the requests of a case that nobody has approved yet."""
    return list(Release.objects.filter(municipality=tenancy.current(), case=case, approved_at__isnull=True))
