"""Migrations: none is missing, each can be undone, and the release before goes on working meanwhile."""

import sys
import types

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

from kakanai.server import migrationlint


def our_migrations():
    loader = MigrationLoader(None)
    return [one for one in loader.disk_migrations.values() if type(one).__module__.startswith("kakanai.")]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_every_migration_is_safe_for_the_release_before():
    assert [str(one) for migration in our_migrations() for one in migrationlint.findings(migration)] == []


def tenant_tables():
    return {
        model._meta.db_table: model._meta.app_label
        for model in apps.get_models()
        if model.__module__.startswith("kakanai.")
        and any(field.name == "municipality" for field in model._meta.fields)
        # A member of staff signs in before any municipality is known.
        and not model._meta.get_field("municipality").is_relation
    }


def test_every_table_of_a_municipality_is_put_under_row_level_security():
    assert len(tenant_tables()) >= 3
    assert migrationlint.unprotected_tables(our_migrations(), tenant_tables()) == []


def test_a_table_without_row_level_security_is_found():
    assert migrationlint.unprotected_tables(our_migrations(), {"planted_table": "planted"}) == ["planted_table"]


@pytest.mark.django_db
def test_row_level_security_is_on_in_the_database_and_holds_for_the_owner():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")
        protected = {name for (name,) in cursor.fetchall()}
    assert set(tenant_tables()) - protected == set()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_migration_of_ours_can_be_undone_and_done_again():
    for label in sorted({migration.app_label for migration in our_migrations()} - {"trust"}):
        call_command("migrate", label, "zero", verbosity=0)
    call_command("migrate", verbosity=0)


def migration_of(*operations, allowed=None):
    module = types.ModuleType("planted_migration")
    module.LINT_ALLOWED = allowed or {}
    sys.modules["planted_migration"] = module
    kind = type(
        "Migration", (migrations.Migration,), {"operations": list(operations), "__module__": "planted_migration"}
    )
    return kind("0009_planted", "desk")


@pytest.mark.parametrize(
    ("operation", "rule"),
    [
        (migrations.RemoveField("visit", "held"), "remove-field"),
        (migrations.DeleteModel("Visit"), "delete-model"),
        (migrations.RenameField("visit", "held", "kept"), "rename-field"),
        (migrations.RenameModel("Visit", "Call"), "rename-model"),
        (migrations.AlterModelTable("visit", "other"), "rename-table"),
        (migrations.AddField("visit", "n", models.IntegerField(default=0)), "field-without-default"),
        (migrations.AddIndex("visit", models.Index(fields=["n"], name="n")), "index-locks-table"),
        (migrations.RunSQL("SELECT 1"), "no-way-back"),
        (migrations.RunPython(lambda apps, editor: None), "no-way-back"),
        (migrations.SeparateDatabaseAndState([migrations.RunSQL("SELECT 1")]), "no-way-back"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_planted_unsafe_step_is_found_unless_its_reason_is_given(operation, rule):
    assert [one.rule for one in migrationlint.findings(migration_of(operation))] == [rule]
    assert migrationlint.findings(migration_of(operation, allowed={rule: "nobody used it yet"})) == []
    assert migrationlint.findings(migration_of(operation, allowed={rule: " "})) != []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("visit", "n", models.IntegerField(null=True)),
        migrations.AddField("visit", "n", models.IntegerField(db_default=0)),
        migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
    ],
)
def test_a_safe_step_passes(operation):
    assert migrationlint.findings(migration_of(operation)) == []


def test_a_new_table_may_have_whatever_it_likes():
    create = migrations.CreateModel("Fresh", [("id", models.BigAutoField(primary_key=True))])
    index = migrations.AddIndex("fresh", models.Index(fields=["id"], name="i"))
    field = migrations.AddField("fresh", "n", models.IntegerField())
    assert migrationlint.findings(migration_of(create, index, field)) == []
