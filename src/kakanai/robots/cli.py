"""`kakanai robot`: run a queue, learn a screen, prove the promises, look before the counter opens."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from kakanai.robots.clilearn import learn
from kakanai.robots.clirun import run


@click.group()
def robot() -> None:
    """Type accepted applications into core systems, once."""


robot.add_command(learn)
robot.add_command(run)


def token() -> str:
    """Return the runner's token from the environment or the key store. Raises ClickException without one."""
    import keyring
    from keyring.errors import KeyringError

    token = os.environ.get("KAKANAI_ROBOT_TOKEN")
    if not token:
        try:
            token = keyring.get_password("kakanai-robot", "token")
        except KeyringError:
            token = None
    if not token:
        raise click.ClickException("ロボットの鍵がありません。KAKANAI_ROBOT_TOKEN に設定してください。")
    return token


@robot.command("lint")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def lint_maps(files: tuple[Path, ...]) -> None:
    """Check screen maps."""
    from kakanai.robots.runner.errors import MapError
    from kakanai.robots.runner.lint import lint
    from kakanai.robots.runner.screenmap import load

    severe = 0
    for path in files:
        try:
            problems = lint(load(path))
        except MapError as error:
            click.echo(f"{path.name}: {error.ja} ({error})")
            severe += 1
            continue
        for problem in problems:
            click.echo(f"{path.name}: {'誤り' if problem.severe else '注意'}: {problem.ja} ({problem.text})")
            severe += problem.severe
    click.echo(f"{len(files)} 個の画面定義、誤り {severe}")
    raise SystemExit(1 if severe else 0)


def _inside(municipality: str) -> Any:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakanai.server.settings")
    django.setup()
    from kakanai.trust import tenancy

    return tenancy.tenant(municipality)


@robot.command()
@click.argument("municipality")
@click.argument("name")
@click.option("--target", "targets", multiple=True, required=True)
def enrol(municipality: str, name: str, targets: tuple[str, ...]) -> None:
    """Enrol a runner for targets and print its token, once."""
    with _inside(municipality):
        from kakanai.robots import actions

        click.echo(actions.enrol_runner(name, list(targets), actor="command line"))


@robot.command("approve")
@click.argument("municipality")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--by", required=True, help="Who approves: a named person.")
@click.option("--at", "address", default="", help="Where the target is.")
def approve_maps(municipality: str, files: tuple[Path, ...], by: str, address: str) -> None:
    """Put screen maps in force."""
    with _inside(municipality):
        from kakanai.robots import actions

        for path in files:
            row = actions.propose_map(path.read_text(encoding="utf-8"))
            actions.approve_map(row, by=by)
            if address:
                actions.set_target_address(row.target, address)
            click.echo(f"{row.target}.{row.operation} 版{row.version} を有効にしました。")


@robot.command()
@click.option("--cases", default=10_000, show_default=True, help="How many cases in all.")
@click.option("--state", type=click.Path(path_type=Path), help="File that keeps finished parts, to go on after a stop.")
def prove(cases: int, state: Path | None) -> None:
    """Run the commit-point fault suite: 0 entered twice, 0 falsely done, 0 lost. Resumable with --state."""
    import json

    from kakanai.robots.runner.proof import Counts, run_cases

    size, total = 500, Counts()
    kept: dict[str, Any] = json.loads(state.read_text()) if state and state.exists() else {}
    for first in range(0, cases, size):
        name = f"{first}+{min(size, cases - first)}"
        if name not in kept:
            kept[name] = _plain(run_cases(first, min(size, cases - first)))
            if state:
                state.write_text(json.dumps(kept))
        total.add(Counts(**kept[name]))
        click.echo(f"\r{total.cases:>7} 件  故障 {total.faulty}  二重 {total.twice}  虚偽完了 {total.falsely_done}"
                   f"  消失 {total.lost}  人の確認 {total.to_person}  素朴なロボットの二重 {total.naive_twice}", nl=False)  # fmt: skip
    click.echo()
    raise SystemExit(0 if total.holds else 1)


def _plain(counts: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(counts)


@robot.command()
@click.option("--desk", "address", default="http://127.0.0.1:8000", show_default=True)
def canary(address: str) -> None:
    """Open every mapped screen read-only and warn before the counter opens. Exits 1 when a screen changed."""
    from kakanai.robots.runner import canaries
    from kakanai.robots.runner.client import HttpDesk
    from kakanai.robots.runner.drivers.browser import running_browser
    from kakanai.robots.runner.errors import RunnerError

    try:
        with running_browser() as browser:
            found = canaries.look_at_all(HttpDesk(address, token()), browser)
    except RunnerError as error:
        raise click.ClickException(f"{error.ja}\n{error}") from error
    for name, differences in found.items():
        click.echo(f"{name}: {'変わりありません' if not differences else '画面が変わりました'}")
        for line in differences:
            click.echo(f"  {line}")
    raise SystemExit(1 if any(found.values()) else 0)
