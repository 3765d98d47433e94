"""`kakanai agent enrol | run`."""

from __future__ import annotations

import logging
import os
import signal
from pathlib import Path

import click

from kakanai.agent.errors import AgentError, DeviceKeyError
from kakanai.agent.pins import PinSource, ScriptedPins


@click.group()
def agent() -> None:
    """The program on the clerk's PC: reads the card for the desk. Opens no port; asks for PINs in its own window."""


@agent.command()
@click.option("--server", required=True, help="the desk's address, https://…")
@click.option("--token", required=True, help="the one-time enrolment token shown by the desk")
@click.option("--device", required=True, type=click.Path(path_type=Path), help="where this PC's key file goes")
@click.option("--name", default="", help="a name for this PC, such as the sticker on it")
@click.option(
    "--ca", "ca_file", type=click.Path(exists=True, dir_okay=False), help="the desk's certificate authority (PEM)"
)
def enrol(server: str, token: str, device: Path, name: str, ca_file: str | None) -> None:
    """Make this PC's key and register it for one counter."""
    from kakanai.agent import client

    try:
        # Before the token is used up: it is good once.
        device.parent.mkdir(parents=True, exist_ok=True)
        if device.is_dir() or not os.access(device if device.exists() else device.parent, os.W_OK):
            raise click.BadParameter(f"cannot be written: {device}", param_hint="--device")
        with client.http_client(server, ca_file=ca_file) as http:
            made = client.enrol(http, token, name or device.stem)
        made.save(device)
    except AgentError as error:
        raise click.ClickException(f"{error.clerk} ({error})") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    click.echo(f"enrolled for {made.counter_label}; key file {device.name}")


@agent.command()
@click.option("--server", required=True, help="the desk's address, https://…")
@click.option("--counter", default="", help="the counter's id; must be the enrolled one")
@click.option("--device", required=True, type=click.Path(path_type=Path), help="this PC's key file")
@click.option("--reader", "reader_name", default="pcsc", help="pcsc, pcsc:NAME or virtual:FOLDER")
@click.option("--pin-source", default="window", help="window, or script:FILE for virtual cards")
@click.option(
    "--ca", "ca_file", type=click.Path(exists=True, dir_okay=False), help="the desk's certificate authority (PEM)"
)
def run(server: str, counter: str, device: Path, reader_name: str, pin_source: str, ca_file: str | None) -> None:
    """Serve one counter until stopped."""
    from kakanai.agent import client, harden, readers
    from kakanai.agent.device import Device
    from kakanai.agent.run import Agent

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    harden.protect_memory()
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: _stop(stopped, number))
    try:
        enrolled = Device.load(device)
        if counter and counter != enrolled.counter:
            raise DeviceKeyError(f"the key file is for counter {enrolled.counter}")
        reader = readers.parse(reader_name)
        with client.http_client(server, ca_file=ca_file) as http:
            serving = Agent(client.DeskClient(http, enrolled), reader, _pins(pin_source))
            click.echo(f"serving {enrolled.counter_label}", err=True)
            serving.serve(lambda: bool(stopped))
    except (AgentError, ValueError) as error:
        raise click.ClickException(f"{getattr(error, 'clerk', '')} ({error})") from error
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


def _stop(stopped: list[int], number: int) -> None:
    stopped.append(number)
    raise KeyboardInterrupt


def _pins(text: str) -> PinSource:

    kind, _, rest = text.partition(":")
    if kind == "script" and rest:
        return ScriptedPins(Path(rest), show=lambda message: click.echo(message, err=True))
    if kind == "window":
        from kakanai.agent.window import WindowPins

        return WindowPins()
    raise ValueError(f"not a PIN source: {text}")
