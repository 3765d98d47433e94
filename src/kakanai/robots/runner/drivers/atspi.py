"""AT-SPI, the accessibility interface of Linux desktops, spoken over its own D-Bus by jeepney.

No binding of the system's Python is needed, so that the runner keeps its own. Many questions go out at once and their
answers are collected: a window of forty fields is read in about a fifth of a second.
"""

from __future__ import annotations

import io
from typing import Any

from kakanai.robots.runner.drivers.tree import Node, Rect
from kakanai.robots.runner.errors import AccessError, NotHereError, ScreenError

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ACTION = "org.a11y.atspi.Action"
_ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_ROLES = {
    "frame": "window", "window": "window", "dialog": "dialog", "alert": "dialog", "panel": "group", "label": "label",
    "text": "text", "entry": "text", "spin button": "text", "password text": "password", "combo box": "combo",
    "check box": "check", "radio button": "radio", "push button": "button", "button": "button", "menu item": "item",
    "table": "table", "tree table": "table", "table column header": "header", "table cell": "cell",
}  # fmt: skip
_LEAVES = {"label", "text", "area", "password", "check", "radio", "button", "header", "cell"}
_LABELLED_BY = 2
_CHECKED, _EDITABLE, _MULTI_LINE, _SENSITIVE, _SHOWING = 4, 7, 17, 24, 25
Place = tuple[str, str]
"""Bus name and object path."""
_Call = tuple[Place, str, str, str | None, tuple[Any, ...]]


