"""Every form file is hostile until read: limits before parsing, and a killable process around it."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
import zlib
from pathlib import Path
from typing import Any

from kakanai.reform.engine import errors
from kakanai.reform.engine.errors import (
    BrokenFileError,
    HostileFileError,
    ReformError,
    TimeLimitError,
    UnsupportedFileError,
)

MAX_BYTES = 30_000_000
MAX_HTML_BYTES = 5_000_000
MAX_UNPACKED = 250_000_000
MAX_PART = 80_000_000
MAX_RATIO = 250
MAX_PARTS = 4000
WALL_SECONDS = 30.0
MEMORY_BYTES = 1_600_000_000
OCR_SECONDS = 400.0
OCR_MEMORY_BYTES = 6_000_000_000
"""Character recognition takes a minute a page and loads its models; it gets a process of its own."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORBIDDEN_LINK = re.compile(rb'Type="[^"]*/(attachedTemplate|oleObject|frame|subDocument|package|externalLinkPath)"[^>]*TargetMode="External"'
                             rb'|TargetMode="External"[^>]*Type="[^"]*/(attachedTemplate|oleObject|frame|subDocument|package)"')  # fmt: skip


def file_type_of(data: bytes, name: str = "") -> str:
    """The kind of file by its content, not its name: xlsx, xls, docx, pdf, html or image.

    Raises:
        UnsupportedFileError: none of these.
    """
    if data[:4] == b"PK\x03\x04":
        return _zip_type(data)
    if data[:8] == _OLE:
        return "xls"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:8] == b"\x89PNG\r\n\x1a\n" or data[:3] == b"\xff\xd8\xff" or data[:4] in {b"II*\x00", b"MM\x00*"}:
        return "image"
    head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html")) or (
        Path(name).suffix.lower() in {".html", ".htm"} and b"<" in head
    ):
        return "html"
    raise UnsupportedFileError(f"unknown content in {Path(name).suffix or 'file'}")


def _zip_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BrokenFileError(f"zip: {error}") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise UnsupportedFileError("zip without a document or workbook")


def check(data: bytes, file_type: str) -> None:
    """Refuse a file that breaks a limit or carries macros, entities or foreign documents.

    Raises:
        HostileFileError: with the limit or part that broke it.
    """
    if len(data) > MAX_BYTES or (file_type == "html" and len(data) > MAX_HTML_BYTES):
        raise HostileFileError(f"{len(data)} bytes")
    if not data:
        raise BrokenFileError("empty file")
    if file_type in {"xlsx", "docx"}:
        _check_package(data)
    elif file_type == "html" and re.search(rb"<!ENTITY", data[:200_000], re.IGNORECASE):
        raise HostileFileError("entity declaration")
    elif file_type == "xls" and (b"_VBA_PROJECT" in data or "_VBA_PROJECT".encode("utf-16-le") in data):
        raise HostileFileError("macros", ja="マクロを含むファイルは開きません。マクロなしで保存し直してください。")


def _check_package(data: bytes) -> None:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BrokenFileError(f"zip: {error}") from error
    with package:
        parts = package.infolist()
        if len(parts) > MAX_PARTS:
            raise HostileFileError(f"{len(parts)} parts")
        if sum(p.file_size for p in parts) > MAX_UNPACKED:
            raise HostileFileError("unpacked size")
        for part in parts:
            _check_part(package, part)


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename
    if part.flag_bits & 0x1:
        raise HostileFileError(
            "encrypted part", ja="パスワード付きのファイルは読めません。パスワードを外して保存し直してください。"
        )
    if "vbaproject" in name.lower() or name.lower().endswith((".exe", ".dll", ".js", ".vbs")):
        raise HostileFileError(
            f"macros in {name}", ja="マクロを含むファイルは開きません。マクロなしで保存し直してください。"
        )
    if part.file_size > MAX_PART or (
        part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1)
    ):
        raise HostileFileError(f"compression ratio of {name}")
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return
    try:
        with package.open(part) as stream:
            body = stream.read(MAX_PART + 1)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error) as error:
        raise BrokenFileError(f"{name}: {error}") from error
    if len(body) > MAX_PART:
        raise HostileFileError(f"unpacked size of {name}")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body or "<!DOCTYPE".encode("utf-16-le") in body:
        raise HostileFileError(f"document type declaration in {name}")
    if name.endswith(".rels") and _FORBIDDEN_LINK.search(body):
        raise HostileFileError(f"external content in {name}", ja="外部のファイルを呼び出すファイルは開きません。")


class ReaderProcess:
    """A child process that reads one file after another and is killed when one takes too long."""

    def __init__(self, *, wall_seconds: float = WALL_SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
        self._seconds, self._memory = wall_seconds, memory_bytes
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def read(self, path: Path, *, allow_filled: bool = False, ocr: bool = False) -> dict[str, Any]:
        """Read one file and return the document's JSON with its texts.

        Raises:
            TimeLimitError: the child was killed for time, or died for memory.
            ReformError: what the child reported.
        """
        child = self._child or self._start()
        if child.stdin is None or child.stdout is None:
            raise TimeLimitError("no pipes")
        order = json.dumps({"path": str(path), "allow_filled": allow_filled, "ocr": ocr}).encode() + b"\n"
        timer = threading.Timer(self._seconds, child.kill)
        timer.start()
        try:
            child.stdin.write(order)
            child.stdin.flush()
            line = child.stdout.readline()
        except BrokenPipeError:
            line = b""
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            self.close()
            raise TimeLimitError(f"reader killed after at most {self._seconds:g} s, or out of memory")
        return _answer(line)

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            [sys.executable, "-c", _BOOT, str(self._memory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=_environment(), start_new_session=True,
        )  # fmt: skip
        return self._child


_BOOT = "from kakanai.reform.engine.worker import main; main()"


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV"}}
    source = str(Path(__file__).resolve().parents[3])
    return {
        **kept,
        "PYTHONPATH": source,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _answer(out: bytes) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(out)
    if "error" not in answer:
        return answer
    for name in dir(errors):
        known = getattr(errors, name)
        if isinstance(known, type) and issubclass(known, ReformError) and known.code == answer["error"]:
            raise known(answer["detail"], answer["ja"])
    raise ReformError(answer["detail"], answer["ja"])
