"""One address for each room's pages and one API. Whether a request passes is for trust's policy table to say."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from ninja import NinjaAPI

from kakanai.server import views

_APIS = {"agent": "kakanai.counter.api", "robots": "kakanai.robots.api", "desk": "kakanai.desk.api"}
"""Where the API's branches come from: each module offers a ninja `router`."""

api = NinjaAPI(title="Kakanai", version="1", urls_namespace="api", docs_url=None)
for _prefix, _module in _APIS.items():
    if _module.split(".")[1] in settings.ROOMS and find_spec(_module):
        api.add_router(f"/{_prefix}/", import_module(_module).router)


_rooms: list[URLPattern | URLResolver] = [
    path(f"{room}/", include(f"kakanai.{room}.urls")) for room in settings.ROOMS if find_spec(f"kakanai.{room}.urls")
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("api/", api.urls),
    *_rooms,
]

handler400 = "kakanai.server.views.bad_request"
handler403 = "kakanai.server.views.forbidden"
handler404 = "kakanai.server.views.not_found"
handler500 = "kakanai.server.views.server_error"
