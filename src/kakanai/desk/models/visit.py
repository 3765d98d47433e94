"""Tickets, visits and the tablets that face the resident."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from kakanai.trust.models import TenantModel, User


class Ticket(TenantModel):
    """A place in the queue. Holds no name: a number, a life event and times."""

    number = models.CharField(max_length=12)
    event = models.CharField(max_length=40)
    issued_at = models.DateTimeField(default=timezone.now)
    called_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "called_at", "issued_at"], name="ticket_waiting")]


class VisitState(models.TextChoices):
    """Where a visit stands."""

    OPEN = "open", "受付中"
    CONFIRMING = "confirming", "確認中"
    ACCEPTED = "accepted", "受理済"
    CLOSED = "closed", "終了"
    CANCELLED = "cancelled", "取りやめ"


class Visit(TenantModel):
    """One resident's (or household's) business at one counter, from the first word to the door.

    The member of staff who serves is recorded beside, never as, the person served.
    """

    number = models.CharField(max_length=20)
    event = models.CharField(max_length=40)
    on = models.DateField()
    counter = models.CharField(max_length=20)
    ticket = models.OneToOneField(Ticket, null=True, on_delete=models.PROTECT, related_name="visit")
    clerk = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=VisitState.choices, default=VisitState.OPEN)
    held = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="ja")
    applicant = models.CharField(max_length=8, default="p1")
    represented_by_agent = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    card_job = models.UUIDField(null=True)
    card_subject = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="visit_number"),
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "counter", "state"], name="visit_at_counter")]


class Tablet(TenantModel):
    """A tablet that faces the resident at one counter. It knows a token and a counter, nothing else."""

    counter = models.CharField(max_length=20)
    pairing_digest = models.CharField(max_length=64)
    token_digest = models.CharField(max_length=64, blank=True)
    paired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "counter"], name="tablet_counter")]


class Presence(TenantModel):
    """A member of staff who has a visit on the screen, so that two who work on one see each other."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="presences")
    clerk = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "visit", "clerk"], name="present_once"),
        ]
