"""Who may decide, review and publish, checked in the actions as well as at the door.

The policy table of the trust room names the roles: `reform.decide` and `reform.publish` (様式見直し担当),
`reform.legal` (審査担当). Whoever holds both still never reviews a decision of their own.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from kakanai.reform.engine.findings import Verdict
from kakanai.reform.models import Decision, FormField
from kakanai.trust import policies
from kakanai.trust.models import User

DECIDE, LEGAL, PUBLISH, VIEW = "reform.decide", "reform.legal", "reform.publish", "reform.view"


def must(by: User, permission: str) -> None:
    """Raise PermissionDenied unless this member of staff holds the permission."""
    if not policies.may(by, permission):
        raise PermissionDenied(permission)


def needs_review(field: FormField | None, verdict: Verdict) -> bool:
    """Return whether a second, legal reviewer must agree: tax, assets, sex, 本籍, 個人番号, and every linkage."""
    return verdict is Verdict.LINK or (field is not None and field.legal)


def may_review(decision: Decision, user: User) -> bool:
    """Return whether this person may review this decision: the permission, and never one's own decision."""
    return policies.may(user, LEGAL) and decision.by_id != user.pk
