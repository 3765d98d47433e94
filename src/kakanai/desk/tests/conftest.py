"""A small city with a clerk, and the family that moves in."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kakanai.demo.city import build_city
from kakanai.demo.family import load_family
from kakanai.desk import actions
from kakanai.desk.queries.needs import missing_values, needs_of
from kakanai.trust import tenancy
from kakanai.trust.models import User
from kakanai.vocabulary.facts import Source


@pytest.fixture
def city(db):
    built = build_city()
    with tenancy.tenant(built.code):
        yield built


@pytest.fixture
def clerk(city):
    return User.objects.get(username=city.username("desk_clerk"))


@pytest.fixture
def reviewer(city):
    return User.objects.get(username=city.username("reviewer"))


@pytest.fixture
def family():
    return load_family(timezone.localdate())


@pytest.fixture
def visit(clerk, family):
    """A visit with the family's notice and register extract."""
    opened = actions.open_visit(event="move-in", counter="1", clerk=clerk)
    actions.import_extract(opened, family.notice(), clerk)
    actions.import_extract(opened, family.register_extract(), clerk)
    opened.refresh_from_db()
    return opened


ANSWERS = {
    "living": ["dog_tag", "water"],
    "wishes": ["p1:seal", "p1:sign", "p2:sign", "certificate"],
    "school": ["p3"],
    "nursery": ["p4"],
}
VALUES = {
    "move.date": "2026-11-20",
    "contact.phone": "090-0000-0000",
    "bank.name": "みずほ",
    "bank.code": "0001",
    "bank.branch": "東京営業部",
    "bank.branchCode": "001",
    "bank.accountType": "普通",
    "bank.accountNo": "0123456",
    "bank.holderKana": "ｶﾂﾗｷﾞ ｹﾝｲﾁ",
}
STROKES = {
    "strokes": [[[40 + i * 3, 60 + (i % 7) * 6, i * 12, 0.5] for i in range(60)]],
    "width": 600,
    "height": 240,
}


def everything_known(visit, clerk):
    """Answer every question and give every value by the actions alone, without a screen in between."""
    while questions := needs_of(visit).result.questions:
        actions.answer_question(visit, questions[0], ANSWERS.get(questions[0].id, []), clerk)
    for one in missing_values(visit, needs_of(visit)):
        value = {one.item: VALUES.get(one.item, "見本")}
        actions.enter_values(visit, subject=one.subject, values=value, source=Source.RESIDENT, clerk=clerk, typed=5)


@pytest.fixture
def known(visit, clerk):
    """The family's visit with nothing left to ask."""
    everything_known(visit, clerk)
    return visit


@pytest.fixture
def papers(known, clerk):
    """What the resident is shown on the tablet."""
    confirmation = actions.prepare_confirmation(known, clerk)
    actions.push_confirmation(confirmation)
    known.refresh_from_db()
    return confirmation


@pytest.fixture
def accepted(papers, known, clerk):
    """The family's visit, signed and accepted."""
    actions.sign_with_ink(papers, strokes=STROKES, shown_digest=papers.document_digest, clerk=clerk)
    known.refresh_from_db()
    return known


@pytest.fixture
def desk(clerk):
    """The clerk's browser."""
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def tablet(clerk):
    """The browser of counter 1's tablet."""
    client = Client()
    response = client.post(reverse("desk:tablet_pair"), {"code": actions.make_pairing_code("1", clerk)})
    assert response.status_code == 302
    return client


@pytest.fixture
def office(reviewer):
    """A reviewer's browser."""
    client = Client()
    client.force_login(reviewer)
    return client
