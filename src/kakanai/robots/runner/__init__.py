"""The program that types into core systems: screen maps, drivers, look-first, read-back, evidence."""
