"""What a value looks like, without the value: tags, length forms, classes of characters. For traces that may be shared."""

from __future__ import annotations

import unicodedata
from collections import Counter

from kakanai.card import tlv
from kakanai.card.errors import MalformedError

_IDEOGRAPHIC_SPACE, _FULL_WIDTH_HYPHEN = "\u3000", "\uff0d"


def of_object(data: bytes) -> str:
    """Describe a file's first object by tag, length form and length; filler after it by its length."""
    if not data:
        return "no data"
    try:
        item = tlv.first(data, _tag(data))
    except MalformedError:
        try:
            return f"tag {_tag(data):04x}, {tlv.total_length(data)} bytes in all"
        except MalformedError:
            return f"{len(data)} bytes, not an object"
    lead = data[2 if item.tag > 0xFF else 1]
    rest = len(data) - len(item.raw)
    shown = f"tag {item.tag:04x}, length form {lead if lead > 0x80 else 0:02x}, {len(item.value)} bytes"
    return shown + (f", then {rest} bytes" if rest else "")


def of_parts(data: bytes) -> str:
    """Describe the objects inside a file's first object by tag and length, in their order."""
    try:
        outer = next(tlv.parse(data))
        return f"{of_object(data)}: " + ", ".join(f"{item.tag:04x}/{len(item.value)}" for item in outer.children())
    except (MalformedError, StopIteration):
        return of_object(data)


def of_text(text: str) -> str:
    """Describe a name or an address by how many characters of each class it has, and where its spaces stand."""
    counts = Counter(_class(character) for character in text)
    shown = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "empty"
    return shown + _spaces(text)


def of_date(text: str) -> str:
    """Describe a date by its length and by which of its parts are zeros (unknown)."""
    if len(text) != 8 or not text.isdigit():
        return f"{len(text)} characters, {of_text(text)}"
    zeros = [name for name, part in (("year", text[:4]), ("month", text[4:6]), ("day", text[6:])) if not int(part)]
    return "8 digits, " + (f"zeros for {', '.join(zeros)}" if zeros else "no part is zeros")


def of_marks(text: str) -> str:
    """Describe the marks of substituted characters (代替文字) by their length and alphabet."""
    return f"{len(text)} of {''.join(sorted(set(text)))!r}"


def _spaces(text: str) -> str:
    before = {
        _class(text[index - 1]) for index, character in enumerate(text) if index and character == _IDEOGRAPHIC_SPACE
    }
    return f"; a space follows {', '.join(sorted(before))}" if before else ""


def _class(character: str) -> str:
    code = ord(character)
    if character == _IDEOGRAPHIC_SPACE:
        return "ideographic space"
    if character == _FULL_WIDTH_HYPHEN:
        return "full-width hyphen"
    if 0xE0100 <= code <= 0xE01EF or 0xFE00 <= code <= 0xFE0F:
        return "variation selector"
    if 0xE000 <= code <= 0xF8FF or code >= 0xF0000:
        return "private use (外字)"
    name = unicodedata.name(character, "unnamed")
    if name.startswith("CJK"):
        return "kanji" if code <= 0xFFFF else "kanji beyond the basic plane"
    first = " ".join(name.split()[: 2 if name.startswith(("FULLWIDTH", "HALFWIDTH")) else 1])
    return first.lower()


def _tag(data: bytes) -> int:
    return int.from_bytes(data[:2], "big") if data[0] & 0x1F == 0x1F else data[0]
