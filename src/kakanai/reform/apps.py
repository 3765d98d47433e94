"""The reform app: which forms a city has, what it asks on them, and what it has decided to ask no longer."""

from django.apps import AppConfig


class ReformConfig(AppConfig):
    """Inventory, decisions, question protocol and the published catalogue."""

    name = "kakanai.reform"
    label = "reform"
    verbose_name = "様式の見直し"

    def ready(self) -> None:
        """Offer the overview in the navigation."""
        from kakanai.ui.navigation import NavItem, register

        register(NavItem("様式", "reform:home", "reform", "reform.view", order=70))
