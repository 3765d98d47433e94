"""What a sample system can be told to do wrong, for how many times."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

KINDS = (
    "slow",  # every page takes `value` seconds longer
    "slow_save",  # the save answers `value` seconds later, after it was written
    "wrong",  # one field (`value`) is stored with its last character lost
    "crash_before",  # the connection breaks before the record is written
    "crash_after",  # the record is written, then the connection breaks
    "late",  # the answer breaks at once, the record is written `value` seconds later
    "double_popup",  # the confirmation appears twice
    "drift",  # the screen is drawn as the named change (`value`)
    "down",  # every page answers 503
    "logout",  # the next page is the sign-in page
    "blocking_dialog",  # a desktop program opens its dialog within the click and answers nothing until it is closed
    "lock",  # a terminal's keyboard is never unlocked after the save was written
    "double_answer",  # a batch answers with two records for one
    "drop_characters",  # characters outside CP932 vanish in the store
)


@dataclass(slots=True)
class _Order:
    times: int
    value: Any


class Misbehaviour:
    """Orders given to a running sample system. `times=-1` holds until it is told to stop."""

    def __init__(self) -> None:
        self._orders: dict[str, _Order] = {}
        self._lock = threading.Lock()

    def tell(self, kind: str, *, times: int = 1, value: Any = None) -> None:
        """Order one kind of misbehaviour. Raises `ValueError` for an unknown kind."""
        if kind not in KINDS:
            raise ValueError(kind)
        with self._lock:
            self._orders[kind] = _Order(times, value)

    def stop(self) -> None:
        """Behave again."""
        with self._lock:
            self._orders.clear()

    def take(self, kind: str) -> tuple[bool, Any]:
        """Return whether to misbehave now, using one turn up."""
        with self._lock:
            order = self._orders.get(kind)
            if order is None or order.times == 0:
                return False, None
            order.times -= 1 if order.times > 0 else 0
            return True, order.value
