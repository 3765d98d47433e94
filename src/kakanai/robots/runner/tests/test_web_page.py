"""What is read from a page and put into it, against pages that do odd things themselves."""

from __future__ import annotations

import pytest

from kakanai.robots.runner.drivers.web import WebPort

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
