"""Who has a visit on the screen."""

from __future__ import annotations

from django.utils import timezone

from kakanai.desk.models import Presence, Visit
from kakanai.trust.models import User


def note_presence(visit: Visit, clerk: User) -> None:
    """Note that a member of staff looks at the visit now."""
    Presence.objects.update_or_create(
        municipality=visit.municipality, visit=visit, clerk=clerk, defaults={"seen_at": timezone.now()}
    )
