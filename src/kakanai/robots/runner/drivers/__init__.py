"""The ways into a core system, behind one contract."""
