"""From facts to the exact bytes that the resident sees, objects to or signs, and on to acceptance.

Acceptance is one transaction: the signature, the applications, the audit entries and one outbox row per effect
outside the house. Either all of it is there or none.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kakanai.counter import actions as counter
from kakanai.desk.actions.log import MACHINE, RESIDENT, begin_period, record_event
from kakanai.desk.actions.outbox import write_outbox
from kakanai.desk.composition import Composition, compose
from kakanai.desk.errors import ConfirmationChangedError, NotReadyError, SignatureRefusedError, WrongStateError
from kakanai.desk.models import Application, Confirmation, Signature, Visit
from kakanai.desk.models.visit import VisitState
from kakanai.desk.queries.needs import Needs, missing_values, needs_of, put_off
from kakanai.desk.queries.visits import has_virtual_card
from kakanai.signing import InkSignature, SealKey, SigningContext, SigningError, seal_ink
from kakanai.trust import audit
from kakanai.trust.models import User


def prepare_confirmation(visit: Visit, clerk: User) -> Confirmation:
    """Compose everything that needs a signature into one document and freeze it.

    Raises NotReadyError while a needed value is missing or a question that decides a procedure is open.
    """
    started = time.perf_counter()
    needs = needs_of(visit)
    _must_be_complete(visit, needs)
    composition = compose(visit, needs, clerk)
    seconds = time.perf_counter() - started
    with transaction.atomic():
        return _freeze(visit, composition, clerk, seconds)


@transaction.atomic
def show_confirmation(confirmation: Confirmation) -> None:
    """Record that the tablet shows it."""
    if confirmation.shown_at is None:
        confirmation.shown_at = timezone.now()
        confirmation.save(update_fields=["shown_at"])
        record_event(confirmation.visit, "confirmation.shown", RESIDENT)


@transaction.atomic
def object_to(confirmation: Confirmation, *, page: int, words: str, subject: str = "", item: str = "") -> None:
    """Record the resident's 「ここが違います」 for one page or value; the clerk sees it at once."""
    confirmation.objection = {"page": page, "words": words.strip()[:500], "subject": subject, "item": item}
    confirmation.objected_at = timezone.now()
    confirmation.save(update_fields=["objection", "objected_at"])
    record_event(confirmation.visit, "confirmation.objection", RESIDENT, detail={"page": page})


@transaction.atomic
def sign_with_ink(confirmation: Confirmation, *, strokes: Any, shown_digest: str, clerk: User) -> Signature:
    """Bind the ink to the document that was shown, and accept the visit's applications.

    `strokes` is the pad's points; `shown_digest` the digest that the tablet displayed. Raises
    ConfirmationChangedError where it is not the document in force, SignatureRefusedError for an empty drawing.
    """
    visit = Visit.objects.select_for_update().get(pk=confirmation.visit_id)
    confirmation = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
    must_be_in_force(visit, confirmation, shown_digest)
    drawing = read_ink(strokes)
    bundle = seal_ink(
        bytes(confirmation.document),
        drawing,
        signing_context(visit, confirmation, clerk),
        seal_key(visit.municipality),
    )
    counter.call_off_signature(str(visit.id))
    return accept(visit, confirmation, "ink", bundle.data, clerk)


def read_ink(strokes: Any) -> InkSignature:
    """Return the drawing of what the pad sent; raises SignatureRefusedError for nothing or for nonsense."""
    try:
        return InkSignature.of(strokes["strokes"], round(strokes["width"]), round(strokes["height"]))
    except (SigningError, TypeError, KeyError, ValueError) as error:
        raise SignatureRefusedError(f"strokes refused: {type(error).__name__}") from error


def seal_key(municipality: str) -> SealKey:
    """Return the municipality's sealing key, which stands outside the database; it is made at first use."""
    path = Path(settings.KAKANAI_KEY_FILE).with_name(f"seal-{municipality}.pem")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        SealKey.new().save(path)
    return SealKey.load(path)


def _must_be_complete(visit: Visit, needs: Needs) -> None:
    missing = missing_values(visit, needs)
    if missing:
        labels = "、".join(dict.fromkeys(one.label for one in missing))
        raise NotReadyError("values are missing", f"まだ入力していない項目があります：{labels}")


