"""`kakanai catalogue`: lint, show, export to and import from a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from kakanai.catalogue.conditions import Always
from kakanai.catalogue.errors import CatalogueError
from kakanai.catalogue.furigana import in_brackets
from kakanai.catalogue.lint import lint as lint_catalogue
from kakanai.catalogue.loader import DATA, catalogue_in_force, load, municipalities, read_definitions
from kakanai.catalogue.model import Catalogue, DeadlineSpec, Procedure, Who
from kakanai.catalogue.readback import Phrases
from kakanai.catalogue.sheets import changes, export_workbook, import_workbook, write_folder

_DAY = click.DateTime(["%Y-%m-%d"])
_DATA_OPTION = click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=DATA,
    help="Folder of definitions. Default: the shipped ones.",
)


_TYPES = {"bool": "yes or no", "choice": "choice", "number": "number", "date": "date"}
_WHO = {
    Who.PERSON: "一人ずつ",
    Who.HOUSEHOLD: "世帯で一つ",
    Who.ANY: "一人でも当てはまれば世帯で一つ",
    Who.ALL: "全員が当てはまれば世帯で一つ",
}


def _on(value: datetime | None) -> date:
    return value.date() if value else datetime.now(ZoneInfo("Asia/Tokyo")).date()


@click.group()
def catalogue() -> None:
    """Life events, procedures and questions as data."""


@catalogue.command()
@click.option("--municipality", help="6-digit code. Default: every municipality stored.")
@click.option("--on", type=_DAY, help="Day whose rules are checked. Default: today.")
@_DATA_OPTION
def lint(municipality: str | None, on: datetime | None, data: Path) -> None:
    """Check that every procedure can be reached and decided, and that words, dates and citations are in order."""
    from kakanai.vocabulary.items import load as load_vocabulary

    count = 0
    for code in [municipality] if municipality else municipalities(data):
        for finding in lint_catalogue(code, _on(on), load_vocabulary(), data):
            count += 1
            click.echo(f"{code} {finding}")
    click.echo(f"{count} 件の指摘" if count else "指摘はありません")
    raise SystemExit(1 if count else 0)


@catalogue.command()
@click.argument("procedure", required=False)
@click.option("--municipality", default="990019", show_default=True)
@click.option("--on", type=_DAY, help="Day of the visit. Default: today.")
@click.option("--language", default="ja", show_default=True)
@_DATA_OPTION
def show(procedure: str | None, municipality: str, on: datetime | None, language: str, data: Path) -> None:
    """List the procedures in force, or read one back in words."""
    try:
        chosen = load(municipality, _on(on), data)
    except CatalogueError as error:
        raise click.ClickException(f"{error.clerk} ({error})") from error
    if language not in chosen.texts:
        raise click.UsageError(f"no texts in {language!r}; use {', '.join(sorted(chosen.texts))}")
    phrases = Phrases(chosen, language)
    if procedure is None:
        for each in chosen.procedures.values():
            click.echo(f"{each.id:<28} {in_brackets(phrases.finished(_called(each, phrases)))}")
        return
    if procedure not in chosen.procedures:
        raise click.ClickException(
            f"「{procedure}」という手続きはありません。kakanai catalogue show で一覧を見てください"
        )
    each = chosen.procedures[procedure]
    for line in _described(each, chosen, Phrases(chosen, language, each.events[0])):
        click.echo(in_brackets(phrases.finished(line)))


def _called(each: Procedure, phrases: Phrases) -> str:
    return f"{phrases.word(each.name)}({phrases.term(each.office)})"


def _described(each: Procedure, chosen: Catalogue, phrases: Phrases) -> Iterator[str]:
    yield _called(each, phrases)
    yield f"異動: {'、'.join(phrases.word(chosen.events[event].name) for event in each.events)}"
    yield f"対象: {_WHO[each.who]}"
    yield f"条件: {phrases.condition(each.condition)}"
    for rule in each.confirm:
        when = "" if isinstance(rule.when, Always) else f"{phrases.condition(rule.when)} → "
        yield f"確認: {when}{phrases.word(rule.reason)}"
    for law in each.laws:
        verified = f"、{law.verified_on.isoformat()} 確認" if law.verified_on else ""
        source = f"、{chosen.sources[law.source]['title']}" if law.source else ""
        yield f"根拠: {law.citation} 〔{law.certainty.label}{source}{verified}〕"
    for spec in each.deadlines:
        yield f"期限: {_deadline_said(spec, phrases)} 〔{spec.certainty.label}〕"
    if each.deadline_note:
        yield f"期限: {phrases.term(each.deadline_note)}"
    yield from _papers(each, phrases)
    yield from (f"手数料: {phrases.term(fee.name)} {fee.yen}円" for fee in each.fees)
    yield from (f"支給: {phrases.term(benefit.name)} {benefit.yen}円" for benefit in each.benefits)
    for event in each.events:
        for question in chosen.questions_for(each, event):
            yield f"質問({phrases.word(chosen.events[event].name)}): {phrases.word(question.text)}"
    yield f"集める項目: {'、'.join(each.collects) or 'なし'}"
    yield f"様式: {'、'.join(each.forms) or 'なし'}"
    yield f"入力先: {'、'.join(each.targets) or 'なし'}"
    yield f"市町村の値: {'、'.join(f'{name}={chosen.parameters[name]}' for name in each.parameters) or 'なし'}"
    yield f"受付窓口: {'、'.join(window.name for window in chosen.municipality.windows_for(each.id)) or 'なし'}"
    yield f"確かさ: {each.certainty.label}、適用: {each.valid_from} から {each.valid_to or ''}"


def _deadline_said(spec: DeadlineSpec, phrases: Phrases) -> str:
    texts = phrases.texts["deadline"]
    form = texts["before"] if spec.direction == "before" else texts["rule"]["in" if spec.first_day_counts else "out"]
    start, unit = phrases.term(spec.labels[0]), texts["units"][spec.unit]
    return str(form.format(start=start, n=spec.count, unit=unit, set_by=spec.set_by))


def _papers(each: Procedure, phrases: Phrases) -> Iterator[str]:
    for paper in each.papers:
        when = "" if paper.when is None else f"({phrases.condition(paper.when)}場合)"
        yield f"書類: {phrases.word(paper.name)}{when}"
    yield from (f"交付: {phrases.term(paper)}" for paper in each.issues)
    if each.agent:
        yield f"代理人: {phrases.term(each.agent)}"


@catalogue.command("items")
@click.option("--event", help="Only what the rules of a life event look at.")
def items_(event: str | None) -> None:
    """Print the facts that rules look at, as the table of docs/reference/household-file.md."""
    try:
        chosen = load("990019", _on(None))
        events = [event] if event else list(chosen.events)
        used = {name: chosen.looked_at(name) for name in events}
    except CatalogueError as error:
        raise click.ClickException(f"{error.clerk} ({error})") from error
    click.echo("| item | whose | type | values | in Japanese | looked at for |\n|---|---|---|---|---|---|")
    for item in chosen.items.values():
        where = [name for name in events if item.id in used[name]]
        if event and not where:
            continue
        values = ", ".join(f"`{value}` {words['ja']}" for value, words in item.values.items())
        more = ", any other code" if item.open else ""
        looked = "every event" if len(where) == len(chosen.events) else ", ".join(where) or "other facts"
        row = (f"`{item.id}`", item.scope, _TYPES[item.type], values + more, item.label["ja"], looked)
        click.echo(f"| {' | '.join(row)} |")


@catalogue.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--municipality", default="990019", show_default=True, help="Whose own values stand in the workbook.")
@_DATA_OPTION
def export(path: Path, municipality: str, data: Path) -> None:
    """Write the catalogue as a workbook (xlsx)."""
    try:
        count = export_workbook(path, municipality, _on(None), data)
    except CatalogueError as error:
        raise click.ClickException(f"{error.clerk} ({error})") from error
    click.echo(f"{count} 件の手続きを {path} に書き出しました")


@catalogue.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="Folder to write; default: only say what changes."
)
@_DATA_OPTION
def import_(path: Path, into: Path | None, data: Path) -> None:
    """Read a workbook back: say what it changes, or write the whole catalogue as a folder of YAML."""
    try:
        book = import_workbook(path, data)
        definitions = read_definitions(data)
        found = changes(book, definitions, catalogue_in_force(definitions, book.municipality, _on(None)))
    except CatalogueError as error:
        raise click.ClickException(error.clerk) from error
    for change in found:
        click.echo(str(change))
    if into is None:
        click.echo("取り込むには --into を付けてください" if found else "違いはありません")
        return
    written = write_folder(book, into, data)
    click.echo(
        f"{len(book.procedures)} 件の手続きと {len(book.questions)} 件の質問を {len(written)} 個のファイルに書きました"
    )
    click.echo(f"確かめるには: kakanai catalogue lint --data {into}")
