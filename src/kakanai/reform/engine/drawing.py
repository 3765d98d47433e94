"""A form with the drawing of its pages: printed characters and lines, so that a screen can show what was read.

The drawing is made from the same picture that the grammar sees, in the same killable process, whatever the file was;
no file of unknown origin is ever rendered by the web server or the browser.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from kakanai.reform.engine import document_from_json, guard, worker
from kakanai.reform.engine.model import FormDocument, Glyph, PagePicture

MOST_LINES = 6000
"""Walls drawn of one page; a sheet with more is a spreadsheet's grid, not a form."""
_BOOT = "from kakanai.reform.engine.drawing import main; main()"


@dataclass(frozen=True, slots=True)
class DrawnDocument:
    """A form as read, and its pages as plain values: `width`, `height`, `lines` and `texts`, in points.

    A line is `[x0, y0, x1, y1]`, a text `[characters, size, baseline, [x of each character]]`.
    """

    document: FormDocument
    pages: list[dict[str, Any]]


class DrawingProcess(guard.ReaderProcess):
    """A reading process that also draws the pages; limits and refusals are the reader's own."""

    def __enter__(self) -> DrawingProcess:
        return self

    def read_drawn(self, path: Path, *, ocr: bool = False) -> DrawnDocument:
        """Read and draw one file; raises ReformError as `engine.read` does."""
        answer = self.read(path, ocr=ocr)
        pages = answer.pop("drawing")
        return DrawnDocument(document_from_json(answer), pages)

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            [sys.executable, "-c", _BOOT, str(self._memory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=guard._environment(), start_new_session=True,
        )  # fmt: skip
        return self._child


def main() -> None:
    """Read and draw the files named on standard input, one JSON order a line; answer each with one line of JSON."""
    worker._cap(int(sys.argv[1]))
    pictures = _remembered_pictures()
    for line in sys.stdin.buffer:
        order = json.loads(line)
        path = Path(order["path"])
        answer = worker._read(path, allow_filled=bool(order["allow_filled"]), ocr=bool(order["ocr"]))
        if "error" not in answer:
            answer = {**answer, "drawing": [page_drawing(one) for one in pictures]}
        sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()


def _remembered_pictures() -> list[PagePicture]:
    """Return a list that holds the pictures of the file read last, so that no file is parsed or recognised twice."""
    from kakanai.reform.engine import reader

    kept: list[PagePicture] = []
    original = reader.picture_of

    def remembering(data: bytes, file_type: str) -> tuple[list[PagePicture], list[str]]:
        pictures, warnings = original(data, file_type)
        kept[:] = pictures
        return pictures, warnings

    reader.picture_of = remembering
    return kept


def page_drawing(picture: PagePicture) -> dict[str, Any]:
    """One page as plain values."""
    return {
        "number": picture.number,
        "name": picture.name,
        "width": round(picture.width, 1),
        "height": round(picture.height, 1),
        "lines": [_line(wall) for wall in (*picture.walls, *picture.underlines)[:MOST_LINES]],
        "texts": [_text(list(run)) for _, run in groupby(_ordered(picture.glyphs), key=_row)],
    }


def _line(wall: Any) -> list[float]:
    ends = (wall.lo, wall.at, wall.hi, wall.at) if wall.horizontal else (wall.at, wall.lo, wall.at, wall.hi)
    return [round(one, 1) for one in ends]


def _ordered(glyphs: tuple[Glyph, ...]) -> list[Glyph]:
    return sorted((g for g in glyphs if g.text.strip()), key=lambda g: (*_row(g), g.box.x0))


def _row(glyph: Glyph) -> tuple[float, float]:
    return round(glyph.box.y1, 0), round(glyph.size, 1)


def _text(run: list[Glyph]) -> list[Any]:
    baseline = run[0].box.y1 - 0.12 * run[0].size
    return [
        "".join(g.text[:1] for g in run),
        round(run[0].size, 1),
        round(baseline, 1),
        [round(g.box.x0, 1) for g in run],
    ]
