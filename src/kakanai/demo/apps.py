"""The demo app: never installed in production."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A sample city."""

    name = "kakanai.demo"
    label = "demo"
