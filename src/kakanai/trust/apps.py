"""The trust app."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """People and roles, policy, disclosure, encryption, audit."""

    name = "kakanai.trust"
    label = "trust"
    verbose_name = "信頼の基盤"

    def ready(self) -> None:
        """Keep the tenant of this context on every new connection, and let the policy table gate the navigation."""
        from kakanai.trust import policies, tenancy
        from kakanai.ui import navigation

        tenancy.follow_new_connections()
        navigation.use_gate(lambda request, permission: policies.may(request.user, permission))
