"""`kakanai robot run`: work a queue off, in one lane or in several, with one line that says how far it is."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from queue import Queue
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kakanai.robots.runner.desk import Claim

_WORDS = {
    "done": "完了",
    "handed_over": "受け渡し",
    "dry_run": "試し入力",
    "absent": "未登録",
    "ambiguous": "照会待ち",
    "access": "延期",
    "different": "確認待ち",
    "duplicate": "確認待ち",
    "data": "確認待ち",
    "recorded": "確認待ち",
    "screen": "画面停止",
}
"""An outcome in the words of the board; whatever is not named here was given back."""


@click.command()
@click.option("--desk", "address", default="http://127.0.0.1:8000", show_default=True, help="Address of the desk.")
@click.option("--target", "targets", multiple=True, help="Targets to work on; all enrolled ones when not given.")
@click.option("--until-empty", is_flag=True, help="Stop when nothing is left to claim.")
@click.option("--lanes", default=1, show_default=True, help="How many sessions to work in side by side.")
@click.option("--look-at", default="", help="Look at every screen, read-only, each day at this time: 08:00.")
@click.option("--show-browser", is_flag=True, help="Show the browser window.")
@click.option("--report", is_flag=True, hidden=True, help="Say what was done as lines of JSON: for the lanes.")
def run(
    address: str,
    targets: tuple[str, ...],
    until_empty: bool,
    lanes: int,
    look_at: str,
    show_browser: bool,
    report: bool,
) -> None:
    """Work a queue off. The runner's token comes from KAKANAI_ROBOT_TOKEN or the key store.

    A target never has more sessions at once than its screen map says, however many lanes there are.
    """
    progress = _Report() if report else Progress()
    try:
        if lanes > 1:
            _side_by_side(lanes, _again(address, targets, until_empty, show_browser), look_at, progress)
        else:
            _alone(address, list(targets), until_empty, show_browser, _Looks(look_at), progress)
    except KeyboardInterrupt:
        pass
    progress.close()


class _Looks:
    """Says once a day, from a time on, that the screens are to be looked at."""

    def __init__(self, clock: str) -> None:
        self._clock, self._last = clock, ""

    def due(self) -> bool:
        """Whether the look of this day is due; asked again, it is not."""
        now = time.strftime("%Y-%m-%d %H:%M")
        if not self._clock or now[11:] < self._clock or now[:10] == self._last:
            return False
        self._last = now[:10]
        return True


def _alone(
    address: str, targets: list[str], until_empty: bool, show_browser: bool, looks: _Looks, progress: Progress
) -> None:
    from kakanai.robots.cli import token
    from kakanai.robots.runner import canaries
    from kakanai.robots.runner.client import HttpDesk
    from kakanai.robots.runner.drivers.browser import LazyBrowser
    from kakanai.robots.runner.errors import RunnerError
    from kakanai.robots.runner.worker import Worker, driver_factory

    desk = HttpDesk(address, token())
    try:
        names = targets or [t["code"] for t in desk.targets()]
        with LazyBrowser(headless=not show_browser) as browser:
            worker = Worker(desk, driver_factory(browser), names, told=progress.told)

            def look_at_screens() -> None:
                if looks.due():
                    worker.close()  # an account may have one session only
                    canaries.look_at_all(desk, browser)

            worker.between = look_at_screens
            worker.run(until_empty=until_empty)
    except RunnerError as error:
        raise click.ClickException(f"{error.ja}\n{error}") from error


def _again(address: str, targets: tuple[str, ...], until_empty: bool, show_browser: bool) -> list[str]:
    """Return the command of one lane: a process of its own, so that one that dies takes nobody along."""
    command = [sys.executable, "-m", "kakanai", "robot", "run", "--desk", address, "--report"]
    command += [part for target in targets for part in ("--target", target)]
    return command + ["--until-empty"] * until_empty + ["--show-browser"] * show_browser


def _side_by_side(lanes: int, command: list[str], look_at: str, progress: Progress) -> None:
    told: Queue[str | None] = Queue()
    looks = [["--look-at", look_at] if look_at and number == 0 else [] for number in range(lanes)]
    processes = [subprocess.Popen(command + more, stdout=subprocess.PIPE, text=True) for more in looks]
    for process in processes:
        threading.Thread(target=_listen, args=(process, told), daemon=True).start()
    living = lanes
    try:
        while living:
            line = told.get()
            if line is None:
                living -= 1
            else:
                progress.add(**json.loads(line))
    finally:
        for process in processes:
            process.terminate()
        codes = [process.wait(timeout=30) for process in processes]
    if any(codes):
        raise click.ClickException(f"{sum(bool(c) for c in codes)} / {lanes} のレーンが止まりました。")


def _listen(process: subprocess.Popen[str], told: Queue[str | None]) -> None:
    for line in process.stdout or ():
        told.put(line)
    told.put(None)


class Progress:
    """One line that says what was done and how fast; no personal value."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.outcomes: Counter[str] = Counter()
        self.targets: dict[str, list[float]] = {}

    def told(self, claim: Claim, outcome: str, seconds: float) -> None:
        """Take one piece of work from a worker."""
        self.add(claim.job.target, claim.job.key, outcome, seconds)

    def add(self, target: str, key: str, outcome: str, seconds: float) -> None:
        """Count one piece of work and draw the line anew."""
        self.outcomes[_WORDS.get(outcome, "戻した")] += 1
        if outcome == "done":
            self.targets.setdefault(target, []).append(seconds)
        self._draw(f"{target} {key} {_WORDS.get(outcome, '戻した')} {seconds:.1f}秒")

    def _draw(self, last: str) -> None:
        line = f"{self.outcomes.total():>5} 件  {self.per_minute:5.1f} 件/分  {self._sums()}  ｜ {last}"
        if sys.stdout.isatty():
            click.echo(f"\r\x1b[K{line}", nl=False)
        else:
            click.echo(line)

    @property
    def per_minute(self) -> float:
        """Pieces of work in a minute since the start, over all lanes."""
        return 60 * self.outcomes.total() / max(time.monotonic() - self.started, 0.001)

    def _sums(self) -> str:
        return "  ".join(f"{word} {count}" for word, count in self.outcomes.most_common())

    def close(self) -> None:
        """Print the sum, and for each target how many were read back and how long one took."""
        click.echo(f"\n{self.outcomes.total()} 件を処理しました。{self._sums()}")
        for target, seconds in sorted(self.targets.items()):
            middle = sorted(seconds)[len(seconds) // 2]
            click.echo(f"  {target:<14} 読み戻しまで完了 {len(seconds):>4} 件  中央値 {middle:.1f} 秒")


class _Report(Progress):
    """What a lane tells the process that started it."""

    def add(self, target: str, key: str, outcome: str, seconds: float) -> None:
        """Write a line of JSON."""
        click.echo(json.dumps({"target": target, "key": key, "outcome": outcome, "seconds": round(seconds, 3)}))
        sys.stdout.flush()

    def close(self) -> None:
        """Say nothing more."""
