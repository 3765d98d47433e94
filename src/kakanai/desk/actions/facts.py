"""Put facts into a visit: from a file, from the card, from an answer, from a typed value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F

from kakanai.counter import actions as counter
from kakanai.desk.actions.log import CLERK, MACHINE, record_event
from kakanai.desk.errors import AnswerError, WrongStateError
from kakanai.desk.extracts import Extract, read_extract
from kakanai.desk.models import Answer, Confirmation, Evidence, StoredFact, Visit
from kakanai.desk.models.visit import VisitState
from kakanai.triage import OpenQuestion
from kakanai.trust import audit
from kakanai.trust.models import User
from kakanai.vocabulary.facts import Fact, FactValue, Source


@transaction.atomic
def import_extract(visit: Visit, content: bytes, clerk: User) -> Extract:
    """Import a move-out notice or register extract, whole or not at all. Raises ExtractError."""
    extract = read_extract(content)
    lock_for_change(visit)
    evidence = Evidence(
        municipality=visit.municipality,
        visit=visit,
        kind=str(extract.source),
        digest=extract.digest,
        content={"title": extract.title, "file": content.decode("utf-8-sig")},
    )
    evidence.save(force_insert=True)
    store_facts(visit, extract.facts, evidence=evidence, clerk=clerk)
    detail = {"source": str(extract.source), "facts": len(extract.facts), "digest": extract.digest}
    record_event(visit, "facts.import", MACHINE, detail=detail)
    audit.record(case=str(visit.id), action="facts.import", actor=str(clerk.id), detail=detail)
    return extract


@transaction.atomic
def answer_question(visit: Visit, question: OpenQuestion, value: str | list[str], clerk: User, by: str = CLERK) -> None:
    """Record the answer to one open question as the resident's word. Raises AnswerError for what was not offered."""
    try:
        facts = [replace(fact, source=Source.RESIDENT) for fact in question.facts_for(value)]
    except ValueError as error:
        raise AnswerError(f"not an answer to {question.id}") from error
    lock_for_change(visit)
    known = facts_known(visit, facts)
    answer = _write_answer(visit, question, value)
    store_facts(visit, facts, answer=answer, clerk=clerk)
    detail = {"question": question.id, "subject": question.subject, "facts": len(facts), "known_before": known}
    record_event(visit, "question.answer", by, detail=detail)
    audit.record(case=str(visit.id), action="question.answer", actor=str(clerk.id), detail={"question": question.id})


@transaction.atomic
def undo_answer(visit: Visit, question: str, subject: str, clerk: User) -> None:
    """Take back an answer with all facts that it gave."""
    lock_for_change(visit)
    Answer.objects.filter(municipality=visit.municipality, visit=visit, question=question, subject=subject).delete()
    record_event(visit, "question.undo", CLERK, detail={"question": question})
    audit.record(case=str(visit.id), action="question.undo", actor=str(clerk.id), detail={"question": question})


@transaction.atomic
def enter_values(
    visit: Visit, *, subject: str, values: Mapping[str, FactValue], source: Source, clerk: User, typed: int
) -> None:
    """Enter by hand what one field gives, as the resident's word or the clerk's: values by item.

    They stand before every other source and carry no proof; what the other sources say stays beside them. `typed` is
    the number of characters in the field.
    """
    lock_for_change(visit)
    facts = [Fact(subject, item, value, source) for item, value in values.items()]
    known = facts_known(visit, facts)
    store_facts(visit, facts, clerk=clerk)
    items = sorted(values)
    record_event(visit, "value.enter", CLERK, detail={"items": items, "characters": typed, "known_before": known})
    audit.record(case=str(visit.id), action="value.enter", actor=str(clerk.id), detail={"items": items})


@transaction.atomic
def withdraw_value(visit: Visit, *, subject: str, item: str, clerk: User) -> None:
    """Take back a value entered by hand, so that the sources speak again."""
    lock_for_change(visit)
    sources = [str(Source.CLERK), str(Source.RESIDENT)]
    StoredFact.objects.filter(
        municipality=visit.municipality, visit=visit, subject=subject, item=item, source__in=sources
    ).delete()
    audit.record(case=str(visit.id), action="value.withdraw", actor=str(clerk.id), detail={"item": item})


def store_facts(
    visit: Visit,
    facts: Iterable[Fact],
    *,
    evidence: Evidence | None = None,
    answer: Answer | None = None,
    clerk: User | None = None,
) -> None:
    """Store what one source says; the same source's earlier word on the same item is replaced."""
    for fact in facts:
        key: dict[str, Any] = {
            "municipality": visit.municipality,
            "visit": visit,
            "subject": fact.subject,
            "item": fact.item,
            "source": str(fact.source),
        }
        StoredFact.objects.filter(**key).delete()
        row = StoredFact(**key, value=fact.value, evidence=evidence, answer=answer, clerk=clerk)
        row.save(force_insert=True)


def facts_known(visit: Visit, facts: Iterable[Fact]) -> int:
    """Count the facts that a source knew already before they were asked for: the figure "facts asked twice"."""
    keys = {(fact.subject, fact.item) for fact in facts if fact.source != Source.DERIVED}
    rows = StoredFact.objects.filter(municipality=visit.municipality, visit=visit)
    return len(keys & set(rows.values_list("subject", "item")))


def _write_answer(visit: Visit, question: OpenQuestion, value: str | list[str]) -> Answer:
    chosen = {value} if isinstance(value, str) else set(value)
    labels = [label for option, label in question.options if str(option) in chosen]
    key: dict[str, Any] = {
        "municipality": visit.municipality,
        "visit": visit,
        "question": question.id,
        "subject": question.subject,
    }
    Answer.objects.filter(**key).delete()
    answer = Answer(**key, words={"text": question.text, "answer": "、".join(labels) or "該当なし"})
    answer.save(force_insert=True)
    return answer


def lock_for_change(visit: Visit) -> None:
    """Hold the visit's row, refuse a change after acceptance, and void what was shown before the change."""
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if locked.state not in {VisitState.OPEN, VisitState.CONFIRMING}:
        raise WrongStateError(
            f"visit {visit.id} is {locked.state}", "受理した後は変更できません。担当課に連絡してください。"
        )
    Visit.objects.filter(pk=visit.pk).update(version=F("version") + 1, state=VisitState.OPEN)
    Confirmation.objects.filter(
        municipality=visit.municipality, visit=visit, void=False, signature__isnull=True
    ).update(void=True)
    # A card that is being asked to sign what no longer stands is let go: its window closes by itself.
    counter.call_off_signature(str(visit.id))
    visit.refresh_from_db()
