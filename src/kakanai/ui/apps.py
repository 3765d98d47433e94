"""The ui app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base templates, components, styles and small scripts that every screen shares."""

    name = "kakanai.ui"
    label = "ui"
    verbose_name = "画面の部品"
