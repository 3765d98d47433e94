"""Every request: whose municipality, and whether the policy table lets it pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from kakanai.trust import policies, tenancy

Handler = Callable[[HttpRequest], HttpResponse]

TENANT_IN_SESSION = "municipality"
"""Set by a paired tablet, which serves a counter and has no member of staff signed in."""

LOCKED = "locked"
"""Set while a signed-in person's screen is locked."""

OPEN_WHILE_LOCKED = frozenset({"lock", "sign_out", "health"})


class TenantMiddleware:
    """Work for the municipality of the signed-in person, or of the paired tablet."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside its municipality."""
        code = _municipality_of(request)
        if code is None:
            return self.get_response(request)
        with tenancy.tenant(code):
            return self.get_response(request)


class PolicyMiddleware:
    """Deny by default: a URL passes only where the policy table says so."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and keep personal pages out of every cache."""
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Refuse, or send to sign in or to the lock, or let pass."""
        match = request.resolver_match
        if request.session.get(LOCKED) and (match is None or match.view_name not in OPEN_WHILE_LOCKED):
            return _to_the_lock(request)
        permission = policies.table().needed(match.view_name if match else "", request.method or "GET")
        signed_in = request.user.is_authenticated and request.user.is_active
        if policies.table().allows(permission, policies.roles_of(request.user), signed_in=signed_in):
            return None
        if permission is not None and not signed_in and request.method == "GET":
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        raise PermissionDenied(f"policy: {match.view_name if match else '?'}")


def _to_the_lock(request: HttpRequest) -> HttpResponse:
    page = request.method == "GET" and "HX-Request" not in request.headers
    address = reverse("lock") + ("?" + urlencode({"next": request.get_full_path()}) if page else "")
    if "HX-Request" in request.headers:
        # A fragment that polls must not be filled with the lock's page: the whole page goes there.
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _municipality_of(request: HttpRequest) -> str | None:
    user = request.user
    if user.is_authenticated:
        return str(user.municipality_id)
    return request.session.get(TENANT_IN_SESSION)
