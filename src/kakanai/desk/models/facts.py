"""Facts as they are stored, and the evidence behind them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from kakanai.desk.models.visit import Visit
from kakanai.trust.fields import EncryptedJSONField
from kakanai.trust.models import TenantModel, User


class Evidence(TenantModel):
    """What proves facts: a card read with its integrity record, a notice, a register extract."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    virtual = models.BooleanField(default=False)
    content = EncryptedJSONField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "visit"], name="evidence_visit")]


class Answer(TenantModel):
    """One answered question: its words as they were asked, and the answer's."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=80)
    subject = models.CharField(max_length=12)
    words = EncryptedJSONField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "visit", "question", "subject"], name="answered_once"),
        ]


class StoredFact(TenantModel):
    """What one source says about one item. Sources stand side by side, so that none overwrites another."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="facts")
    subject = models.CharField(max_length=12)
    item = models.CharField(max_length=80)
    source = models.CharField(max_length=16)
    value = EncryptedJSONField()
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.CASCADE, related_name="facts")
    clerk = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "visit", "subject", "item", "source"], name="one_value_per_source"
            ),
        ]
