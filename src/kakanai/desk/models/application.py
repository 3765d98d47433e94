"""Applications, what the resident confirms, and the signature."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from kakanai.desk.models.visit import Visit
from kakanai.trust.fields import EncryptedBytesField, EncryptedJSONField, EncryptedTextField
from kakanai.trust.models import TenantModel, User


class Confirmation(TenantModel):
    """The exact bytes that the resident is shown, and their digest. Never changed: a correction makes a new one."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="confirmations")
    version = models.PositiveIntegerField()
    document = EncryptedBytesField()
    document_digest = models.CharField(max_length=64)
    pages = EncryptedJSONField()
    nonce = models.CharField(max_length=64)
    facts_digest = models.CharField(max_length=64)
    forms = models.PositiveIntegerField(default=0)
    sheets = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=8, default="ja")
    made_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True)
    position = models.PositiveIntegerField(default=0)
    objection = EncryptedJSONField(null=True)
    objected_at = models.DateTimeField(null=True)
    void = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "visit", "version"], name="confirmation_version"),
        ]


class Choice(TenantModel):
    """What the resident chose to do with a procedure that triage found: now, later, or not at all."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="choices")
    procedure = models.CharField(max_length=80)
    choice = models.CharField(max_length=8)
    reason = EncryptedTextField(null=True)
    clerk = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "visit", "procedure"], name="chosen_once"),
        ]


class Signature(TenantModel):
    """One signature for the whole visit, bound to the confirmation's digest."""

    confirmation = models.OneToOneField(Confirmation, on_delete=models.PROTECT, related_name="signature")
    kind = models.CharField(max_length=8)
    document_digest = models.CharField(max_length=64)
    bundle = EncryptedBytesField()
    signed_at = models.DateTimeField(default=timezone.now)


class ApplicationState(models.TextChoices):
    """Where an application stands with the department."""

    ACCEPTED = "accepted", "受理"
    RETURNED = "returned", "差戻し"
    APPROVED = "approved", "完了"


class Application(TenantModel):
    """One procedure applied for, with the values of its items as they were signed."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="applications")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="applications")
    procedure = models.CharField(max_length=80)
    subject = models.CharField(max_length=12)
    office = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    forms = models.JSONField(default=list)
    values = EncryptedJSONField()
    state = models.CharField(max_length=12, choices=ApplicationState.choices, default=ApplicationState.ACCEPTED)
    due = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    accepted_at = models.DateTimeField(default=timezone.now)
    assigned_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    return_reason = EncryptedTextField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "visit", "procedure", "subject"], name="applied_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "office", "state", "due"], name="office_queue")]


class PaperSeen(TenantModel):
    """A paper that a procedure asks for and that the clerk has seen or taken. What is missing goes on the guidance."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="papers_seen")
    procedure = models.CharField(max_length=80)
    paper = models.CharField(max_length=120)
    clerk = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "visit", "procedure", "paper"], name="paper_seen_once"),
        ]
