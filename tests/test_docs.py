"""The documentation: its links lead somewhere, and its configuration page is the code's."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
READ = re.compile(r"""(?:environ(?:\.get\(|\[|\.setdefault\()|flag\()["'](KAKANAI_[A-Z_]+|DATABASE_URL)["']""")
CONFIGURATION = ROOT / "docs" / "reference" / "configuration.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page):
    assert [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()] == []


def variables_read():
    files = [file for file in (ROOT / "src").rglob("*.py") if "tests" not in file.parts]
    return {name for file in files for name in READ.findall(file.read_text("utf-8"))}


def variables_documented():
    return set(re.findall(r"^\| `(KAKANAI_[A-Z_]+|DATABASE_URL)`", CONFIGURATION.read_text("utf-8"), re.MULTILINE))


def test_every_variable_that_the_code_reads_is_documented():
    assert "KAKANAI_VAR" in variables_read()
    assert variables_read() - variables_documented() == set()


def test_every_documented_variable_is_read_somewhere():
    script = (ROOT / "kakanai").read_text()
    unread = variables_documented() - variables_read()
    assert {name for name in unread if name not in script} == set()


def test_every_word_of_the_command_line_is_documented():
    from kakanai.cli import COMMANDS

    page = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
    assert [word for word in COMMANDS if f"| `{word}` |" not in page] == []


def test_every_page_can_be_reached_from_the_index():
    docs = ROOT / "docs"
    reached, waiting = set(), [docs / "index.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached:
            continue
        reached.add(page)
        targets = [page.parent / link for link in LINK.findall(page.read_text("utf-8"))]
        waiting += [file for target in targets for file in (target.glob("*.md") if target.is_dir() else [target])]
        waiting = [file for file in waiting if file.suffix == ".md"]
    assert {str(page.relative_to(docs)) for page in docs.rglob("*.md") if page.resolve() not in reached} == set()


def pictures_of_the_command():
    page = (ROOT / "docs" / "how-to" / "make-the-pictures.md").read_text("utf-8")
    (command,) = re.findall(r"^\./kakanai demo --play --pictures docs/pictures.*$", page, re.MULTILINE)
    return sorted(re.findall(r"--only (\S+)", command))


def test_the_readmes_show_the_pictures_that_the_documented_command_makes_and_no_others():
    kept = sorted(path.stem for path in (ROOT / "docs" / "pictures").glob("*.png"))
    assert kept == pictures_of_the_command()
    for readme in ("README.md", "README.ja.md"):
        shown = re.findall(r"!\[[^\]]+\]\(docs/pictures/([^)]+)\.png\)", (ROOT / readme).read_text("utf-8"))
        assert sorted(shown) == kept, readme


def test_the_played_visit_has_a_screen_of_every_name_that_the_command_wants():
    play = ROOT / "src" / "kakanai" / "demo" / "play"
    source = "".join(path.read_text("utf-8") for path in play.glob("*.py"))
    for name in pictures_of_the_command():
        assert f'"{re.sub(r"-[0-9]+$", "-", name)}' in source, name


def test_the_pictures_are_small_and_as_large_as_the_screens():
    for path in (ROOT / "docs" / "pictures").glob("*.png"):
        content = path.read_bytes()
        width, height = (int.from_bytes(content[place : place + 4], "big") for place in (16, 20))
        assert (width, height) in {(1366, 768), (1280, 800)}, path.name
        assert len(content) < 150_000, path.name
