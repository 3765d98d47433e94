"""The process in which one file is read: memory and time are capped before anything is parsed."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from kakanai.reform.engine.errors import NeedsOcrError, ReformError, TimeLimitError


def main() -> None:
    """Read the files named on standard input, one JSON order a line; answer each with one line of JSON."""
    _cap(int(sys.argv[1]))
    for line in sys.stdin.buffer:
        order = json.loads(line)
        answer = _read(Path(order["path"]), allow_filled=bool(order["allow_filled"]), ocr=bool(order["ocr"]))
        sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()


def _cap(memory: int) -> None:
    """No more memory than this, no files written, no core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(path: Path, *, allow_filled: bool, ocr: bool) -> dict[str, Any]:
    from kakanai.reform.engine import guard
    from kakanai.reform.engine.reader import read_bytes

    try:
        data = path.read_bytes()
        file_type = guard.file_type_of(data, path.name)
        guard.check(data, file_type)
        if file_type == "image" and not ocr:
            raise NeedsOcrError("an image")
        if ocr and file_type == "pdf":
            file_type = "scan"
        document = read_bytes(data, path.name, file_type, allow_filled=allow_filled)
    except ReformError as error:
        return {"error": error.code, "detail": error.detail, "ja": error.ja}
    except MemoryError:
        return {"error": TimeLimitError.code, "detail": "memory", "ja": TimeLimitError.ja}
    return {**document.to_json(), "texts": list(document.texts), "seconds": document.seconds}
