"""Django app: people and roles, policy table, disclosure gate, field encryption, audit chain, retention."""
