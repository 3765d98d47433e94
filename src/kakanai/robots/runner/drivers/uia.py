"""UI Automation, the accessibility interface of Windows, through the `uiautomation` package.

Not run on Windows here: the same port is held to AT-SPI on Linux, and this adapter to a tree written down after the
documented properties (`tests/test_windows_tree.py`). Values are set by the value pattern and never by keys, so that a
locked session or a name outside the basic plane changes nothing.
"""

from __future__ import annotations

import io
from typing import Any

from kakanai.robots.runner.drivers.tree import Node, Rect
from kakanai.robots.runner.errors import NotHereError, ScreenError

INVOKE, VALUE, EXPAND, SELECTION_ITEM, TOGGLE = 10000, 10002, 10005, 10010, 10015
"""Pattern ids of UI Automation (UIAutomationClient.h)."""
_ROLES = {
    "WindowControl": "window", "GroupControl": "group", "TextControl": "label", "EditControl": "text",
    "DocumentControl": "area", "ComboBoxControl": "combo", "CheckBoxControl": "check", "RadioButtonControl": "radio",
    "ButtonControl": "button", "MenuItemControl": "item", "DataGridControl": "table", "TableControl": "table",
    "ListControl": "table", "HeaderItemControl": "header",
}  # fmt: skip
_ROWS = ("DataItemControl", "ListItemControl")
_BOX = "#32770"
"""The window class of message boxes and dialogs."""


class Uia:
    """The desktop of this session. `automation` is the package, or what stands in for it."""

    def __init__(self, automation: Any = None) -> None:
        self._automation = automation if automation is not None else _package()

    def windows(self, application: str) -> list[Node]:
        """Return the windows of every process that has a window of this class or with this in its title."""
        tops = self._automation.GetRootControl().GetChildren()
        ours = {t.ProcessId for t in tops if application == t.ClassName or application in t.Name}
        found: list[Node] = []
        for top in tops:
            if top.ProcessId in ours:
                dialogs: list[Node] = []
                found += [self._read(top, dialogs), *dialogs]
        return found

    def _read(self, control: Any, dialogs: list[Node], *, top: bool = True) -> Node:
        node = self._described(control)
        if node.role == "window" and (not top or control.ClassName == _BOX):
            node.role = "dialog"
        if node.role in ("text", "area", "combo", "button"):
            return node
        for child in control.GetChildren():
            if node.role == "table" and child.ControlTypeName in _ROWS:
                node.children += [_cell(c, child) for c in child.GetChildren()]
                continue
            inner = self._read(child, dialogs, top=False)
            if inner.role == "dialog":
                dialogs.append(inner)
            else:
                node.children.append(inner)
        return node

    def _described(self, control: Any) -> Node:
        role = _ROLES.get(control.ControlTypeName, "other")
        node = Node(role, control.Name or "", enabled=bool(control.IsEnabled), rect=_rect(control), ref=control)
        value = control.GetPattern(VALUE) if role in ("text", "area", "combo") else None
        if value is not None:
            node.value, node.editable = str(value.Value or ""), role == "combo" or not value.IsReadOnly
        if role == "text" and control.IsPassword:
            node.role, node.value = "password", ""
        if role in ("text", "area", "combo", "check"):
            node.label = node.name
        if role == "combo":
            node.options = tuple(i.Name for i in self._items(control))
        if role == "check":
            node.value = "1" if control.GetPattern(TOGGLE).ToggleState == 1 else ""
        if role == "radio":
            node.value = "1" if control.GetPattern(SELECTION_ITEM).IsSelected else ""
        return node

    def _items(self, control: Any) -> list[Any]:
        """Return a list's choices; many lists hold them only while they are open."""
        found = _listed(control)
        pattern = control.GetPattern(EXPAND) if not found else None
        if pattern is not None:
            pattern.Expand()
            found = _listed(control)
            pattern.Collapse()
        return found

    def set_text(self, node: Node, text: str) -> None:
        """Set the whole text. Raises ScreenError when the box takes none."""
        pattern = node.ref.GetPattern(VALUE)
        if pattern is None or pattern.IsReadOnly:
            raise ScreenError(f"{node.name} does not take a text")
        pattern.SetValue(text)

    def choose(self, node: Node, option: str) -> None:
        """Choose by the option's own words. Raises ScreenError for none or several."""
        pattern = node.ref.GetPattern(EXPAND)
        if pattern is not None:
            pattern.Expand()
        found = [i for i in _listed(node.ref) if i.Name == option]
        if len(found) != 1:
            raise ScreenError(f"{node.name}: {len(found)} choices are called so")
        found[0].GetPattern(SELECTION_ITEM).Select()
        if pattern is not None:
            pattern.Collapse()

    def press(self, node: Node) -> None:
        """Invoke, tick or take it, whichever it can do."""
        for number, act in ((INVOKE, "Invoke"), (TOGGLE, "Toggle"), (SELECTION_ITEM, "Select")):
            pattern = node.ref.GetPattern(number)
            if pattern is not None:
                getattr(pattern, act)()
                return
        raise ScreenError(f"{node.name} cannot be pressed")

    def picture(self, window: Node) -> bytes:
        """Return the window's part of the screen; empty while the session is locked."""
        from PIL import ImageGrab

        x, y, width, height = window.rect
        try:
            shot = ImageGrab.grab(bbox=(x, y, x + width, y + height), all_screens=True)
        except OSError:
            return b""
        out = io.BytesIO()
        shot.save(out, "PNG")
        return out.getvalue()

    def close(self) -> None:
        """Nothing stays open."""


def _listed(control: Any) -> list[Any]:
    found = []
    for child in control.GetChildren():
        found += [child] if child.ControlTypeName == "ListItemControl" else _listed(child)
    return found


def _cell(control: Any, row: Any) -> Node:
    """A cell speaks by its value, else by its name; it is pressed through its row."""
    value = control.GetPattern(VALUE)
    text = str(value.Value) if value is not None and value.Value else control.Name
    return Node("cell", text or "", rect=_rect(control), ref=row)


def _rect(control: Any) -> Rect:
    box = control.BoundingRectangle
    return (box.left, box.top, box.right - box.left, box.bottom - box.top)


def _package() -> Any:
    try:
        import uiautomation
    except ImportError as error:
        raise NotHereError("the package uiautomation is missing", ja="この端末には必要な部品がありません。") from error
    return uiautomation
