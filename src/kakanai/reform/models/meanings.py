"""What a label means in this city, where the vocabulary abstained and a person answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from kakanai.reform.models.inventory import Form
from kakanai.trust.models import TenantModel, User


class Synonym(TenantModel):
    """Label → item (and role), with who said so, when, and at which field. Append only; a later row supersedes.

    `meaning` is `item` or `item@role`, as the vocabulary's mapping takes it; an empty one takes the answer back.
    """

    label = models.CharField(max_length=200)
    meaning = models.CharField(max_length=120, blank=True)
    form = models.ForeignKey(Form, null=True, on_delete=models.PROTECT, related_name="+")
    field_key = models.CharField(max_length=12, blank=True)
    section = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "label"],
                condition=models.Q(supersedes__isnull=True),
                name="reform_synonym_first",
            )
        ]
