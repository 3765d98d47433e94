"""The second pair of eyes: a legal reviewer agrees to a decision or sends it back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from kakanai.reform import policies
from kakanai.reform.actions.decisions import refresh_status
from kakanai.reform.actions.log import record
from kakanai.reform.errors import ChangedMeanwhileError, DecisionRefusedError, FourEyesError
from kakanai.reform.models import Decision, Form, Review
from kakanai.trust import tenancy
from kakanai.trust.models import User


@transaction.atomic
def review_decision(decision_id: UUID, by: User, *, approved: bool, note: str = "") -> Review:
    """Agree to somebody else's decision, or send it back with a note.

    Raises FourEyesError for one's own decision, ChangedMeanwhileError when it was superseded or reviewed already,
    DecisionRefusedError when it is sent back without a note or needs no review.
    """
    policies.must(by, policies.LEGAL)
    decision = Decision.objects.select_related("form").get(municipality=tenancy.current(), pk=decision_id)
    form = Form.objects.select_for_update().get(municipality=decision.municipality, pk=decision.form_id)
    decision.refresh_from_db()
    if decision.by_id == by.pk:
        raise FourEyesError
    if hasattr(decision, "superseded_by") or hasattr(decision, "review"):
        raise ChangedMeanwhileError
    if not decision.needs_review:
        raise DecisionRefusedError("needs no review", "この決定に法務の確認は要りません。")
    if not approved and not note.strip():
        raise DecisionRefusedError("no note", "差し戻す理由を入力してください。")
    review = Review(
        municipality=decision.municipality,
        decision=decision,
        decided_by_id=decision.by_id,
        by=by,
        approved=approved,
        note=note.strip(),
    )
    review.save(force_insert=True)
    record(form, "review", by, decision=str(decision.pk), approved=approved)
    refresh_status(form)
    return review
