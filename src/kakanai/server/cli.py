"""`kakanai server …` and `kakanai manage …`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from kakanai.server import database, environment, processes
from kakanai.server.errors import ServerError


@click.group()
def server() -> None:
    """Start, stop and look after the desk's server."""


@server.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=processes.DEFAULT_PORT, show_default=True, help="The port; 0 takes any free one.")
@click.option("--background", is_flag=True, help="Return once the desk answers, and leave it running.")
def start(host: str, port: int, background: bool) -> None:
    """Start database, web server and worker; Ctrl-C (or `server stop`) stops all of them."""
    if background:
        _start_in_background(host, port)
        return
    with _told(), processes.only_one("a server"), processes.desk(host=host, port=port, say=click.echo) as running:
        click.echo(f"Kakanai answers on {running.url}  (Ctrl-C stops it)")
        running.wait()


@server.command()
def stop() -> None:
    """Stop the server, and the embedded database when nobody else uses it."""
    with _told():
        number = processes.running_server()
        if number:
            os.kill(number, signal.SIGTERM)
            limit = time.monotonic() + 40
            while processes.running_server() or _still_there(number):
                if time.monotonic() > limit:
                    raise ServerError(f"process {number} did not stop in 40 s; look at {environment.var() / 'log'}")
                time.sleep(0.1)
        elif not database.external():
            # A killed server leaves its database running; whoever still uses it keeps it.
            with processes.embedded_cluster().using():
                pass
        click.echo("stopped")


@server.command()
def status() -> None:
    """Say what runs; the exit code is 0 when the server does, 3 when it does not."""
    number = processes.running_server()
    click.echo(f"server    {'process ' + str(number) if number else 'not running'}")
    if database.external():
        click.echo("database  DATABASE_URL")
    else:
        cluster = processes.embedded_cluster()
        found = cluster.process_id()
        click.echo(f"database  {'process ' + str(found) if found else 'not running'}, data in {cluster.data}")
    raise SystemExit(0 if number else 3)


@server.command()
def migrate() -> None:
    """Bring the tables up to date."""
    with _told(), ExitStack() as stack:
        processes.prepare_database(stack, click.echo)
        click.echo("the tables are up to date")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, with the embedded database up (`manage check`, `manage shell` …)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakanai.server.settings")
    from django.core.management import execute_from_command_line

    with _told(), ExitStack() as stack:
        if not database.external() and arguments[:1] not in {("makemigrations",), ("check",), ("help",), ()}:
            stack.enter_context(processes.embedded_cluster().using())
        execute_from_command_line(["kakanai manage", *arguments])


@contextmanager
def _told() -> Iterator[None]:
    """Tell an error in words instead of a traceback."""
    try:
        yield
    except ServerError as error:
        click.echo(f"kakanai: {error.clerk}\n         {error}", err=True)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        click.echo("\nstopped", err=True)
        raise SystemExit(0) from None


def _still_there(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    # In a container without an init nobody fetches the exit code, and the process stays as a zombie.
    return state != "Z"


def _start_in_background(host: str, port: int) -> None:
    with _told():
        if processes.running_server():
            raise ServerError("a server already runs here; `kakanai server status` says more")
        log = environment.var() / "log" / "server.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            child = subprocess.Popen(
                [sys.executable, "-m", "kakanai", "server", "start", "--host", host, "--port", str(port)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        while b"answers on" not in log.read_bytes():
            if child.poll() is not None:
                raise ServerError(f"the server did not start:\n{log.read_text(errors='replace')[-1500:]}")
            time.sleep(0.1)
        click.echo(log.read_text().strip().splitlines()[-1].replace("  (Ctrl-C stops it)", ""))
