"""A linter of migrations: the release before must go on working on the new tables, and every step has a way back.

The desk is updated host by host while people are served, so old code meets new tables. A step that breaks this needs
its reason in the migration's `LINT_ALLOWED = {"<rule>": "<reason>"}`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

_BREAKS_OLD_CODE = {
    migrations.RemoveField: "remove-field",
    migrations.DeleteModel: "delete-model",
    migrations.RenameField: "rename-field",
    migrations.RenameModel: "rename-model",
    migrations.AlterModelTable: "rename-table",
}


@dataclass(frozen=True)
class Finding:
    """One step that is not safe: where, which rule, what to do."""

    migration: str
    rule: str
    advice: str

    def __str__(self) -> str:
        return f"{self.migration}: {self.rule}: {self.advice}"


def findings(migration: migrations.Migration) -> list[Finding]:
    """Return what is wrong with one migration."""
    allowed = getattr(sys.modules.get(type(migration).__module__), "LINT_ALLOWED", {})
    name = f"{migration.app_label}.{migration.name}"
    made_here = {
        operation.name_lower for operation in migration.operations if isinstance(operation, migrations.CreateModel)
    }
    found = (
        Finding(name, rule, advice)
        for operation in _flat(migration.operations)
        for rule, advice in _judge(operation, made_here)
    )
    return [one for one in found if not str(allowed.get(one.rule, "")).strip()]


def unprotected_tables(all_migrations: list[migrations.Migration], tables: dict[str, str]) -> list[str]:
    """Return the tables among `tables` (name → app) that no migration puts under row-level security."""
    from kakanai.trust.rls import EnableRowSecurity

    protected = {
        table
        for migration in all_migrations
        for operation in migration.operations
        if isinstance(operation, EnableRowSecurity)
        for table in operation.deconstruct()[1]
    }
    return sorted(set(tables) - protected)


def _flat(operations: Sequence[Operation]) -> Iterator[Operation]:
    for operation in operations:
        yield operation
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)


def _judge(operation: Operation, made_here: set[str]) -> Iterator[tuple[str, str]]:
    rule = _BREAKS_OLD_CODE.get(type(operation))
    if rule:
        yield rule, "code of the release before still uses it; stop using it in one release, remove it in the next"
    elif isinstance(operation, migrations.AddField | migrations.AlterField):
        yield from _judge_field(operation, made_here)
    elif isinstance(operation, migrations.AddIndex) and operation.model_name_lower not in made_here:
        yield "index-locks-table", "writers wait while it is built; use AddIndexConcurrently in a migration of its own"
    elif isinstance(operation, migrations.RunPython) and operation.reverse_code is None:
        yield "no-way-back", "give RunPython a reverse (RunPython.noop where nothing is to be undone)"
    elif isinstance(operation, migrations.RunSQL) and operation.reverse_sql is None:
        yield "no-way-back", "give RunSQL a reverse (RunSQL.noop where nothing is to be undone)"


def _judge_field(
    operation: migrations.AddField | migrations.AlterField, made_here: set[str]
) -> Iterator[tuple[str, str]]:
    field = operation.field
    if operation.model_name_lower in made_here or isinstance(field, models.ManyToManyField):
        return
    if isinstance(operation, migrations.AddField) and not field.null and field.db_default is models.NOT_PROVIDED:
        yield "field-without-default", "code of the release before does not fill it; allow null or give db_default"
