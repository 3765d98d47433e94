"""Counters, enrolled devices, card jobs, and identity checks without a card."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from kakanai.trust.fields import EncryptedJSONField
from kakanai.trust.models import TenantModel, User


class Counter(TenantModel):
    """One place where residents are served. `number` is what the desk and the signs call it."""

    number = models.CharField(max_length=20)
    label = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "number"], name="counter_number")]

    def __str__(self) -> str:
        return self.label


class EnrolmentToken(TenantModel):
    """A one-time permission to register one PC at one counter. Only a digest of it is kept."""

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "digest"], name="token_digest")]


class Device(TenantModel):
    """An enrolled PC: the public half of its key. The private half never leaves the PC."""

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=60, blank=True)
    public_key = models.BinaryField()
    enrolled_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    last_sequence = models.BigIntegerField(default=0)


class JobState(models.TextChoices):
    """How far a card job is."""

    REQUESTED = "requested", "窓口端末を待っています"
    CLAIMED = "claimed", "窓口端末が受け取りました"
    WAITING_CARD = "waiting_card", "カードを待っています"
    WAITING_PIN = "waiting_pin", "暗証番号の入力を待っています"
    READING = "reading", "読み取っています"
    DELIVERED = "delivered", "読み取りました"
    TAKEN = "taken", "受け取りました"
    FAILED = "failed", "読み取れませんでした"
    EXPIRED = "expired", "時間切れです"
    CANCELLED = "cancelled", "取り消しました"


RUNNING = (
    JobState.REQUESTED,
    JobState.CLAIMED,
    JobState.WAITING_CARD,
    JobState.WAITING_PIN,
    JobState.READING,
)


class Holder(models.TextChoices):
    """Whose card it is."""

    SELF = "self", "本人"
    AGENT = "agent", "代理人"


class CardJob(TenantModel):
    """One thing to do at one counter's reader for one visit. Holds a result only until it is taken."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="jobs")
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="jobs")
    clerk = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    visit_ref = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    credential = models.CharField(max_length=20)
    holder = models.CharField(max_length=10, choices=Holder.choices, default=Holder.SELF)
    purpose = models.CharField(max_length=120)
    fields = models.JSONField(default=list)
    number_ground = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=128, blank=True)
    document_label = models.CharField(max_length=80, blank=True)
    nonce = models.BinaryField()
    pairing_code = models.CharField(max_length=4)
    state = models.CharField(max_length=20, choices=JobState.choices, default=JobState.REQUESTED)
    tries_left = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=40, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    virtual = models.BooleanField(default=False)
    result_digest = models.CharField(max_length=64, blank=True)
    result = EncryptedJSONField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "counter", "state"], name="job_at_counter")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["counter"],
                condition=models.Q(state__in=[state.value for state in RUNNING]),
                name="one_job_at_a_counter",
            ),
        ]


class IdentityCheck(TenantModel):
    """How a person's identity was confirmed without a card read, and by whom: kinds of documents, never copies."""

    visit_ref = models.CharField(max_length=64)
    subject = models.CharField(max_length=20)
    holder = models.CharField(max_length=10, choices=Holder.choices, default=Holder.SELF)
    documents = models.JSONField(default=list)
    mandate = models.CharField(max_length=40, blank=True)
    attributes = EncryptedJSONField(null=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "visit_ref"], name="check_of_visit")]
