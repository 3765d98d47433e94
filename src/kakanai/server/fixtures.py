"""Fixtures that every room's tests may use; the root conftest.py brings them in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kakanai.server import browser, environment, sealed

_DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences"}


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001
    """Give Django a migrated database of this process (see testdatabase.py) instead of pytest-django's."""
    from django.test import testcases

    from kakanai.server import testdatabase
    from kakanai.trust.crypto import make_key_file

    make_key_file(environment.var() / "secrets" / "master.key")
    with django_db_blocker.unblock(), testdatabase.prepared() as copy:
        committing: Any = testcases.TransactionTestCase
        original = committing._fixture_teardown
        committing._fixture_teardown = lambda _: copy.renew()
        try:
            yield
        finally:
            committing._fixture_teardown = original


@pytest.fixture(autouse=True, scope="session")
def sealed_network() -> Iterator[None]:
    """Refuse every connection of the test process that would leave this machine."""
    with sealed.sealed_sockets():
        yield


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Give this machine's Chromium as a Playwright browser; a test skips where there is none.

    It lives as long as a module's tests and no longer: while Playwright runs, its event loop occupies the thread, and
    `asyncio.run` in another room's test would be refused.
    """
    try:
        browser.executable()
    except browser.BrowserMissingError as error:
        pytest.skip(str(error))
    with browser.chromium() as running:
        yield running


@pytest.fixture
def browser_context(chromium: Any) -> Iterator[Any]:
    """Give a fresh browser context; the test fails when a page wanted to leave this machine."""
    with browser.sealed_context(chromium, viewport={"width": 1366, "height": 768}) as context:
        yield context


@pytest.fixture
def page(browser_context: Any) -> Any:
    """Give a fresh page; the test fails when it wanted to leave this machine."""
    return browser_context.new_page()


@pytest.fixture(scope="session")
def shared_files() -> Path:
    """Return the directory of public forms and data beside the repository; a test that needs it skips without it."""
    directory = environment.REPOSITORY.parent / "shared"
    if not directory.is_dir():
        pytest.skip("the directory shared/ beside the repository is absent")
    return directory


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that stores anything `database`, whether it says so itself or by one of its fixtures.

    So all of them run once more on the database of DATABASE_URL.
    """
    for item in items:
        if item.get_closest_marker("django_db") or _DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


def pytest_configure(config: pytest.Config) -> None:  # noqa: ARG001 - pytest's signature
    """Give property tests no deadline for one example: a machine that builds beside them is slow at times."""
    from hypothesis import settings

    settings.register_profile("kakanai", deadline=None, print_blob=True)
    settings.load_profile("kakanai")
