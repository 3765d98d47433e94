"""Serve the few listed files of npm packages under `/static/npm/`, and nothing else of node_modules.

Third-party styles and scripts are put in place by the set-up from the lock file; none is copied into the tree.
A package's other files (sources, tests, readmes) stay unreachable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

from kakanai.ui.errors import MissingBrowserPartError

LISTED_FILES: dict[str, str] = {
    "npm/design-tokens/tokens.css": "@digital-go-jp/design-tokens/dist/tokens.css",
    "npm/htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "npm/signature_pad/signature_pad.umd.min.js": "signature_pad/dist/signature_pad.umd.min.js",
    # The script's last line names its map; a storage that hashes names refuses a dangling reference.
    "npm/signature_pad/signature_pad.umd.min.js.map": "signature_pad/dist/signature_pad.umd.min.js.map",
}
"""Static name → path inside node_modules."""


def node_modules() -> Path:
    """Return the folder of installed npm packages: `KAKANAI_NODE_MODULES`, or the nearest one above this file."""
    configured = getattr(settings, "KAKANAI_NODE_MODULES", None)
    if configured:
        return Path(configured)
    for parent in Path(__file__).resolve().parents:
        if (parent / "node_modules").is_dir():
            return parent / "node_modules"
    return Path("node_modules")


class NpmStorage(FileSystemStorage):
    """Read-only view of node_modules in which only the listed names exist."""

    def path(self, name: str) -> str:
        """Return the real path of a listed static name; raise `MissingBrowserPartError` for any other."""
        inside = LISTED_FILES.get(name.replace("\\", "/"))
        if inside is None:
            raise MissingBrowserPartError(f"{name} is not a listed browser part")
        return str(Path(self.location) / inside)


class NpmFinder(BaseFinder):
    """A `STATICFILES_FINDERS` entry: `kakanai.ui.finders.NpmFinder`."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.storage = NpmStorage(location=str(node_modules()))

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        """Return the file behind a listed static name, or an empty list."""
        found = Path(self.storage.path(path)) if path in LISTED_FILES else None
        if found is None or not found.is_file():
            return []
        return [str(found)] if find_all else str(found)

    def check(self, **_kwargs: Any) -> list[CheckMessage]:
        """Report each listed file that the set-up has not put in place."""
        missing = [name for name in LISTED_FILES if not Path(self.storage.path(name)).is_file()]
        hint = "Run ./kakanai setup (npm ci) so that node_modules holds the locked packages."
        return [Error(f"Browser part {name} is missing", hint=hint, id="ui.E001") for name in missing]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, NpmStorage]]:  # noqa: ARG002 - Django's
        """Yield every listed file for collectstatic; `ignore_patterns` do not apply to a fixed list."""
        for name in LISTED_FILES:
            yield name, self.storage
