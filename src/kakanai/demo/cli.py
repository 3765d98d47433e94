"""`kakanai demo [--play]`."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kakanai.server import processes
from kakanai.server.errors import ServerError

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kakanai.demo.play.run import Outcome
    from kakanai.demo.stage import Stage


@dataclass(frozen=True)
class _Wanted:
    """What a played visit is to leave behind."""

    json_path: Path | None
    pictures: Path | None
    only: tuple[str, ...]
    accessibility: bool
    documents: Path | None


@click.command()
@click.option(
    "--play", "plays", is_flag=True, help="Play one visit in a headless browser and print its stopwatch sheet."
)
@click.option("--json", "json_path", type=click.Path(dir_okay=False, path_type=Path), help="Write the sheet as JSON.")
@click.option("--pictures", type=click.Path(file_okay=False, path_type=Path), help="Keep a picture of every screen.")
@click.option("--only", multiple=True, metavar="NAME", help="Keep this screen's picture alone (may be given again).")
@click.option("--accessibility", is_flag=True, help="Hold every screen against axe-core; fails when it finds anything.")
@click.option("--documents", type=click.Path(file_okay=False, path_type=Path), help="Keep the visit's documents.")
@click.option("--port", default=None, type=int, help="The desk's port (8000; any free one with --play).")
def demo(
    plays: bool,
    json_path: Path | None,
    pictures: Path | None,
    only: tuple[str, ...],
    accessibility: bool,
    documents: Path | None,
    port: int | None,
) -> None:
    """Start the desk with a sample city, or play a visit in it."""
    try:
        if plays:
            _play(_Wanted(json_path, pictures, only, accessibility, documents), port or 0)
        else:
            _serve(processes.DEFAULT_PORT if port is None else port)
    except KeyboardInterrupt:
        click.echo("\nstopped")
    except ServerError as error:
        raise click.ClickException(str(error)) from error


def _serve(port: int) -> None:
    from kakanai.demo.stage import running_stage

    with processes.only_one("a server"), running_stage(port=port, say=_progress) as stage:
        _ask_for_the_drawer()
        _print_where_to_look(stage)
        if stage.desk is not None:
            stage.desk.wait()


def _ask_for_the_drawer() -> None:
    """Have the worker read the drawer of forms, while the desk already serves."""
    from kakanai.demo.tasks import ask_for_drawer

    ask_for_drawer()


def _print_where_to_look(stage: Stage) -> None:
    from kakanai.demo.city import PASSWORD, load_city

    city = load_city()
    click.echo(f"\n{city.name}の窓口が開きました（最初の画面まで {stage.first_screen_seconds:.1f}秒）。\n")
    click.echo(f"  窓口（職員）        {stage.url}/desk/?counter=1")
    click.echo(f"  タブレット（来庁者）  {stage.url}/desk/tablet/   別の窓で開き、窓口に出た番号を入れます")
    click.echo(f"  課の案件            {stage.url}/desk/cases/")
    click.echo(f"  ロボットの連携       {stage.url}/robots/")
    click.echo(f"  様式の見直し         {stage.url}/reform/   初めてのときは、引き出しの様式が1分ほどで並びます")
    for code in stage.ports:
        click.echo(f"  業務システム {code:<10} {stage.core_system(code)}/")
    click.echo(f"\n  取り込むファイル      {stage.hand_over}")
    click.echo(f"  カードを置く         echo p1 > {stage.cards / 'on-reader'}   （p1〜p4）")
    click.echo(f"\n  職員番号（パスワードはどれも {PASSWORD}）")
    for person in city.staff:
        click.echo(f"    {person['username']}  {person['name']}  {person['office']}  {'・'.join(person['roles'])}")
    click.echo("\n  Ctrl-C で終わります。")


def _play(wanted: _Wanted, port: int) -> None:
    # Playwright's synchronous calls run on an event loop of their own; Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    processes.set_up_django()
    from kakanai.demo.play.accessibility import Inspector
    from kakanai.demo.play.pictures import Photographer
    from kakanai.demo.play.run import PlayError, play, write_json
    from kakanai.demo.play.sheet import inspection_lines, lines_of
    from kakanai.demo.stage import running_stage

    inspector = Inspector() if wanted.accessibility else None
    photographer = Photographer(wanted.pictures, wanted.only) if wanted.pictures else None
    lookers = [one.look for one in (inspector, photographer) if one is not None]

    def look(name: str, page: Page) -> None:
        for each in lookers:
            each(name, page)

    with running_stage(port=port, fresh=True, say=_progress) as stage:
        try:
            outcome = play(stage, say=_progress, look=look)
        except PlayError as error:
            raise click.ClickException(f"the visit did not end: {error}") from error
    for line in [*lines_of(outcome.sheet), *(inspection_lines(inspector) if inspector else [])]:
        click.echo(line)
    if wanted.json_path:
        write_json(outcome.sheet, wanted.json_path, inspector)
    if wanted.documents:
        _keep(outcome, wanted.documents)
    if photographer and photographer.missing:
        raise click.ClickException(f"no such screen: {', '.join(photographer.missing)}")
    if inspector and inspector.violations:
        raise click.ClickException(f"{inspector.count} accessibility violations")


def _keep(outcome: Outcome, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "guidance.pdf").write_bytes(outcome.guidance)
    (folder / "signed.pdf").write_bytes(outcome.signed)
    (folder / "signature.kakanai").write_bytes(outcome.bundle)


def _progress(text: str) -> None:
    click.echo(f"· {text}", file=sys.stderr)
