"""The card's signature in place of ink: the digest goes down to the counter's PC, the signature comes back and accepts.

Both bind to the same bytes. What the PC sends is checked three times: by the counter (signature, certificate,
revocation), here (is it this person's card), and by the same verifier that an auditor uses years later.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from cryptography import x509
from django.db import transaction
from django.utils import timezone

from kakanai.agent import protocol
from kakanai.agent.protocol import Kind
from kakanai.card import chain
from kakanai.counter import actions as counter
from kakanai.counter import anchors, revocation
from kakanai.counter import queries as counter_queries
from kakanai.counter.errors import (
    CounterError,
    DocumentChangedError,
    EvidenceError,
    NothingToTakeError,
    OtherSignerError,
)
from kakanai.counter.models import Holder
from kakanai.counter.results import CardResult
from kakanai.desk.actions.cards import AGENT
from kakanai.desk.actions.confirmation import accept, must_be_in_force, seal_key, signing_context
from kakanai.desk.actions.log import RESIDENT, record_event
from kakanai.desk.errors import ConfirmationChangedError
from kakanai.desk.models import Confirmation, Evidence, Signature, Visit
from kakanai.desk.queries.facts import facts_inside
from kakanai.desk.queries.visits import confirmation_in_force
from kakanai.desk.queries.whose import plain
from kakanai.signing import (
    Expected,
    RevocationAnswer,
    RevocationStatus,
    SigningContext,
    Trust,
    Verdict,
    pades,
    seal_card,
    verify,
)
from kakanai.trust import audit
from kakanai.trust.models import User


@transaction.atomic
def start_card_signature(confirmation: Confirmation, *, shown_digest: str, clerk: User) -> None:
    """Ask the counter's PC to have the resident's card sign the document that was shown.

    Raises ConfirmationChangedError where it is not the document in force, and the counter's errors (busy, no PC).
    """
    visit = Visit.objects.select_for_update().get(pk=confirmation.visit_id)
    confirmation = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
    must_be_in_force(visit, confirmation, shown_digest)
    at = timezone.now().replace(microsecond=0)
    prepared = pades.prepare(bytes(confirmation.document), signing_context(visit, confirmation, clerk, at=at))
    job = counter.request_signature(
        visit.municipality,
        visit.counter,
        f"申請内容（{confirmation.forms}件・{confirmation.sheets}枚）",
        prepared.digest,
        clerk,
        str(visit.id),
        holder=Holder.AGENT if visit.represented_by_agent else Holder.SELF,
        at=at,
    )
    visit.card_job, visit.card_subject = job.pk, ""
    visit.save(update_fields=["card_job", "card_subject"])
    record_event(visit, "card.sign", RESIDENT)


@transaction.atomic
def cancel_card_signature(visit: Visit) -> None:
    """Let the card go; the resident signs by pen, or starts anew."""
    counter.call_off_signature(str(visit.id))
    Visit.objects.filter(pk=visit.pk).update(card_job=None)
    visit.card_job = None


def settle_card_signature(visit: Visit) -> Signature | None:
    """Bind a card's signature that waits, and accept; `None` where none waits or it was refused in words.

    Both screens poll and both may call this at once: one accepts.
    """
    if visit.card_job is None:
        return None
    job = counter_queries.job(str(visit.card_job))
    if job.kind != Kind.SIGN or not job.ready:
        return None
    try:
        return _bind(visit, job.id)
    except NothingToTakeError:
        return None
    except ConfirmationChangedError:
        counter.refuse_result(job.id, DocumentChangedError(), visit.clerk)
    except CounterError as error:
        counter.refuse_result(job.id, error, visit.clerk)
    return None


@transaction.atomic
def _bind(visit: Visit, job_id: str) -> Signature:
    visit = Visit.objects.select_for_update(of=("self",)).select_related("clerk").get(pk=visit.pk)
    result = counter.take_result(job_id)
    confirmation = confirmation_in_force(visit)
    if confirmation is None:
        raise ConfirmationChangedError("no confirmation stands")
    confirmation = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
    must_be_in_force(visit, confirmation, confirmation.document_digest)
    certificate = protocol.raw(result.signature["certificate"])
    _must_be_the_signer(visit, certificate)
    context = signing_context(visit, confirmation, visit.clerk, at=result.asked_at, virtual=result.virtual)
    bundle = _bundle(bytes(confirmation.document), context, result)
    _must_verify(bundle, confirmation, context)
    Visit.objects.filter(pk=visit.pk).update(card_job=None)
    visit.card_job = None
    _file(visit, bundle, result)
    audit.record(
        case=str(visit.id),
        action="card.signed",
        actor=str(visit.clerk_id),
        detail={"job": job_id, "virtual": result.virtual, "revocation": result.signature["revocation"]},
    )
    return accept(visit, confirmation, "card", bundle, visit.clerk)


def _file(visit: Visit, bundle: bytes, result: CardResult) -> None:
    """Note whose kind of card signed, so that a virtual one marks every later screen and page."""
    content = {"subject": AGENT if visit.represented_by_agent else visit.applicant, "source": result.source}
    digest = hashlib.sha256(bundle).hexdigest()
    Evidence(
        municipality=visit.municipality,
        visit=visit,
        kind="signature",
        digest=digest,
        virtual=result.virtual,
        content=content,
    ).save(force_insert=True)


def _bundle(document: bytes, context: SigningContext, result: CardResult) -> bytes:
    made = result.signature
    certificate, authority = (protocol.raw(made[name]) for name in ("certificate", "authority"))
    signed = pades.finish(
        pades.prepare(document, context),
        protocol.raw(made["signed_attributes"]),
        protocol.raw(made["value"]),
        certificate,
        [authority],
    )
    answer = RevocationAnswer(
        RevocationStatus(made["revocation"]),
        datetime.fromisoformat(made["checked_at"]),
        made["revocation_by"],
        format(x509.load_der_x509_certificate(certificate).serial_number, "x"),
        protocol.raw(made["revocation_answer"]),
    )
    key = seal_key(context.municipality)
    return seal_card(document, signed, certificate, [authority], answer, context, key).data


def _must_verify(bundle: bytes, confirmation: Confirmation, context: SigningContext) -> None:
    """Check the finished bundle with the auditor's own verifier, so that nothing is kept that will not verify later."""
    trust = Trust(
        frozenset({seal_key(context.municipality).public}),
        anchors.current().authorities,
        accept_virtual=not anchors.production(),
    )
    report = verify(bundle, trust, Expected(confirmation.document_digest, context.nonce, context.visit))
    recorded = report.failed() == ["revocation"] and revocation.unknown_is_recorded()
    if report.verdict is not Verdict.VALID and not (report.verdict is Verdict.INDETERMINATE and recorded):
        raise EvidenceError(f"the bundle does not verify: {report.failed()}")


def _must_be_the_signer(visit: Visit, certificate: bytes) -> None:
    """Compare the certificate's person with the one who applies, or with the 代理人 who acts.

    A certificate may hold substitutes for characters (代替文字), and says so: then the birth date alone decides. It
    never overwrites what the register says.
    """
    holder = chain.holder(x509.load_der_x509_certificate(certificate))
    name, birth = _who_applies(visit)
    if birth and holder.birth_iso and holder.birth_iso != birth:
        raise OtherSignerError("another birth date")
    if name and plain(holder.name) != plain(name) and "1" not in holder.name_marks:
        raise OtherSignerError("another name")


def _who_applies(visit: Visit) -> tuple[str, str]:
    if visit.represented_by_agent:
        checks = [one for one in counter_queries.identity_checks(str(visit.id)) if one.holder == Holder.AGENT]
        known = (checks[-1].attributes or {}) if checks else {}
        return str(known.get("name", "")), str(known.get("birth", ""))
    facts = facts_inside(visit)
    name, birth = (facts.value(visit.applicant, item) for item in ("person.fullName", "person.birthDate"))
    return str(name or ""), str(birth or "")
