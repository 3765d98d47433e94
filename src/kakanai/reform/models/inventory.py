"""The forms that a municipality has, as files and as what was read from them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from kakanai.trust.fields import EncryptedBytesField, EncryptedJSONField
from kakanai.trust.models import TenantModel, User


class FormStatus(models.TextChoices):
    """How far the review of a form is."""

    NEW = "new", "未着手"
    REVIEWING = "reviewing", "検討中"
    DECIDED = "decided", "決定済み"
    PUBLISHED = "published", "公開中"
    RETIRED = "retired", "廃止"


class Outcome(models.TextChoices):
    """What became of one file of an import."""

    WAITING = "waiting", "待ち"
    NEW = "new", "新しい様式"
    CHANGED = "changed", "変わった様式"
    SAME = "same", "前と同じ"
    REFUSED = "refused", "読みませんでした"


class Form(TenantModel):
    """A form. `name` is the file's path below the folder that it came from and stays its name when it changes.

    `catalogue_form` is the id under which the catalogue knows it; `procedures` are those it serves there.
    `link` is the procedure found in the national survey; `link_state` tells found, not found and not searched apart.
    """

    name = models.CharField(max_length=300)
    office = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    form_number = models.CharField(max_length=80, blank=True)
    rule_reference = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=12, choices=FormStatus.choices, default=FormStatus.NEW)
    reading = models.ForeignKey("reform.Reading", null=True, on_delete=models.PROTECT, related_name="+")
    catalogue_form = models.CharField(max_length=40, blank=True)
    procedures = ArrayField(models.CharField(max_length=60), default=list)
    each_person = models.BooleanField(default=False)
    link = models.JSONField(null=True)
    link_state = models.CharField(max_length=12, default="not_searched")
    yearly = models.PositiveIntegerField(null=True)
    yearly_source = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "name"], name="reform_form_name")]
        indexes: ClassVar = [models.Index(fields=["municipality", "office", "status"], name="reform_form_office")]

    def __str__(self) -> str:
        return self.title


class Reading(TenantModel):
    """One version of a form's file and what the engine read from it.

    `document` is the engine's JSON with its texts, `pages` the drawing of each page (see `engine.drawing`).
    A blank form holds nothing personal; the file is encrypted all the same, since nobody can be sure of a file.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="readings")
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file_type = models.CharField(max_length=8)
    engine = models.CharField(max_length=10)
    document = EncryptedJSONField()
    pages = EncryptedJSONField()
    file = EncryptedBytesField()
    changes = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "form", "version"], name="reform_reading_version")
        ]


class FormField(TenantModel):
    """A field of the current reading. `key` stays the same when a new file asks the same thing at another place.

    `item_by` says whether the vocabulary or this city's own synonym knew the meaning. `legal` asks for a second
    reviewer (tax, assets, sex, 本籍, 個人番号).
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="fields")
    key = models.CharField(max_length=12)
    index = models.PositiveIntegerField()
    page = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    section = ArrayField(models.CharField(max_length=200), default=list)
    kind = models.CharField(max_length=12)
    role = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=80, blank=True)
    item_by = models.CharField(max_length=12, blank=True)
    repeat = models.PositiveIntegerField(default=1)
    legal = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["index"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "form", "key"], name="reform_field_key")
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "item", "role"], name="reform_field_item")]

    def __str__(self) -> str:
        return "　".join((*self.section, self.label))


class Import(TenantModel):
    """Files that somebody brought in together. They are read in the background, each in a killable process."""

    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)


class ImportFile(TenantModel):
    """One file of an import. Its bytes leave as soon as it was read or refused."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=300)
    office = models.CharField(max_length=60, blank=True)
    body = EncryptedBytesField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    form = models.ForeignKey(Form, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "batch", "outcome"], name="reform_import_file")]
