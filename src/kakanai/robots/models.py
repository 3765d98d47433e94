"""Work items, the targets they go to, the runners that type them, and what remains as evidence."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from kakanai.robots.runner.jobs import Run
from kakanai.robots.runner.rules import State
from kakanai.trust.fields import EncryptedBytesField, EncryptedJSONField, EncryptedTextField
from kakanai.trust.models import TenantModel

EVERY_TARGET = "*"
"""The target row whose kill switch stops all."""

STATE_LABELS = {
    State.READY: "順番待ち",
    State.CLAIMED: "受け取り",
    State.PROBING: "照会中",
    State.ENTERING: "入力中",
    State.CHECKED: "入力確認済",
    State.INTENT: "登録直前",
    State.SUBMITTED: "登録済・未照合",
    State.VERIFYING: "読み戻し中",
    State.DONE: "完了",
    State.DEFERRED: "延期",
    State.AMBIGUOUS: "登録不明・照会待ち",
    State.NEEDS_PERSON: "人の確認待ち",
    State.CORRECTING: "訂正準備",
    State.CANCELLED: "取りやめ",
}


MODES = {Run.ENTER.value: "入力する", Run.SHADOW.value: "見比べる", Run.DRY_RUN.value: "試す"}
"""What robots do in a target with new work: type it; compare what a person types; type all and save nothing."""


class Target(TenantModel):
    """A core system, with its switches. Copied from its map: sessions, times. Durations in seconds.

    `looked_at` is when its screens were last looked at before the counter opened.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True)
    sessions = models.PositiveSmallIntegerField(default=1)
    quiet_seconds = models.FloatField(default=15)
    lease_seconds = models.FloatField(default=120)
    rate_per_minute = models.FloatField(default=0)
    hours = models.CharField(max_length=11, default="00:00-24:00")
    weekdays_only = models.BooleanField(default=False)
    retry_after_absent = models.BooleanField(default=False)
    paused_reason = models.CharField(max_length=20, blank=True)
    paused_note = models.TextField(blank=True)
    paused_at = models.DateTimeField(null=True)
    killed = models.BooleanField(default=False)
    mode = models.CharField(
        max_length=10, choices=list(MODES.items()), default=Run.ENTER.value, db_default=Run.ENTER.value
    )
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "code"], name="robots_target_code")]


class Lane(TenantModel):
    """One session of one account on a target: who types in it, and when it may take the next item."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="lanes")
    number = models.PositiveSmallIntegerField()
    runner = models.CharField(max_length=40, blank=True)
    item = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "target", "number"], name="robots_lane_number")
        ]


class MapVersion(TenantModel):
    """A screen map as proposed or approved. Only an approved one is ever handed to a runner."""

    target = models.CharField(max_length=40)
    operation = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    text = models.TextField()
    status = models.CharField(max_length=10, default="proposed")
    differences = models.JSONField(default=list)
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "target", "operation", "status"], name="robots_map")]


class Runner(TenantModel):
    """A program that may type. Its token is known here only as a digest; it sees only its targets."""

    name = models.CharField(max_length=40)
    token_digest = models.CharField(max_length=64)
    targets = ArrayField(models.CharField(max_length=40), default=list)
    enabled = models.BooleanField(default=True)
    last_seen = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "name"], name="robots_runner_name")]


class WorkItem(TenantModel):
    """One effect in one core system. `values` holds what to type, by `role:item`."""

    application = models.CharField(max_length=64)
    target = models.CharField(max_length=40)
    operation = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    key = models.CharField(max_length=12)
    values = EncryptedJSONField()
    protected = models.BooleanField(default=False)
    run = models.CharField(max_length=10, choices=[(r, r) for r in Run], default=Run.ENTER)
    priority = models.SmallIntegerField(default=5)
    accepted_on = models.DateField()
    state = models.CharField(max_length=12, choices=list(STATE_LABELS.items()), default=State.READY)
    token = models.BigIntegerField(default=0)
    runner = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    intent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    retries = models.PositiveSmallIntegerField(default=0)
    look_only = models.BooleanField(default=False)
    number = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    message = EncryptedTextField(null=True)
    accepted = EncryptedJSONField(null=True)
    first_release_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    fields_typed = models.PositiveSmallIntegerField(default=0)
    characters_typed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "application", "target", "operation", "version"], name="robots_item_once"
            ),
            models.UniqueConstraint(fields=["municipality", "target", "key"], name="robots_item_key"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "target", "priority", "created_at"],
                condition=models.Q(state__in=["ready", "deferred", "ambiguous"]),
                name="robots_item_waiting",
            ),
            models.Index(
                fields=["municipality", "lease_until"],
                condition=models.Q(lease_until__isnull=False),
                name="robots_item_held",
            ),
        ]

    @property
    def state_label(self) -> str:
        """The state in Japanese."""
        return STATE_LABELS[State(self.state)]


class Evidence(TenantModel):
    """What remains of an item: pictures, the journal, the read-back table. Encrypted; kept as long as the case."""

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=20)
    token = models.BigIntegerField()
    body = EncryptedBytesField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "item", "at"], name="robots_evidence_item")]


class Decision(TenantModel):
    """What a person decided at the exception desk. Never changed afterwards."""

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20)
    by = models.UUIDField()
    second = models.UUIDField(null=True)
    note = EncryptedTextField(null=True)
    at = models.DateTimeField(default=timezone.now)
