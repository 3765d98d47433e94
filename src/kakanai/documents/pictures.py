"""A document's pages as pictures, for screens that show it beside something else."""

from __future__ import annotations

import io
from dataclasses import dataclass
from threading import Lock

import pypdfium2

from kakanai.documents.errors import NoSuchPageError

DOTS_PER_INCH = 110
_COLOURS = 64
_POINTS_PER_INCH = 72
# PDFium keeps state of its own for the whole process and must not be entered by two threads.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the document's outline: a form's title and the page it begins on, counted from 0."""

    title: str
    page: int


def headings_of(document: bytes) -> tuple[list[Heading], int]:
    """Return the outline's entries in their order, and how many pages the document has."""
    with _one_at_a_time, pypdfium2.PdfDocument(document) as pdf:
        found = [Heading(str(mark.get_title()), _page_of(mark)) for mark in pdf.get_toc()]
        return found, len(pdf)


def picture_of(document: bytes, page: int, dpi: int = DOTS_PER_INCH) -> bytes:
    """Return one page (counted from 0) as a PNG of few colours; raises NoSuchPageError."""
    with _one_at_a_time, pypdfium2.PdfDocument(document) as pdf:
        if not 0 <= page < len(pdf):
            raise NoSuchPageError(f"page {page} of {len(pdf)}")
        image = pdf[page].render(scale=dpi / _POINTS_PER_INCH).to_pil()
    small = io.BytesIO()
    image.convert("RGB").quantize(_COLOURS, dither=0).save(small, "PNG", optimize=True)
    return small.getvalue()


def _page_of(mark: pypdfium2.PdfBookmark) -> int:
    where = mark.get_dest()
    index = where.get_index() if where else None
    return int(index or 0)
