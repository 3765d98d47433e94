"""A made-up Windows program as UI Automation would show it: objects with the names that the `uiautomation` package has.

It stands in for Windows, which is not there when this is tested. Names, pattern ids and class names are those of the
package's documentation (2.0.29) and of UIAutomationClient.h; no screen of a real Windows machine was recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kakanai.demo.targets import drift, pages
from kakanai.demo.targets.definition import FieldDef, System
from kakanai.demo.targets.ledger import DuplicateKeyError, Ledger, Record
from kakanai.demo.targets.misbehaviour import Misbehaviour

WINDOW_CLASS = "WindowsForms10.Window.8.app.0.1"
INVOKE, VALUE, EXPAND, SELECTION_ITEM, TOGGLE = 10000, 10002, 10005, 10010, 10015


@dataclass(slots=True)
class Box:
    """A rectangle on the screen."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


class Pattern:
    """What a control can do; only the members that it has."""

    Value: str
    ToggleState: int
    Collapse: Callable[[], None]

    def __init__(self, **members: Any) -> None:
        self.__dict__.update(members)


@dataclass(slots=True)
class Element:
    """A control as the package gives it."""

    ControlTypeName: str
    Name: str = ""
    ClassName: str = ""
    ProcessId: int = 4242
    IsEnabled: bool = True
    IsPassword: bool = False
    BoundingRectangle: Box = field(default_factory=Box)
    children: list[Element] = field(default_factory=list)
    patterns: dict[int, Any] = field(default_factory=dict)

    def GetChildren(self) -> list[Element]:  # noqa: N802 - the package's own name
        """Return the children."""
        return list(self.children)

    def GetPattern(self, number: int) -> Any:  # noqa: N802 - the package's own name
        """Return the pattern of this id, `None` when the control has none."""
        return self.patterns.get(number)


