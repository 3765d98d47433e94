"""Signing in and out, and the lock of a screen that nobody looks at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate, logout
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from kakanai.trust import audit, tenancy
from kakanai.trust.middleware import LOCKED


class SignIn(LoginView):
    """The sign-in page. A wrong password says no more than that the pair is wrong."""

    template_name = "ui/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in and record it."""
        response = super().form_valid(form)
        user = form.get_user()
        with tenancy.tenant(user.municipality_id):
            audit.record(case=audit.SYSTEM_CASE, action="staff.sign_in", actor=str(user.id))
        return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; the browser forgets what it stored."""
    audit.record(case=audit.SYSTEM_CASE, action="staff.sign_out", actor=str(request.user.pk))
    logout(request)
    response = redirect("sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


class UnlockForm(forms.Form):
    """The password of whoever locked the screen."""

    password = forms.CharField(
        label="パスワード",
        strip=False,
        error_messages={"required": "パスワードを入力してください。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


@require_http_methods(["GET", "POST"])
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the session: nothing but this page answers until the same person's password was given.

    The page is gone from the browser by then, so that neither the screen nor the back button shows a resident.
    """
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if not request.session.get(LOCKED):
        request.session[LOCKED] = True
        audit.record(case=audit.SYSTEM_CASE, action="staff.lock", actor=str(request.user.pk))
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_same_person(request, form):
        del request.session[LOCKED]
        request.session.cycle_key()
        audit.record(case=audit.SYSTEM_CASE, action="staff.unlock", actor=str(request.user.pk))
        return redirect(_inside(request, wanted))
    name = request.user.get_full_name()  # type: ignore[union-attr]
    return render(request, "ui/sign_in.html", {"form": form, "next": wanted, "locked_name": name})


def _is_same_person(request: HttpRequest, form: UnlockForm) -> bool:
    password = form.cleaned_data["password"]
    try:
        found = authenticate(request, username=request.user.get_username(), password=password)
    except PermissionDenied:
        found = None
    if found is None:
        form.add_error("password", "パスワードが違います。")
    return found is not None


def _inside(request: HttpRequest, wanted: str) -> str:
    known = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if known else resolve_url("home")
