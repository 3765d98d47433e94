"""View models: what each screen shows, already passed through the gate. Templates compute nothing."""

from kakanai.desk.queries.screens.frame import visit_context

__all__ = ["visit_context"]
