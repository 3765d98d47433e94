"""The demonstration's background work."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


@app.task(name="kakanai.demo.load_drawer", queueing_lock="kakanai.demo.load_drawer")
def load_drawer() -> None:
    """Put the drawer of forms into the sample city, after the first screen that somebody waits for."""
    from kakanai.demo.city import load_city
    from kakanai.demo.drawer import load_drawer

    load_drawer(load_city())


def ask_for_drawer() -> None:
    """Put the drawer's reading into the worker's queue; once is enough."""
    with suppress(AlreadyEnqueued):
        load_drawer.defer()
