"""A typesetting process: reads jobs from standard input, writes PDFs to standard output.

It is a process of its own so that a job that hangs or grows can be ended without harm to the server.
It imports nothing of the project and knows one folder of templates. A message is four bytes of
length and that many bytes of JSON; an answer is one byte (`+` or `-`), four of length, and the payload.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
from typing import Any, BinaryIO

import typst

MEMORY_LIMIT_BYTES = 2 * 1024**3


def main() -> None:
    """Serve jobs until standard input closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    root, *folders = sys.argv[1:]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while header := stdin.read(4):
        job = json.loads(stdin.read(struct.unpack(">I", header)[0]))
        status, payload = _compile(root, fonts, job)
        _answer(stdout, status, payload)


def _compile(root: str, fonts: typst.Fonts, job: dict[str, Any]) -> tuple[bytes, bytes]:
    try:
        pdf = typst.compile(
            f"{root}/{job['template']}",
            root=root,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": job["data"]},
            pdf_standards=job["standards"],
            timestamp=job["timestamp"],
            format="pdf",
            pdf_tags=job["tags"],
        )
    except (typst.TypstError, ValueError, OSError, MemoryError) as error:
        return b"-", str(error).encode()
    return b"+", bytes(pdf)


def _answer(stdout: BinaryIO, status: bytes, payload: bytes) -> None:
    stdout.write(status + struct.pack(">I", len(payload)) + payload)
    stdout.flush()


if __name__ == "__main__":
    main()
