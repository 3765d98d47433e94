"""The locks agree with pyproject.toml and with each other, carry hashes, and name no host."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", re.MULTILINE)
HOW = "run requirements/compile.sh"


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name):
    return {normal(package): version for package, version in PIN.findall((ROOT / "requirements" / name).read_text())}


def declared(requirements):
    return {normal(re.match(r"[A-Za-z0-9_.-]+", one)[0]) for one in requirements}


def test_the_run_time_lock_holds_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert declared(project["dependencies"]) - set(pins("runtime.lock")) == set(), HOW


def test_the_developers_lock_holds_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = declared([*project["project"]["dependencies"], *project["dependency-groups"]["dev"]])
    assert wanted - set(pins("dev.lock")) == set(), HOW


def test_the_lock_for_scans_holds_the_extra_and_the_operators_versions():
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["ocr"]
    scans = pins("ocr.lock")
    assert declared(extra) - set(scans) == set(), HOW
    assert {name: version for name, version in pins("runtime.lock").items() if scans.get(name) != version} == {}, HOW


def test_developers_run_the_versions_that_operators_run():
    developer = pins("dev.lock")
    assert {name: version for name, version in pins("runtime.lock").items() if developer.get(name) != version} == {}, (
        HOW
    )


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_carries_hashes_and_no_host(lock):
    text = lock.read_text()
    bare = [block.split()[0] for block in re.split(r"\n(?=\S)", text.strip()) if "--hash=sha256:" not in block]
    assert bare == []
    assert "://" not in text
