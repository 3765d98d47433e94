"""Waking a waiting device: PostgreSQL's NOTIFY, so that a job starts in milliseconds and nobody asks in vain."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

from kakanai.counter.models import Counter

_CHANNEL = "kakanai_counter"
_LONGEST_SLEEP = 5.0
"""Even without a notice the table is looked at this often, in seconds: a notice may be lost with a connection."""

Found = TypeVar("Found")


def send(counter: Counter) -> None:
    """Wake whoever waits at this counter."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [_CHANNEL, str(counter.pk)])


def wait_for(counter: Counter, look: Callable[[], Found | None], seconds: float) -> Found | None:
    """Return what `look` finds, looking again at each notice for this counter, for at most `seconds`."""
    found = look()
    if found is not None or seconds <= 0:
        return found
    deadline = time.monotonic() + seconds
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {_CHANNEL}")
    try:
        while (left := deadline - time.monotonic()) > 0:
            found = look()
            if found is not None:
                return found
            _sleep(str(counter.pk), min(left, _LONGEST_SLEEP))
        return look()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"UNLISTEN {_CHANNEL}")


def _sleep(wanted: str, seconds: float) -> None:
    for notice in connection.connection.notifies(timeout=seconds):
        if notice.payload == wanted:
            return
