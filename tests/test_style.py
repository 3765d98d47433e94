"""Style and types, by the tools and rules of pyproject.toml."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLACES = ("src", "tests", "conftest.py")


def tool(name, *arguments, cwd=ROOT):
    return subprocess.run(
        [Path(sys.executable).parent / name, *arguments], check=False, capture_output=True, text=True, cwd=cwd
    )


def test_ruff_finds_nothing():
    done = tool("ruff", "check", "--output-format", "concise", *PLACES)
    assert done.returncode == 0, done.stdout


def test_the_format_is_ruffs():
    done = tool("ruff", "format", "--check", "--output-format", "concise", *PLACES)
    assert done.returncode == 0, f"run `ruff format`: {done.stdout[-2000:]}"


def test_ruff_finds_a_planted_swallowed_error(tmp_path):
    (tmp_path / "planted.py").write_text("try:\n    x = 1\nexcept:\n    pass\n")
    done = tool("ruff", "check", "--config", ROOT / "pyproject.toml", "--output-format", "concise", tmp_path)
    assert "E722" in done.stdout


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_type_is_right():
    done = tool("mypy", "src/kakanai")
    assert done.returncode == 0, done.stdout[-3000:]
