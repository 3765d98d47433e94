"""The insight room's pages."""

from django.urls import path

from kakanai.insight import views

app_name = "insight"
urlpatterns = [path("", views.home, name="home")]
