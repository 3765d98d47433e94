"""A form's pages are drawn in the reading process, from what it saw; hostile files are refused there as ever."""

import time

import pytest

from kakanai.reform.engine import read
from kakanai.reform.engine.drawing import MOST_LINES, DrawingProcess, page_drawing
from kakanai.reform.engine.errors import BrokenFileError, FilledFormError, ReformError, TimeLimitError
from kakanai.reform.engine.model import Box, Glyph, PagePicture, Wall


@pytest.fixture(scope="module")
def process():
    with DrawingProcess() as running:
        yield running


@pytest.mark.parametrize("how", ["docx", "pdf", "html"])
def test_the_drawing_holds_the_printed_characters_lines_and_every_fields_page(process, drawn, tmp_path, how):
    path = tmp_path / f"f.{how}"
    path.write_bytes(drawn("suido-kaishi", how))
    found = process.read_drawn(path)
    (page,) = found.pages
    printed = "".join(text for text, *_ in page["texts"])
    assert "水道使用開始届" in printed.replace("　", "") and "建物の所有者" in printed
    assert len(page["lines"]) > 10
    assert {one.page for one in found.document.fields} <= {one["number"] for one in found.pages}
    for item in found.document.fields:
        assert 0 <= item.box.x0 < item.box.x1 <= page["width"] + 1
    assert found.document.fields == read(path).fields


def test_the_same_bytes_give_the_same_drawing(process, drawn, tmp_path):
    path = tmp_path / "f.docx"
    path.write_bytes(drawn("inkan-toroku"))
    assert process.read_drawn(path).pages == process.read_drawn(path).pages


@pytest.mark.parametrize(
    ("name", "body", "error"),
    [
        ("x.xlsx", b"PK\x03\x04broken", BrokenFileError),
        ("記入例.docx", None, FilledFormError),
        ("x.bin", b"\x00", ReformError),
    ],
)
def test_refusals_are_the_readers_own_and_the_process_reads_on(process, drawn, tmp_path, name, body, error):
    path = tmp_path / name
    path.write_bytes(drawn("suido-kaishi") if body is None else body)
    with pytest.raises(error):
        process.read_drawn(path)
    good = tmp_path / "good.docx"
    good.write_bytes(drawn("suido-kaishi"))
    assert process.read_drawn(good).document.fields


def test_a_file_that_takes_too_long_is_given_up_with_its_process(drawn, tmp_path):
    path = tmp_path / "f.docx"
    path.write_bytes(drawn("suido-kaishi"))
    started = time.monotonic()
    with DrawingProcess(wall_seconds=0.01) as slow, pytest.raises(TimeLimitError):
        slow.read_drawn(path)
    assert time.monotonic() - started < 10


def test_a_page_with_endless_lines_is_drawn_with_a_limit():
    walls = tuple(Wall(True, float(n), 0.0, 10.0) for n in range(MOST_LINES + 50))
    glyph = Glyph("字", Box(0, 0, 10, 10), 10.0)
    page = page_drawing(PagePicture(1, 100.0, 100.0, (glyph,), walls))
    assert len(page["lines"]) == MOST_LINES
    assert page["texts"] == [["字", 10.0, 8.8, [0]]]
