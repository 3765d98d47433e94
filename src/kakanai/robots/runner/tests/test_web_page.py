"""What is read from a page and put into it, against pages that do odd things themselves."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kakanai.robots.runner.drivers.web import WebPort
from kakanai.robots.runner.errors import AccessError

pytestmark = pytest.mark.browser
PROTOTYPE = """<script>
  Array.prototype.toJSON = function () { return 'list'; };
  String.prototype.toJSON = function () { return '"' + this + '"'; };
  JSON.stringify = () => 'broken';
</script>"""


@pytest.fixture
def port(chromium):
    made = WebPort(chromium, "http://127.0.0.1:9")
    yield made
    made.close()


@pytest.mark.parametrize("value", ['"引用" \\ \t', "𠮷野 葛\U000e0100城", "\u2028行\u2029", "</script>&amp;", ""])
def test_a_page_that_changed_how_json_is_written_is_read_right(port, value):
    port._page.set_content(f"{PROTOTYPE}<title>AB0100 入力</title><table><tr><th>氏名<td><input id=a></table>")
    port._page.locator("#a").evaluate("(e, value) => { e.value = value; }", value)
    (control,) = port.scan().controls
    assert (control.caption, control.value, control.options) == ("氏名", value, ())


def test_boxes_ticked_together_with_texts_tell_the_page_as_a_hand_would(port):
    port._page.set_content(
        "<table><tr><th>氏名<td><input><tr><th>希望<td><input type=checkbox onclick='log.value += this.checked'>"
        "<tr><th>済<td><input type=checkbox checked onclick='log.value += this.checked'>"
        "<tr><th>記録<td><input id=log></table>"
    )
    name, wanted, done, _ = port.scan().controls
    port.enter_many([(name, "見本"), (wanted, "1"), (done, "")])
    assert [c.value for c in port.scan().controls] == ["見本", "1", "", "truefalse"]
    name, wanted, done, _ = port.scan().controls
    port.enter_many([(wanted, "1"), (done, "")])
    assert [c.value for c in port.scan().controls] == ["見本", "1", "", "truefalse"]


class Halting(BaseHTTPRequestHandler):
    """Sends half a record, and the other half later; `/never` keeps it back."""

    later = threading.Event()

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.path == "/":
            ways = "".join(f"<button onclick=\"location='/{way}'\">{way}</button>" for way in ("record", "never"))
            self.wfile.write(f"<title>AB0100</title>{ways}".encode())
            return
        self.wfile.write(f"<title>AB0200</title><table><tr><th>氏名<td>見本 花子{' ' * 2000}".encode())
        self.wfile.flush()
        if self.path == "/never":
            self.later.wait(20)
        time.sleep(0.4)
        self.wfile.write("<tr><th>住所<td>見本市桜町二丁目</table>".encode())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def halting(chromium):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Halting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Halting.later.clear()
    made = WebPort(chromium, f"http://127.0.0.1:{server.server_port}", timeout=3)
    made.open("")
    yield made
    Halting.later.set()
    made.close()
    server.shutdown()
    server.server_close()


def until_title(port, title):
    until = time.monotonic() + 5
    while (screen := port.scan()).title != title and time.monotonic() < until:
        time.sleep(0.01)
    return screen


def test_a_record_that_is_still_arriving_is_not_read_in_halves(halting):
    halting.press(halting.scan().press("record")[0])
    screen = until_title(halting, "AB0200")
    assert [(d.caption, d.text) for d in screen.displays] == [("氏名", "見本 花子"), ("住所", "見本市桜町二丁目")]


def test_a_page_that_never_arrives_is_no_screen(halting):
    halting.press(halting.scan().press("never")[0])
    with pytest.raises(AccessError, match="as a whole"):
        until_title(halting, "AB0200")
