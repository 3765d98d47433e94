"""Two clerks on one visit see each other; hold and hand-over keep everything, and each change is one of somebody."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kakanai.desk import actions
from kakanai.desk.errors import WrongStateError
from kakanai.desk.models import Event, Period, Presence, Visit
from kakanai.desk.queries.facts import facts_inside
from kakanai.desk.queries.needs import needs_of
from kakanai.trust.models import AuditEntry, User


@pytest.fixture
def colleague(clerk):
    return User.objects.exclude(pk=clerk.pk).get(username="m0102")


@pytest.fixture
def beside(colleague):
    client = Client()
    client.force_login(colleague)
    return client


def served(client, visit, **query):
    return client.get(reverse("desk:visit_served", args=[visit.id]), query)


def test_each_sees_the_other_by_name_and_nobody_sees_themselves(desk, beside, visit, clerk, colleague):
    assert colleague.display_name not in desk.get(reverse("desk:visit", args=[visit.id])).content.decode()
    page = beside.get(reverse("desk:visit", args=[visit.id])).content.decode()
    assert f"ほかに見ている職員：</span>{clerk.display_name}" in page
    assert f"ほかに見ている職員：</span>{colleague.display_name}" in served(desk, visit).content.decode()


def test_who_closed_the_screen_is_gone_after_a_quarter_of_a_minute(desk, beside, visit, colleague):
    beside.get(reverse("desk:visit", args=[visit.id]))
    Presence.objects.filter(clerk=colleague).update(seen_at=timezone.now() - timezone.timedelta(seconds=16))
    assert colleague.display_name not in served(desk, visit).content.decode()


def test_an_unchanged_screen_costs_no_new_page(desk, visit):
    stamp = desk.get(reverse("desk:visit", args=[visit.id])).context["visit"].stamp
    assert served(desk, visit, stamp=stamp, version=str(visit.version)).status_code == 204


def test_a_change_by_one_reloads_the_columns_of_the_other(desk, beside, visit, colleague):
    before = desk.get(reverse("desk:visit", args=[visit.id])).context["visit"]
    question = needs_of(visit).result.questions[0]
    beside.post(
        reverse("desk:answer", args=[visit.id]), {"question": question.id, "subject": question.subject, "value": []}
    )
    answer = served(desk, visit, stamp=before.stamp, version=str(before.version))
    assert answer.status_code == 200
    assert answer["HX-Trigger"] == "facts-changed"
    again = desk.post(
        reverse("desk:answer", args=[visit.id]), {"question": question.id, "subject": question.subject, "value": []}
    )
    assert again.status_code == 422
    assert "もう決まっています" in again.content.decode()


def test_hold_stops_the_clock_at_the_counter_and_keeps_every_fact(desk, visit):
    facts = dict(facts_inside(visit).items())
    assert desk.post(reverse("desk:hold", args=[visit.id])).status_code == 302
    visit.refresh_from_db()
    assert visit.held
    assert [one.state for one in Period.objects.filter(visit=visit).order_by("began")] == ["serving", "hold"]
    page = desk.get(reverse("desk:visit", args=[visit.id])).content.decode()
    assert "保留しています" in page
    desk.post(reverse("desk:resume", args=[visit.id]))
    assert dict(facts_inside(visit).items()) == facts
    assert not Visit.objects.get(pk=visit.pk).held


def test_a_counter_on_hold_lets_its_tablet_go_blank(desk, visit, clerk):
    tablet = Client()
    tablet.post(reverse("desk:tablet_pair"), {"code": actions.make_pairing_code("1", clerk)})
    actions.hold_visit(visit, clerk)
    assert tablet.get(reverse("desk:tablet")).context["screen"].kind == "idle"


def test_a_hand_over_moves_the_visit_to_the_other_counter_and_clerk_with_all_sources(beside, visit, colleague):
    facts = dict(facts_inside(visit).items())
    assert beside.post(reverse("desk:resume", args=[visit.id]), {"counter": "2"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.counter, visit.clerk) == ("2", colleague)
    assert dict(facts_inside(visit).items()) == facts
    entry = AuditEntry.objects.filter(case=str(visit.id), action="visit.resume").get()
    assert (entry.actor, entry.detail) == (str(colleague.id), {"counter": "2"})


def test_the_subject_is_never_the_clerk_in_any_record(visit, clerk):
    assert clerk.display_name not in {fact.value for fact in facts_inside(visit).values()}
    assert {row.by for row in Event.objects.filter(visit=visit)} <= {"clerk", "machine", "resident"}


def test_a_closed_visit_is_closed_once_and_takes_nothing_more(desk, visit, clerk):
    assert desk.post(reverse("desk:close", args=[visit.id]))["Clear-Site-Data"] == '"cache", "storage"'
    desk.post(reverse("desk:close", args=[visit.id]))
    visit.refresh_from_db()
    assert visit.state == "cancelled"
    assert AuditEntry.objects.filter(case=str(visit.id), action="visit.close").count() == 1
    for act in (actions.hold_visit, actions.resume_visit):
        with pytest.raises(WrongStateError):
            act(visit, clerk)


def test_a_ticket_is_called_once_even_when_two_press_at_the_same_moment(desk, beside, clerk):
    ticket = actions.issue_ticket("move-in")
    first = desk.post(reverse("desk:visit_open"), {"ticket": str(ticket.id)})
    second = beside.post(reverse("desk:visit_open"), {"ticket": str(ticket.id)}, follow=True)
    assert "/visits/" in first["Location"]
    assert "この番号はすでに呼ばれています" in second.content.decode()
    assert Visit.objects.filter(ticket=ticket).count() == 1


def test_a_look_into_a_visit_is_recorded_with_whose_it_was(beside, visit, colleague):
    beside.get(reverse("desk:visit", args=[visit.id]))
    entry = AuditEntry.objects.filter(case=str(visit.id), action="visit.view").get()
    assert entry.actor == str(colleague.id)
