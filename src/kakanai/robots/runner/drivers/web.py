"""Web screens through Playwright: frames, pop-ups, and the measured traps of filling old forms."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin

from kakanai.robots.runner.drivers.base import Dialog
from kakanai.robots.runner.errors import AccessError, ScreenError
from kakanai.robots.runner.screens import Button, Control, Display, Row, Screen, Table

_PAGE = files("kakanai.robots.runner.drivers") / "page"
_PARTS = ("whole", "words", "tables", "sections", "captions", "scan", "written")
_SCAN = (
    "async (limit) => {\n"
    + "\n".join((_PAGE / f"{n}.js").read_text("utf-8") for n in _PARTS)
    + "\nif (!await whole(limit)) return {text: 'null'};"
    + "\nconst {info, elements} = scan();\nreturn {text: written(info), elements};\n}"
)
_ENTER = (_PAGE / "enter.js").read_text("utf-8")
_LEAVE = "() => { const e = document.activeElement; if (e && e !== document.body) e.blur(); }"
_BOXES = """(all, refs) => refs.map((i) => { const r = all[i].getBoundingClientRect();
  return [r.x, r.y, r.width, r.height]; })"""
_COUNT = "() => document.querySelectorAll('input:not([type=hidden]),select,textarea').length"
_NAMELESS = "\0"
VIEW = {"width": 1280, "height": 1000}
_PAUSES = (5, 10, 20, *[50] * 19)
"""Milliseconds between looks at a page that is on its way out: most are gone at once, a slow one has a second."""


class WebPort:
    """One browser context on one target. Renewed every `renew_after` records, since a long-lived page grows."""

    def __init__(self, browser: Any, address: str, *, timeout: float = 8.0, windows: tuple[str, ...] = ()) -> None:
        self._browser, self._address, self._timeout = browser, address.rstrip("/") + "/", timeout * 1000
        self._windows = windows
        self._frame_name = ""
        self._context: Any = None
        self._guarded = False
        self._declared: list[Dialog] = []
        self._unexpected: list[str] = []
        self._read: Any = None
        self._found: Any = None
        self._seen = Screen("", "")
        self._start(None)

    def _start(self, state: Any) -> None:
        self._context = self._browser.new_context(viewport=VIEW, storage_state=state, locale="ja-JP")
        self._context.set_default_timeout(self._timeout)
        self._page = self._context.new_page()
        self._page.on("dialog", self._on_dialog)
        self._context.on("page", self._on_window)

    def renew(self) -> None:
        """Take a fresh context with the same session, so that the browser gives its memory back."""
        self._guarded = False
        old, state = self._context, self._context.storage_state()
        self._start(state)
        old.close()

    def _on_dialog(self, dialog: Any) -> None:
        for declared in self._declared:
            if declared.kind == dialog.type and declared.text == dialog.message:
                self._declared.remove(declared)
                dialog.accept() if declared.answer == "accept" else dialog.dismiss()
                return
        self._unexpected.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _on_window(self, page: Any) -> None:
        if page is self._page:
            return
        page.wait_for_load_state()
        if page.title() not in self._windows:
            self._unexpected.append(f"window: {page.title()}")
        page.close()

    def open(self, place: str, frame: str = "") -> None:
        """Load an address, in the named frame when there is one. Raises AccessError when the target is away."""
        from playwright.sync_api import Error

        self._frame_name = frame
        if self._guarded:
            self._context.unroute("**/*", _once)
            self._guarded = False
        try:
            if frame and self._page.frame(frame) is None:
                self._page.goto(self._address)
            where = self._page.frame(frame) if frame else self._page
            answer = (where or self._page).goto(urljoin(self._address, place.lstrip("/")))
        except Error as error:
            raise AccessError(f"{place}: {error.message.splitlines()[0]}") from error
        if answer is not None and answer.status >= 500:
            raise AccessError(f"{place}: HTTP {answer.status}")

    def visit(self, url: str, frame: str = "") -> tuple[str, str]:
        """Open any address to read its screen; return the place and the frame in which its form stands.

        Without a frame's name the frame with the most controls is taken; one without a name is opened by itself.
        Raises AccessError when the address does not answer.
        """
        from playwright.sync_api import Error

        try:
            self._page.goto(url)
            self._page.wait_for_load_state("load")
        except Error as error:
            raise AccessError(f"cannot be opened: {error.message.splitlines()[0]}") from error
        return self.here(frame)

    def here(self, frame: str = "") -> tuple[str, str]:
        """Return the place and the frame of the form on the page that is open now; see `visit`."""
        self._frame_name = frame or self._fullest()
        place = self._frame().url
        if self._frame_name.startswith(_NAMELESS):
            self._frame_name = ""
            self._page.goto(place)
        return place, self._frame_name

    def _fullest(self) -> str:
        """Return the name of the frame with the most controls, empty for the page itself."""
        counts = {f: f.evaluate(_COUNT) for f in self._page.frames if not f.is_detached()}
        best = max(counts, key=lambda f: counts[f])
        if best is self._page.main_frame or counts[best] <= counts[self._page.main_frame]:
            return ""
        return best.name or f"{_NAMELESS}{best.url}"

    def _frame(self) -> Any:
        if self._frame_name.startswith(_NAMELESS):
            url = self._frame_name.removeprefix(_NAMELESS)
            return next(f for f in self._page.frames if f.url == url)
        frame = self._page.frame(self._frame_name) if self._frame_name else self._page.main_frame
        return frame or self._page.main_frame

    def scan(self) -> Screen:
        """Read the present screen; waits out a page change under way. Raises AccessError when the page does not arrive."""
        from playwright.sync_api import Error

        for pause in (*_PAUSES, None):
            try:
                read = self._frame().evaluate_handle(_SCAN, self._timeout)
                info = json.loads(read.evaluate("read => read.text"))
            except Error as error:
                if pause is None:
                    raise AccessError(f"screen cannot be read: {error.message.splitlines()[0]}") from error
                self._page.wait_for_timeout(pause)
                continue
            if info is None:
                raise AccessError("the page does not arrive as a whole")
            self._read, self._found = read, None
            self._seen = as_screen(info)
            return self._seen
        raise AccessError("screen cannot be read")

    @property
    def _elements(self) -> Any:
        """The elements of the last scan, fetched when something is done to one of them."""
        if self._found is None:
            self._found = self._read.get_property("elements")
        return self._found

    def evaluate_on_elements(self, script: str) -> Any:
        """Run a script on the elements of the last scan: for proofs that know what a drawer wrote beside them."""
        return self._elements.evaluate(script)

    def _element(self, ref: int) -> Any:
        return self._elements.evaluate_handle("(all, i) => all[i]", ref).as_element()

    def enter(self, control: Control, text: str, how: str = "fill") -> None:
        """Put a text into a control and leave the rest to the comparison before saving."""
        from playwright.sync_api import Error

        try:
            self._enter(control, text, how)
        except Error as error:
            message = error.message.splitlines()[0]
            raise ScreenError(f"{control.section}/{control.caption}: {message}") from error

    def _enter(self, control: Control, text: str, how: str) -> None:
        if control.kind == "radio":
            ref = control.ref[control.options.index(text)]
            self._element(ref).check()
            return
        element = self._element(control.ref)
        if control.kind == "select":
            element.select_option(label=text)
        elif control.kind == "checkbox":
            element.set_checked(bool(text))
        elif how == "keys":
            element.fill("")
            element.type(text)
        else:
            element.fill(text)

    def enter_many(self, entries: list[tuple[Control, str]]) -> None:
        """Put many texts in at once; one visit to the page instead of one for each field.

        The lengths must have been checked: a page's own limit does not hold here, as it silently cuts off with `fill`.
        """
        from playwright.sync_api import Error

        places = [[control.ref, text] for control, text in entries]
        try:
            refused = self._elements.evaluate(f"(all, entries) => ({_ENTER})([all, entries])", places)
        except Error as error:
            raise ScreenError(f"fields cannot be filled: {error.message.splitlines()[0]}") from error
        if refused:
            captions = {control.ref: control.caption for control, _ in entries}
            raise ScreenError("; ".join(f"{captions[ref]}: {why}" for ref, why in refused))

    def leave(self) -> None:
        """Take the focus away from the last field, so that its blur handler runs."""
        self._frame().evaluate(_LEAVE)

    def press(self, button: Button) -> None:
        """Press a button or link. The press may change the page."""
        from playwright.sync_api import Error

        try:
            self._element(button.ref).click()
        except Error as error:
            raise AccessError(f"{button.caption}: {error.message.splitlines()[0]}") from error

    def expect_dialogs(self, dialogs: tuple[Dialog, ...]) -> None:
        """Declare the pop-ups of the next press."""
        self._declared = list(dialogs)

    def send_once(self) -> None:
        """Until the next `open`, let no form be sent twice by the browser itself.

        Chromium sends a POST again, without asking, when a kept-alive line breaks before the answer: a target that
        had already written would write twice. So forms go out through a sender that never repeats.
        """
        self._context.route("**/*", _once)
        self._guarded = True

    def unexpected(self) -> list[str]:
        """Return and forget what popped up undeclared."""
        found, self._unexpected = self._unexpected, []
        return found

    def wait(self, seconds: float) -> None:
        """Let the page work."""
        self._page.wait_for_timeout(seconds * 1000)

    def picture(self, mask: tuple[str, ...]) -> bytes:
        """Return a JPEG; captions in `mask` (or all, with `*`) are painted over."""
        boxes = self._boxes(self._refs(mask))
        if not boxes:
            shot: bytes = self._page.screenshot(type="jpeg", quality=60, full_page=not self._frame_name)
            return shot
        return _painted(self._page.screenshot(type="jpeg", quality=85), boxes)

    def _refs(self, mask: tuple[str, ...]) -> list[int]:
        things: list[Control | Display] = [*self._seen.controls, *self._seen.displays]
        wanted = [t for t in things if "*" in mask or t.caption in mask]
        refs = [getattr(t, "ref", None) for t in wanted]
        return [r for ref in refs if ref is not None for r in (ref if isinstance(ref, tuple) else (ref,))]

    def _boxes(self, refs: list[int]) -> list[list[float]]:
        """Return left, top, width, height of each element in the picture's own pixels."""
        if not refs:
            return []
        frame = self._frame()
        outer = frame.frame_element().bounding_box() if frame.parent_frame else None
        left, top = (outer["x"], outer["y"]) if outer else (0.0, 0.0)
        boxes = self._elements.evaluate(_BOXES, refs)
        return [[x + left, y + top, w, h] for x, y, w, h in boxes]

    def close(self) -> None:
        """Close the context."""
        self._context.close()


