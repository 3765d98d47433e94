"""The database that every room's tests work on."""

import asyncio

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from kakanai.server import testdatabase


@pytest.mark.django_db
def test_tests_work_as_a_role_for_which_row_level_security_holds():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "SELECT pg_get_userbyid(datdba) = current_user FROM pg_database WHERE datname = current_database()"
        )
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_a_committing_test_wrote_is_gone_for_the_next(turn):
    assert Session.objects.count() == 0
    Session.objects.create(session_key=f"turn-{turn}", session_data="", expire_date=timezone.now())


def test_a_test_that_stores_by_a_fixture_alone_is_known_as_one_that_stores(db, request):
    assert request.node.get_closest_marker("database")
    assert not request.node.get_closest_marker("django_db")


def test_a_test_that_stores_nothing_does_not_run_a_second_time(request):
    assert not request.node.get_closest_marker("database")


@pytest.mark.django_db
def test_a_test_that_rolls_back_finds_an_empty_database_too():
    assert Session.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_connection_opened_outside_an_event_loop_is_closed_from_inside_it_too(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    connection.ensure_connection()

    async def inside():
        connection.ensure_connection()
        testdatabase.close_connections()
        return connection.connection

    assert asyncio.run(inside()) is None
    assert connection.connection is None
