"""`kakanai reform …`: read one form, audit a folder of forms, score the reader."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from kakanai.reform.engine import FormDocument, ReformError, read


@click.group()
def reform() -> None:
    """様式の棚卸し：読み取り、点検、見直し案。"""


@reform.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.option("--allow-filled", is_flag=True, help="記入例も読みます（検証用）。")
def read_command(file: Path, *, as_json: bool, allow_filled: bool) -> None:
    """FILE の記入欄を読み取って表示します。"""
    try:
        document = read(file, allow_filled=allow_filled)
    except ReformError as error:
        raise click.ClickException(f"{error.ja}（{error.code}: {error.detail or error.en}）") from error
    if as_json:
        click.echo(json.dumps(document.to_json(), ensure_ascii=False, indent=1))
        return
    _print(document)


def _print(document: FormDocument) -> None:
    console = Console()
    console.print(
        f"[bold]{document.title}[/bold]　{document.form_number} {document.rule_reference}　記入欄 {len(document.fields)}"
    )
    table = Table(show_lines=False)
    for head in ("頁", "区分", "見出し", "種類", "選択肢", "項目", "根拠"):
        table.add_column(head)
    for item in document.fields:
        table.add_row(
            str(item.page),
            " › ".join(item.section),
            item.label + (f" ×{item.repeat}" if item.repeat > 1 else ""),
            item.kind.value,
            "・".join(item.options)[:24],
            f"{item.role}:{item.item}" if item.item else "―",
            item.evidence,
        )
    console.print(table)
    for warning in document.warnings:
        console.print(f"注意：{warning}")


@reform.command("audit")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/reform-audit"),
    show_default=True,
    help="報告の置き場所。",
)
@click.option(
    "--survey", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="行政手続等の棚卸調査（parquet）。"
)
@click.option(
    "--ordinances", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="例規集の本文（テキスト）。"
)
@click.option(
    "--holdings", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="市が保有する情報の一覧（YAML）。"
)
@click.option("--event", default="folder", help="ライフイベント（move_in など）。")
@click.option("--drafts", is_flag=True, help="見直し案（docx・xlsx・新旧対照表・前後の PDF）も書き出します。")
def audit_command(
    folder: Path,
    out: Path,
    survey: Path | None,
    ordinances: Path | None,
    holdings: Path | None,
    event: str,
    *,
    drafts: bool,
) -> None:
    """FOLDER の様式をすべて読み、点検の報告を書き出します。2 回目からは前回との違いも示します。"""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from kakanai.reform.engine.audit import audit_folder, form_files, write_report
    from kakanai.reform.engine.findings import Holdings
    from kakanai.reform.engine.survey import Survey

    state = out / "audit.json"
    previous = json.loads(state.read_text("utf-8")) if state.exists() else None
    console = Console()
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
    try:
        with bar:
            task = bar.add_task("読み取り", total=len(form_files(folder)))

            def step(name: str) -> None:
                bar.update(task, advance=1, description=name[-32:])

            audit = audit_folder(
                folder, event=event, survey=Survey.load(survey) if survey else None,
                holdings=Holdings.load(holdings) if holdings else None,
                ordinances=ordinances.read_text("utf-8") if ordinances else None, previous=previous, step=step,
            )  # fmt: skip
    except ReformError as error:
        raise click.ClickException(f"{error.ja}（{error.code}: {error.detail or error.en}）") from error
    written = write_report(audit, out, drafts=drafts)
    fields = sum(len(d.fields) for d in audit.documents)
    console.print(
        f"様式 {len(audit.documents)}　記入欄 {fields}　所見 {len(audit.findings)}　読まなかったファイル {len(audit.refused)}"
    )
    for name, items in audit.changes.items():
        console.print(f"前回から：{name} {len(items)}")
    console.print(f"報告：{out / 'report.md'}（ほか {len(written) - 1} 件）")


@reform.command("gold")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--format", "formats", multiple=True, default=("xlsx", "docx", "pdf", "html"), show_default=True)
@click.option("--bundle", help="この束の様式だけ（move_in、birth、death）。")
def gold_command(folder: Path, formats: tuple[str, ...], bundle: str | None) -> None:
    """見本市の様式（新しく描いたもの）と正解を FOLDER に書き出します。"""
    from kakanai.reform.engine.gold.emit import write_set
    from kakanai.reform.engine.gold.spec import load_forms

    forms = tuple(f for f in load_forms() if bundle is None or bundle in f.bundles)
    click.echo(f"{len(write_set(folder, formats, forms))} ファイルを書き出しました。")
