"""Kakanai: a paperless one-stop desk for Japanese municipalities."""

__version__ = "0.1.0"
