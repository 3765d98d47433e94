"""No request of a test leaves 127.0.0.1: one guard for Python's sockets, one for the browser."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

_LOCAL_SCHEMES = {"data", "blob", "about"}


class OutsideRequestError(Exception):
    """A test asked for something that is not on this machine."""


def is_local(host: str) -> bool:
    """Say whether a host name or address is this machine's loopback interface."""
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_local_url(url: str) -> bool:
    """Say whether a URL stays on this machine: loopback, or no network at all."""
    parts = urlsplit(url)
    return parts.scheme in _LOCAL_SCHEMES or is_local(parts.hostname or "?")


@contextmanager
def sealed_sockets() -> Iterator[list[str]]:
    """Refuse every connection and name look-up that would leave the machine; yields what was refused."""
    refused: list[str] = []
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(host: object) -> None:
        if not is_local(str(host or "")):
            refused.append(str(host))
            raise OutsideRequestError(f"a test wanted to reach {host}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            check(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            check(address[0])
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        check(host.decode() if isinstance(host, bytes) else host)
        return look_up(host, *arguments, **options)

    patched: Any = socket
    patched.socket.connect, patched.socket.connect_ex = guarded_connect, guarded_connect_ex
    patched.getaddrinfo = guarded_look_up
    try:
        yield refused
    finally:
        patched.socket.connect, patched.socket.connect_ex = connect, connect_ex
        patched.getaddrinfo = look_up


def seal_browser(context: Any) -> list[str]:
    """Abort every request of a Playwright browser context that leaves the machine; return the growing list of them."""
    refused: list[str] = []

    def judge(route: Any) -> None:
        if is_local_url(route.request.url):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort("blockedbyclient")

    def refuse_socket(socket: Any) -> None:
        refused.append(socket.url)
        socket.close()

    context.route("**/*", judge)
    context.route_web_socket(lambda url: not is_local_url(url), refuse_socket)
    return refused
