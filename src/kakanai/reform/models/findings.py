"""What the machine noticed. Findings are made anew whenever forms or meanings change; decisions are not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kakanai.reform.models.inventory import Form
from kakanai.trust.models import TenantModel


class Finding(TenantModel):
    """One finding of the engine for a life event (`""`: for forms of none). `digest` tells the same one again."""

    event = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=16)
    rule = models.CharField(max_length=40)
    severity = models.CharField(max_length=8)
    rank = models.PositiveSmallIntegerField()
    ja = models.TextField()
    evidence = models.JSONField(default=list)
    proposal = models.CharField(max_length=20, blank=True)
    legal = models.BooleanField(default=False)
    ground = models.CharField(max_length=20)
    law = models.TextField(blank=True)
    item = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["rank", "rule", "digest"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "event", "digest"], name="reform_finding_digest")
        ]


class FindingPlace(TenantModel):
    """A field that a finding is about; an empty key means the form as a whole."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="places")
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="found")
    field_key = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "form", "field_key"], name="reform_place_field")]
