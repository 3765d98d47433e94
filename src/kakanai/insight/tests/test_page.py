"""The board's page: real events of a real visit, for those who may see it, and nothing about any person."""

import pytest
from django.test import Client
from django.urls import reverse

from kakanai.desk.queries.facts import facts_inside
from kakanai.desk.queries.log import log_between
from kakanai.desk.tests import conftest as given
from kakanai.insight.board import words
from kakanai.trust.models import Municipality, Role, User

city, clerk, family, visit, known = given.city, given.clerk, given.family, given.visit, given.known
papers, accepted = given.papers, given.accepted


def browser_of(role, city):
    user = User.objects.create_user(
        f"board-{role}", "x" * 12, display_name=role, roles=[role], municipality=Municipality.objects.get(pk=city.code)
    )
    client = Client()
    client.force_login(user)
    return client


def board(client, **query):
    return client.get(reverse("insight:home"), query)


def test_the_board_counts_the_visit_that_was_just_accepted(accepted, city):
    shown = board(browser_of("manager", city), days="1").context["board"]
    assert (shown.visits, shown.accepted, shown.asked_twice, shown.signatures) == (1, 1, 0, 1)
    assert shown.questions == 7
    assert shown.known > 40
    assert shown.at_counter.count == 1
    assert {arc.after for arc in shown.arcs} >= {"質問", "書類の作成", "署名"}


def test_nothing_on_the_board_is_about_a_person(accepted, city, clerk):
    page = board(browser_of("auditor", city)).content.decode()
    values = {str(fact.value) for fact in facts_inside(accepted).values() if len(str(fact.value)) > 2}
    labels = "異動日 転入 True False"
    assert {value for value in values if value in page and value not in labels} <= {"JPN", "普通"}
    for private in (accepted.number, str(accepted.id), clerk.display_name, "健一", "桜町"):
        assert private not in page


@pytest.mark.parametrize("role", Role.values)
def test_the_board_is_for_managers_auditors_and_reform_officers(city, role):
    allowed = role in {"manager", "auditor", "reform_officer"}
    assert board(browser_of(role, city)).status_code == (200 if allowed else 403)


def test_an_odd_stretch_of_time_is_a_week_and_an_empty_board_says_so(city):
    client = browser_of("manager", city)
    for odd in ("0", "-1", "x", "99999", ""):
        page = board(client, days=odd)
        assert [days for days, _, current in page.context["stretches"] if current] == [7]
    assert "この期間の受付はありません" in page.content.decode()


def test_every_kind_of_event_that_a_visit_leaves_has_a_name_or_is_left_out_on_purpose(accepted):
    from datetime import timedelta

    from django.utils import timezone

    log = log_between(timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1))
    unnamed = {event.kind for event in log.events} - set(words()["steps"])
    assert unnamed <= {"visit.accept", "card.start", "procedure.choose"}
    assert {period.state for period in log.periods} <= set(words()["states"])


def test_where_a_person_lands_after_signing_in_is_a_page_they_may_open(city):
    for role in Role.values:
        client = browser_of(role, city)
        answer = client.get("/", follow=True)
        assert answer.status_code == 200 or (role == "administrator" and answer.status_code == 404), role
