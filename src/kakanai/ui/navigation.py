"""The staff navigation: each room registers its own entries, and a gate decides who sees which.

This room knows no permissions. The trust room hands in the gate; until it does, an entry that names a
permission is shown to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the rail: a word of two to four characters, an icon and where it leads."""

    label: str
    url_name: str
    icon: str
    permission: str | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry as drawn for one request."""

    label: str
    url: str
    icon: str
    current: bool


Gate = Callable[[HttpRequest, str], bool]


def _nobody(_request: HttpRequest, _permission: str) -> bool:
    return False


_items: dict[str, NavItem] = {}
_gate: Gate = _nobody


def register(item: NavItem) -> None:
    """Add an entry, from an `AppConfig.ready`. The same URL name registered again replaces the former entry."""
    _items[item.url_name] = item


def use_gate(gate: Gate) -> None:
    """Hand in who may see what: `gate(request, permission) -> bool`."""
    global _gate  # noqa: PLW0603 - one gate per process, set once at start-up
    _gate = gate


def links(request: HttpRequest) -> list[NavLink]:
    """Return the entries that this request's user may open, in order. An entry without a URL is left out."""
    open_to = [(item, url) for item, url in _reachable() if item.permission is None or _gate(request, item.permission)]
    here = _longest_match(request.path, [url for _, url in open_to])
    return [NavLink(item.label, url, item.icon, url == here) for item, url in open_to]


def _reachable() -> Iterator[tuple[NavItem, str]]:
    for item in sorted(_items.values(), key=lambda one: (one.order, one.label)):
        try:
            yield item, reverse(item.url_name)
        except NoReverseMatch:
            continue


def _longest_match(path: str, urls: list[str]) -> str:
    """Return the entry that the page belongs to: of `/desk/` and `/desk/board/`, a case belongs to the longer."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")
