"""A screen that nobody looks at is locked on the server: nothing of a resident answers until the password is given."""

import pytest
from django.test import Client
from django.urls import reverse

from kakanai.demo.city import PASSWORD, build_city
from kakanai.trust import tenancy
from kakanai.trust.models import AuditEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    city = build_city()
    with tenancy.tenant(city.code):
        yield User.objects.get(username=city.username("desk_clerk"))


@pytest.fixture
def desk(clerk):
    client = Client()
    client.force_login(clerk)
    assert client.get(reverse("desk:home")).status_code == 200
    return client


def unlock(client, password, wanted=""):
    return client.post(reverse("lock"), {"password": password, "next": wanted})


def test_a_locked_screen_answers_nothing_but_the_lock(desk):
    page = desk.get(reverse("lock"), {"next": reverse("desk:home")})
    assert "画面を隠しています" in page.content.decode()
    again = desk.get(reverse("desk:home"))
    assert again.status_code == 302
    assert again["Location"].startswith(reverse("lock"))
    assert desk.post(reverse("desk:ticket_new"), {"event": "move-in"})["Location"] == reverse("lock")


def test_a_fragment_that_polls_sends_the_whole_page_to_the_lock(desk):
    desk.get(reverse("lock"))
    answer = desk.get(reverse("desk:cases"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["HX-Redirect"] == reverse("lock")


def test_the_password_opens_the_page_where_one_was(desk):
    desk.get(reverse("lock"))
    assert "パスワードが違います" in unlock(desk, "not the password").content.decode()
    assert desk.get(reverse("desk:home")).status_code == 302
    opened = unlock(desk, PASSWORD, reverse("desk:home"))
    assert opened["Location"] == reverse("desk:home")
    assert desk.get(reverse("desk:home")).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://example.invalid/", "//example.invalid/", "javascript:alert(1)"])
def test_the_lock_never_leads_to_another_host(desk, elsewhere):
    desk.get(reverse("lock"))
    assert unlock(desk, PASSWORD, elsewhere)["Location"] == reverse("home")


def test_nobody_elses_password_opens_the_screen(desk, clerk):
    other = User.objects.exclude(pk=clerk.pk).first()
    other.set_password("another words of twelve")
    other.save()
    desk.get(reverse("lock"))
    assert unlock(desk, "another words of twelve").status_code == 200


def test_guessing_at_the_lock_is_stopped_as_at_the_door(desk):
    desk.get(reverse("lock"))
    answers = [unlock(desk, "not the password").status_code for _ in range(6)]
    assert answers[-1] == 429
    assert unlock(desk, PASSWORD).status_code == 429


def test_locking_and_unlocking_stand_in_the_audit_log(desk):
    desk.get(reverse("lock"))
    desk.get(reverse("lock"))
    unlock(desk, PASSWORD)
    actions = AuditEntry.objects.filter(action__startswith="staff.").order_by("sequence")
    assert [one.action for one in actions][-2:] == ["staff.lock", "staff.unlock"]


def test_every_staff_screen_knows_where_the_lock_is(desk):
    assert f'name="kakanai-lock-url" content="{reverse("lock")}"' in desk.get(reverse("desk:home")).content.decode()
