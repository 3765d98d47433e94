"""The municipality that the present unit of work belongs to.

Row-level security compares every row's `municipality` with the connection's `app.municipality`. Without one
no row is visible and none can be written.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from kakanai.trust.errors import NoTenantError

_current: ContextVar[str] = ContextVar("municipality", default="")


class _Opened(threading.local):
    """The connections of one thread: only the thread that opened one may use or close it."""

    def __init__(self) -> None:
        self.connections: WeakSet[BaseDatabaseWrapper] = WeakSet()


_opened = _Opened()


def _forget_connections() -> None:
    _opened.connections.clear()


# A forked process holds its parent's open sockets: two that speak on one would read each other's answers.
os.register_at_fork(after_in_child=_forget_connections)


def current() -> str:
    """Return the 6-digit code of the municipality in force; raises NoTenantError when there is none."""
    code = _current.get()
    if not code:
        raise NoTenantError
    return code


def current_or_none() -> str | None:
    """Return the code of the municipality in force, or `None`."""
    return _current.get() or None


@contextmanager
def tenant(code: str) -> Iterator[str]:
    """Work for one municipality inside the block; the one before is in force again afterwards."""
    token = _current.set(code)
    _tell_all()
    try:
        yield code
    finally:
        _current.reset(token)
        _tell_all()


def connections_of_this_thread() -> list[BaseDatabaseWrapper]:
    """Return every connection that this thread opened, inside an event loop or outside.

    Django keeps one for each, and shows only the one of the moment: a browser's event loop runs during some of a
    thread's work and not during the rest.
    """
    return list(_opened.connections)


def follow_new_connections() -> None:
    """Set the municipality on each connection as it opens (a restarted database forgets it)."""
    connection_created.connect(_on_connection, dispatch_uid="kakanai.tenant")


def _on_connection(sender: Any, connection: Any, **_: Any) -> None:  # noqa: ARG001 - a signal's signature
    _opened.connections.add(connection)
    _tell(connection, opening=True)


def _tell_all() -> None:
    for connection in connections_of_this_thread():
        _tell(connection)


def _tell(target: Any, *, opening: bool = False) -> None:
    if target.vendor != "postgresql" or (target.connection is None and not opening):
        return
    if target.connection is not None and target.connection.closed:
        return
    if target.in_atomic_block and target.needs_rollback:
        return
    with target.cursor() as cursor:
        cursor.execute("SELECT set_config('app.municipality', %s, false)", [_current.get()])
