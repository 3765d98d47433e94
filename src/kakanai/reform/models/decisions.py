"""What people decided, who reviewed it, and why a question is asked. Rows are never changed: a later one supersedes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from kakanai.reform.engine.findings import Verdict
from kakanai.reform.models.inventory import Form
from kakanai.trust.models import TenantModel, User

UNDECIDED = "undecided"
"""The verdict that takes an earlier one back."""


class Purpose(models.TextChoices):
    """Why a question is asked; what has none of these reasons is likely a legacy question."""

    LAW = "law", "法令が記載を求めている"
    ELIGIBILITY = "eligibility", "対象かどうかを決める"
    IDENTIFY = "identify", "本人や世帯を特定する"
    ASSESS = "assess", "必要な支援や金額を判断する"


class Decision(TenantModel):
    """A named person's verdict on one field (an empty key: on the form as a whole). Append only."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="decisions")
    field_key = models.CharField(max_length=12, blank=True)
    label = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=20, choices=[*((v.value, v.ja) for v in Verdict), (UNDECIDED, "未決定")])
    reason = models.TextField(blank=True)
    law = models.TextField(blank=True)
    rule = models.CharField(max_length=40, blank=True)
    needs_review = models.BooleanField(default=False)
    batch = models.UUIDField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "form", "field_key"],
                condition=models.Q(supersedes__isnull=True),
                name="reform_decision_first",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "form", "field_key", "at"], name="reform_decision_field"),
            models.Index(fields=["municipality", "by", "at"], name="reform_decision_by"),
        ]


class Review(TenantModel):
    """A second person's word on a decision that touches tax, sex, 本籍, 個人番号 or linkage. Append only.

    `decided_by` repeats who decided; the database holds it equal to the decision's own and different from `by`.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="review")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved = models.BooleanField()
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(by=models.F("decided_by")), name="reform_review_two_people")
        ]


class Protocol(TenantModel):
    """The question protocol of one field: why, who uses it, for what, for how long, what if it is wrong. Append only.

    After the question protocol that GOV.UK and Southwark publish.
    """

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="protocols")
    field_key = models.CharField(max_length=12)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    law = models.TextField(blank=True)
    used_by = models.CharField(max_length=120)
    used_for = models.TextField()
    retention = models.CharField(max_length=120)
    if_wrong = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "form", "field_key"],
                condition=models.Q(supersedes__isnull=True),
                name="reform_protocol_first",
            )
        ]
