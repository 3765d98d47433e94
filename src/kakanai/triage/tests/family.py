"""The sample family as the desk knows it from cards and the move-out notice, before any question."""

from __future__ import annotations

from datetime import date

from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, Source

VISIT = date(2026, 11, 23)

_PEOPLE = [
    ("p1", "健一", "1985-04-12", "02", "1"),
    ("p2", "美咲", "1987-09-03", "12", "2"),
    ("p3", "陽菜", "2018-06-21", "20", "2"),
    ("p4", "蓮", "2023-05-05", "20", "1"),
]


def known_facts() -> Facts:
    """Four people with cards and a notice: no insurance, no dog, no wishes are known yet."""
    facts = [
        Fact(HOUSEHOLD, "move.date", "2026-11-16", Source.NOTICE, "notice"),
        Fact(HOUSEHOLD, "move.noticeDate", "2026-11-15", Source.NOTICE, "notice"),
        Fact(HOUSEHOLD, "filing.date", "2026-11-23", Source.CLERK),
        Fact(HOUSEHOLD, "address.previousMunicipality", "990035", Source.NOTICE, "notice"),
    ]
    for subject, name, birth, relation, gender in _PEOPLE:
        facts += [
            Fact(subject, "person.givenName", name, Source.NOTICE, "notice"),
            Fact(subject, "person.birthDate", birth, Source.CARD, "card"),
            Fact(subject, "person.gender", gender, Source.CARD, "card"),
            Fact(subject, "person.nationality", "JPN", Source.NOTICE, "notice"),
            Fact(subject, "household.relToHead", relation, Source.NOTICE, "notice"),
            Fact(subject, "person.hasCard", True, Source.CARD, "card"),
        ]
    return Facts(facts)


ANSWERS = {
    "work_insurance": "none",
    "living": "dog_tag,water",
    "support": "none",
    "school": "p3",
    "nursery": "p4",
    "after_school": "none",
    "wishes": "p1:seal,p1:sign,p2:sign,certificate",
}
