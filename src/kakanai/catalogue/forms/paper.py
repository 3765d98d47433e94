"""What the same visit would make a resident write by hand on paper: the baseline of the stopwatch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kakanai.catalogue.forms.model import FormDefinition
from kakanai.catalogue.forms.people import people_of
from kakanai.vocabulary.facts import HOUSEHOLD, Facts


@dataclass(frozen=True, slots=True)
class PaperBurden:
    """Counts of handwriting on paper. `fields` and `characters` include names, addresses and birth dates."""

    types: int = 0
    sheets: int = 0
    names: int = 0
    addresses: int = 0
    birth_dates: int = 0
    fields: int = 0
    characters: int = 0

    def __add__(self, other: PaperBurden) -> PaperBurden:
        """Add two burdens field by field."""
        return PaperBurden(*(a + b for a, b in zip(self.parts(), other.parts(), strict=True)))

    def parts(self) -> tuple[int, ...]:
        """Return the figures in the order of the fields."""
        return (self.types, self.sheets, self.names, self.addresses, self.birth_dates, self.fields, self.characters)


def paper_burden(uses: Iterable[tuple[FormDefinition, list[str]]], facts: Facts) -> PaperBurden:
    """Return what the paper forms of these procedures would take, for this household.

    Each use is a form and the subjects it is about. Name and address lengths are the household's own
    (mean of the persons' names; the new address); a birth date counts as an era and six digits.
    """
    total = PaperBurden()
    for form, subjects in uses:
        total += _one(form, subjects, facts)
    return total


def _one(form: FormDefinition, subjects: list[str], facts: Facts) -> PaperBurden:
    people = people_of(facts, subjects)
    counts = (len(people.subjects), len(people.persons), len(people.children))
    paper = form.paper
    names, addresses, births = (c.of(*counts) for c in (paper.names, paper.addresses, paper.birth_dates))
    fields = names + addresses + births + sum(entry.fields.of(*counts) for entry in paper.other)
    characters = (
        names * _name_length(facts)
        + addresses * len(str(facts.value(HOUSEHOLD, "address.new") or ""))
        + births * 7
        + sum(entry.characters.of(*counts) for entry in paper.other)
    )
    return PaperBurden(1, paper.sheets.of(*counts), names, addresses, births, fields, round(characters))


def _name_length(facts: Facts) -> float:
    names = [str(facts.value(person, "person.fullName") or "") for person in facts.persons()]
    written = [sum(1 for ch in name if not ch.isspace() and not _is_selector(ch)) for name in names if name]
    return sum(written) / len(written) if written else 0.0


def _is_selector(ch: str) -> bool:
    return 0xE0100 <= ord(ch) <= 0xE01EF or 0xFE00 <= ord(ch) <= 0xFE0F