class AtSpi:
    """The desktop of this session. Raises NotHereError when it has no accessibility bus."""

    def __init__(self, *, timeout: float = 8.0) -> None:
        self._timeout = timeout
        self._bus = _connect()

    def _ask(self, calls: list[_Call]) -> list[Any]:
        """Send every call, then collect the answers in their order; `None` for one that failed."""
        from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call

        waiting: dict[int, int] = {}
        for number, ((bus, path), interface, method, signature, body) in enumerate(calls):
            serial = next(self._bus.outgoing_serial)
            waiting[serial] = number
            call = new_method_call(DBusAddress(path, bus, interface), method, signature, body)
            self._bus.send(call, serial=serial)
        answers: list[Any] = [None] * len(calls)
        while waiting:
            try:
                message = self._bus.receive(timeout=self._timeout)
            except TimeoutError as error:
                raise AccessError("the program does not answer") from error
            number = waiting.pop(message.header.fields.get(HeaderFields.reply_serial, -1), -1)
            if number >= 0 and message.header.message_type == MessageType.method_return:
                answers[number] = message.body
        return answers

    def _one(self, place: Place, interface: str, method: str, signature: str | None = None, *body: Any) -> Any:
        answer = self._ask([(place, interface, method, signature, body)])[0]
        return answer[0] if answer else None

    def windows(self, application: str) -> list[Node]:
        """Return the showing windows of the application of this name."""
        programs = [tuple(p) for p in self._one(_ROOT, _ACCESSIBLE, "GetChildren") or ()]
        names = self._ask([(p, _PROPERTIES, "Get", "ss", (_ACCESSIBLE, "Name")) for p in programs])
        found: list[Node] = []
        for program, name in zip(programs, names, strict=True):
            if name is not None and name[0][1] == application:
                found += [w for w in self._read([tuple(c) for c in self._one(program, _ACCESSIBLE, "GetChildren") or ()])
                          if w.role in ("window", "dialog")]  # fmt: skip
        return found

    def _read(self, places: list[Any]) -> list[Node]:
        """Return the nodes at these places with everything in them, level by level."""
        tops = [Node("other", ref=p) for p in places]
        level = tops
        while level:
            self._describe(level)
            inner = [n for n in level if n.role not in _LEAVES and n.enabled is not None]
            answers = self._ask([(n.ref, _ACCESSIBLE, "GetChildren", None, ()) for n in inner])
            for node, answer in zip(inner, answers, strict=True):
                node.children = [Node("other", ref=tuple(c)) for c in (answer[0] if answer else ())]
            level = [c for n in inner for c in n.children]
        everything = [n for top in tops for n in top.walk()]
        self._values(everything)
        return [t for t in tops if t.role != "other" or t.children]

    def _describe(self, nodes: list[Node]) -> None:
        calls: list[_Call] = []
        for node in nodes:
            calls += [
                (node.ref, _ACCESSIBLE, "GetRoleName", None, ()),
                (node.ref, _PROPERTIES, "Get", "ss", (_ACCESSIBLE, "Name")),
                (node.ref, _ACCESSIBLE, "GetState", None, ()),
            ]
        answers = self._ask(calls)
        for place, node in enumerate(nodes):
            role, name, state = answers[3 * place : 3 * place + 3]
            node.role = _ROLES.get(role[0], "other") if role else "other"
            node.name = str(name[0][1]) if name else ""
            bits = state[0][0] if state and state[0] else 0
            node.enabled = bool(bits >> _SENSITIVE & 1)
            node.editable = node.role not in ("text", "area", "password") or bool(bits >> _EDITABLE & 1)
            if node.role == "text" and bits >> _MULTI_LINE & 1:
                node.role = "area"
            if node.role in ("check", "radio"):
                node.value = "1" if bits >> _CHECKED & 1 else ""
            if node.role in ("window", "dialog") and not bits >> _SHOWING & 1:
                node.role = "other"

    def _values(self, nodes: list[Node]) -> None:
        """Fill in captions by relation, texts, options and places."""
        typed = [n for n in nodes if n.role in ("text", "area", "password", "combo", "check", "radio")]
        relations = self._ask([(n.ref, _ACCESSIBLE, "GetRelationSet", None, ()) for n in typed])
        labels = {n.ref: n.name for n in nodes if n.role == "label"}
        for node, answer in zip(typed, relations, strict=True):
            named = [
                tuple(t) for kind, targets in (answer[0] if answer else ()) if kind == _LABELLED_BY for t in targets
            ]
            node.label = next((labels[t] for t in named if t in labels), "")
        texts = [n for n in typed if n.role in ("text", "area")]
        for node, answer in zip(texts, self._ask([_text(n.ref) for n in texts]), strict=True):
            node.value = str(answer[0]) if answer else ""
        self._combos([n for n in typed if n.role == "combo"])
        seen = [n for n in nodes if n.role in ("window", "dialog", "label", *{t.role for t in typed})]
        for node, answer in zip(seen, self._ask([_extents(n.ref) for n in seen]), strict=True):
            node.rect = _rect(answer)

    def _combos(self, combos: list[Node]) -> None:
        chosen = self._ask([(n.ref, "org.a11y.atspi.Selection", "GetSelectedChild", "i", (0,)) for n in combos])
        for node, answer in zip(combos, chosen, strict=True):
            items = [n for n in node.walk() if n.role == "item"]
            node.options = tuple(n.name for n in items)
            picked = tuple(answer[0]) if answer else ()
            node.value = next((n.name for n in items if n.ref == picked), "")
            node.children = []

    def set_text(self, node: Node, text: str) -> None:
        """Set the whole text. Raises ScreenError when the box refuses."""
        if not self._one(node.ref, "org.a11y.atspi.EditableText", "SetTextContents", "s", text):
            raise ScreenError(f"{node.label or node.name} does not take a text")

    def choose(self, node: Node, option: str) -> None:
        """Choose by the option's place in the list."""
        if option not in node.options:
            raise ScreenError(f"{node.label or node.name} has no such choice")
        self._one(node.ref, "org.a11y.atspi.Selection", "SelectChild", "i", node.options.index(option))

    def press(self, node: Node) -> None:
        """Do the node's action: a row's is the one called activate, of anything else the first."""
        number = self._activation(node) if node.role == "cell" else 0
        if self._one(node.ref, _ACTION, "DoAction", "i", number) is None:
            raise AccessError(f"{node.name} cannot be pressed")

    def _activation(self, node: Node) -> int:
        names = self._ask([(node.ref, _ACTION, "GetName", "i", (n,)) for n in range(4)])
        return next((n for n, name in enumerate(names) if name and "activate" in str(name[0])), 0)

    def picture(self, window: Node) -> bytes:
        """Return the window's part of the X display; empty without one."""
        from PIL import ImageGrab

        x, y, width, height = window.rect
        try:
            shot = ImageGrab.grab(bbox=(x, y, x + width, y + height))
        except OSError:
            return b""
        out = io.BytesIO()
        shot.save(out, "PNG")
        return out.getvalue()

    def close(self) -> None:
        """Close the connection."""
        self._bus.close()


def _text(place: Place) -> _Call:
    return (place, "org.a11y.atspi.Text", "GetText", "ii", (0, -1))


def _extents(place: Place) -> _Call:
    return (place, "org.a11y.atspi.Component", "GetExtents", "u", (0,))


def _rect(answer: Any) -> Rect:
    if not answer:
        return (0, 0, 0, 0)
    x, y, width, height = answer[0]
    return (int(x), int(y), int(width), int(height))


def _connect() -> Any:
    """Return a connection to the session's accessibility bus."""
    import os

    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        raise NotHereError("no desktop session", ja="この端末にはデスクトップがありません。")
    from jeepney import DBusAddress, MessageType, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    session = open_dbus_connection("SESSION")
    try:
        door = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        answer = session.send_and_get_reply(new_method_call(door, "GetAddress"))
    finally:
        session.close()
    if answer.header.message_type == MessageType.error:
        raise NotHereError("no accessibility bus", ja="この端末では画面の読み取り(アクセシビリティ)が動いていません。")
    return open_dbus_connection(answer.body[0])
