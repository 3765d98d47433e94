"""The start page, the health check and the pages that say what went wrong."""

from __future__ import annotations

import logging
import sys
import uuid

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string

from kakanai.ui import navigation

_log = logging.getLogger(__name__)

_NOTHING_LOST = "保存した内容は失われていません。"


def home(request: HttpRequest) -> HttpResponse:
    """Send a member of staff to the first page that the navigation offers them."""
    for link in navigation.links(request):
        return HttpResponseRedirect(link.url)
    return _problem(request, 404, "not-found", "最初の画面がありません", "業務の画面がまだ入っていません。")


def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view's signature
    """Say `ok` when the database answers; a load balancer asks this. Holds no version and no name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """400: what was sent cannot be read."""
    return _problem(
        request, 400, "bad-request", "送信された内容を読み取れません", "前の画面に戻り、もう一度やり直してください。"
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403: the policy table says no."""
    text = "この画面を開く権限がありません。必要な場合は、管理職またはシステム管理者に相談してください。"
    return _problem(request, 403, "forbidden", "この操作はできません", text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403: the form is from another sign-in, or from another site."""
    text = "サインインし直したか、長い時間がたったため、この画面は古くなりました。前の画面に戻り、再読み込みしてからやり直してください。"
    return _problem(request, 403, "stale-form", "画面が古くなっています", text)


def locked_out(request: HttpRequest, credentials: object, *_: object) -> HttpResponse:  # noqa: ARG001 - axes' signature
    """429: too many wrong passwords from one place for one number."""
    text = (
        "パスワードの誤りが続いたため、15分間サインインできません。お急ぎのときは、システム管理者に連絡してください。"
    )
    return _problem(request, 429, "locked-out", "サインインを止めています", text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """404: no such page. The address is not repeated: somebody may have pasted a name into it."""
    return _problem(
        request, 404, "not-found", "画面が見つかりません", "アドレスを確かめるか、最初の画面から開き直してください。"
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away, 500 otherwise, with a number that is in the log as well."""
    error = sys.exc_info()[1]
    number = uuid.uuid4().hex[:8]
    _log.error("request failed, number %s, %s", number, type(error).__name__)
    if isinstance(error, OperationalError | InterfaceError):
        text = "少し待ってから、この画面を再読み込み（F5キー）してください。"
        if request.method != "GET":
            text += "いま送った内容は、そのときもう一度送られます。"
        return _problem(
            request, 503, "database-closed", "データベースにつながりません", _NOTHING_LOST + text, number=number
        )
    text = "もう一度やり直しても同じときは、下の番号を情報システム担当に伝えてください。"
    return _problem(request, 500, "server-error", "処理を完了できませんでした", _NOTHING_LOST + text, number=number)


def _problem(request: HttpRequest, status: int, code: str, title: str, text: str, *, number: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse(
            {"code": code, "clerk": f"{title}。{text}", "number": number}, status=status
        )
    else:
        # Without the request: context processors would ask the session, and with it the database.
        context = {
            "title": title,
            "sentences": text.rstrip("。").split("。"),
            "number": number,
            "static": settings.STATIC_URL,
        }
        response = HttpResponse(render_to_string("server/problem.html", context), status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = "10"
    return response
