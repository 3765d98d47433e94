"""The sample host: a register of names on 3270 terminals, in the manner of the 1980s, drawn from the same definitions.

A transaction is typed on an empty screen: the first two letters of the screens' codes, and 01 to enter or 03 to search.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from pathlib import Path

from kakanai.demo.targets import drift, pages
from kakanai.demo.targets.definition import FieldDef, Screen, System, load
from kakanai.demo.targets.ledger import DuplicateKeyError, Ledger, Record
from kakanai.demo.targets.misbehaviour import Misbehaviour
from kakanai.demo.targets.tn3270 import COLUMNS, ROWS, UNFORMATTED, HungUpError, Input, Page, Sent, Terminal, decode
from kakanai.demo.targets.web import ACCOUNT, PASSWORD, BrokenConnectionError

Form = dict[str, str]
_KEY_ROW, _MESSAGE_ROW = ROWS - 2, ROWS - 1
_BOX = "row"


def missing() -> str:
    """Say what this machine lacks to run the sample host; empty when it has everything."""
    try:
        return "" if decode(b"\xc1") == "A" else "the C library has another EBCDIC"
    except (LookupError, AttributeError):
        return "the C library knows no Japanese EBCDIC"


class TerminalHost:
    """The host on loopback: definition, ledger, orders to misbehave. Each terminal has a session of its own."""

    def __init__(self, system: System, ledger: Path | str = ":memory:") -> None:
        self.system = system
        self.ledger = Ledger(ledger, system.number_start, unique=system.unique_key)
        self.orders = Misbehaviour()
        self.address = ""
        self.keys: list[str] = []
        """Every key that came, for tests that count them."""
        self.late = threading.Thread()
        """The latest save that was told to be late."""
        self._server: socket.socket | None = None
        self._sessions: dict[socket.socket, Session] = {}

    def start(self, port: int = 0) -> str:
        """Serve on loopback; return the address for a screen map's target."""
        self._server = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()
        self.address = f"tn3270://127.0.0.1:{self._server.getsockname()[1]}/cp939"
        return self.address

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            self._sessions[line] = Session(self, Terminal(line))
            self._sessions[line].run()
        except (HungUpError, BrokenConnectionError):
            pass
        finally:
            self._sessions.pop(line, None)
            _hang_up(line)

    def tell_everybody(self, text: str) -> None:
        """Write a message over whatever stands on the terminals, as an operator does."""
        for session in list(self._sessions.values()):
            session.message(text)

    def stop(self) -> None:
        """Hang up on everybody and serve no more."""
        if self._server is not None:
            _hang_up(self._server)
            self._server = None
        for line in list(self._sessions):
            _hang_up(line)

    def drawn(self) -> System:
        """The system as drawn now: changed when it was told to drift."""
        told, change = self.orders.take("drift")
        return drift.apply(self.system, change) if told else self.system

    def commit(self, values: Form) -> int:
        """Write one record as the store would."""
        stored = {f.id: values.get(f.id, "") for f in self.system.fields()}
        wrong, name = self.orders.take("wrong")
        if wrong:
            stored[name] = stored[name][:-1]
        key = self.system.key_field()
        return self.ledger.save(stored[key.id] if key else "", stored)


def _hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


