"""The engine's front door: a file to a `FormDocument`."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from kakanai.reform.engine import refuse
from kakanai.reform.engine.errors import BrokenFileError, NeedsOcrError, ReformError, UnsupportedFileError
from kakanai.reform.engine.items import with_items
from kakanai.reform.engine.lines import Line, lines_of
from kakanai.reform.engine.model import FormDocument, PagePicture
from kakanai.reform.engine.pages import PageReading, read_page
from kakanai.reform.engine.readers import scan
from kakanai.reform.engine.words import squeeze

Reader = Callable[[bytes], tuple[list[PagePicture], list[str]]]
_FORM_NUMBER = re.compile(r"(?:別記)?(?:第?\d{1,3}号?の?\d*様式|様式第?\d{1,3}号?(?:の\d+|[-－]\d+)*)(?:の\d+)?")
_RULE = re.compile(r"\((第\d+条[^()]{0,30}関係)\)")
_TITLE_END = re.compile(r"(書|届|票|状|願|表|簿|証|カード|シート|申請|申込|届出|請求)(\(.*\))?$")


def picture_of(data: bytes, file_type: str) -> tuple[list[PagePicture], list[str]]:
    """The common picture of a file's pages and what was left out.

    Raises:
        ReformError: the file cannot or must not be read.
    """
    readers = _readers()
    if file_type not in readers:
        raise UnsupportedFileError(file_type)
    try:
        return readers[file_type](data)
    except ReformError:
        raise
    except RecursionError as error:
        raise BrokenFileError("nesting too deep") from error
    except Exception as error:
        raise BrokenFileError(f"{type(error).__name__}: {error}"[:300]) from error


def read_bytes(data: bytes, name: str, file_type: str, *, allow_filled: bool = False) -> FormDocument:
    """Read a form in this process. Use `kakanai.reform.engine.read` for files of unknown origin.

    Raises:
        FilledFormError: a filled-in example, or a form with a person's data (unless `allow_filled`).
        ReformError: anything else that keeps the file from being read.
    """
    started = time.perf_counter()
    if not allow_filled:
        refuse.by_name(name)
    if file_type == "image" and not scan.available():
        raise NeedsOcrError("image without the extra")
    pictures, warnings = picture_of(data, file_type)
    title, number, rule = _identity(pictures)
    readings = [read_page(p, title if p is pictures[0] else _page_title(p) or title) for p in pictures]
    if not allow_filled:
        refuse.by_content(readings)
    return FormDocument(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        file_type=file_type,
        title=title or Path(name).stem,
        form_number=number,
        rule_reference=rule,
        pages=tuple((p.width, p.height) for p in pictures),
        fields=tuple(with_items([f for r in readings for f in r.fields])),
        notes=tuple(dict.fromkeys(n for r in readings for n in r.notes)),
        warnings=tuple(warnings),
        seconds=round(time.perf_counter() - started, 3),
        texts=tuple(_texts(readings)),
    )


def _readers() -> dict[str, Reader]:
    from kakanai.reform.engine.readers.docx import read_docx
    from kakanai.reform.engine.readers.html import read_html
    from kakanai.reform.engine.readers.pdf import read_pdf
    from kakanai.reform.engine.readers.scan import read_scan
    from kakanai.reform.engine.readers.xls import read_xls
    from kakanai.reform.engine.readers.xlsx import read_xlsx

    return {
        "image": read_scan,
        "scan": read_scan,
        "xlsx": read_xlsx,
        "xls": read_xls,
        "docx": read_docx,
        "pdf": read_pdf,
        "html": read_html,
    }


def _identity(pictures: list[PagePicture]) -> tuple[str, str, str]:
    """Title, form number and rule reference, from the first page."""
    if not pictures:
        return "", "", ""
    lines = lines_of(list(pictures[0].glyphs))
    top = [n for n in lines if n.box.y0 < max(0.4 * pictures[0].height, 260)]
    text = "".join(squeeze(n.text) + "\n" for n in lines)
    number = _FORM_NUMBER.search(text)
    rule = _RULE.search(text)
    return _title(top), number.group() if number else "", rule.group(1) if rule else ""


def _page_title(picture: PagePicture) -> str:
    """The title of a further page, where it has one of its own (`同意書` behind an application)."""
    lines = [n for n in lines_of(list(picture.glyphs)) if n.box.y0 < max(0.25 * picture.height, 120)]
    return _title(lines)


def _title(lines: list[Line]) -> str:
    best, score = "", 0.0
    for plain, line in _headlines(lines):
        if not 3 <= len(plain) <= 45 or re.search(r"。|自動計算", plain) or _FORM_NUMBER.fullmatch(plain.split("(")[0]):
            continue
        value = line.size + (8 if _TITLE_END.search(plain) else 0) - line.box.y0 / 200
        if value > score and (_TITLE_END.search(plain) or line.size >= 13):
            best, score = plain, value
    return best


def _headlines(lines: list[Line]) -> list[tuple[str, Line]]:
    """Each line by itself, and large ones together with the line that goes on below in the same size."""
    out = [(squeeze(n.text), n) for n in lines]
    for above, below in pairwise(lines):
        near = 0 < below.box.y0 - above.box.y0 < 2.2 * above.size and abs(above.size - below.size) < 0.5
        if near and above.size >= 13:
            out.append((squeeze(above.text + below.text), above))
    return out


def _texts(readings: list[PageReading]) -> list[str]:
    return [
        t for r in readings for t in [*(squeeze(n.text) for n in r.area_lines), *(c.text for c in r.cells if c.text)]
    ]
