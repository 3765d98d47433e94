"""The command line: every word finds its room and can say what it does."""

import pytest
from click.testing import CliRunner

from kakanai.cli import COMMANDS, main


@pytest.mark.parametrize("word", sorted(COMMANDS))
def test_every_word_finds_its_room_and_says_what_it_does(word):
    found = main.get_command(None, word)
    assert found is not None
    assert (found.help or "").strip()


def test_help_lists_every_word():
    told = CliRunner().invoke(main, ["--help"]).output
    assert [word for word in COMMANDS if f"  {word} " not in told] == []


def test_an_unknown_word_is_refused():
    told = CliRunner().invoke(main, ["planted"])
    assert told.exit_code == 2
    assert "planted" in told.output
