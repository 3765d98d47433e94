"""Erase what an application's items were typed with, once the application's time is over."""

from __future__ import annotations

from kakanai.robots.models import Evidence, WorkItem
from kakanai.trust import tenancy


def erase_values(application: str) -> int:
    """Erase values, pictures and journals of an application's items; returns how many items there were.

    What was done when, under which number and with which result stays, and so do people's decisions with their remarks:
    that table refuses every change.
    """
    items = list(WorkItem.objects.filter(municipality=tenancy.current(), application=application))
    for item in items:
        Evidence.objects.filter(municipality=item.municipality, item=item).delete()
        item.values, item.accepted, item.message = {}, None, None
        item.save(update_fields=["values", "accepted", "message"])
    return len(items)