def _freeze(visit: Visit, composition: Composition, clerk: User, seconds: float) -> Confirmation:
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if visit.state not in {VisitState.OPEN, VisitState.CONFIRMING}:
        raise WrongStateError(f"visit {visit.id} is {visit.state}", "この受付はすでに受理しています。")
    earlier = Confirmation.objects.filter(municipality=visit.municipality, visit=visit)
    earlier.filter(signature__isnull=True).update(void=True)
    confirmation = Confirmation(
        municipality=visit.municipality,
        visit=visit,
        version=earlier.count() + 1,
        document=composition.document,
        document_digest=hashlib.sha256(composition.document).hexdigest(),
        pages=composition.pages,
        nonce=secrets.token_urlsafe(24),
        facts_digest=composition.facts_digest,
        forms=composition.forms,
        sheets=composition.sheets,
        language=visit.language,
    )
    confirmation.save(force_insert=True)
    visit.state = VisitState.CONFIRMING
    visit.save(update_fields=["state"])
    begin_period(visit, "confirming")
    detail = {
        "forms": composition.forms,
        "sheets": composition.sheets,
        "bytes": len(composition.document),
        "sources": composition.sources,
    }
    record_event(visit, "confirmation.made", MACHINE, seconds=seconds, detail=detail)
    audit.record(
        case=str(visit.id),
        action="confirmation.make",
        actor=str(clerk.id),
        detail={"digest": confirmation.document_digest, "version": confirmation.version},
    )
    return confirmation


def must_be_in_force(visit: Visit, confirmation: Confirmation, shown_digest: str) -> None:
    """Raise ConfirmationChangedError unless the document is the one that was frozen, shown and not yet signed."""
    if visit.state != VisitState.CONFIRMING or confirmation.void or hasattr(confirmation, "signature"):
        raise ConfirmationChangedError("the confirmation is not in force")
    if shown_digest != confirmation.document_digest:
        raise ConfirmationChangedError("the tablet showed another document")
    if hashlib.sha256(bytes(confirmation.document)).hexdigest() != confirmation.document_digest:
        raise ConfirmationChangedError("the stored document is not the one that was frozen")


def signing_context(
    visit: Visit, confirmation: Confirmation, clerk: User, *, at: datetime | None = None, virtual: bool = False
) -> SigningContext:
    """Return who signs what where and when; `at` is now unless a card was asked earlier."""
    return SigningContext(
        municipality=visit.municipality,
        visit=visit.number,
        signer=visit.applicant,
        counter=visit.counter,
        at=at or timezone.now(),
        nonce=confirmation.nonce,
        page_version=confirmation.version,
        language=confirmation.language,
        clerk=str(clerk.id),
        screens_sha256=hashlib.sha256(json.dumps(confirmation.pages, ensure_ascii=False).encode()).hexdigest(),
        virtual=virtual or has_virtual_card(visit),
    )


def accept(visit: Visit, confirmation: Confirmation, kind: str, bundle: bytes, clerk: User) -> Signature:
    """Accept the visit's applications under one signature, inside the caller's transaction."""
    started = time.perf_counter()
    signature = Signature(
        municipality=visit.municipality,
        confirmation=confirmation,
        kind=kind,
        document_digest=confirmation.document_digest,
        bundle=bundle,
    )
    signature.save(force_insert=True)
    needs = needs_of(visit)
    off = put_off(visit)
    applications = [
        _apply(visit, signature, one, needs) for one in needs.needed if one.filing and one.procedure not in off
    ]
    effects = sum(write_outbox(visit, application, needs) for application in applications)
    visit.state, visit.accepted_at = VisitState.ACCEPTED, timezone.now()
    visit.save(update_fields=["state", "accepted_at"])
    begin_period(visit, "leaving")
    detail = {"applications": len(applications), "effects": effects, "kind": kind}
    record_event(visit, "visit.signed", RESIDENT, detail={"kind": kind})
    record_event(visit, "visit.accept", MACHINE, seconds=time.perf_counter() - started, detail=detail)
    audit.record(
        case=str(visit.id),
        action="visit.accept",
        actor=str(clerk.id),
        detail={**detail, "digest": confirmation.document_digest, "bundle": hashlib.sha256(bundle).hexdigest()},
    )
    return signature


def _apply(visit: Visit, signature: Signature, result: Any, needs: Needs) -> Application:
    application = Application(
        municipality=visit.municipality,
        visit=visit,
        signature=signature,
        procedure=result.procedure,
        subject=result.subject,
        office=result.office,
        name=result.name,
        forms=list(result.forms),
        values={f"{fact.subject}:{fact.item}": fact.value for fact in needs.facts.values()},
        due=result.deadline.date if result.deadline else None,
    )
    application.save(force_insert=True)
    return application