def _once(route: Any) -> None:
    from playwright.sync_api import Error

    if route.request.method == "GET":
        route.continue_()
        return
    try:
        route.fulfill(response=route.fetch(max_redirects=0, max_retries=0))
    except Error:
        route.abort("connectionclosed")


def _painted(shot: bytes, boxes: list[list[float]]) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.open(io.BytesIO(shot))
    draw = ImageDraw.Draw(image)
    for x, y, width, height in boxes:
        draw.rectangle([(x - 1, y - 1), (x + width + 1, y + height + 1)], fill=(90, 90, 90))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()


def as_screen(info: dict[str, Any]) -> Screen:
    """Turn what the page script read into a screen."""
    controls = tuple(
        Control(
            c["caption"], c["section"], c["kind"], c["value"], c["max"], tuple(c["options"]), c["locked"], c["id"],
            c["how"], tuple(c["refs"]) if "refs" in c else c["i"], c["path"], c["hint"], c["parts"],
        )
        for c in info["controls"]
    )  # fmt: skip
    tables = tuple(
        Table(tuple(t["columns"]), tuple(Row(tuple(r["cells"]), _buttons(r["links"])) for r in t["rows"]))
        for t in info["tables"]
    )
    displays = tuple(Display(d["caption"], d["section"], d["text"], d["i"]) for d in info["displays"])
    return Screen(info["code"], info["title"], controls, displays, _buttons(info["buttons"]), tables, info["text"])


def _buttons(raw: list[dict[str, Any]]) -> tuple[Button, ...]:
    return tuple(Button(b["caption"], b["i"]) for b in raw)
