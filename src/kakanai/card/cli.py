"""`kakanai card make | serve | read | tries | verify | trace`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kakanai.card.errors import CardError
from kakanai.card.transport import Transport

_READER = click.option("--reader", default="pcsc", help="pcsc, pcsc:NAME, or a virtual card's file")
_ANCHORS = click.option(
    "--anchors", "anchor_paths", multiple=True, type=click.Path(exists=True, path_type=Path), help="trust anchors"
)


@click.group()
def card() -> None:
    """The My Number Card: read, check, trace; make and present virtual cards."""


@card.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="folder of the deck")
@click.option("--family", "family_file", type=click.Path(exists=True, path_type=Path), help="another family file")
def make(out: Path, family_file: Path | None) -> None:
    """Make a deck of virtual cards with their trust anchors and a sheet of their secrets."""
    from kakanai.card.virtual.deck import SECRETS_FILE, family, make_deck

    with _told():
        for path in make_deck(out, family(family_file)):
            click.echo(path.name)
    click.echo(f"anchors.json, {SECRETS_FILE}")


@card.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--vpcd", "address", default="127.0.0.1:35963", help="HOST:PORT of a running vpcd")
@click.option("--strict", is_flag=True, help="every SELECT clears verified secrets")
@click.option("--fault-first", is_flag=True, help="answer the first command after power-up with 6F00")
@click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="write each exchange's sizes here")
def serve(file: Path, address: str, strict: bool, fault_first: bool, log: Path | None) -> None:
    """Put a virtual card into a virtual reader (vpcd), until it is closed or stopped."""
    from kakanai.card.virtual import vpcd
    from kakanai.card.virtual.engine import VirtualCard
    from kakanai.card.virtual.image import CardImage

    host, port = _address(address)
    with _told():
        kind = vpcd.LoggedCard if log else VirtualCard
        virtual = kind(CardImage.load(file), strict=strict, fault_first=fault_first)
        if isinstance(virtual, vpcd.LoggedCard) and log:
            virtual.log = log.open("a", encoding="ascii", buffering=1)
        connection = vpcd.connect(host, port)
        click.echo(f"{virtual.image.label} is in the reader at {address}", err=True)
        vpcd.serve(virtual, connection)


@card.command()
@_READER
@_ANCHORS
@click.option("--number-b", is_flag=True, help="open with 照合番号B instead of the PIN")
@click.option("--extended", is_flag=True, help="use extended length where the reader allows it")
@click.option("--json", "as_json", is_flag=True)
def read(reader: str, anchor_paths: tuple[Path, ...], number_b: bool, extended: bool, as_json: bool) -> None:
    """Read the four attributes and check their proof. The secret is asked for without being shown."""
    from kakanai.card import kenhojo
    from kakanai.card import reader as card_reader
    from kakanai.card.transport import CountingTransport

    credential = card_reader.NUMBER_B if number_b else card_reader.PIN
    with _told():
        anchors = _anchors(anchor_paths)
    with _told(), _opened(reader) as opened:
        counting = CountingTransport(opened)
        found = card_reader.read_attributes(counting, _ask, credential=credential, extended=extended)
        proof = found.proof
        integrity = kenhojo.verify_record(proof.ef0002, proof.ef0003, proof.ef0004, anchors)
    values = {
        "name": found.attributes.name,
        "address": found.attributes.address,
        "birth": found.attributes.birth,
        "sex": found.attributes.sex,
        "integrity": integrity.verdict.value,
        "world": integrity.world.value if integrity.world else None,
        "commands": counting.commands,
    }
    _print(values, as_json)
    if anchor_paths and not integrity.good:
        raise SystemExit(1)


@card.command()
@_READER
@click.option("--json", "as_json", is_flag=True)
def tries(reader: str, as_json: bool) -> None:
    """Show how many tries every secret of the card has left. Costs none."""
    from kakanai.card import reader as card_reader

    with _told(), _opened(reader) as opened:
        _print(card_reader.tries(opened), as_json)


@card.command()
@_READER
@_ANCHORS
@click.option("--json", "as_json", is_flag=True)
def verify(reader: str, anchor_paths: tuple[Path, ...], as_json: bool) -> None:
    """Check that the card is genuine: its record, and its own key by a fresh challenge."""
    import secrets

    from kakanai.card import kenhojo
    from kakanai.card import reader as card_reader

    challenge = card_reader.challenge_bytes(secrets.token_bytes(32), "kakanai card verify")
    with _told():
        anchors = _anchors(anchor_paths)
    with _told(), _opened(reader) as opened:
        proof = card_reader.read_attributes(opened, _ask, challenge=challenge).proof
        record = kenhojo.verify_record(proof.ef0002, proof.ef0003, proof.ef0004, anchors)
        alive = kenhojo.verify_card_key(proof.ef0004, proof.ef0007, challenge, proof.challenge_signature, anchors)
    _print({"record": record.verdict.value, "card_key": alive.verdict.value, "issuer": record.issuer_id}, as_json)
    if not (record.good and alive.good):
        raise SystemExit(1)


@card.command()
@_READER
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="write the trace here")
@click.option("--pin", is_flag=True, help="ask for the PIN, to survey what it opens")
@click.option("--number-b", is_flag=True, help="ask for 照合番号B, to survey the face")
@click.option("--sign", is_flag=True, help="ask for the signing password, to survey the signing certificate")
def trace(reader: str, out: Path | None, pin: bool, number_b: bool, sign: bool) -> None:
    """Write a redacted log that settles the open questions of the card's documentation on a test card.

    Holds no secret and no personal value: sizes, tags, length forms, classes of characters, status words, times.
    """
    from kakanai.card.survey import Secrets, survey

    given = Secrets(
        *(_asking(name) if wanted else None for name, wanted in zip(_SURVEYED, (pin, number_b, sign), strict=True))
    )
    with _told():
        # Before anybody types anything: a walk is not to be lost to a folder that is not there.
        if out:
            out.touch()
    with _told(), _opened(reader) as opened:
        text = "\n".join(survey(opened, given)) + "\n"
        if out:
            out.write_text(text, encoding="utf-8")
        else:
            click.echo(text, nl=False)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except CardError as error:
        raise click.ClickException(f"{error.clerk} ({error.code}: {error})") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or ''}: {error.strerror}".lstrip(": ")) from error


def _address(text: str) -> tuple[str, int]:
    """Return host and port of a vpcd; raises BadParameter."""
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise click.BadParameter(f"not HOST:PORT: {text}", param_hint="--vpcd")
    return host.strip("[]") or "127.0.0.1", int(port)


@contextmanager
def _opened(reader: str) -> Iterator[Transport]:
    if reader == "pcsc" or reader.startswith("pcsc:"):
        from kakanai.card import pcsc

        with pcsc.connect(reader.partition(":")[2]) as connected:
            yield connected
        return
    from kakanai.card.virtual import VirtualTransport
    from kakanai.card.virtual.engine import VirtualCard
    from kakanai.card.virtual.image import CardImage

    with VirtualTransport(VirtualCard(CardImage.load(Path(reader)))) as virtual:
        yield virtual


_SURVEYED = ("PIN", "照合番号B", "signing password")


def _asking(name: str) -> Any:
    """Return a way to ask for one secret that names it. Asked as often as the walk needs it: nothing typed is kept."""

    def ask(left: int) -> Any:
        click.echo(f"{name}. ", nl=False, err=True)
        return _ask(left)

    return ask


def _ask(left: int) -> Any:
    from kakanai.card.reader import Typed
    from kakanai.card.secret import Secret

    click.echo(f"tries left: {left}", err=True)
    agreed = left > 1 or click.confirm("one try is left; a mistake blocks it. Go on?", err=True)
    secret = Secret()
    click.echo("secret: ", nl=False, err=True)
    while (character := _getchar()) not in {"\r", "\n", ""}:
        secret.push(ord(character))
    click.echo("", err=True)
    return Typed(secret, agreed)


def _getchar() -> str:
    return click.getchar(echo=False) if sys.stdin.isatty() else sys.stdin.read(1)


def _anchors(paths: tuple[Path, ...]) -> Any:
    from kakanai.card import anchors

    return anchors.load(*paths)


def _print(values: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    for name, value in values.items():
        click.echo(f"{name}: {value}")
