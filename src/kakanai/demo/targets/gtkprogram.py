"""The sample desktop system: a small GTK program in the manner of its time, drawn from the same definitions as the pages.

Run by the system's own Python, which has GTK: `python3 -m kakanai.demo.targets.gtkprogram definition.json ledger.sqlite`.
It prints the port at which it takes orders to misbehave and shows its ledger to its tests.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kakanai.demo.targets import drift, pages
from kakanai.demo.targets.definition import FieldDef, System, from_mapping
from kakanai.demo.targets.ledger import DuplicateKeyError, Ledger, Record
from kakanai.demo.targets.misbehaviour import Misbehaviour


class Program:
    """One window whose content changes with the screen; a menu leads to entry and search."""

    def __init__(self, gtk: Any, idle: Any, system: System, ledger: Ledger) -> None:
        self.gtk, self.idle, self.system, self.ledger = gtk, idle, system, ledger
        self.orders = Misbehaviour()
        self.window = gtk.Window(title=system.name)
        self.window.set_default_size(1270, 980)
        self.window.connect("destroy", gtk.main_quit)
        self.place = gtk.ScrolledWindow()
        box = gtk.Box(orientation=gtk.Orientation.VERTICAL)
        box.pack_start(self._menu(), False, False, 0)
        box.pack_start(self.place, True, True, 0)
        self.window.add(box)
        self.controls: dict[str, Any] = {}
        self.window.show_all()

    def _menu(self) -> Any:
        bar, top, menu = self.gtk.MenuBar(), self.gtk.MenuItem(label="業務"), self.gtk.Menu()
        for title, show in ((self.system.entry.title, self.show_entry), (self.system.search.title, self.show_search)):
            item = self.gtk.MenuItem(label=title)
            item.connect("activate", lambda _item, show=show: show())
            menu.append(item)
        top.set_submenu(menu)
        bar.append(top)
        return bar

    def _show(self, title: str, *parts: Any) -> None:
        slow, seconds = self.orders.take("slow")
        if slow:
            time.sleep(seconds)
        if self.orders.take("down")[0]:
            title, parts = "停止中", (self._label("システムは停止しています。(E503)"),)
        old = self.place.get_child()
        if old is not None:
            self.place.remove(old)
        box = self.gtk.Box(orientation=self.gtk.Orientation.VERTICAL, spacing=4, margin=6)
        for part in parts:
            box.pack_start(part, False, False, 0)
        self.place.add(box)
        self.window.set_title(title)
        self.window.show_all()

    def _label(self, text: str) -> Any:
        return self.gtk.Label(label=text, xalign=0)

    def _button(self, text: str, act: Any) -> Any:
        """A button that acts after its click is over: a dialog opened within the click would keep AT-SPI waiting."""
        button = self.gtk.Button(label=text)
        button.connect("clicked", lambda _button: self._act(act))
        return button

    def _act(self, act: Any) -> None:
        if self.orders.take("blocking_dialog")[0]:
            act()
            return
        self.idle(lambda: bool(act()) and False)

    def drawn(self) -> System:
        """The system as drawn now."""
        told, change = self.orders.take("drift")
        return drift.apply(self.system, change) if told else self.system

    def show_entry(self, values: dict[str, str] | None = None, error: str = "") -> None:
        """The entry screen."""
        system, self.controls = self.drawn(), {}
        notes = [self._label(system.look.banner)] if system.look.banner else []
        groups = [
            self._section(
                section.title if system.look.section_marks else "",
                [(f, self._control(f, (values or {}).get(f.id, ""))) for f in section.fields],
            )
            for section in system.sections
        ]
        buttons = self.gtk.Box(spacing=8)
        buttons.pack_start(self._button(system.look.save_caption, lambda: self.save(system)), False, False, 0)
        buttons.pack_start(self._button("取消", self.show_menu), False, False, 0)
        self._show(f"{system.entry.code} {system.entry.title}", self._label(error), *notes, *groups, buttons)

    def show_menu(self) -> None:
        """An empty window."""
        self._show(self.system.name, self._label("処理を選択してください。"))

    def _section(self, title: str, pairs: list[tuple[FieldDef, Any]]) -> Any:
        grid = self.gtk.Grid(column_spacing=6, row_spacing=2, margin=4)
        for place, (item, control) in enumerate(pairs):
            label = self._label(item.caption)
            label.set_mnemonic_widget(control)
            grid.attach(label, 2 * (place % 4), place // 4, 1, 1)
            grid.attach(control, 2 * (place % 4) + 1, place // 4, 1, 1)
        frame = self.gtk.Frame(label=title) if title else self.gtk.Frame()
        frame.add(grid)
        return frame

    def _control(self, item: FieldDef, value: str) -> Any:
        if item.options:
            control = self.gtk.ComboBoxText()
            for code, text in item.options.items():
                control.append(code or " ", text)
            control.set_active_id(value or " ")
        elif item.kind == "checkbox":
            control = self.gtk.CheckButton()
            control.set_active(bool(value))
        else:
            control = self.gtk.Entry(max_length=item.max, width_chars=min(item.max + 1, 20), text=value)
        self.controls[item.id] = control
        return control

    def values(self, system: System) -> dict[str, str]:
        """What stands on the entry screen, by field id."""
        found = {}
        for item in system.fields():
            control = self.controls[item.id]
            if item.options:
                found[item.id] = (control.get_active_id() or "").strip()
            elif item.kind == "checkbox":
                found[item.id] = "1" if control.get_active() else ""
            else:
                found[item.id] = control.get_text()
        return found

    def save(self, system: System) -> None:
        """Ask, write, and show what came of it."""
        values = self.values(system)
        missing = [f.caption for f in system.fields() if f.required and not values[f.id]]
        if missing:
            self.show_entry(values, f"入力エラー:{'、'.join(missing)}を入力してください。(E101)")
            return
        if system.confirm and not self.ask(system.confirm):
            return
        if self.orders.take("crash_before")[0]:
            os._exit(1)
        late, seconds = self.orders.take("late")
        if late:
            threading.Timer(seconds, self._write_late, (values,)).start()
            self._show("通信エラー", self._label("応答がありません。(E901)"))
            return
        try:
            number = self.write(values)
        except DuplicateKeyError:
            self.show_entry(values, "受付番号が重複しています。(E201)")
            return
        self._saved(system, number)

    def _saved(self, system: System, number: int) -> None:
        slow, seconds = self.orders.take("slow_save")
        if slow:
            time.sleep(seconds)
        if self.orders.take("crash_after")[0]:
            os._exit(1)
        if self.orders.take("double_popup")[0]:
            self.ask("もう一度登録しますか?")
        text = f"登録しました。{system.number_caption} {number}"
        self._show(f"{system.saved.code} {system.saved.title}", self._label(text))
        if system.alert:
            self.tell(system.alert)

    def write(self, values: dict[str, str]) -> int:
        """Write one record as the store would."""
        stored = {f.id: values.get(f.id, "") for f in self.system.fields()}
        wrong, name = self.orders.take("wrong")
        if wrong:
            stored[name] = stored[name][:-1]
        if self.orders.take("drop_characters")[0]:
            stored = {k: re.sub(r"[^\x20-\x7e。-゚ぁ-ヿ]", "", v) for k, v in stored.items()}
        key = self.system.key_field()
        return self.ledger.save(stored[key.id] if key else "", stored)

    def _write_late(self, values: dict[str, str]) -> None:
        try:
            self.write(values)
        except DuplicateKeyError:
            return

    def ask(self, text: str) -> bool:
        """A question in a dialog of its own."""
        return bool(self._dialog(text, self.gtk.MessageType.QUESTION, ("はい", "いいえ")) == 0)

    def tell(self, text: str) -> None:
        """A message in a dialog of its own."""
        self._dialog(text, self.gtk.MessageType.INFO, ("OK",))

    def _dialog(self, text: str, kind: Any, answers: tuple[str, ...]) -> int:
        dialog = self.gtk.MessageDialog(transient_for=self.window, modal=True, message_type=kind, text=text)
        for place, answer in enumerate(answers):
            dialog.add_button(answer, place)
        response = int(dialog.run())
        dialog.destroy()
        return response

    def show_search(self) -> None:
        """The search screen."""
        self._search({}, None)

    def _search(self, given: dict[str, str], rows: list[Record] | None) -> None:
        system, self.controls = self.drawn(), {}
        fields = [FieldDef(c, c) for c in system.search.by]
        section = self._section("", [(f, self._control(f, given.get(f.id, ""))) for f in fields])
        look = self._button("検索", lambda: self._find(system))
        found = [] if rows is None else [self._results(system, rows)]
        self._show(f"{system.search.code} {system.search.title}", section, look, *found)

    def _find(self, system: System) -> None:
        given = {c: self.controls[c].get_text() for c in system.search.by}
        rows = [r for r in self.ledger.all() if all(not v or pages.shown(system, r, c) == v for c, v in given.items())]
        self._search(given, rows)

    def _results(self, system: System, rows: list[Record]) -> Any:
        if not rows:
            return self._label("該当データはありません。")
        titles = [system.number_caption, *system.columns]
        store = self.gtk.ListStore(*[str] * len(titles))
        for row in rows:
            store.append([str(row.number), *(pages.shown(system, row, c) for c in system.columns)])
        view = self.gtk.TreeView(model=store, activate_on_single_click=False)
        for place, title in enumerate(titles):
            view.append_column(self.gtk.TreeViewColumn(title, self.gtk.CellRendererText(), text=place))
        view.connect("row-activated", lambda _view, path, _column: self.show_record(rows[path[0]].number))
        return view

    def show_record(self, number: int) -> None:
        """The read-only screen of one record."""
        record, system = self.ledger.number(number), self.system
        if record is None:
            return
        parts = []
        for section in system.sections:
            pairs = []
            for item in section.fields:
                entry = self.gtk.Entry(text=pages.show_field(item, record.values), editable=False)
                pairs.append((item, entry))
            parts.append(self._section(section.title, pairs))
        self._show(f"{system.inquiry.code} {system.inquiry.title}", *parts)


def _orders(program: Program, idle: Any) -> int:
    """Take orders on loopback; return the port."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

        def do_GET(self) -> None:
            rows = [{"number": r.number, "key": r.key, "values": r.values} for r in program.ledger.all()]
            self._send(json.dumps(rows))

        def do_POST(self) -> None:
            order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if order.get("system"):
                idle(_redefine, program, from_mapping(order["system"]))
            elif order.get("stop"):
                program.orders.stop()
            else:
                program.orders.tell(order["kind"], times=order.get("times", 1), value=order.get("value"))
            self._send("{}")

        def _send(self, text: str) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


def _redefine(program: Program, system: System) -> bool:
    program.system = system
    program.show_menu()
    return False


def main(definition: str, ledger: str) -> None:
    """Show the window until it is closed."""
    import gi

    gi.require_version("Gtk", "3.0")
    from gi.repository import GLib, Gtk

    system = from_mapping(json.loads(Path(definition).read_text(encoding="utf-8")))
    GLib.set_prgname(system.code)
    program = Program(Gtk, GLib.idle_add, system, Ledger(ledger, system.number_start, unique=system.unique_key))
    program.show_menu()
    sys.stdout.write(f"{_orders(program, GLib.idle_add)}\n")
    sys.stdout.flush()
    Gtk.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
