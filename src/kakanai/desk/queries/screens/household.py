"""The left column: the household as cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kakanai.desk.merge import Difference
from kakanai.desk.models import Evidence, Visit
from kakanai.desk.queries.facts import differences_for, facts_for, is_protected
from kakanai.desk.queries.screens.values import ValueView, label_of, value_view
from kakanai.documents.values import written
from kakanai.japan.dates import age_on
from kakanai.trust.gate import Audience
from kakanai.trust.models import Release, User
from kakanai.trust.policies import may
from kakanai.trust.queries import waiting_releases
from kakanai.vocabulary.facts import HOUSEHOLD, Facts, Source

CLERK = Audience("clerk", "screen")
SHARED = ("move.date", "address.new", "address.previous", "move.noticeDate")
_ALWAYS_SHOWN = frozenset(SHARED[:3])
_GLYPH_RULE = "氏名の字形は住民登録・通知を優先します。カードの字形では書き換えません。"


@dataclass(frozen=True)
class Badge:
    """A badge in words and icon."""

    kind: str
    label: str


@dataclass(frozen=True)
class PersonView:
    """One person of the household."""

    key: str
    name: str
    kana: str
    birth_iso: str
    birth_text: str
    age: int | None
    gender_label: str
    relation_label: str
    marks: dict[str, ValueView]
    has_card: bool
    card_read: bool
    no_card: bool
    values: tuple[ValueView, ...] = ()
    badges: tuple[Badge, ...] = ()


@dataclass(frozen=True)
class SayingView:
    """What one source says, and whether it is the value in use."""

    text: str
    mark: str
    mark_label: str
    source: str
    standing: bool


@dataclass(frozen=True)
class DifferenceView:
    """Sources that disagree."""

    label: str
    person: str
    rule: str
    sayings: tuple[SayingView, ...]
    settled: bool


@dataclass(frozen=True)
class ReleaseView:
    """A request to show a withheld value."""

    id: Any
    item_label: str
    reason: str
    asked_by: str
    mine: bool


@dataclass(frozen=True)
class HouseholdView:
    """The column."""

    persons: tuple[PersonView, ...]
    shared: tuple[ValueView, ...]
    differences: tuple[DifferenceView, ...]
    protected: bool
    can_release: bool
    releases: tuple[ReleaseView, ...]


def household_view(visit: Visit, user: User) -> HouseholdView:
    """Return the household as the clerk sees it."""
    facts = facts_for(visit, CLERK)
    read = cards_read(visit)
    return HouseholdView(
        persons=tuple(_person(visit, facts, person, read) for person in facts.persons()),
        shared=tuple(_shared(facts)),
        differences=tuple(_difference(facts, one) for one in differences_for(visit, CLERK)),
        protected=is_protected(visit),
        can_release=may(user, "address.release"),
        releases=releases_view(visit, user),
    )


def releases_view(visit: Visit, user: User) -> tuple[ReleaseView, ...]:
    """Return the requests to show a withheld value that nobody has approved yet."""
    return tuple(_release(one, user) for one in waiting_releases(str(visit.id)))


def cards_read(visit: Visit) -> frozenset[str]:
    """Return the subjects whose card was read in this visit."""
    rows = Evidence.objects.filter(municipality=visit.municipality, visit=visit, kind="card")
    return frozenset(row.content.get("subject", "") for row in rows)


def name_of(facts: Facts, subject: str) -> str:
    """Return a person's name, or the empty text for the household and for somebody unnamed."""
    return "" if subject == HOUSEHOLD else str(facts.value(subject, "person.fullName") or "")


def _person(visit: Visit, facts: Facts, subject: str, read: frozenset[str]) -> PersonView:
    marks = {
        "name": value_view(facts, subject, "person.fullName"),
        "kana": value_view(facts, subject, "person.nameKana"),
        "birth": value_view(facts, subject, "person.birthDate"),
    }
    birth = facts.value(subject, "person.birthDate")
    has_card = facts.value(subject, "person.hasCard")
    return PersonView(
        key=subject,
        name=marks["name"].text,
        kana=marks["kana"].text,
        birth_iso=str(birth or ""),
        birth_text=marks["birth"].text,
        age=_age(birth, visit.on),
        gender_label=value_view(facts, subject, "person.gender").text,
        relation_label=value_view(facts, subject, "household.relToHead").text,
        marks=marks,
        has_card=has_card is True,
        card_read=subject in read,
        no_card=has_card is False,
        badges=_badges(facts, subject),
    )


def _age(birth: object, on: date) -> int | None:
    try:
        return age_on(date.fromisoformat(str(birth)), on)
    except ValueError:
        return None


def _badges(facts: Facts, subject: str) -> tuple[Badge, ...]:
    nationality = facts.value(subject, "person.nationality")
    return (Badge("foreign", "外国籍"),) if nationality not in {None, "JPN"} else ()


def _shared(facts: Facts) -> list[ValueView]:
    views = [value_view(facts, HOUSEHOLD, item) for item in SHARED]
    return [view for view in views if view.known or view.item in _ALWAYS_SHOWN]


def _difference(facts: Facts, one: Difference) -> DifferenceView:
    standing = facts.fact(one.subject, one.item)
    return DifferenceView(
        label=label_of(one.item),
        person=name_of(facts, one.subject),
        rule=_GLYPH_RULE if one.item == "person.fullName" else "",
        sayings=tuple(
            SayingView(
                written(one.item, fact),
                fact.source.mark,
                fact.source.label,
                str(fact.source),
                standing is not None and fact.value == standing.value,
            )
            for fact in one.sayings
        ),
        settled=any(fact.source in {Source.CLERK, Source.RESIDENT} for fact in one.sayings),
    )


def _release(one: Release, user: User) -> ReleaseView:
    return ReleaseView(one.id, label_of(one.item), one.reason, one.asked_by.display_name, one.asked_by_id == user.id)
