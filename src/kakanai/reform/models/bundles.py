"""Which forms one visit for a life event takes, and for how many people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kakanai.reform.models.inventory import Form
from kakanai.trust.models import TenantModel


class EventPlan(TenantModel):
    """The household that the counting of a life event assumes, and how many come in a year.

    `yearly_before` is the count of the first review and stays; `yearly_now` is the present estimate. What changed in
    minutes is split into questions removed and counts changed.
    """

    event = models.CharField(max_length=40)
    persons = models.PositiveSmallIntegerField(default=4)
    children = models.PositiveSmallIntegerField(default=2)
    yearly_before = models.PositiveIntegerField(null=True)
    yearly_now = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "event"], name="reform_plan_event")]


class BundleEntry(TenantModel):
    """A form's part in a life event: sheets per visit, and how often a role's boxes are filled where it differs.

    `times` maps a role to the number of times one of its boxes is filled in the whole visit (代理人: 3). `sheets` 0
    keeps a form in the bundle that this household does not need.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="entries")
    event = models.CharField(max_length=40)
    sheets = models.PositiveSmallIntegerField(default=1)
    times = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "event", "form"], name="reform_entry_form")
        ]
