"""Counters, the PCs enrolled at them, and jobs for their card readers. Every proof is checked again here."""
