"""Row-level security as migration operations."""

from __future__ import annotations

from django.db import migrations

_ENABLE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY municipality_only ON {table}
  USING (municipality = current_setting('app.municipality', true))
  WITH CHECK (municipality = current_setting('app.municipality', true));
"""
_DISABLE = """
DROP POLICY municipality_only ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""
_APPEND_ONLY = """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of {table} are never changed or removed'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only();
"""
_APPEND_ONLY_UNDO = """
DROP TRIGGER append_only_truncate ON {table};
DROP TRIGGER append_only ON {table};
DROP FUNCTION {table}_append_only();
"""


class EnableRowSecurity(migrations.RunSQL):
    """Show and accept only the rows of the connection's municipality, to the table's owner as well."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(_ENABLE.format(table=table), _DISABLE.format(table=table))

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        """Return how a squashed migration writes this operation."""
        return (type(self).__name__, [self.table], {})


class AppendOnly(migrations.RunSQL):
    """Refuse UPDATE, DELETE and TRUNCATE on a table by trigger, whoever asks."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(_APPEND_ONLY.format(table=table), _APPEND_ONLY_UNDO.format(table=table))

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        """Return how a squashed migration writes this operation."""
        return (type(self).__name__, [self.table], {})
