"""The review's background work: reading files and judging them, outside any request."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kakanai.trust import tenancy


@app.task(name="kakanai.reform.read_files", queueing_lock=None)
def read_files(municipality: str, batch: str) -> None:
    """Read the waiting files of an import. Runs again after a crash: what was read stays read."""
    from kakanai.reform import actions

    with tenancy.tenant(municipality):
        actions.read_waiting(batch)
        actions.link_forms()
