"""The audit chain of a form: one case per form, written in the action's own transaction."""

from __future__ import annotations

from typing import Any

from kakanai.reform.models import Form
from kakanai.trust import audit
from kakanai.trust.models import User


def record(form: Form | None, action: str, by: User | None, **detail: Any) -> None:
    """Append to the chain of a form (of the room as a whole, where no form is meant)."""
    case = f"reform:{form.pk}" if form is not None else "reform"
    audit.record(case=case, action=f"reform.{action}", actor=str(by.pk) if by is not None else "system", detail=detail)
