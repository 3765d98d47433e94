"""Which database Django talks to: the embedded one, or the one that `DATABASE_URL` names."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from kakanai.server.errors import DatabaseUrlError
from kakanai.server.postgres import Cluster

_LIMITS = "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=300s"


def external() -> bool:
    """Say whether `DATABASE_URL` names a database of the operator's own."""
    return bool(os.environ.get("DATABASE_URL"))


def django_settings(cluster: Cluster) -> dict[str, Any]:
    """Return Django's settings of the one database. Nothing is started or connected to."""
    url = os.environ.get("DATABASE_URL")
    place = parse_url(url) if url else _embedded(cluster)
    return place | {
        "ENGINE": "django.db.backends.postgresql",
        # The web tier's threads each keep their connection, so a page pays no connecting.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "kakanai", "connect_timeout": 5, "options": _LIMITS} | place["OPTIONS"],
    }


def parse_url(url: str) -> dict[str, Any]:
    """Return NAME, USER, PASSWORD, HOST, PORT and OPTIONS of `postgresql://user:password@host:port/name?key=value`.

    Raises DatabaseUrlError, which never repeats the URL: it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        raise DatabaseUrlError from None
    query = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise DatabaseUrlError
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": port,
        "OPTIONS": query,
    }


def _embedded(cluster: Cluster) -> dict[str, Any]:
    place = cluster.parameters()
    return {
        "NAME": place["dbname"],
        "USER": place["user"],
        "PASSWORD": place["password"],
        "HOST": place["host"],
        "PORT": place["port"],
        "OPTIONS": {},
    }
