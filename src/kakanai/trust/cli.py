"""`kakanai audit export | verify`."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import click
import django

from kakanai.trust.verifier import verify as verify_lines


@click.group()
def audit() -> None:
    """Export the audit log, and check an export without the database."""


@audit.command()
@click.option("--municipality", required=True, help="6-digit code")
@click.option("--out", type=click.Path(path_type=Path), required=True)
def export(municipality: str, out: Path) -> None:
    """Write the audit log of one municipality as JSON Lines with a signed checkpoint."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakanai.server.settings")
    django.setup()
    from kakanai.trust import actions, tenancy

    with tenancy.tenant(municipality), out.open("w", encoding="utf-8") as file:
        count = sum(1 for line in actions.export_audit() if file.write(line + "\n"))
    click.echo(f"{count} lines written to {out}")


@audit.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="the municipality's public audit key, base64")
def verify(file: Path, key: str | None) -> None:
    """Check an exported audit log: every chain, every digest, the checkpoint."""
    with file.open(encoding="utf-8") as lines:
        verdict = verify_lines(lines, base64.b64decode(key) if key else None)
    click.echo(f"{verdict.entries} entries, {verdict.cases} cases, checkpoint: {verdict.checkpoint}")
    for problem in verdict.problems:
        click.echo(f"  {problem}")
    if not verdict.good:
        raise SystemExit(1)
    click.echo("every chain holds")
