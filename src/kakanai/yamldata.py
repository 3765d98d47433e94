"""Reading YAML: rules, forms, maps and words are data, and every room reads them the same way."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one written in C is eight times as fast; a few builds of PyYAML come without it."""


def read(text: str) -> Any:
    """Return what a YAML text says: plain data only, no objects. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader in either case
