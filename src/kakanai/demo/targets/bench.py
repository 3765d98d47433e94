"""A small old screen with its map on each kind of driver: for tests and proofs that type many times."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from kakanai.demo import targets
from kakanai.demo.targets import drift
from kakanai.demo.targets.definition import System, from_mapping, mapping
from kakanai.demo.targets.definition import load as load_system
from kakanai.demo.targets.desktop import DesktopProgram, Session
from kakanai.demo.targets.samples import family_values
from kakanai.demo.targets.terminal import TerminalHost
from kakanai.demo.targets.web import ACCOUNT, PASSWORD, CoreSystem
from kakanai.demo.targets.windows import WINDOW_CLASS, Program
from kakanai.robots.runner.desk import MemoryDesk
from kakanai.robots.runner.drivers import registry
from kakanai.robots.runner.drivers.base import ScreenPort
from kakanai.robots.runner.drivers.desktop import DesktopPort
from kakanai.robots.runner.drivers.screen import ScreenDriver
from kakanai.robots.runner.drivers.terminal import TerminalPort
from kakanai.robots.runner.drivers.uia import Uia
from kakanai.robots.runner.drivers.web import WebPort
from kakanai.robots.runner.engine import Work
from kakanai.robots.runner.jobs import Job, Value
from kakanai.robots.runner.journal import Journal
from kakanai.robots.runner.rules import Policy
from kakanai.robots.runner.screenmap import ScreenMap, load

KEPT = ("受付番号", "異動事由", "異動日(元号)", "異動日(年月日)", "氏名(漢字)", "氏名(カナ)", "生年月日(元号)",
        "生年月日(年月日)", "性別", "続柄コード", "世帯主氏名", "住所", "方書", "備考")  # fmt: skip


def small_system() -> System:
    """Return the resident register with fourteen of its fields, without frames."""
    return from_mapping(_small())


def _small() -> dict[str, Any]:
    raw = mapping("juki")
    for section in raw["sections"]:
        section["fields"] = [f for f in section["fields"] if f["caption"] in KEPT]
    raw["sections"] = [s for s in raw["sections"] if s["fields"]]
    shown = {k: v for k, v in raw["shown"].items() if k in ("異動日", "生年月日", "カナ氏名")}
    return raw | {"frames": False, "shown": shown}


def small_map() -> ScreenMap:
    """Return the map of those fields."""
    whole = load(targets.MAPS / "juki.transfer_in.yaml")
    assert whole.screen is not None  # noqa: S101 - the sample map has one
    lines = tuple(line for line in whole.screen.controls if line.split(" | ")[1] in KEPT)
    times = replace(whole.times, settle_seconds=1.5)
    return replace(whole, fields=tuple(f for f in whole.fields if f.caption in KEPT), frame="", times=times,
                   screen=replace(whole.screen, controls=lines))  # fmt: skip


def desktop_map() -> ScreenMap:
    """Return the same map for a program with windows: menu items, no lengths on the screen, rows that are taken.

    A desktop's record screen shows each box for itself, so that era and digits are read back one by one.
    """
    small, system = small_map(), load_system("juki")
    assert small.screen is not None and small.look is not None  # noqa: S101, PT018 - the sample map has both
    sizes = {f.caption: f.max for f in system.fields() if not f.options}
    lines = tuple(_without_length(line) for line in small.screen.controls)
    fields = tuple(replace(f, max=sizes.get(f.caption, 0), shown=_plain(f.caption, f.section)) for f in small.fields)
    look = replace(
        small.look,
        steps=(replace(small.look.steps[0], open=system.search.title),),
        screen=replace(small.look.screen, controls=tuple(_without_length(c) for c in small.look.screen.controls)),
        open="選択",
    )
    steps = (replace(small.steps[0], open=system.entry.title),)
    return replace(
        small, driver="desktop", steps=steps, fields=fields, look=look, screen=replace(small.screen, controls=lines)
    )


def _plain(caption: str, section: str) -> Any:
    from kakanai.robots.runner.screenmap import Reading

    return Reading(caption, section)


def _without_length(line: str) -> str:
    section, caption, kind, size = line.split(" | ")
    kind = "text" if kind == "textarea" else kind
    return f"{section} | {caption} | {kind} | {size if kind == 'select' else ''}"


@dataclass
class Bench:
    """One small target, one driver, one desk in memory; `type_one` types one more record and says what came of it."""

    screen_map: ScreenMap
    port: ScreenPort
    system: System
    make_driver: Callable[..., ScreenDriver] = ScreenDriver
    values: dict[str, Value] = field(default_factory=lambda: family_values(date(2026, 11, 20)))
    count: int = 0

    def __post_init__(self) -> None:
        account = {"user": ACCOUNT, "password": PASSWORD}.__getitem__
        self.map = self.screen_map
        self.driver = self.make_driver(self.screen_map, self.port, account, with_pictures=False)
        self.desk = MemoryDesk(Policy())

    def type_one(
        self, *, observer: Callable[[str], None] = lambda _step: None, values: dict[str, Value] | None = None,
        operation: str = "", **more: Any,
    ) -> tuple[str, Job, list[str]]:  # fmt: skip
        """Type a new record; return (outcome, job, the steps written into the journal)."""
        self.count += 1
        self.desk.frozen.clear()
        key, named = f"K{self.count:05d}", operation or f"{self.map.operation}:p1"
        job = Job(f"i{self.count}", key, self.map.target, named, 1, values or self.values, **more)
        self.desk.items.clear()
        self.desk.put(job)
        journal = Journal()
        self.driver.journal = journal.write
        claim = self.desk.claim([self.map.target])
        assert claim is not None  # noqa: S101 - it was just put
        outcome = Work(self.desk, self.driver, self.driver.screen_map, claim, observer, journal=journal).run()
        return outcome, job, [entry.step for entry in journal.entries]

    def redraw(self, names: list[str]) -> None:
        """Draw the target with these changes from now on."""
        raise NotImplementedError

    def behave(self) -> None:
        """Draw the target as it was."""
        raise NotImplementedError

    def stored(self, job: Job) -> list[dict[str, str]]:
        """Return what stands in the target's own ledger under the job's key, by field id."""
        raise NotImplementedError

    def close(self) -> None:
        """End session and target."""
        self.driver.close()


class WebBench(Bench):
    """Pages in a browser."""

    def __init__(self, browser: Any, screen_map: ScreenMap | None = None, system: System | None = None,
                 values: dict[str, Value] | None = None, driver: Callable[..., ScreenDriver] = ScreenDriver) -> None:  # fmt: skip
        self.core = CoreSystem(system or small_system())
        self.core.address = self.core.start()
        screen_map = screen_map or small_map()
        windows = screen_map.login.windows if screen_map.login else ()
        port = WebPort(browser, self.core.address, timeout=3, windows=windows)
        super().__init__(screen_map, port, self.core.system, driver)
        self.values = values or self.values

    def redraw(self, names: list[str]) -> None:
        """Tell the system to drift."""
        self.core.orders.tell("drift", times=-1, value=names)

    def behave(self) -> None:
        """Tell the system to behave."""
        self.core.orders.stop()

    def stored(self, job: Job) -> list[dict[str, str]]:
        """Look into the system's ledger."""
        return [r.values for r in self.core.ledger.by_key(job.key)]

    def saved(self, job: Job) -> list[Any]:
        """Return the ledger's records under the job's key."""
        return self.core.ledger.by_key(job.key)

    def close(self) -> None:
        """End both."""
        super().close()
        self.core.stop()


