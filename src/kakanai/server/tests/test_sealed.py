"""No request leaves this machine: the guards themselves, each with one that must be found."""

import http.server
import socket
import threading

import pytest

from kakanai.server import browser, sealed


@pytest.fixture
def local_page():
    """Serve one page that asks for what the test tells it to."""
    body = {"html": ""}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body["html"].encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    body["url"] = f"http://127.0.0.1:{server.server_port}/"
    yield body
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_the_loopback_interface_is_local(host):
    assert sealed.is_local(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "0.0.0.0", "example.jp", "127.0.0.1.example.jp", "2001:db8::1", "?"])
def test_everything_else_is_outside(host):
    assert not sealed.is_local(host)


def test_a_test_that_connects_outside_fails():
    with pytest.raises(sealed.OutsideRequestError, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=0.2)


def test_a_test_that_looks_a_name_up_fails():
    with pytest.raises(sealed.OutsideRequestError, match=r"example\.jp"):
        socket.getaddrinfo("example.jp", 443)


def test_a_connection_on_this_machine_passes(local_page):
    host, port = local_page["url"].removeprefix("http://").strip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        assert connection.getpeername()[0] == "127.0.0.1"


@pytest.mark.browser
def test_a_page_that_stays_on_this_machine_passes(chromium, local_page):
    local_page["html"] = "<img src='/picture.png'>"
    with browser.sealed_context(chromium) as context:
        context.new_page().goto(local_page["url"])


@pytest.mark.browser
@pytest.mark.parametrize(
    "planted",
    [
        "<img src='http://192.0.2.1/picture.png'>",
        "<script src='https://cdn.example.jp/lib.js'></script>",
        "<link rel=stylesheet href='//fonts.example.jp/css'>",
        "<script>fetch('http://192.0.2.1/collect').catch(() => 0)</script>",
        "<script>new WebSocket('ws://192.0.2.1/live')</script>",
        "<iframe src='http://example.jp/'></iframe>",
    ],
)
def test_a_planted_outside_request_is_found(chromium, local_page, planted):
    local_page["html"] = planted
    with pytest.raises(sealed.OutsideRequestError, match=r"192\.0\.2\.1|example\.jp"):
        visit(chromium, local_page["url"])


def visit(chromium, url):
    with browser.sealed_context(chromium) as context:
        page = context.new_page()
        page.goto(url)
        page.wait_for_timeout(100)
