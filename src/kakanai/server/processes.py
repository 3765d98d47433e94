"""The desk's processes: the database, the web server and the background worker, started and stopped as one.

A child gets SIGTERM from the kernel when this process dies, however it dies, so that no orphan is left; only an
embedded PostgreSQL goes on after a `kill -9`, and the next start finds it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kakanai.server import database, environment
from kakanai.server.errors import PortInUseError, ProcessDiedError, ServerError
from kakanai.server.postgres import Cluster

STOP_SECONDS = 10.0
READY_SECONDS = 90.0
DEFAULT_PORT = 8000

Say = Callable[[str], None]


@dataclass(frozen=True)
class Process:
    """A program to run beside the others; `environment` is added to this process's own."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


class Supervisor:
    """Starts processes in order and stops them in reverse."""

    def __init__(self, log_directory: Path) -> None:
        self.logs = log_directory
        self._children: list[tuple[Process, subprocess.Popen[bytes]]] = []

    def start(self, process: Process) -> subprocess.Popen[bytes]:
        """Start a process in a session of its own (Ctrl-C is for this one); its output goes to `<name>.log`."""
        self.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.logs / f"{process.name}.log").open("ab") as log:
            child = subprocess.Popen(
                [*_dies_with_parent(), *process.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | process.environment,
                start_new_session=True,
            )
        self._children.append((process, child))
        return child

    def check(self) -> None:
        """Raise ProcessDiedError with the end of its log when one of the processes has ended."""
        for process, child in self._children:
            if child.poll() is not None:
                raise ProcessDiedError(
                    f"{process.name} ended with code {child.returncode}. The end of its log:\n{self.tail(process.name)}"
                )

    def tail(self, name: str, characters: int = 1500) -> str:
        """Return the end of a process's log."""
        log = self.logs / f"{name}.log"
        return log.read_text(errors="replace")[-characters:] if log.exists() else ""

    def stop(self) -> None:
        """End all processes, the last started first; whoever does not go in ten seconds is killed with its group."""
        while self._children:
            _, child = self._children.pop()
            _signal_group(child, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                child.wait(STOP_SECONDS)
            # A helper of the process may still be there; the group's number stays reserved while it is.
            _signal_group(child, signal.SIGKILL)
            child.wait()


@dataclass
class Desk:
    """The running desk."""

    url: str
    supervisor: Supervisor

    def wait(self) -> None:
        """Wait for ever; raise ProcessDiedError when one of the processes ends."""
        while True:
            self.supervisor.check()
            time.sleep(0.5)


@contextmanager
def desk(
    *,
    port: int = DEFAULT_PORT,
    host: str = "127.0.0.1",
    before_web: Callable[[], None] | None = None,
    worker: bool = True,
    say: Say = lambda _: None,
) -> Iterator[Desk]:
    """Have the desk answer on `http://host:port` inside the block; everything is stopped afterwards.

    `before_web` runs after the migrations and before the first request, with Django set up (sample data). Port 0
    takes any free one. Raises PortInUseError, DatabaseStartError or ProcessDiedError; nothing is left running then.
    """
    port = _free_port(host, port)
    with ExitStack() as stack:
        stack.enter_context(stopped_by_signals())
        prepare_database(stack, say)
        if before_web is not None:
            before_web()
        supervisor = Supervisor(environment.var() / "log")
        stack.callback(supervisor.stop)
        supervisor.start(web_process(host, port))
        running = Desk(f"http://{host}:{port}", supervisor)
        say(f"web server on {running.url}")
        _wait_until_ready(running)
        if worker:
            # After the first screen, which somebody waits for.
            supervisor.start(worker_process())
        yield running


def prepare_database(stack: ExitStack, say: Say) -> None:
    """Start the embedded database for as long as the stack lives, and bring the tables up to date."""
    if not database.external():
        say("database (embedded PostgreSQL)")
        stack.enter_context(embedded_cluster().using())
    say("tables")
    migrate()


def embedded_cluster() -> Cluster:
    """Return the embedded database of the environment's choice."""
    return Cluster(os.environ.get("KAKANAI_CLUSTER", "main"), fast=environment.flag("KAKANAI_CLUSTER_FAST"))


def set_up_django() -> None:
    """Load the settings and the apps, and make the master key on a machine that has none (never in production)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakanai.server.settings")
    import django
    from django.conf import settings

    django.setup()
    if not settings.PRODUCTION:
        from kakanai.trust.crypto import make_key_file

        make_key_file(settings.KAKANAI_KEY_FILE)


def migrate() -> None:
    """Bring the tables up to date. Two hosts that start together wait for each other."""
    set_up_django()
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        # A page's limits are not a migration's: the other host may take its time, and so may a large table.
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(hashtext('kakanai.migrate'))")
        cursor.execute("SET lock_timeout = '10s'")
    call_command("migrate", verbosity=0, interactive=False)
    # The lock goes with the connection.
    connection.close()


def web_process(host: str, port: int) -> Process:
    """Return the web server: granian, WSGI, threads that keep their database connections."""
    threads = os.environ.get("KAKANAI_THREADS", "16")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", os.environ.get("KAKANAI_WORKERS", "1"), "--blocking-threads", threads]
    command += ["--blocking-threads-idle-timeout", "600", "--no-ws", "--no-access-log", "--log-level", "warning"]
    return Process("web", [*command, "kakanai.server.wsgi:application"])


def worker_process() -> Process:
    """Return the background worker."""
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"]
    return Process("worker", command, {"DJANGO_SETTINGS_MODULE": "kakanai.server.settings"})


@contextmanager
def only_one(say_who: str) -> Iterator[None]:
    """Hold the server's lock inside the block; raises ServerError when another holds it."""
    path = environment.var() / "server.pid"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServerError(f"{say_who} already runs here (process {path.read_text().strip()})") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def running_server() -> int | None:
    """Return the process id of the server that holds the lock, or `None`."""
    path = environment.var() / "server.pid"
    if not path.exists():
        return None
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read().strip() or 0) or None
    return None


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into KeyboardInterrupt inside the block, so that everything is stopped in order."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def seconds_since_start() -> float:
    """Return the seconds since this process began, by the kernel's clock (Linux)."""
    begun = float(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - begun


def _free_port(host: str, port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUseError(
                f"{host}:{port} cannot be used ({error.strerror}). "
                f"Stop the other program, or choose another port with --port."
            ) from None
        return int(probe.getsockname()[1])


def _wait_until_ready(running: Desk) -> None:
    limit = time.monotonic() + READY_SECONDS
    while time.monotonic() < limit:
        running.supervisor.check()
        try:
            with urllib.request.urlopen(f"{running.url}/health", timeout=5) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise ProcessDiedError(
        f"the web server did not answer in {READY_SECONDS:.0f} s. Its log:\n{running.supervisor.tail('web')}"
    )


def _dies_with_parent() -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, number)