class DesktopBench(Bench):
    """Windows of a GTK program by AT-SPI. The session's environment must be this process's own."""

    def __init__(self, session: Session, driver: Callable[..., ScreenDriver] = ScreenDriver) -> None:
        self.program = DesktopProgram(session, "juki")
        self.program.redefine(_small() | {"sessions": 0})
        super().__init__(desktop_map(), registry.desktop_port(self.program.address), small_system(), driver)
        self._until_shown()

    def _until_shown(self) -> None:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                self.port.scan()
            except Exception:  # noqa: BLE001 - the window is not there yet
                time.sleep(0.1)
            else:
                return

    def restart(self) -> None:
        """Start the program again after it died."""
        self.program.start()
        self.program.redefine(_small() | {"sessions": 0})
        self._until_shown()

    def redraw(self, names: list[str]) -> None:
        """Tell the program to drift."""
        self.program.tell("drift", times=-1, value=names)

    def behave(self) -> None:
        """Tell the program to behave."""
        self.program.behave()

    def stored(self, job: Job) -> list[dict[str, str]]:
        """Look into the program's ledger."""
        return [r["values"] for r in self.program.records(job.key)]

    def close(self) -> None:
        """End both."""
        super().close()
        self.program.stop()


class WindowsBench(Bench):
    """Windows of a made-up program behind the adapter for UI Automation."""

    def __init__(self, driver: Callable[..., ScreenDriver] = ScreenDriver) -> None:
        self.program = Program(small_system())
        port = DesktopPort(Uia(self.program), WINDOW_CLASS)
        super().__init__(desktop_map(), port, self.program.system, driver)

    def redraw(self, names: list[str]) -> None:
        """Tell the program to drift."""
        self.program.orders.tell("drift", times=-1, value=names)

    def behave(self) -> None:
        """Tell the program to behave."""
        self.program.orders.stop()

    def stored(self, job: Job) -> list[dict[str, str]]:
        """Look into the program's ledger."""
        return [r.values for r in self.program.ledger.by_key(job.key)]


class TerminalBench(Bench):
    """A host's screens by s3270."""

    def __init__(self, driver: Callable[..., ScreenDriver] = ScreenDriver, timeout: float = 8.0) -> None:
        self.host = TerminalHost(load_system(targets.TERMINAL))
        screen_map = load(targets.TERMINAL_MAP)
        screen_map = replace(screen_map, times=replace(screen_map.times, settle_seconds=1.5))
        super().__init__(screen_map, TerminalPort(self.host.start(), timeout), self.host.system, driver)
        self.values = self.values | {"household:address.newMunicipality": "990019"}

    def redraw(self, names: list[str]) -> None:
        """Tell the host to drift."""
        self.host.orders.tell("drift", times=-1, value=names)

    def behave(self) -> None:
        """Tell the host to behave."""
        self.host.orders.stop()

    def stored(self, job: Job) -> list[dict[str, str]]:
        """Look into the host's ledger."""
        return [r.values for r in self.host.ledger.by_key(job.key)]

    def close(self) -> None:
        """End both."""
        super().close()
        self.host.stop()


def drawn(system: System, names: list[str]) -> System:
    """Return a system as it is drawn after the named changes."""
    return drift.apply(system, names)
