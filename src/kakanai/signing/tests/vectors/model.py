"""What a vector is, and the small words that make one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from kakanai.signing import Expected, Trust, Verdict
from kakanai.signing.tests.samples import Case, trust

DAY = timedelta(days=1)
KINDS = ("p256", "p384", "rsa")
FRACTIONS = (0.0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.97)
Group = Callable[[], Iterator["Vector"]]


@dataclass(frozen=True)
class Vector:
    """One bundle and what must be said of it. `code` is a check that must be among the failed ones."""

    name: str
    data: bytes
    trust: Trust
    verdict: Verdict
    code: str = ""
    expected: Expected | None = None


def valid(name: str, case: Case, anchors: Trust | None = None) -> Vector:
    return Vector(name, case.bundle(), anchors or trust(case.issuer), Verdict.VALID)


def wrong(name: str, case: Case, code: str, anchors: Trust | None = None) -> Vector:
    return Vector(name, case.bundle(), anchors or trust(case.issuer), Verdict.INVALID, code)


def unsure(name: str, case: Case, code: str, anchors: Trust | None = None) -> Vector:
    return Vector(name, case.bundle(), anchors or trust(case.issuer), Verdict.INDETERMINATE, code)


def flipped(name: str, data: bytes, offset: int, anchors: Trust) -> Vector:
    return Vector(name, flip(data, offset), anchors, Verdict.INVALID)


def flip(data: bytes, offset: int) -> bytes:
    changed = bytearray(data)
    changed[offset] ^= 1
    return bytes(changed)


def contents(signed: bytes) -> tuple[int, int, bytes]:
    """Return where the hex digits of the CMS object stand in a signed PDF, and the object without its filler."""
    start = signed.rindex(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    raw = bytes.fromhex(signed[start:end].decode())
    return start, end, raw[: 4 + int.from_bytes(raw[2:4], "big")]
