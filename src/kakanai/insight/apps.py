"""The insight app."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Boards and models over the desk's event log. Reads, never writes."""

    name = "kakanai.insight"
    label = "insight"
    verbose_name = "見える化"

    def ready(self) -> None:
        """Offer the board in the navigation."""
        from kakanai.ui.navigation import NavItem, register

        register(NavItem("実績", "insight:home", "insight", "insight.view", order=80))
