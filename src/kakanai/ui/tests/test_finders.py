"""Of node_modules only listed files may be reachable, and a missing one must be named."""

from pathlib import Path

import pytest
from django.test import override_settings

from kakanai.ui import finders
from kakanai.ui.errors import MissingBrowserPartError


def test_every_listed_file_is_found_and_collected() -> None:
    finder = finders.NpmFinder()
    assert all(Path(finder.find(name)).is_file() for name in finders.LISTED_FILES)
    assert {name for name, _ in finder.list([])} == set(finders.LISTED_FILES)
    assert finder.check() == []


@pytest.mark.parametrize(
    "name", ["npm/htmx/htmx.js", "npm/../package.json", "../package.json", "npm/axe-core/axe.min.js", "npm/"]
)
def test_a_file_that_is_not_listed_does_not_exist(name: str) -> None:
    finder = finders.NpmFinder()
    assert finder.find(name) == []
    with pytest.raises(MissingBrowserPartError):
        finder.storage.path(name)


def test_a_machine_without_the_packages_is_told_which_files_are_missing(tmp_path: Path) -> None:
    with override_settings(KAKANAI_NODE_MODULES=tmp_path):
        found = finders.NpmFinder().check()
    assert len(found) == len(finders.LISTED_FILES)
    assert all("./kakanai" in str(one.hint) for one in found)
