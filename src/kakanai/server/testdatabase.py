"""The test run's database: made once per state of the migrations, then copied.

Each test process works on a copy of its own (0.1 s instead of all migrations), so that many runs and workers go side
by side. A test that commits gets a fresh copy afterwards instead of Django's flush, because append-only tables refuse
to be emptied. Everything is done as the role `kakanai`, for which row-level security holds.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from kakanai.server import database, environment
from kakanai.server.postgres import ROLE, Cluster
from kakanai.trust import tenancy

_TEMPLATES_KEPT = 4
"""Another run may be on the migrations of a moment ago."""


def close_connections() -> None:
    """Close every connection of this thread: one that `connections.close_all()` does not see would outlive its database."""
    for connection in tenancy.connections_of_this_thread():
        connection.close()


@dataclass(frozen=True)
class Place:
    """Where test databases are made: how to connect as somebody who may, and the role that owns them."""

    parameters: dict[str, Any]
    owner: str

    def connect(self) -> psycopg.Connection:
        """Connect to the maintenance database, each statement on its own."""
        return psycopg.connect(**self.parameters, autocommit=True)


class TestDatabase:
    """One copy of the template, owned by this process."""

    __test__ = False

    def __init__(self, place: Place, template: str) -> None:
        self.place = place
        self.template = template
        self.name = f"test_{os.getpid()}_{os.urandom(3).hex()}"

    def create(self) -> None:
        """Make the copy."""
        with self.place.connect() as connection:
            _create(connection, self.name, self.place.owner, self.template)

    def drop(self) -> None:
        """Remove the copy, with whoever is still connected to it."""
        close_connections()
        with self.place.connect() as connection:
            _drop(connection, self.name)

    def renew(self) -> None:
        """Replace the copy by a fresh one of the same name."""
        self.drop()
        self.create()


@contextmanager
def prepared() -> Iterator[TestDatabase]:
    """Have a migrated test database as Django's default one inside the block."""
    cluster: Cluster = settings.CLUSTER
    with nullcontext() if database.external() else cluster.using():
        place = _external_place() if database.external() else _embedded_place(cluster)
        _sweep(place)
        copy = TestDatabase(place, _template(place))
        copy.create()
        _point_django_at(copy.name)
        try:
            yield copy
        finally:
            copy.drop()


def _embedded_place(cluster: Cluster) -> Place:
    from kakanai.server.postgres import SUPERUSER

    return Place(cluster.parameters(SUPERUSER, "postgres"), ROLE)


def _external_place() -> Place:
    """Use the role of DATABASE_URL, which must be allowed to create databases."""
    given = settings.DATABASES["default"]
    keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    parameters = {key: given[name] for key, name in keys.items() if given[name]}
    with psycopg.connect(**parameters) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls, rolname FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row is not None  # noqa: S101 - a connected role is always in pg_roles
    return Place(parameters, _bound_role(parameters) if row[0] else str(row[1]))


def _bound_role(parameters: dict[str, Any]) -> str:
    """Make a role for which row-level security holds: a superuser would see every row and prove nothing."""
    password = environment.secret("postgres-external-test")
    with psycopg.connect(**parameters, autocommit=True) as connection:
        verb = (
            "ALTER"
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname='kakanai_test'").fetchone()
            else "CREATE"
        )
        connection.execute(
            sql.SQL("{} ROLE kakanai_test LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}").format(
                sql.SQL(verb), sql.Literal(password)
            )
        )
    settings.DATABASES["default"] |= {"USER": "kakanai_test", "PASSWORD": password}
    return "kakanai_test"


def _template(place: Place) -> str:
    """Return the name of a database with all migrations applied; made when the migrations changed."""
    name = f"template_{_migrations_hash()}"
    with _alone(), place.connect() as connection:
        if not _has(connection, name):
            draft = f"draft_{name}"
            _drop(connection, draft)
            _create(connection, draft, place.owner, "template0")
            _point_django_at(draft)
            call_command("migrate", verbosity=0, interactive=False)
            connections["default"].close()
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (draft, name))))
    return name


def _migrations_hash() -> str:
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for file in sorted(Path(config.path, "migrations").rglob("*.py")):
            digest.update(f"{config.label}/{file.name}".encode() + file.read_bytes())
    # Migrations call these, and django adds permissions for every model.
    for file in (Path(__file__).parents[1] / "trust" / "rls.py", *(Path(__file__).parents[1].rglob("models*.py"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _point_django_at(name: str) -> None:
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    for key in ("USER", "PASSWORD"):
        connection.settings_dict[key] = settings.DATABASES["default"][key]


def _sweep(place: Place) -> None:
    """Remove what killed test runs and older migrations left."""
    with _alone(), place.connect() as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_' AND pg_get_userbyid(datdba) = %s",
            [place.owner],
        ).fetchall()
        for (name,) in rows:
            if not Path(f"/proc/{name.split('_')[1]}").exists():
                _drop(connection, name)
        old = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%' AND pg_get_userbyid(datdba) = %s"
            " ORDER BY oid DESC OFFSET %s",
            [place.owner, _TEMPLATES_KEPT],
        ).fetchall()
        # Whoever makes a template holds the lock, so a draft that is there now was never finished.
        drafts = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'draft\\_template\\_%%' AND pg_get_userbyid(datdba) = %s",
            [place.owner],
        ).fetchall()
        for (name,) in [*old, *drafts]:
            _drop(connection, name)


def _create(connection: psycopg.Connection, name: str, owner: str, template: str) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*map(sql.Identifier, (name, owner, template)))
    )


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _has(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


@contextmanager
def _alone() -> Iterator[None]:
    path = environment.var() / "testdatabase.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
