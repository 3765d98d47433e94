"""Facts: marks, subjects, editing drops the proof."""

from __future__ import annotations

from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, Source


def _fact(subject: str, item: str, value: str) -> Fact:
    return Fact(subject, item, value, Source.CARD, proof="card-read-1")


def test_editing_a_proven_value_drops_its_proof_and_names_the_editor() -> None:
    edited = _fact("p1", "person.fullName", "見本 太郎").edited("見本 次郎", Source.CLERK)
    assert (edited.value, edited.proof, edited.source.mark) == ("見本 次郎", None, "職")
    assert edited.at is not None


def test_every_source_has_its_own_mark_and_words() -> None:
    assert len({source.mark for source in Source}) == len(list(Source))
    assert all(source.label for source in Source)


def test_persons_come_in_the_order_of_the_household() -> None:
    facts = Facts(
        [_fact(f"p{n}", "person.fullName", str(n)) for n in (10, 2, 1)] + [_fact(HOUSEHOLD, "move.date", "x")]
    )
    assert facts.persons() == ["p1", "p2", "p10"]


def test_newer_facts_replace_older_ones_for_the_same_key_only() -> None:
    old = Facts([_fact("p1", "person.fullName", "甲"), _fact("p2", "person.fullName", "乙")])
    new = old.with_facts([_fact("p1", "person.fullName", "丙")])
    assert (new.value("p1", "person.fullName"), new.value("p2", "person.fullName")) == ("丙", "乙")
    assert old.value("p1", "person.fullName") == "甲"
    assert new.value("p3", "person.fullName") is None
