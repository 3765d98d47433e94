"""Many sources, one effective value: which one counts, which mark it carries, and where sources differ.

Nothing is overwritten: each source keeps what it says. A correction by the resident or a clerk stands first; then
the register, the notice, the card (so the card never replaces the register's glyph); then what was said before.
Where another source with proof says exactly the same, the value carries that stronger mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kakanai.vocabulary.facts import Fact, Facts, Source

_PRECEDENCE = (
    Source.CLERK,
    Source.RESIDENT,
    Source.REGISTER,
    Source.NOTICE,
    Source.CARD,
    Source.EARLIER_VISIT,
    Source.PRE_ENTRY,
    Source.DERIVED,
)
_STRENGTH = (Source.CARD, Source.REGISTER, Source.NOTICE)


@dataclass(frozen=True)
class Difference:
    """Two or more sources that disagree on one item of one subject."""

    subject: str
    item: str
    sayings: tuple[Fact, ...]


def effective(facts: Iterable[Fact]) -> Facts:
    """Return the one set of facts that triage, forms and robots work with."""
    return Facts(_choose(sayings) for sayings in _by_key(facts).values())


def differences(facts: Iterable[Fact]) -> list[Difference]:
    """Return where sources with their own knowledge disagree, for a person to look at."""
    found = []
    for (subject, item), sayings in _by_key(facts).items():
        if len({fact.value for fact in sayings}) > 1:
            found.append(Difference(subject, item, tuple(sorted(sayings, key=_rank))))
    return found


def _choose(sayings: list[Fact]) -> Fact:
    first = min(sayings, key=_rank)
    if first.source in {Source.CLERK, Source.RESIDENT}:
        return first
    agreeing = {fact.source: fact for fact in sayings if fact.value == first.value}
    for source in _STRENGTH:
        if source in agreeing and agreeing[source].proof is not None:
            return agreeing[source]
    return first


def _by_key(facts: Iterable[Fact]) -> dict[tuple[str, str], list[Fact]]:
    grouped: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        grouped.setdefault((fact.subject, fact.item), []).append(fact)
    return grouped


def _rank(fact: Fact) -> int:
    return _PRECEDENCE.index(fact.source)
