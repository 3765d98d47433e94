"""Accounts for core systems: from the environment or the operating system's key store, never from maps or logs."""

from __future__ import annotations

import os
from collections.abc import Callable

from kakanai.robots.runner.errors import AccessError

SERVICE = "kakanai-robot"


def account(target: str) -> Callable[[str], str]:
    """Return a look-up for a target's `user` and `password`.

    `KAKANAI_ROBOT_JUKI_USER` in the environment goes before the entry `juki.user` of the key store's service
    `kakanai-robot`. Raises AccessError when neither is there.
    """

    def secret(name: str) -> str:
        value = os.environ.get(f"KAKANAI_ROBOT_{target.upper()}_{name.upper()}") or _stored(f"{target}.{name}")
        if not value:
            raise AccessError(
                f"no {name} for {target} in the key store", ja="業務システムの利用者番号が登録されていません。"
            )
        return value

    return secret


def _stored(entry: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, entry)
    except KeyringError:
        return None
