"""The desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Visits, facts, applications, confirmation, acceptance."""

    name = "kakanai.desk"
    label = "desk"
    verbose_name = "窓口"

    def ready(self) -> None:
        """Offer the desk and the departments' board in the navigation."""
        from kakanai.ui.navigation import NavItem, register

        register(NavItem("窓口", "desk:home", "person", "visit.work", order=10))
        register(NavItem("案件", "desk:cases", "case", "case.view", order=20))
