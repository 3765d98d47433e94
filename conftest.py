"""What all tests share. The fixtures themselves live in src/kakanai/server/fixtures.py."""

from kakanai.server.fixtures import (
    browser_context,
    chromium,
    django_db_setup,
    page,
    pytest_collection_modifyitems,
    pytest_configure,
    sealed_network,
    shared_files,
)

__all__ = [
    "browser_context",
    "chromium",
    "django_db_setup",
    "page",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "sealed_network",
    "shared_files",
]
