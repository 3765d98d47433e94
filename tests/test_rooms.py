"""The rooms: who may know whom, and how long a file may be."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "kakanai"
LONGEST_FILE = 400


def import_linter(directory):
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache", "--config", directory / "pyproject.toml"]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=directory, env={"PYTHONPATH": str(directory / "src")}
    )


def test_each_room_imports_only_from_rooms_above_it():
    done = import_linter(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("room", "planted"),
    [
        ("japan", "from kakanai.desk import errors"),
        ("triage", "import django"),
        ("agent", "from kakanai import counter"),
        ("robots/runner", "import psycopg"),
    ],
)
def test_a_planted_import_of_a_room_below_is_found(tmp_path, room, planted):
    ignore = shutil.ignore_patterns("__pycache__", "static", "data", "tests", "templates")
    shutil.copytree(SOURCE, tmp_path / "src" / "kakanai", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "src" / "kakanai" / room / "planted.py").write_text(f"{planted}\n")
    done = import_linter(tmp_path)
    assert done.returncode != 0
    assert f"kakanai.{room.replace('/', '.')}.planted" in done.stdout


def too_long(directory):
    return [
        f"{file.relative_to(directory)}: {lines}"
        for file in sorted(directory.rglob("*.py"))
        if "migrations" not in file.parts and (lines := len(file.read_text("utf-8").splitlines())) > LONGEST_FILE
    ]


def test_no_file_is_longer_than_400_lines():
    assert too_long(SOURCE) == []


def test_a_planted_long_file_is_found(tmp_path):
    (tmp_path / "long.py").write_text("x = 1\n" * (LONGEST_FILE + 1))
    assert too_long(tmp_path) == ["long.py: 401"]
