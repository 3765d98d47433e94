"""`kakanai robot learn`: open a screen that nobody mapped, say what each field seems to be, draft a map."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from kakanai.robots.runner.learn import Learned
    from kakanai.robots.runner.screens import Screen


@click.command()
@click.argument("url")
@click.option("--target", default="new_target", show_default=True, help="Code of the core system.")
@click.option("--operation", default="entry", show_default=True, help="What is done on the screen.")
@click.option("--frame", default="", help="Name of the frame that holds the form; found by itself when not given.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the draft of a map there.")
@click.option(
    "--json", "json_path", type=click.Path(path_type=Path), help="Write what was found there, field by field."
)
@click.option(
    "--show-browser", is_flag=True, help="Show the browser and wait, so that you can sign in and go to the screen."
)
@click.option("--desk", "address", default="", help="Hand the draft to this desk's list of maps to be approved.")
def learn(
    url: str, target: str, operation: str, frame: str, out: Path | None, json_path: Path | None, show_browser: bool,
    address: str,
) -> None:  # fmt: skip
    """Open a screen that nobody mapped and draft its map for a person to approve.

    URL is an address or the name of an HTML file. Fields that are not sure are left
    out, and it is said why.
    """
    from kakanai.robots.runner import draft as drafting
    from kakanai.robots.runner import learn as learning
    from kakanai.robots.runner.errors import RunnerError

    try:
        screen, place, inside = _web(url, frame, show_browser)
    except RunnerError as error:
        raise click.ClickException(f"{error.ja}\n{error}") from error
    learned = learning.learn(screen)
    _tell(learned)
    text = drafting.draft(screen, learned, target=target, operation=operation, place=place, frame=inside)
    if json_path:
        json_path.write_text(json.dumps([_plain(x) for x in learned], ensure_ascii=False, indent=1), encoding="utf-8")
    if out:
        out.write_text(text, encoding="utf-8")
        click.echo(f"{out} に書きました。確かめて、承認してから使ってください。")
    if address:
        _propose(address, text)


def _web(url: str, frame: str, show_browser: bool) -> tuple[Screen, str, str]:
    from kakanai.robots.runner.drivers.browser import running_browser
    from kakanai.robots.runner.drivers.web import WebPort

    address = url if "://" in url else Path(url).resolve().as_uri()
    with running_browser(headless=not show_browser) as browser:
        port = WebPort(browser, address)
        place, inside = port.visit(address, frame)
        if show_browser:
            click.pause("画面を開いたら、ここで Enter を押してください。")
            place, inside = port.here(frame)
        screen = port.scan()
        port.close()
    parts = urlsplit(place)
    return screen, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), inside


def _tell(learned: list[Learned]) -> None:
    for found in learned:
        sure = f"{found.mapping.item}@{found.mapping.role} {found.mapping.confidence:.2f}" if found.mapping else "－"
        part = f" [{found.mapping.part}]" if found.mapping and found.mapping.part else ""
        place = f"{found.control.section or '－'} / {found.control.caption or '(なし)'}"
        click.echo(f"{'○' if found.field else '　'} {place}: {sure}{part}  {found.why}".rstrip())
    kept = sum(x.field is not None for x in learned)
    click.echo(f"{len(learned)} 項目のうち {kept} 項目の案。残りは人が決めます。")


def _plain(found: Learned) -> dict[str, Any]:
    control = found.control
    return {
        "caption": control.caption,
        "section": control.section,
        "path": control.path,
        "kind": control.kind,
        "id": control.id,
        "item": found.mapping.item if found.mapping else None,
        "role": found.mapping.role if found.mapping else None,
        "part": found.mapping.part if found.mapping else None,
        "confidence": found.mapping.confidence if found.mapping else None,
        "field": found.field,
        "mapping": asdict(found.mapping) if found.mapping else None,
        "why": found.why,
    }


def _propose(address: str, text: str) -> None:
    from kakanai.robots.cli import token
    from kakanai.robots.runner.client import HttpDesk

    HttpDesk(address, token()).propose_map(text, [])
    click.echo("画面定義の案として送りました。画面定義の一覧で、確かめて承認してください。")
