"""Whose card it is: the person of the household with this name and birth date, or nobody's that is known."""

from __future__ import annotations

from kakanai.vocabulary.facts import Facts


def plain(name: str) -> str:
    """Return a name for comparison: without spaces and variation selectors, which sources write differently."""
    return "".join(ch for ch in name if not ch.isspace() and not 0xE0100 <= ord(ch) <= 0xE01EF)


def person_with(facts: Facts, name: str, birth: str | None) -> str | None:
    """Return the subject with this name and birth date (ISO), or `None` where no known person has both."""
    for person in facts.persons():
        same_name = plain(str(facts.value(person, "person.fullName") or "")) == plain(name)
        if same_name and facts.value(person, "person.birthDate") == birth:
            return person
    return None
