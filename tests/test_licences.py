"""Nothing that is shipped or imported is under the GPL or AGPL; the LGPL is taken for psycopg alone."""

import json
import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LESSER = {"psycopg", "psycopg-binary", "psycopg-pool"}
STRONG = re.compile(r"\bA?GPL|Affero|GNU General Public", re.IGNORECASE)
WEAK = re.compile(r"LGPL|GNU Lesser|GNU Library", re.IGNORECASE)


def locked(lock):
    """Return the names that a lock holds for this machine."""
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", lock.read_text(), re.MULTILINE)
    return sorted({name.lower() for name in names})


def licence_of(name):
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return None
    classifiers = [one for one in found.get_all("Classifier") or [] if one.startswith("License")]
    # A field may hold the whole text, in which other licences are mentioned: its first line names it.
    named = [found.get("License-Expression") or "", (found.get("License") or "").strip().partition("\n")[0]]
    return " ; ".join(filter(None, [*named, *classifiers]))


def refused(name, licence):
    """Say why a package may not be used, or return an empty text. One permissive choice of several is enough."""
    choices = licence.split(" OR ")
    without_weak = [WEAK.sub("", choice) for choice in choices]
    if all(STRONG.search(choice) for choice in without_weak):
        return f"{name} is under {licence}"
    if WEAK.search(licence) and len(choices) == 1 and name not in LESSER:
        return f"{name} is under {licence}, which only {sorted(LESSER)} may be"
    return ""


def test_no_package_at_run_time_is_under_the_gpl():
    installed = {name: found for name in locked(ROOT / "requirements" / "runtime.lock") if (found := licence_of(name))}
    assert len(installed) > 50
    assert [why for name, licence in installed.items() if (why := refused(name, licence))] == []


def test_every_package_at_run_time_says_its_licence():
    unknown = [name for name in locked(ROOT / "requirements" / "runtime.lock") if licence_of(name) == ""]
    assert unknown == []


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-or-later",
        "AGPL-3.0",
        "License :: OSI Approved :: GNU Affero General Public License v3",
        "GNU General Public License v2 (GPLv2)",
        "LGPL-3.0-only",
        "License :: OSI Approved :: GNU Lesser General Public License v3 or later (LGPLv3+)",
    ],
)
def test_a_planted_copyleft_licence_is_found(licence):
    assert refused("planted", licence)


@pytest.mark.parametrize("licence", ["MIT", "Apache-2.0 OR GPL-2.0-only", "MPL-2.0", "BSD-3-Clause ; ISC"])
def test_a_permissive_licence_passes(licence):
    assert not refused("planted", licence)


def test_the_lesser_licence_is_known_for_psycopg():
    assert WEAK.search(licence_of("psycopg"))
    assert not refused("psycopg", licence_of("psycopg"))


def test_every_browser_part_says_a_permissive_licence():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    parts = {name: part.get("license", "") for name, part in packages.items() if name}
    assert len(parts) >= 3
    assert {name: said for name, said in parts.items() if said not in {"MIT", "0BSD", "MPL-2.0", "Apache-2.0"}} == {}
    assert all(part["integrity"].startswith("sha512-") for name, part in packages.items() if name)
