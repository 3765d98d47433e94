"""Tag-length-value objects as the card writes them: one- and two-byte tags, lengths short, `81` and `82`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kakanai.card.errors import MalformedError

_FILLER = frozenset({0xFF, 0x00})


@dataclass(frozen=True, slots=True)
class Tlv:
    """One object. `start` is where its tag begins and `raw` are all its bytes, tag and length included."""

    tag: int
    value: bytes
    raw: bytes
    start: int

    def children(self) -> list[Tlv]:
        """Return the objects inside the value."""
        return list(parse(self.value))

    def child(self, tag: int) -> Tlv:
        """Return the one child with this tag; raises MalformedError when it is missing."""
        return find(self.value, tag)


def parse(data: bytes) -> Iterator[Tlv]:
    """Yield the objects one after another. Filler (`FF`, `00`) between and after them is skipped."""
    position = 0
    while position < len(data):
        if _is_filler(data, position):
            position += 1
            continue
        item, position = _read_one(data, position)
        yield item


def first(data: bytes, tag: int) -> Tlv:
    """Return the object at the very start of a file; raises MalformedError when its tag is another."""
    item, _ = _read_one(data, 0)
    if item.tag != tag:
        raise MalformedError(f"expected tag {tag:04X} at the start, found {item.tag:04X}")
    return item


def find(data: bytes, tag: int) -> Tlv:
    """Return the first object with this tag; raises MalformedError when there is none."""
    for item in parse(data):
        if item.tag == tag:
            return item
    raise MalformedError(f"tag {tag:04X} is missing")


def total_length(head: bytes) -> int:
    """Return how many bytes the object that starts with `head` has in all, tag and length included."""
    _, position = _read_tag(head, 0)
    length, position = _read_length(head, position)
    return position + length


def encode(tag: int, value: bytes, *, long_form: bool = False) -> bytes:
    """Return the object's bytes. `long_form` writes `82 hh ll` from 128 bytes on, as the card does."""
    return _encode_tag(tag) + _encode_length(len(value), long_form) + value


def _is_filler(data: bytes, position: int) -> bool:
    byte = data[position]
    if byte not in _FILLER:
        return False
    # `FF` also begins the card's own tags (`FF20`), whose second byte is always below 80.
    return byte == 0 or position + 1 >= len(data) or data[position + 1] in _FILLER or data[position + 1] >= 0x80


def _read_one(data: bytes, start: int) -> tuple[Tlv, int]:
    tag, position = _read_tag(data, start)
    length, position = _read_length(data, position)
    end = position + length
    if end > len(data):
        raise MalformedError(f"object {tag:04X} says {length} bytes, {len(data) - position} are there")
    return Tlv(tag, data[position:end], data[start:end], start), end


def _read_tag(data: bytes, position: int) -> tuple[int, int]:
    if position >= len(data):
        raise MalformedError("a tag is cut off")
    lead = data[position]
    if lead & 0x1F != 0x1F:
        return lead, position + 1
    if position + 1 >= len(data):
        raise MalformedError("a two-byte tag is cut off")
    return lead << 8 | data[position + 1], position + 2


def _read_length(data: bytes, position: int) -> tuple[int, int]:
    if position >= len(data):
        raise MalformedError("a length is cut off")
    lead = data[position]
    if lead < 0x80:
        return lead, position + 1
    count = lead & 0x7F
    if count not in {1, 2} or position + count >= len(data):
        raise MalformedError(f"a length of form {lead:02X} is not understood or is cut off")
    return int.from_bytes(data[position + 1 : position + 1 + count], "big"), position + 1 + count


def _encode_tag(tag: int) -> bytes:
    return tag.to_bytes(2 if tag > 0xFF else 1, "big")


def _encode_length(length: int, long_form: bool) -> bytes:
    if length < 0x80:
        return bytes([length])
    if length < 0x100 and not long_form:
        return bytes([0x81, length])
    return b"\x82" + length.to_bytes(2, "big")
