"""The photo on the card for the clerk's look. It stays with the counter's job and is gone once the clerk has judged."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from django.db import transaction

from kakanai.counter import actions as counter
from kakanai.counter.results import CardResult
from kakanai.desk.actions.facts import lock_for_change, store_facts
from kakanai.desk.actions.log import CLERK, MACHINE, record_event
from kakanai.desk.errors import WrongStateError
from kakanai.desk.models import Evidence, Visit
from kakanai.trust import audit
from kakanai.trust.models import User
from kakanai.vocabulary.facts import Fact, Source

FACE = "face"


@transaction.atomic
def start_face(visit: Visit, subject: str, clerk: User) -> None:
    """Ask the counter's agent for the photo and the expiry of a person's card, by 照合番号B."""
    job = counter.request_face(visit.municipality, visit.counter, "本人の確認", clerk, str(visit.id))
    visit.card_job, visit.card_subject = job.pk, subject
    visit.save(update_fields=["card_job", "card_subject"])
    record_event(visit, "face.start", MACHINE)


@transaction.atomic
def judge_face(visit: Visit, *, same: bool, clerk: User) -> None:
    """Record whether the person at the counter is the one in the photo, and let go of the photo.

    Kept are the judgement, who made it, and the card's expiry (which the card's signature does not cover).
    """
    lock_for_change(visit)
    if visit.card_job is None:
        raise WrongStateError("no photo was asked for")
    result = counter.take_result(str(visit.card_job))
    subject = visit.card_subject
    evidence = _file(visit, subject, result, same=same)
    facts = [Fact(subject, "person.cardExpiry", expiry, Source.CARD)] if (expiry := _expiry(result)) and same else []
    store_facts(visit, facts, evidence=evidence, clerk=clerk)
    visit.card_job, visit.card_subject = None, ""
    visit.save(update_fields=["card_job", "card_subject"])
    detail = {"same": same, "virtual": result.virtual}
    record_event(visit, "face.judge", CLERK, detail=detail)
    audit.record(case=str(visit.id), action="face.judge", actor=str(clerk.id), detail=detail)


def _file(visit: Visit, subject: str, result: CardResult, *, same: bool) -> Evidence:
    content = {"subject": subject, "same": same, "expires": result.face.get("expires", "")}
    evidence = Evidence(
        municipality=visit.municipality,
        visit=visit,
        kind=FACE,
        digest=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
        virtual=result.virtual,
        content=content,
    )
    evidence.save(force_insert=True)
    return evidence


def _expiry(result: CardResult) -> str:
    try:
        return date.fromisoformat(result.face.get("expires", "")).isoformat()
    except ValueError:
        return ""