class Program:
    """The program and its desktop: `GetRootControl` is all that the adapter asks for."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.ledger = Ledger(":memory:", system.number_start, unique=system.unique_key)
        self.orders = Misbehaviour()
        self.boxes: list[Element] = []
        self.values: dict[str, str] = {}
        self.window = self._window(system.name, [])

    def GetRootControl(self) -> Element:  # noqa: N802 - the package's own name
        """Return the desktop."""
        if not self.orders.take("down")[0]:
            return Element("PaneControl", "デスクトップ", "#32769", 1, children=[self.window, *self.boxes])
        return Element("PaneControl", "デスクトップ", "#32769", 1)

    def _window(self, title: str, content: list[Element]) -> Element:
        menu = Element("MenuBarControl", "業務", children=[
            _pressed("MenuItemControl", self.system.entry.title, lambda: self.show_entry({})),
            _pressed("MenuItemControl", self.system.search.title, lambda: self.show_search(None)),
        ])  # fmt: skip
        return Element("WindowControl", title, WINDOW_CLASS, children=[menu, *content])

    def _show(self, title: str, *content: Element) -> None:
        self.window = self._window(title, list(content))

    def drawn(self) -> System:
        """The system as drawn now."""
        told, change = self.orders.take("drift")
        return drift.apply(self.system, change) if told else self.system

    def show_entry(self, values: dict[str, str], error: str = "") -> None:
        """The entry screen."""
        system = self.drawn()
        self.values = {f.id: values.get(f.id, "") for f in system.fields()}
        groups = [
            Element("GroupControl", s.title if system.look.section_marks else "",
                    children=[e for f in s.fields for e in (_label(f.caption), self._control(f))])
            for s in system.sections
        ]  # fmt: skip
        buttons = [
            _pressed("ButtonControl", system.look.save_caption, lambda: self.save(system)),
            _pressed("ButtonControl", "取消", lambda: self._show(system.name)),
        ]
        notes = [_label(text) for text in (system.look.banner, error) if text]
        self._show(f"{system.entry.code} {system.entry.title}", *notes, *groups, *buttons)

    def _control(self, item: FieldDef, *, locked: bool = False) -> Element:
        if item.options and not locked:
            return self._list(item)
        if item.kind == "checkbox" and not locked:
            return self._tick(item)
        return self._edit(item, locked=locked)

    def _edit(self, item: FieldDef, *, locked: bool) -> Element:
        def put(text: str) -> None:
            self.values[item.id] = text[: item.max]
            pattern.Value = self.values[item.id]

        pattern = Pattern(Value=self.values.get(item.id, ""), IsReadOnly=locked, SetValue=put)
        return Element("EditControl", item.caption, "WindowsForms10.EDIT", patterns={VALUE: pattern})

    def _list(self, item: FieldDef) -> Element:
        """A drop-down list: its choices are there only while it is open."""
        words = Pattern(Value=item.options.get(self.values[item.id], ""), IsReadOnly=False)
        control = Element("ComboBoxControl", item.caption, "WindowsForms10.COMBOBOX")

        def take(code: str) -> None:
            self.values[item.id] = code
            words.Value = item.options[code]

        def choice(code: str, text: str) -> Element:
            return Element("ListItemControl", text, patterns={SELECTION_ITEM: Pattern(Select=lambda: take(code))})

        def expand() -> None:
            control.children = [Element("ListControl", children=[choice(c, t) for c, t in item.options.items()])]

        control.patterns = {VALUE: words, EXPAND: Pattern(Expand=expand, Collapse=lambda: None)}
        control.patterns[EXPAND].Collapse = lambda: setattr(control, "children", [])
        return control

    def _tick(self, item: FieldDef) -> Element:
        def toggle() -> None:
            self.values[item.id] = "" if self.values[item.id] else "1"
            pattern.ToggleState = int(bool(self.values[item.id]))

        pattern = Pattern(ToggleState=int(bool(self.values[item.id])), Toggle=toggle)
        return Element("CheckBoxControl", item.caption, patterns={TOGGLE: pattern})

    def _ask(self, text: str, then: Callable[[], None]) -> None:
        box = Element("WindowControl", "確認", "#32770")

        def close(act: Callable[[], None] | None) -> None:
            self.boxes.remove(box)
            if act is not None:
                act()

        box.children = [_label(text), _pressed("ButtonControl", "はい", lambda: close(then)),
                        _pressed("ButtonControl", "いいえ", lambda: close(None))]  # fmt: skip
        self.boxes.append(box)

    def save(self, system: System) -> None:
        """Check, ask, write."""
        values = dict(self.values)
        missing = [f.caption for f in system.fields() if f.required and not values[f.id]]
        if missing:
            self.show_entry(values, f"入力エラー:{'、'.join(missing)}を入力してください。(E101)")
        elif system.confirm:
            self._ask(system.confirm, lambda: self._write(system, values))
        else:
            self._write(system, values)

    def _write(self, system: System, values: dict[str, str]) -> None:
        stored = {f.id: values.get(f.id, "") for f in self.system.fields()}
        wrong, name = self.orders.take("wrong")
        stored = {**stored, name: stored[name][:-1]} if wrong else stored
        key = self.system.key_field()
        try:
            number = self.ledger.save(stored[key.id] if key else "", stored)
        except DuplicateKeyError:
            self.show_entry(values, "受付番号が重複しています。(E201)")
            return
        text = f"登録しました。{system.number_caption} {number}"
        self._show(f"{system.saved.code} {system.saved.title}", _label(text))
        if self.orders.take("double_popup")[0]:
            self._ask("もう一度登録しますか?", lambda: None)

    def show_search(self, rows: list[Record] | None) -> None:
        """The search screen, with its results after a search."""
        system = self.drawn()
        fields = [FieldDef(c, c) for c in system.search.by]
        self.values = dict.fromkeys(system.search.by, "") if rows is None else self.values
        boxes = [e for f in fields for e in (_label(f.caption), self._edit(f, locked=False))]
        look = _pressed("ButtonControl", "検索", lambda: self._find(system))
        found = [] if rows is None else [self._results(system, rows)]
        self._show(f"{system.search.code} {system.search.title}", Element("PaneControl", children=boxes), look, *found)

    def _find(self, system: System) -> None:
        given = {c: self.values[c] for c in system.search.by if self.values[c]}
        rows = [r for r in self.ledger.all() if all(pages.shown(system, r, c) == v for c, v in given.items())]
        self.show_search(rows)

    def _results(self, system: System, rows: list[Record]) -> Element:
        if not rows:
            return _label("該当データはありません。")
        titles = [system.number_caption, *system.columns]
        lines = []
        for row in rows:
            cells = [str(row.number), *(pages.shown(system, row, c) for c in system.columns)]
            take = Pattern(Invoke=lambda number=row.number: self.show_record(number))
            lines.append(
                Element("DataItemControl", cells[0], patterns={INVOKE: take}, children=[
                    Element("EditControl", t, patterns={VALUE: Pattern(Value=c, IsReadOnly=True)})
                    for t, c in zip(titles, cells, strict=True)
                ])
            )  # fmt: skip
        heads = Element("HeaderControl", children=[Element("HeaderItemControl", t) for t in titles])
        return Element("DataGridControl", "検索結果", children=[heads, *lines])

    def show_record(self, number: int) -> None:
        """The read-only screen of one record."""
        record, system = self.ledger.number(number), self.system
        if record is None:
            return
        self.values = {f.id: pages.show_field(f, record.values) for f in system.fields()}
        groups = [
            Element("GroupControl", s.title,
                    children=[e for f in s.fields for e in (_label(f.caption), self._control(f, locked=True))])
            for s in system.sections
        ]  # fmt: skip
        self._show(f"{system.inquiry.code} {system.inquiry.title}", *groups)


def _label(text: str) -> Element:
    return Element("TextControl", text, "WindowsForms10.STATIC")


def _pressed(kind: str, name: str, act: Callable[[], None]) -> Element:
    return Element(kind, name, patterns={INVOKE: Pattern(Invoke=act)})
