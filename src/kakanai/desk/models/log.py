"""What happened when: events as they occur, and periods in seconds. Insight reads them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from kakanai.desk.models.visit import Visit
from kakanai.trust.models import TenantModel


class Event(TenantModel):
    """One thing that happened in a visit. `detail` holds codes and counts, never a personal value."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    by = models.CharField(max_length=12)
    seconds = models.FloatField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "visit", "at"], name="event_visit")]


class Period(TenantModel):
    """A stretch of a visit in one state. Each change closes one period and opens the next; nothing is rounded."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="periods")
    state = models.CharField(max_length=20)
    counter = models.CharField(max_length=20)
    began = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True)
    accurate = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "visit", "began"], name="period_visit")]
