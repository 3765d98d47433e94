"""Logging that names no person: a record tells what happened where, never with which values."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType
from typing import Any

_LONG_NUMBER = re.compile(r"(?<!\d)(?:\d{12}|\d{4}([ \u3000-])\d{4}\1\d{4})(?!\d)")
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Formats a record without the values that errors carry.

    A database error quotes the row that broke a rule and a ValueError the text that it could not read, so of an
    exception only its type and its place are written. Numbers as long as an individual number are masked.
    """

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's name
        """Return the places of a traceback and the type of its error."""
        kind, _, trace = ei
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([*(f"  at {place}" for place in places), f"  {kind.__name__ if kind else 'error'}"])

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line with long numbers masked."""
        # Another handler may have cached a traceback with its message.
        record.exc_text = None
        return _LONG_NUMBER.sub("************", super().format(record))


def configuration(level: str = "INFO") -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error through the discreet formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "discreet": {
                "()": "kakanai.server.logs.DiscreetFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.db.backends": {"level": "ERROR"},
            # A refused page is an everyday thing and is in the audit chain where it matters.
            "django.request": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
        },
    }
