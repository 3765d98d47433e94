"""The robots room's pages: the board, the exception desk, the maps."""

from django.urls import path

from kakanai.robots.views import board, exceptions, maps

app_name = "robots"
urlpatterns = [
    path("", board.board, name="board"),
    path("targets/<slug:code>/", board.target, name="target"),
    path("targets/<slug:code>/switch", board.switch_target, name="switch_target"),
    path("stop", board.switch_all, name="switch_all"),
    path("exceptions/", exceptions.listing, name="exceptions"),
    path("items/<uuid:item_id>/", exceptions.item, name="item"),
    path("items/<uuid:item_id>/decide", exceptions.decide, name="decide"),
    path("items/<uuid:item_id>/replace", exceptions.replace, name="replace"),
    path("items/<uuid:item_id>/typed/", exceptions.typed, name="typed"),
    path("evidence/<uuid:evidence_id>", exceptions.evidence, name="evidence"),
    path("maps/", maps.listing, name="maps"),
    path("maps/<uuid:map_id>/", maps.one, name="map"),
    path("maps/<uuid:map_id>/approve", maps.approve, name="approve_map"),
]
