"""Fills a queue with synthetic work, many rows at once: for races, proofs and benchmarks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from kakanai.robots.actions.queue import item_key
from kakanai.robots.models import WorkItem


def fill(municipality: str, target: str, operation: str, count: int, values: dict[str, str] | None = None) -> None:
    """Write `count` ready items of made-up applications; ciphertexts are made as in service."""
    start = timezone.now() - timedelta(hours=1)
    rows = [
        WorkItem(
            municipality=municipality,
            application=f"synthetic-{number}",
            target=target,
            operation=f"{operation}:p1",
            version=1,
            key=item_key(municipality, f"synthetic-{number}", target, operation, 1),
            values=values or {"p1:person.fullName": f"見本 {number}号"},
            accepted_on=timezone.localdate(),
            created_at=start + timedelta(milliseconds=number),
        )
        for number in range(count)
    ]
    WorkItem.objects.bulk_create(rows, batch_size=1000)