class Session:
    """One terminal's way through the screens."""

    def __init__(self, host: TerminalHost, terminal: Terminal) -> None:
        self._host, self._terminal = host, terminal
        self._signed_on = False
        self._page, self._at, self._system = Page(), "", host.system
        self._found: list[Record] = []

    def run(self) -> None:
        """Answer keys until the terminal goes away."""
        self._sign_on_page()
        for sent in self._terminal.received():
            self._host.keys.append(sent.key)
            self._misbehave()
            self._answer(sent)

    def _misbehave(self) -> None:
        slow, seconds = self._host.orders.take("slow")
        if slow:
            time.sleep(seconds)
        if self._host.orders.take("logout")[0]:
            self._signed_on = False

    def _answer(self, sent: Sent) -> None:
        if self._host.orders.take("down")[0]:
            page = Page()
            page.text(_MESSAGE_ROW, 0, "システムは停止しています。(E503)")
            self._show(page, "")
        elif not self._signed_on:
            self._sign_on(self._page.typed(sent.fields), sent.key)
        elif sent.key == "CLEAR":
            self._show(Page(), "")
        elif UNFORMATTED in sent.fields:
            self._transaction(decode(sent.fields[UNFORMATTED]).strip())
        else:
            self._on_page(sent)

    def _show(self, page: Page, at: str, *, locked: bool = False) -> None:
        self._page, self._at = page, at
        self._terminal.show(page.stream(locked=locked))

    def _sign_on(self, typed: Form, key: str) -> None:
        if self._at != "sign_on" or key == "CLEAR":
            self._sign_on_page()
        elif (typed.get("user"), typed.get("pass")) == (ACCOUNT, PASSWORD):
            self._signed_on = True
            self.message("処理コードを入力してください。")
        else:
            self._sign_on_page("利用者番号または暗証が違います。(E001)")

    def _sign_on_page(self, note: str = "") -> None:
        page = _headed(Screen(f"{self._host.system.entry.code[:2]}0000", "利用者確認"), keys="ENTER=開始", note=note)
        _box(page, 4, "利用者番号", Input("user", 10))
        _box(page, 5, "暗証", Input("pass", 10, kind="hidden"))
        self._show(page, "sign_on")

    def message(self, text: str) -> None:
        """Show one line and nothing else."""
        page = Page()
        page.text(_MESSAGE_ROW, 0, text)
        self._show(page, "")

    def _transaction(self, code: str) -> None:
        self._system = self._host.drawn()
        prefix = self._host.system.entry.code[:2]
        if code == f"{prefix}01":
            self._show(entry(self._system, {}), "entry")
        elif code == f"{prefix}03":
            self._show(search(self._system, {}, None), "search")
        else:
            self.message(f"処理コード {code} はありません。(E404)")

    def _on_page(self, sent: Sent) -> None:
        typed = self._page.typed(sent.fields)
        if self._at == "entry" and sent.key == "PF5":
            self._save(typed)
        elif self._at == "search" and sent.key == "ENTER":
            self._search(typed)
        elif sent.key == "PF3":
            self.message("処理コードを入力してください。")
        else:
            self._terminal.show(self._page.stream())

    def _search(self, typed: Form) -> None:
        chosen = [r for n, r in enumerate(self._found) if typed.get(f"{_BOX}{n}") == "S"]
        if len(chosen) == 1:
            self._show(inquiry(self._system, chosen[0]), "inquiry")
            return
        given = {c: typed.get(pages.c_id(c), "") for c in self._system.search.by}
        self._found = [
            r for r in self._host.ledger.all()
            if all(pages.shown(self._system, r, c) == v for c, v in given.items() if v)
        ]  # fmt: skip
        self._show(search(self._system, given, self._found), "search")

    def _save(self, typed: Form) -> None:
        system, orders = self._system, self._host.orders
        missing = [f.caption for f in system.fields() if f.required and not typed.get(f.id)]
        if missing:
            note = f"入力エラー:{'、'.join(missing)}を入力してください。(E101)"
            self._show(entry(system, typed, note), "entry")
            return
        if orders.take("crash_before")[0]:
            raise BrokenConnectionError
        late, seconds = orders.take("late")
        if late:
            self._host.late = threading.Timer(seconds, self._commit_late, (typed,))
            self._host.late.start()
            raise BrokenConnectionError
        try:
            number = self._host.commit(typed)
        except DuplicateKeyError:
            self._show(entry(system, typed, "受付番号が重複しています。(E201)"), "entry")
            return
        if orders.take("crash_after")[0]:
            raise BrokenConnectionError
        page = _headed(system.saved, note=f"登録しました。{system.number_caption} {number}")
        self._show(page, "saved", locked=orders.take("lock")[0])

    def _commit_late(self, typed: Form) -> None:
        with contextlib.suppress(DuplicateKeyError):
            self._host.commit(typed)


def _headed(screen: Screen, *, keys: str = "", note: str = "") -> Page:
    page = Page()
    page.text(0, page.text(0, 0, screen.code), screen.title)
    if keys:
        page.text(_KEY_ROW, 0, keys)
    if note:
        page.text(_MESSAGE_ROW, 0, note)
    return page


def _box(page: Page, row: int, caption: str, item: Input, guide: str = "") -> None:
    column = page.input(row, page.text(row, 1, f"{caption} :"), item)
    page.text(row, column, guide)


def _field(page: Page, row: int, item: FieldDef, value: str) -> None:
    width = max((len(c) for c in item.options), default=2 * item.max if item.kind == "kanji" else item.max)
    guide = " ".join(f"{code}:{word}" for code, word in item.options.items() if code)
    _box(page, row, item.caption, Input(item.id, width, value, item.kind), guide)


def entry(system: System, values: Form, note: str = "") -> Page:
    """The entry screen, filled with what was typed before."""
    page = _headed(system.entry, keys=f"PF3=取消 PF5={system.look.save_caption}", note=note)
    if system.look.banner:
        page.text(1, 0, system.look.banner)
    row = 2
    for section in system.sections:
        if system.look.section_marks:
            page.text(row, 0, f"■{section.title}")
            row += 1
        for item in section.fields:
            _field(page, row, item, values.get(item.id, ""))
            row += 1
    return page


def search(system: System, given: Form, rows: list[Record] | None) -> Page:
    """The search screen, with its lines after a search."""
    note = "該当データはありません。" if rows == [] else ""
    page = _headed(system.search, keys="ENTER=検索", note=note)
    for number, caption in enumerate(system.search.by):
        _box(page, 2 + number, caption, Input(pages.c_id(caption), 12, given.get(caption, "")))
    if rows:
        _lines(page, system, rows, 3 + len(system.search.by))
    return page


def _lines(page: Page, system: System, rows: list[Record], top: int) -> None:
    places = (12, 24, 42)
    page.text(top, 1, "S=選択")
    for column, caption in zip(places, (system.number_caption, *system.columns), strict=False):
        page.text(top, column, caption)
    for number, record in enumerate(rows[: _KEY_ROW - top - 1]):
        row = top + 1 + number
        page.text(row, page.input(row, 1, Input(f"{_BOX}{number}", 1)), "")
        shown = (str(record.number), *(pages.shown(system, record, c) for c in system.columns))
        for column, text in zip(places, shown, strict=False):
            page.text(row, column, text)


def inquiry(system: System, record: Record) -> Page:
    """The read-only screen of one record."""
    page = _headed(system.inquiry, keys="PF3=終了")
    page.text(2, page.text(2, 1, f"{system.number_caption} :"), str(record.number))
    row = 3
    for section in system.sections:
        page.text(row, 0, f"■{section.title}")
        row += 1
        for item in section.fields:
            column = page.text(row, 1, f"{item.caption} :")
            page.text(row, column, pages.show_field(item, record.values)[:COLUMNS])
            row += 1
    return page


def serve(code: str, ledger: Path | str = ":memory:") -> TerminalHost:
    """Make the named sample host ready to start."""
    return TerminalHost(load(code), ledger)
