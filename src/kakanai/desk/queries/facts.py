"""Read a visit's facts. Screens, PDFs, robots and exports get them here and only through the gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from kakanai.desk.merge import Difference, differences, effective
from kakanai.desk.models import StoredFact, Visit
from kakanai.trust import queries as trust
from kakanai.trust.gate import Audience, Guarded
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, Source
from kakanai.vocabulary.items import load as load_vocabulary

NAME, BIRTH, PROTECTED = "person.fullName", "person.birthDate", "household.protected"


def facts_inside(visit: Visit) -> Facts:
    """Return the effective facts for rules, which look at values and show none of them to anybody."""
    facts = effective(_sayings(visit))
    return facts.with_facts(_derived(facts))


def _derived(facts: Facts) -> list[Fact]:
    """Return what follows from the facts by counting alone."""
    persons = facts.persons()
    return [Fact(HOUSEHOLD, "household.size", len(persons), Source.DERIVED)] if persons else []


def facts_for(visit: Visit, audience: Audience) -> Facts:
    """Return the effective facts as this audience may see them: withheld values say so in words."""
    return pass_gate(visit, facts_inside(visit), audience)


def pass_gate(visit: Visit, facts: Facts, audience: Audience) -> Facts:
    """Return the facts with every guarded item passed through the disclosure gate."""
    if not is_protected(visit):
        return facts
    return Facts(_opened(visit, fact, audience) for fact in facts.values())


def differences_for(visit: Visit, audience: Audience) -> list[Difference]:
    """Return where sources differ, as this audience may see it."""
    found = differences(_sayings(visit))
    if not is_protected(visit):
        return found
    return [replace(one, sayings=tuple(_opened(visit, fact, audience) for fact in one.sayings)) for one in found]


def is_protected(visit: Visit) -> bool:
    """Return whether anybody of the household stands under 支援措置: by the live register of the city, or because
    any source says so.

    Every name and every birth date that any source gives counts: a corrected spelling never takes a protection away.
    """
    sayings = _sayings(visit)
    if any(fact.item == PROTECTED and fact.value is True for fact in sayings):
        return True
    people = [pair for person in Facts(sayings).persons() for pair in _said_of(person, sayings)]
    return bool(people) and trust.is_protected(people)


def _said_of(person: str, sayings: Iterable[Fact]) -> Iterable[tuple[str, str]]:
    said = {
        item: {str(fact.value) for fact in sayings if (fact.subject, fact.item) == (person, item) and fact.value}
        for item in (NAME, BIRTH)
    }
    return product(said[NAME], said[BIRTH])


def _opened(visit: Visit, fact: Fact, audience: Audience) -> Fact:
    if not isinstance(fact.value, str) or not _is_guarded(fact.item):
        return fact
    released = trust.is_released(str(visit.id), fact.item, audience.channel)
    guarded = Guarded(fact.value, item=fact.item, protected=True)
    return replace(fact, value=guarded.open_for(audience, released=released))


def _is_guarded(item: str) -> bool:
    """Say whether an item can tell where somebody lives: by its type or its block in the vocabulary."""
    known = load_vocabulary().get(item)
    if known is None:
        return True  # fail closed: an item nobody described is not shown for a protected household
    return item.startswith(("address.", "contact.")) or known.type == "address"


def _sayings(visit: Visit) -> list[Fact]:
    rows = StoredFact.objects.filter(municipality=visit.municipality, visit=visit).order_by("subject", "item", "id")
    return [
        Fact(
            row.subject,
            row.item,
            row.value,
            Source(row.source),
            proof=str(row.evidence_id) if row.evidence_id else None,
            at=row.at,
        )
        for row in rows
    ]
