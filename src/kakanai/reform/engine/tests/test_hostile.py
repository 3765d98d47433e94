"""Requirement: every file is hostile. Three hundred such files: no crash, no hang, always a document or a reason."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest

from kakanai.reform.engine import read
from kakanai.reform.engine.errors import HostileFileError, ReformError, TimeLimitError
from kakanai.reform.engine.guard import ReaderProcess

_spec = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("hostile.py"))
hostile = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(hostile)

WALL = 12.0


@pytest.fixture(scope="module")
def base():
    return hostile.bases()


def _answer(process, path):
    started = time.monotonic()
    try:
        read(path, process=process, allow_filled=True)
        code, told = "", "。"
    except ReformError as error:
        code, told = error.code, error.ja
    assert told.endswith("。")
    assert time.monotonic() - started < WALL + 5
    return code


def test_traps_are_refused_with_the_right_reason(base, tmp_path):
    with ReaderProcess(wall_seconds=WALL) as process:
        for name, data, expected in hostile.traps(base):
            if expected:
                path = tmp_path / name
                path.write_bytes(data)
                assert _answer(process, path) == expected, name


@pytest.mark.slow
def test_absurd_files_end_in_a_document_or_a_reason(base, tmp_path):
    with ReaderProcess(wall_seconds=WALL) as process:
        for name, data, expected in hostile.traps(base):
            if not expected:
                path = tmp_path / name
                path.write_bytes(data)
                _answer(process, path)


@pytest.mark.slow
def test_two_hundred_and_eighty_mutants_end_in_a_document_or_a_reason(base, tmp_path):
    codes = []
    with ReaderProcess(wall_seconds=WALL) as process:
        for name, data in hostile.mutants(base, 280):
            path = tmp_path / name
            path.write_bytes(data)
            codes.append(_answer(process, path))
    assert len(codes) == 280
    assert codes.count("reform.limit") <= 5
    assert "" in codes and "reform.broken" in codes


def test_the_set_of_hostile_files_has_at_least_three_hundred(base):
    assert len(list(hostile.traps(base))) + 280 >= 300


def test_a_reader_that_takes_too_long_is_killed(base, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(base["xlsx"])
    with pytest.raises(TimeLimitError):
        read(path, wall_seconds=0.01)


def test_a_reader_that_wants_too_much_memory_is_stopped(base, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(base["pdf"])
    with pytest.raises(ReformError):
        read(path, memory_bytes=30_000_000)


def test_a_file_over_the_size_limit_is_not_even_opened(tmp_path):
    path = tmp_path / "huge.pdf"
    with path.open("wb") as stream:
        stream.truncate(31_000_000)
    with pytest.raises(HostileFileError):
        read(path)


def test_a_sound_file_is_read_after_the_child_was_killed(base, tmp_path):
    slow, sound = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    slow.write_bytes(base["xlsx"])
    sound.write_bytes(base["xlsx"])
    with ReaderProcess(wall_seconds=WALL) as process:
        first = read(slow, process=process)
        process.close()
        assert read(sound, process=process).fields == first.fields
