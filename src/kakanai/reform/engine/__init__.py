"""Form files to geometry, fields, items, findings and slimmed forms. Knows no Django.

`read(path)` is the door: it checks the file, reads it in a killable process and returns a `FormDocument`.
"""

from __future__ import annotations

from pathlib import Path

from kakanai.reform.engine import guard
from kakanai.reform.engine.errors import HostileFileError, NeedsOcrError, ReformError
from kakanai.reform.engine.model import Field, FormDocument, Kind, field_from_json

__all__ = ["Field", "FormDocument", "Kind", "ReformError", "document_from_json", "ocr_available", "read"]


def read(
    path: Path | str,
    *,
    allow_filled: bool = False,
    wall_seconds: float = guard.WALL_SECONDS,
    memory_bytes: int = guard.MEMORY_BYTES,
    process: guard.ReaderProcess | None = None,
) -> FormDocument:
    """Read one form file of unknown origin.

    Args:
        path: the file; its type is told by its content.
        allow_filled: read a filled-in example too (for tests on examples; never in the product's screens).
        wall_seconds, memory_bytes: what the reading process may use before it is killed.
        process: a reading process to use again for many files (saves its start-up); its own limits hold.

    Raises:
        ReformError: refused (hostile, filled in, scan without the OCR extra), broken or of unknown type.
    """
    path = Path(path)
    if path.stat().st_size > guard.MAX_BYTES:
        raise HostileFileError(f"{path.stat().st_size} bytes")
    try:
        return _read_plain(
            path, process, allow_filled=allow_filled, wall_seconds=wall_seconds, memory_bytes=memory_bytes
        )
    except NeedsOcrError:
        if not ocr_available():
            raise
    with guard.ReaderProcess(wall_seconds=guard.OCR_SECONDS, memory_bytes=guard.OCR_MEMORY_BYTES) as own:
        return document_from_json(own.read(path, allow_filled=allow_filled, ocr=True))


def ocr_available() -> bool:
    """Whether the optional extra for scans is installed."""
    from kakanai.reform.engine.readers.scan import available

    return available()


def _read_plain(
    path: Path, process: guard.ReaderProcess | None, *, allow_filled: bool, wall_seconds: float, memory_bytes: int
) -> FormDocument:
    if process is not None:
        return document_from_json(process.read(path, allow_filled=allow_filled))
    with guard.ReaderProcess(wall_seconds=wall_seconds, memory_bytes=memory_bytes) as own:
        return document_from_json(own.read(path, allow_filled=allow_filled))


def document_from_json(plain: dict[str, object]) -> FormDocument:
    """A document from its JSON (`FormDocument.to_json`, or a stored inventory row)."""
    data: dict[str, object] = dict(plain)
    pages = data.pop("pages")
    fields = data.pop("fields")
    if not isinstance(pages, list) or not isinstance(fields, list):
        raise TypeError("pages and fields must be lists")
    for name in ("notes", "warnings", "texts"):
        value = data.get(name, [])
        data[name] = tuple(value) if isinstance(value, list | tuple) else ()
    return FormDocument(
        pages=tuple((float(p["width"]), float(p["height"])) for p in pages),
        fields=tuple(field_from_json(f) for f in fields),
        **data,  # type: ignore[arg-type]
    )
