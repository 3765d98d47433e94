"""The trust anchors that this installation accepts cards by: files in one folder, production and virtual kept apart."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from kakanai.card import anchors as card_anchors
from kakanai.card.anchors import Anchors, World


def production() -> bool:
    """Say whether this installation serves real residents."""
    return bool(getattr(settings, "KAKANAI_PRODUCTION", getattr(settings, "PRODUCTION", False)))


def folder() -> Path:
    """Return where anchor files (`*.json`) lie: `KAKANAI_CARD_ANCHORS`, or `anchors` among the installation's files."""
    named = getattr(settings, "KAKANAI_CARD_ANCHORS", None) or os.environ.get("KAKANAI_CARD_ANCHORS")
    return Path(named) if named else Path(settings.VAR) / "anchors"


def current() -> Anchors:
    """Return the anchors in force. In production mode only those of real cards, whatever files lie there."""
    found = card_anchors.load(*sorted(folder().glob("*.json")))
    return found.only(World.PRODUCTION) if production() else found


def install(anchor_file: Path, name: str) -> Path:
    """Put an anchor file in place under a name of its own; raises AnchorError when it is not a sound one."""
    card_anchors.load(anchor_file)
    folder().mkdir(parents=True, exist_ok=True)
    target = folder() / f"{name}.json"
    target.write_bytes(anchor_file.read_bytes())
    return target
