"""`kakanai signing`: check a bundle offline, take it apart, make a sealing key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from cryptography import x509

from kakanai.signing.container import unpack
from kakanai.signing.errors import SigningError
from kakanai.signing.report import Report, Trust, Verdict
from kakanai.signing.seal import SealKey, fingerprint
from kakanai.signing.verify import verify as verify_bundle

EXIT = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.INDETERMINATE: 2}
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_SIGNS = {True: "○", False: "×", None: "？"}


@click.group()
def signing() -> None:
    """Signatures and the evidence for them."""


@signing.command()
@click.argument("file", type=_FILE)
@click.option("--seal-key", "seal_keys", multiple=True, help="public sealing key: a .pub file or 64 hex digits")
@click.option("--anchor", "anchors", multiple=True, type=_FILE, help="CA, PEM or DER")
@click.option("--accept-virtual", is_flag=True, help="let a virtual card's signature pass (demonstrations)")
@click.option("--accept-declared-answers", is_flag=True, help="believe a good answer without a signed response")
@click.option("--json", "as_json", is_flag=True, help="print the report as JSON")
def verify(
    file: Path,
    seal_keys: tuple[str, ...],
    anchors: tuple[Path, ...],
    accept_virtual: bool,
    accept_declared_answers: bool,
    as_json: bool,
) -> None:
    """Check a bundle without network or database. Exit 0: valid, 1: invalid, 2: not everything could be checked."""
    trust = Trust(
        frozenset(_seal_key(text) for text in seal_keys),
        tuple(_anchor(path) for path in anchors),
        accept_virtual,
        accept_declared_answers,
    )
    report = verify_bundle(file.read_bytes(), trust)
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1) if as_json else _sheet(report))
    raise SystemExit(EXIT[report.verdict])


@signing.command()
@click.argument("file", type=_FILE)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="folder to write into")
def extract(file: Path, out: Path) -> None:
    """Write the parts of a bundle as files: the document, the ink as SVG, the signed PDF, the evidence."""
    try:
        members = unpack(file.read_bytes())
    except SigningError as error:
        raise click.ClickException(f"{error.ja}\n{error.en}") from error
    for name, content in members.items():
        target = (out / name).resolve()
        if not target.is_relative_to(out.resolve()):
            raise click.ClickException(f"refused: {name}")
        with _told():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        click.echo(str(target))


@signing.command("new-seal-key")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def new_seal_key(path: Path) -> None:
    """Make the key with which a server seals bundles; keep the file from everyone, give the .pub to all."""
    if path.exists():
        raise click.ClickException(f"{path.name} is there already")
    key = SealKey.new()
    with _told():
        key.save(path)
    click.echo(f"{fingerprint(key.public)}  {key.public.hex()}")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error


def _sheet(report: Report) -> str:
    lines = [
        f"{_SIGNS[check.passed]} {check.ja}  [{check.code}{': ' if check.detail else ''}{check.detail}]"
        for check in report.checks
    ]
    about = [
        f"書類   SHA-256 {report.document_sha256}" if report.document_sha256 else "",
        f"来庁   {report.context.get('visit', '')}  日時 {report.context.get('at', '')}" if report.context else "",
        f"署名者 {report.signer}  方法 {report.method}" if report.signer else "",
    ]
    return "\n".join([f"判定: {report.verdict.ja} ({report.verdict.value})", *filter(None, about), "", *lines])


def _seal_key(text: str) -> bytes:
    path = Path(text)
    try:
        public = bytes.fromhex(path.read_text(encoding="ascii").strip() if path.is_file() else text)
    except (ValueError, OSError) as error:
        raise click.BadParameter(f"not a public key: {text}") from error
    if len(public) != 32:
        raise click.BadParameter("a public sealing key has 32 bytes")
    return public


def _anchor(path: Path) -> x509.Certificate:
    data = path.read_bytes()
    try:
        return (
            x509.load_pem_x509_certificate(data) if data.startswith(b"-----") else x509.load_der_x509_certificate(data)
        )
    except ValueError as error:
        raise click.BadParameter(f"not a certificate: {path.name}") from error
