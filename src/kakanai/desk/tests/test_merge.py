"""Sources stand side by side: nothing is overwritten, and an edited value loses its proof."""

from kakanai.desk.merge import differences, effective
from kakanai.vocabulary.facts import Fact, Source

NAME = "person.fullName"


def said(source, value, proof="x"):
    return Fact("p1", NAME, value, source, proof)


def chosen(*facts):
    return effective(facts).fact("p1", NAME)


def test_the_card_never_replaces_the_registers_glyph():
    assert chosen(said(Source.CARD, "高橋"), said(Source.REGISTER, "髙橋")).value == "髙橋"


def test_a_value_that_the_card_proves_carries_the_cards_mark():
    fact = chosen(said(Source.NOTICE, "髙橋"), said(Source.CARD, "髙橋"))
    assert fact.source == Source.CARD


def test_a_correction_stands_first_and_has_no_proof():
    fact = chosen(said(Source.CARD, "髙橋"), said(Source.RESIDENT, "高橋", None))
    assert (fact.value, fact.source, fact.proof) == ("高橋", Source.RESIDENT, None)


def test_a_correction_to_the_same_value_still_shows_that_a_person_typed_it():
    assert chosen(said(Source.CARD, "髙橋"), said(Source.CLERK, "髙橋", None)).source == Source.CLERK


def test_differences_are_shown_with_every_source():
    found = differences([said(Source.CARD, "高橋"), said(Source.REGISTER, "髙橋")])
    assert [fact.source for fact in found[0].sayings] == [Source.REGISTER, Source.CARD]
    assert differences([said(Source.CARD, "髙橋"), said(Source.REGISTER, "髙橋")]) == []
