"""The gallery, where DEBUG is on; elsewhere every address answers 404."""

from django.urls import path

from kakanai.ui import views

app_name = "ui"
urlpatterns = [
    path("gallery/", views.index, name="gallery"),
    path("gallery/<slug:name>/", views.screen, name="gallery_screen"),
]
