"""Where things are kept and which of the few outside switches are on.

Every switch is an environment variable that starts with `KAKANAI_`, apart from `DATABASE_URL`; all of them are
listed in docs/reference/configuration.md.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


def flag(name: str) -> bool:
    """Say whether the environment variable `name` is switched on (`1`, `true`, `yes`)."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes"}


def var() -> Path:
    """Return the directory of everything that the program writes: `KAKANAI_VAR`, or `var/` in the repository."""
    given = os.environ.get("KAKANAI_VAR")
    return Path(given).resolve() if given else REPOSITORY / "var"


def node_modules() -> Path:
    """Return the directory of the locked browser parts that the set-up puts in place."""
    return REPOSITORY / "node_modules"


def secret(name: str, *, directory: Path | None = None) -> str:
    """Return the secret of that name; one is made (384 bits, mode 600) where there is none yet."""
    path = (directory or var() / "secrets") / name
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def has_secret(name: str) -> bool:
    """Say whether the secret of that name was made before, without making it."""
    return (var() / "secrets" / name).exists()


def _write_once(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.chmod(0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    try:
        # Linking fails when another process was first, so two that start together agree on one secret.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
