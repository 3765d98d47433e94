"""The robots app: the desk's side of typing into core systems."""

from django.apps import AppConfig


class RobotsConfig(AppConfig):
    """Work items, targets, runners, evidence and people's exceptions."""

    name = "kakanai.robots"
    label = "robots"
    verbose_name = "ロボット"

    def ready(self) -> None:
        """Offer the board in the navigation."""
        from kakanai.ui.navigation import NavItem, register

        register(NavItem("連携", "robots:board", "robot", "robots.view", order=60))
