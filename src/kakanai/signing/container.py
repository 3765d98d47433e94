"""The file of a bundle: a ZIP with stored members, in exactly one byte form.

Any ZIP program opens it. The reader writes the members anew and demands the same bytes, so that
no bit of the file is without meaning and any change is seen.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from kakanai.signing.errors import BundleUnreadableError

MAX_BYTES = 64 * 1024 * 1024
MAX_MEMBERS = 32
_VERSION, _FLAGS_UTF8, _STORED, _TIME, _DATE = 20, 0x0800, 0, 0, 0x21


def pack(members: dict[str, bytes]) -> bytes:
    """Return the members as one file, in the order given."""
    out, directory = bytearray(), bytearray()
    for name, content in members.items():
        raw, crc, offset = name.encode(), zlib.crc32(content), len(out)
        common = struct.pack(
            "<HHHHHIIIHH", _VERSION, _FLAGS_UTF8, _STORED, _TIME, _DATE, crc, len(content), len(content), len(raw), 0
        )
        out += b"PK\x03\x04" + common + raw + content
        directory += (
            b"PK\x01\x02" + struct.pack("<H", _VERSION) + common + struct.pack("<HHHII", 0, 0, 0, 0, offset) + raw
        )
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(out), 0)
    return bytes(out + directory) + b"PK\x05\x06" + end


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the members of a bundle file. Raises BundleUnreadableError for any other byte form."""
    if len(data) > MAX_BYTES:
        raise BundleUnreadableError("the file is larger than a bundle may be")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_MEMBERS or any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                raise BundleUnreadableError("members must be few and stored without compression")
            members = {entry.filename: archive.read(entry) for entry in entries}
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        struct.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise BundleUnreadableError(f"not a bundle: {error}") from error
    if pack(members) != data:
        raise BundleUnreadableError("the file is not in its only allowed byte form")
    return members
