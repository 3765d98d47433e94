"""The only writer of identity checks without a card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from kakanai.counter import documents as document_kinds
from kakanai.counter.actions._shared import note
from kakanai.counter.models import Holder, IdentityCheck
from kakanai.trust import tenancy
from kakanai.trust.models import User


def erase_checks(visit_ref: str) -> int:
    """Erase what was typed from the documents of one visit; the kinds that were seen stay. Returns how many checks."""
    checks = IdentityCheck.objects.filter(municipality=tenancy.current(), visit_ref=visit_ref)
    for check in checks:
        check.attributes = {}
        check.save(update_fields=["attributes"])
    return len(checks)


@transaction.atomic
def record_documents(
    *,
    visit_ref: str,
    subject: str,
    documents: Iterable[str],
    attributes: Mapping[str, str],
    clerk: User,
    holder: str = Holder.SELF,
    mandate: str = "",
) -> IdentityCheck:
    """Note an identity check without a card: one strong document, or two others, typed by the clerk.

    `documents` are kinds from `documents.yaml`, `attributes` what the clerk typed from them. For a 代理人, `mandate`
    is the kind of mandate shown. Raises CounterError (in words) when the documents do not suffice.
    """
    shown = list(documents)
    document_kinds.require_enough(shown, agent=holder == Holder.AGENT, mandate=mandate)
    made = IdentityCheck.objects.create(
        municipality=tenancy.current(),
        visit_ref=visit_ref,
        subject=subject,
        holder=holder,
        documents=shown,
        mandate=mandate,
        attributes=dict(attributes),
        checked_by=clerk,
    )
    note(visit_ref, "identity.documents", str(clerk.pk), check=str(made.pk), documents=shown, holder=holder)
    return made
