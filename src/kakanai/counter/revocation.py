"""Whom this installation asks whether a signing certificate was revoked. Nobody, until the operator names somebody.

`KAKANAI_REVOCATION` is one of `ocsp:URL` (RFC 6960 over HTTP, the municipality's own connection), `virtual:FOLDER` (the
responder of a deck of virtual cards, never in production) or `MODULE:FUNCTION` (a plug-in's factory without arguments
that returns a `RevocationSource`).
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from pathlib import Path

import httpx

from kakanai.card.revocation import NobodyToAsk, OcspSource, RevocationSource
from kakanai.card.virtual.responder import responder_of
from kakanai.counter import anchors
from kakanai.counter.errors import RevocationSettingError

_SECONDS = 5.0
"""The counter's PC waits 15 seconds for its answer, so the responder has this long for its own."""


def source() -> RevocationSource:
    """Return who is asked; raises RevocationSettingError when the setting names nothing usable."""
    return _named(_setting())


def name() -> str:
    """Return the source's name as it is kept beside its answers."""
    return _setting() or "nobody"


def unknown_is_recorded() -> bool:
    """Say whether the municipality takes a signature whose revocation nobody could tell, and keeps it as undecided."""
    return os.environ.get("KAKANAI_REVOCATION_UNKNOWN", "refuse") == "record"


@cache
def _named(text: str) -> RevocationSource:
    kind, _, rest = text.partition(":")
    if not text:
        return NobodyToAsk()
    try:
        if kind == "ocsp":
            return OcspSource(lambda request: _post(rest, request))
        if kind == "virtual":
            return _virtual(Path(rest))
        made: RevocationSource = getattr(import_module(kind), rest)()
    except (ImportError, AttributeError, OSError, KeyError, ValueError) as error:
        raise RevocationSettingError(f"KAKANAI_REVOCATION: {text} ({type(error).__name__})") from error
    return made


def _virtual(folder: Path) -> RevocationSource:
    if anchors.production():
        raise RevocationSettingError("KAKANAI_REVOCATION: the virtual responder is not for production")
    return OcspSource(responder_of(folder))


def _setting() -> str:
    return os.environ.get("KAKANAI_REVOCATION", "")


def _post(url: str, request: bytes) -> bytes:
    headers = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
    try:
        # Neither proxies nor redirects: the operator named one place.
        with httpx.Client(timeout=_SECONDS, trust_env=False) as http:
            return http.post(url, content=request, headers=headers).raise_for_status().content
    except httpx.HTTPError as error:
        raise OSError(type(error).__name__) from error
