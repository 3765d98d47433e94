"""What the writers share."""

from __future__ import annotations

from typing import Any

from kakanai.counter.errors import NoCounterError
from kakanai.counter.models import Counter
from kakanai.trust import audit


def counter_of(municipality: str, number: str) -> Counter:
    """Return the counter with a number; raises NoCounterError."""
    found = Counter.objects.filter(municipality=municipality, number=number).first()
    if found is None:
        raise NoCounterError(f"no counter {number!r} in {municipality}")
    return found


def note(case: str, action: str, actor: str, **detail: Any) -> None:
    """Append an audit entry; `detail` holds no personal value."""
    audit.record(case=case, action=action, actor=actor, detail=detail)
