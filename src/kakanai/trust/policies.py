"""Who may do what: one table, deny by default.

`data/policy.yaml` names, for each URL name and method, the permission it needs, and for each permission the roles
that hold it. A URL that the table does not name is refused to everyone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from importlib.resources import files
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from kakanai import yamldata

PUBLIC = "public"
"""Open without signing in."""
DEVICE = "device"
"""Checked by the API's own device, runner or tablet token."""
SIGNED_IN = "signed_in"
"""Any active member of staff."""


@dataclass(frozen=True)
class Policy:
    """The table."""

    permissions: dict[str, frozenset[str]]
    urls: dict[str, dict[str, str]]

    def needed(self, view_name: str, method: str) -> str | None:
        """Return the permission that a request needs; `None` means that the table does not know it: refuse."""
        methods = self.urls.get(view_name)
        if methods is None:
            return None
        return methods.get("GET" if method in {"HEAD", "OPTIONS"} else method, methods.get("ANY"))

    def allows(self, permission: str | None, roles: frozenset[str], *, signed_in: bool) -> bool:
        """Return whether somebody with these roles has the permission."""
        if permission is None:
            return False
        if permission in {PUBLIC, DEVICE}:
            return True
        if not signed_in:
            return False
        return permission == SIGNED_IN or bool(self.permissions.get(permission, frozenset()) & roles)


@lru_cache(maxsize=1)
def table() -> Policy:
    """Return the policy table."""
    raw = yamldata.read((files("kakanai.trust") / "data" / "policy.yaml").read_text("utf-8"))
    permissions = {name: frozenset(roles) for name, roles in raw["permissions"].items()}
    urls: dict[str, dict[str, str]] = {}
    for name, rule in raw["urls"].items():
        urls[name] = {"ANY": rule} if isinstance(rule, str) else dict(rule)
    return Policy(permissions, urls)


def roles_of(user: Any) -> frozenset[str]:
    """Return the roles of a user; nobody signed in has none."""
    return frozenset(getattr(user, "roles", ()) or ()) if getattr(user, "is_active", False) else frozenset()


def may(user: Any, permission: str) -> bool:
    """Return whether the user has a permission."""
    signed_in = bool(getattr(user, "is_authenticated", False)) and bool(getattr(user, "is_active", False))
    return table().allows(permission, roles_of(user), signed_in=signed_in)


def requires(permission: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorate a view that needs a finer permission than its URL says."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
