"""Django app: the look that every screen shares: tokens, styles, base templates, template tags."""
