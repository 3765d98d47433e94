"""Django app: inventory of forms, decisions, question protocol, each municipality's published catalogue."""
