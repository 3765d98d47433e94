"""A virtual My Number Card that third-party software believes, with keys and people of its own test world.

`make_card` issues one, `make_deck` a family's; `VirtualTransport` presents one in memory, `vpcd.serve` to pcscd.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kakanai.card.virtual.deck import load_deck, make_deck
    from kakanai.card.virtual.issue import make_card
    from kakanai.card.virtual.memory import VirtualTransport
    from kakanai.card.virtual.person import CardPerson

__all__ = ["CardPerson", "VirtualTransport", "load_deck", "make_card", "make_deck"]

_HOMES = {
    "CardPerson": "person",
    "VirtualTransport": "memory",
    "load_deck": "deck",
    "make_card": "issue",
    "make_deck": "deck",
}


def __getattr__(name: str) -> Any:
    """Import on first use: presenting a card must not wait for what only issuing one needs (pictures, X.509)."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
