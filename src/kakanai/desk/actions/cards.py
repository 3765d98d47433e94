"""Read a card through the counter's agent and take its facts: a resident's, or a 代理人's own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from django.db import transaction

from kakanai.agent.protocol import Credential
from kakanai.counter import actions as counter
from kakanai.counter.models import Holder
from kakanai.counter.queries import mandate_of
from kakanai.counter.results import CardResult
from kakanai.desk.actions.facts import lock_for_change, store_facts
from kakanai.desk.actions.log import CLERK, MACHINE, record_event
from kakanai.desk.errors import StrangersCardError, WrongStateError
from kakanai.desk.models import Evidence, Visit
from kakanai.desk.queries.facts import facts_inside
from kakanai.desk.queries.visits import event_name
from kakanai.desk.queries.whose import person_with
from kakanai.trust import audit
from kakanai.trust.models import User
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, Source

FIELDS = ("name", "address", "birth", "sex")
AGENT = "agent"
"""The subject of a card that is the 代理人's own."""
NEW = "new"
READ_BY_CARD = "my_number_card_read"


@transaction.atomic
def start_card_read(visit: Visit, subject: str, clerk: User, *, credential: Credential = Credential.PIN) -> None:
    """Ask the counter's agent to read a card.

    `subject` is whose card it should be (`p1` …, `agent` for a 代理人's own); empty: whoever's it is. `credential`
    NUMBER_B is for residents who cannot use their PIN: the 14 digits follow from the card's face.
    """
    job = counter.request_read(
        visit.municipality,
        visit.counter,
        f"{event_name(visit)}の受付",
        FIELDS,
        clerk,
        str(visit.id),
        credential=credential,
        holder=Holder.AGENT if subject == AGENT else Holder.SELF,
    )
    visit.card_job, visit.card_subject = job.pk, subject
    visit.save(update_fields=["card_job", "card_subject"])
    record_event(visit, "card.start", MACHINE, detail={"credential": credential.value})


@transaction.atomic
def cancel_card_read(visit: Visit, clerk: User) -> None:
    """Call a card read off; the window on the counter's PC closes by itself. Nothing was taken yet."""
    if visit.card_job is None:
        return
    counter.cancel_job(str(visit.card_job), clerk)
    visit.card_job, visit.card_subject = None, ""
    visit.save(update_fields=["card_job", "card_subject"])
    record_event(visit, "card.cancel", CLERK)


@transaction.atomic
def take_card(visit: Visit, clerk: User, *, whose: str = "") -> str:
    """Take the read card's facts into the visit; returns whose card it was.

    The person is found by birth date and name among those that are known. Where nobody fits, `whose` is the clerk's
    word: a person of the household, or `NEW` for one more; raises StrangersCardError without it, unless nobody is
    known yet. The facts keep the card as their source and the read as their proof; nothing that another source said
    is overwritten.
    """
    lock_for_change(visit)
    if visit.card_job is None:
        raise WrongStateError("no card was asked for")
    result = counter.take_result(str(visit.card_job))
    if result.holder == Holder.AGENT:
        return _take_agents_card(visit, result, clerk)
    subject = _subject(facts_inside(visit), result, whose)
    evidence = _file(visit, subject, result)
    facts = [replace(fact, proof=None) for fact in result.facts(subject)]
    facts.append(Fact(subject, "person.hasCard", True, Source.CARD))
    if address := result.attributes.get("address"):
        facts.append(Fact(subject, "address.onCard", address, Source.CARD))
        if subject == visit.applicant:
            facts.append(Fact(HOUSEHOLD, "address.previous", address, Source.CARD))
    _store(visit, facts, evidence, result, clerk)
    return subject


def _take_agents_card(visit: Visit, result: CardResult, clerk: User) -> str:
    """Take what a 代理人's card says about the 代理人. Nobody is added to the household by it."""
    evidence = _file(visit, AGENT, result)
    read = {fact.item: str(fact.value) for fact in result.facts(AGENT)}
    name, address = read.get("person.fullName", ""), str(result.attributes.get("address", ""))
    counter.record_documents(
        visit_ref=str(visit.id),
        subject=visit.applicant,
        documents=[READ_BY_CARD],
        attributes={"name": name, "address": address, "birth": read.get("person.birthDate", "")},
        clerk=clerk,
        holder=Holder.AGENT,
        mandate=mandate_of(str(visit.id)),
    )
    said = {"agent.name": name, "agent.address": address}
    facts = [Fact(HOUSEHOLD, item, value, Source.CARD) for item, value in said.items() if value]
    _store(visit, facts, evidence, result, clerk)
    return AGENT


def _store(visit: Visit, facts: list[Fact], evidence: Evidence, result: CardResult, clerk: User) -> None:
    store_facts(visit, facts, evidence=evidence, clerk=clerk)
    visit.card_job, visit.card_subject = None, ""
    visit.save(update_fields=["card_job", "card_subject"])
    detail = {"facts": len(facts), "virtual": result.virtual, "digest": evidence.digest}
    record_event(visit, "card.read", MACHINE, detail=detail)
    audit.record(case=str(visit.id), action="card.take", actor=str(clerk.id), detail=detail)


def _file(visit: Visit, subject: str, result: CardResult) -> Evidence:
    content = {"subject": subject, "source": result.source, "proof": dict(result.proof)}
    evidence = Evidence(
        municipality=visit.municipality,
        visit=visit,
        kind="card",
        digest=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
        virtual=result.virtual,
        content=content,
    )
    evidence.save(force_insert=True)
    return evidence


def _subject(facts: Facts, result: CardResult, whose: str) -> str:
    read = {fact.item: str(fact.value) for fact in result.facts("card")}
    found = person_with(facts, read.get("person.fullName", ""), read.get("person.birthDate"))
    persons = facts.persons()
    if found is not None:
        return found
    if whose in persons:
        return whose
    if persons and whose != NEW:
        raise StrangersCardError
    return f"p{len(persons) + 1}"
