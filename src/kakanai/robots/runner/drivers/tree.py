"""A desktop window as a tree of things with names: the same for every accessibility interface, and the screen made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from kakanai.robots.runner.screens import Button, Control, Display, Row, Screen, Table

KINDS = {"text": "text", "area": "textarea", "password": "password", "combo": "select", "check": "checkbox"}
"""Roles that take a value, and the kind of control that they are."""
_CODE = re.compile(r"\b[A-Z]{2,4}-?\d{3,5}\b")
Rect = tuple[int, int, int, int]
"""Left, top, width, height in the screen's pixels."""


@dataclass(slots=True)
class Node:
    """One thing in a window. `role`: window, dialog, group, label, text, area, password, combo, check, radio, button,
    item (of a menu), table, header, cell, other. `label` is what the program itself names as its caption."""

    role: str
    name: str = ""
    value: str = ""
    enabled: bool = True
    editable: bool = True
    options: tuple[str, ...] = ()
    label: str = ""
    rect: Rect = (0, 0, 0, 0)
    children: list[Node] = field(default_factory=list)
    ref: Any = field(default=None, compare=False, repr=False)

    def walk(self) -> Iterator[Node]:
        """Yield this node and everything in it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Desktop(Protocol):
    """An accessibility interface: AT-SPI on Linux, UI Automation on Windows."""

    def windows(self, application: str) -> list[Node]:
        """Return the open windows and dialogs of an application, oldest first, with everything in them."""

    def set_text(self, node: Node, text: str) -> None:
        """Put a text into a box, by value and never by keys."""

    def choose(self, node: Node, option: str) -> None:
        """Choose an option of a list."""

    def press(self, node: Node) -> None:
        """Press a button or menu item, tick a box, take a row."""

    def picture(self, window: Node) -> bytes:
        """Return a PNG of the window; empty when it has no pixels."""

    def close(self) -> None:
        """Let go of the interface, not of the program."""


def screen_of(window: Node) -> Screen:
    """Return what counts in a window."""
    labels = [n for n in window.walk() if n.role == "label" and n.name.strip()]
    found = list(_controls(window, "", labels))
    text = "\n".join([window.name, *(n.name for n in labels)])
    code = _CODE.search(text)
    return Screen(
        code=code[0] if code else "",
        title=_CODE.sub("", window.name).strip(),
        controls=tuple(found),
        displays=tuple(Display(c.caption, c.section, c.value, c.ref) for c in found if c.locked),
        buttons=tuple(Button(n.name, n) for n in window.walk() if n.role == "button"),
        tables=tuple(_table(n) for n in window.walk() if n.role == "table"),
        text=text,
    )


def _controls(node: Node, section: str, labels: list[Node]) -> Iterator[Control]:
    radios = [c for c in node.children if c.role == "radio"]
    if radios:
        yield _choice(node, radios, section, labels)
    inner = node.name.strip() if node.role == "group" and node.name.strip() and not radios else section
    for child in node.children:
        if child.role in KINDS:
            yield _control(child, inner, labels)
        elif child.role not in ("table", "item"):
            yield from _controls(child, inner, labels)


def _control(node: Node, section: str, labels: list[Node]) -> Control:
    caption, how = _caption(node, labels)
    value = ("1" if node.value else "") if node.role == "check" else node.value
    return Control(
        caption=caption,
        section=section,
        kind=KINDS[node.role],
        value=value,
        options=node.options if node.role == "combo" else (),
        locked=not node.enabled or not node.editable,
        how=how,
        ref=node,
        path=section,
    )


def _choice(group: Node, radios: list[Node], section: str, labels: list[Node]) -> Control:
    caption = group.label or group.name or _by_sight(radios[0], labels)
    value = next((r.name for r in radios if r.value), "")
    options = tuple(r.name for r in radios)
    locked = not all(r.enabled for r in radios)
    return Control(
        caption, section, "radio", value, options=options, locked=locked, how="label", ref=group, path=section
    )


def _caption(node: Node, labels: list[Node]) -> tuple[str, str]:
    if node.label.strip():
        return _bare(node.label), "label"
    if node.name.strip():
        return _bare(node.name), "aria"
    seen = _by_sight(node, labels)
    return (seen, "near") if seen else ("", "none")


def _bare(text: str) -> str:
    return re.sub(r"\s*[:\uff1a*]+$", "", re.sub(r"[\s\u3000]+", " ", text)).strip()


def _by_sight(node: Node, labels: list[Node]) -> str:
    """Return the words that stand left of a control on its line, else above it."""
    x, y, width, height = node.rect
    if not width:
        return ""
    left, above = [], []
    for label in labels:
        lx, ly, lwidth, lheight = label.rect
        if min(y + height, ly + lheight) - max(y, ly) >= 0.4 * min(height, lheight) and lx + lwidth <= x + 6:
            left.append((x - lx - lwidth, label.name))
        elif ly + lheight <= y + 6 and lx < x + width and lx + lwidth > x:
            above.append((y - ly - lheight, label.name))
    nearest = [min(found) for found, limit in ((left, 260), (above, 48)) if found and min(found)[0] < limit]
    return _bare(nearest[0][1]) if nearest else ""


def _table(node: Node) -> Table:
    columns = tuple(n.name for n in node.walk() if n.role == "header")
    cells = [n for n in node.walk() if n.role == "cell"]
    rows = [cells[i : i + len(columns)] for i in range(0, len(cells), len(columns))] if columns else []
    return Table(columns, tuple(Row(tuple(c.name for c in row), (Button("選択", row[0]),)) for row in rows))


def outline(node: Node) -> dict[str, Any]:
    """Return a tree as plain data without any value that stands in it: for showing a screen to those who map it."""
    plain = asdict(node, dict_factory=lambda pairs: {k: v for k, v in pairs if k not in ("ref", "children")})
    bare = {**plain, "value": "", "rect": list(node.rect), "options": list(node.options)}
    return {**bare, "children": [outline(c) for c in node.children]}


def from_outline(raw: dict[str, Any]) -> Node:
    """Return the tree of an outline."""
    data = {k: v for k, v in raw.items() if k != "children"}
    data |= {"rect": tuple(data.get("rect", (0, 0, 0, 0))), "options": tuple(data.get("options", ()))}
    return Node(**data, children=[from_outline(c) for c in raw.get("children", ())])
