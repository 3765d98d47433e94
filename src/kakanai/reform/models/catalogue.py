"""The forms that a municipality has published: versioned, dated, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from kakanai.reform.models.inventory import Form
from kakanai.trust.models import TenantModel, User


class Publication(TenantModel):
    """One version of a form's definition, in force from `valid_from`. Append only.

    `definition` is the catalogue's YAML exactly as the linter passed it; `restores` is the version it repeats.
    """

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="publications")
    catalogue_form = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    definition = models.TextField()
    digest = models.CharField(max_length=64)
    asked = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    restores = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "catalogue_form", "version"], name="reform_publication_version"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "valid_from"], name="reform_publication_from")]


class Withdrawal(TenantModel):
    """A published version that is no longer in force from a day on. Append only."""

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="withdrawal")
    from_on = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
