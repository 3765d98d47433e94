"""Who came, and people whom no card and no record names: everything here is typed by the clerk and marked so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from kakanai.counter import actions as counter
from kakanai.counter.models import Holder
from kakanai.desk.actions.facts import lock_for_change, store_facts
from kakanai.desk.actions.log import CLERK, record_event
from kakanai.desk.entries import checked, entry_rule
from kakanai.desk.errors import ValueRefusedError
from kakanai.desk.models import Visit
from kakanai.desk.queries.facts import facts_inside
from kakanai.trust import audit
from kakanai.trust.models import User
from kakanai.vocabulary.facts import Fact, Source

PERSON_ITEMS = (
    "person.fullName",
    "person.nameKana",
    "person.birthDate",
    "person.gender",
    "household.relToHead",
)
REQUIRED_ITEMS = frozenset({"person.fullName", "person.birthDate"})


@transaction.atomic
def add_person(visit: Visit, typed: Mapping[str, str], clerk: User) -> str:
    """Add a person of the household by hand; returns the subject (`p1` …).

    `typed` holds what was typed, by item. Raises ValueRefusedError that names the field and what it wants.
    """
    lock_for_change(visit)
    subject = f"p{len(facts_inside(visit).persons()) + 1}"
    facts = [
        Fact(subject, item, value, Source.CLERK)
        for item in PERSON_ITEMS
        if (text := typed.get(item, "").strip()) or item in REQUIRED_ITEMS
        for item, value in checked(item, text, entry_rule(item)).items()
    ]
    store_facts(visit, facts, clerk=clerk)
    items = sorted(fact.item for fact in facts)
    characters = sum(len(typed.get(item, "")) for item in PERSON_ITEMS)
    record_event(visit, "value.enter", CLERK, detail={"items": items, "characters": characters, "known_before": 0})
    audit.record(case=str(visit.id), action="person.add", actor=str(clerk.id), detail={"items": items})
    return subject


@transaction.atomic
def confirm_by_documents(
    visit: Visit, *, subject: str, documents: Iterable[str], clerk: User, agent: str = "", mandate: str = ""
) -> None:
    """Confirm by documents who is at the counter, where no card is read. Kinds are kept, no copies.

    With `agent`, the name of a 代理人, the documents are the agent's own and `mandate` says by what they act. Raises
    a counter error in words where the documents do not suffice.
    """
    lock_for_change(visit)
    if agent and len(agent) > entry_rule("person.fullName")["most"]:
        raise ValueRefusedError("the agent's name is too long", "代理人の氏名が長すぎます。")
    counter.record_documents(
        visit_ref=str(visit.id),
        subject=subject,
        documents=documents,
        attributes={"name": agent} if agent else {},
        clerk=clerk,
        holder=Holder.AGENT if agent else Holder.SELF,
        mandate=mandate if agent else "",
    )
    if bool(agent) != visit.represented_by_agent:
        visit.represented_by_agent = bool(agent)
        visit.save(update_fields=["represented_by_agent"])
    record_event(visit, "identity.documents", CLERK, detail={"agent": bool(agent)})
