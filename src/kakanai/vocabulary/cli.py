"""`kakanai vocabulary`: look at the items, check their data, ask what a label means."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from kakanai.vocabulary.items import load
from kakanai.vocabulary.linting import lint
from kakanai.vocabulary.mapping import map_label, propose


@click.group()
def vocabulary() -> None:
    """Items, roles, and what a form's label means."""


@vocabulary.command("list")
@click.argument("text", default="")
@click.option("--json", "as_json", is_flag=True, help="Every field of every item as JSON.")
def list_items(text: str, as_json: bool) -> None:
    """List the items whose id, name or synonyms contain TEXT."""
    found = [item for item in load().values() if text in " ".join((item.id, item.ja, *item.synonyms))]
    if as_json:
        click.echo(json.dumps([{**asdict(item), "choices": dict(item.choices)} for item in found], ensure_ascii=False))
        return
    for item in found:
        click.echo(f"{item.id:32} {item.type:10} {item.ja}  {'、'.join(item.held_by)}".rstrip())
    click.echo(f"{len(found)} 項目", err=True)


@vocabulary.command("lint")
def lint_data() -> None:
    """Check the data; exit 1 when something is wrong."""
    findings = lint()
    for finding in findings:
        click.echo(f"{finding.file}: {finding.where}: {finding.message}")
    click.echo(f"{len(load())} items, {len(load().roles)} roles, {len(findings)} findings", err=True)
    if findings:
        sys.exit(1)


@vocabulary.command("map")
@click.argument("label")
@click.option("--section", default="", help="The section's title, innermost last, parts split by /.")
@click.option("--beside", multiple=True, help="A neighbouring label; may be given several times.")
def map_one(label: str, section: str, beside: tuple[str, ...]) -> None:
    """Say which item and role LABEL means, or what it may mean."""
    found = map_label(label, section, beside)
    if found is not None:
        click.echo(f"{found.item} @{found.role}  {found.confidence:.2f}  {found.how}")
        return
    click.echo("わかりません（人が決めてください）。候補:")
    for mapping in propose(label, section, beside):
        click.echo(f"  {mapping.item} @{mapping.role}  {mapping.confidence:.2f}  {mapping.how}")
