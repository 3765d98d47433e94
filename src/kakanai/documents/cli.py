"""`kakanai documents`: check the form definitions, and print calibration sheets."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from kakanai.catalogue.forms import load_forms
from kakanai.catalogue.forms.linter import lint as lint_forms
from kakanai.catalogue.forms.loader import DATA
from kakanai.documents.errors import DocumentsError


@click.group()
def documents() -> None:
    """Forms and the papers of a visit."""


@documents.command("lint")
@click.option("--data", type=click.Path(path_type=Path, exists=True), default=DATA, help="folder of definitions")
def lint_command(data: Path) -> None:
    """Check every form definition; exit 1 when anything is wrong."""
    findings = lint_forms(data)
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{len(findings)} findings")
    raise SystemExit(1 if findings else 0)


@documents.command("list")
@click.argument("municipality")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="day (default: today)")
def list_command(municipality: str, on: datetime | None) -> None:
    """List the forms in force in a municipality."""
    day = on.date() if on else date.today()  # noqa: DTZ011 - the office's wall calendar
    for form in load_forms(municipality, day).values():
        click.echo(f"{form.id}\t{form.title}\t{form.office}\t{form.valid_from}")


@documents.command()
@click.argument("overlay")
@click.option("--official", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="the official PDF")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="PDF to write")
def calibrate(overlay: str, official: Path | None, out: Path) -> None:
    """Print a millimetre grid and the places of an OVERLAY (its id), over the official PDF where given."""
    from kakanai.documents.overlay import FOLDER, calibration, read_overlay

    try:
        pdf = calibration(read_overlay(FOLDER / f"{overlay}.yaml"), official.read_bytes() if official else None)
    except DocumentsError as error:
        raise click.ClickException(f"{error.clerk}\n{error.en}") from error
    out.write_bytes(pdf)
    click.echo(str(out))
