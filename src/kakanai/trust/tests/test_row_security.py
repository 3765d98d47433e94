"""A municipality sees its own rows, and without one nobody sees any."""

import asyncio
import os

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from kakanai.trust import audit, tenancy
from kakanai.trust.models import AuditEntry, Protection, TenantModel

pytestmark = pytest.mark.django_db
CITY, TOWN = "990019", "990027"


def protect(code):
    with tenancy.tenant(code):
        Protection(municipality=code, person_index="x", starts_on="2026-01-01").save(force_insert=True)


def test_rows_of_another_municipality_are_not_there():
    protect(CITY)
    protect(TOWN)
    with tenancy.tenant(CITY):
        assert {row.municipality for row in Protection.objects.all()} == {CITY}


def test_without_a_municipality_no_row_is_visible():
    protect(CITY)
    assert Protection.objects.count() == 0


def test_a_row_for_another_municipality_cannot_be_written():
    with tenancy.tenant(CITY), pytest.raises(DatabaseError), transaction.atomic():
        Protection(municipality=TOWN, person_index="x", starts_on="2026-01-01").save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_a_connection_left_open_in_an_event_loop_hears_of_the_municipality_too():
    """The browser of a robot runs an event loop in which Django keeps another connection."""

    async def seen():
        return Protection.objects.count()

    with asyncio.Runner() as loop:
        assert loop.run(seen()) == 0
        protect(CITY)
        with tenancy.tenant(CITY):
            assert loop.run(seen()) == 1
        assert loop.run(seen()) == 0


def test_a_forked_process_never_speaks_on_its_parents_connections():
    connection.ensure_connection()
    assert connection in tenancy.connections_of_this_thread()
    child = os.fork()
    if child == 0:
        os._exit(len(tenancy.connections_of_this_thread()))
    assert os.waitpid(child, 0)[1] == 0
    assert connection in tenancy.connections_of_this_thread()


def test_every_tenant_table_has_forced_row_security_and_a_planted_table_without_it_is_found():
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)}
    assert len(tables) >= 10
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE planted_without_security (municipality text)")
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        secured = {name for (name,) in cursor.fetchall()}
    assert tables - secured == set()
    assert {"planted_without_security"} - secured


def test_the_role_of_the_program_cannot_pass_row_security_by():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


@pytest.mark.parametrize("statement", ["UPDATE trust_auditentry SET action = 'x'", "DELETE FROM trust_auditentry"])
def test_audit_entries_are_never_changed_or_removed(statement):
    with tenancy.tenant(CITY):
        audit.record(case="c", action="a", actor="x")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert AuditEntry.objects.get().action == "a"
