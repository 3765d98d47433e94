"""People, municipalities, protection, releases and the audit chain."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from kakanai.trust.fields import EncryptedTextField
from kakanai.trust.ids import uuid7


class Role(models.TextChoices):
    """What a member of staff may be; the policy table says what each role may do."""

    DESK_CLERK = "desk_clerk", "窓口担当"
    REVIEWER = "reviewer", "審査担当"
    ROBOT_OPERATOR = "robot_operator", "ロボット担当"
    REFORM_OFFICER = "reform_officer", "様式見直し担当"
    MANAGER = "manager", "管理職"
    AUDITOR = "auditor", "監査担当"
    ADMINISTRATOR = "administrator", "システム管理者"


class TenantModel(models.Model):
    """A row of one municipality. Its table has row-level security (see `rls.EnableRowSecurity`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.CharField(max_length=6)

    class Meta:
        abstract = True


class Municipality(models.Model):
    """A municipality that this installation serves."""

    code = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(max_length=40)
    sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str, **fields: object) -> User:
        """Return a new account with a hashed password."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff. Never a resident: subject and clerk are separate people in every record."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="staff")
    username = models.CharField("職員番号", max_length=40, unique=True)
    display_name = models.CharField("氏名", max_length=40)
    office = models.CharField("所属", max_length=40, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        """Return the name that screens show."""
        return self.display_name


class Protection(TenantModel):
    """支援措置: a person whose address is withheld. Found by blind index, so that it is read live on every path.

    An end date never releases anything by itself: a named person closes the protection.
    """

    person_index = models.CharField(max_length=64)
    starts_on = models.DateField()
    planned_end = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = EncryptedTextField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "person_index"], name="protection_person")]


class Release(TenantModel):
    """A released disclosure: asked for by one person with a reason, approved by another."""

    case = models.CharField(max_length=64)
    item = models.CharField(max_length=80)
    channel = models.CharField(max_length=40)
    reason = EncryptedTextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "case"], name="release_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("asked_by")),
                name="release_needs_two_people",
            ),
        ]


class AuditEntry(TenantModel):
    """One link of a case's chain. Holds no personal value; `detail` is codes, counts and digests."""

    case = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "case", "sequence"], name="audit_sequence"),
        ]
