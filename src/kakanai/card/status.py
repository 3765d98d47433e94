"""Status words (ISO/IEC 7816-4) that the card is known to answer with."""

from __future__ import annotations

OK = 0x9000
NO_SESSION_KEYS = 0x66F1
WRONG_LENGTH = 0x6700
NO_CHANNELS = 0x6881
NO_SECURE_MESSAGING = 0x6882
WRONG_FILE_KIND = 0x6981
NOT_VERIFIED = 0x6982
BLOCKED = 0x6984
CONDITIONS = 0x6985
NO_CURRENT_FILE = 0x6986
NOT_PROTECTED = 0x69FC
WRONG_DATA = 0x6A80
NOT_SUPPORTED = 0x6A81
NOT_FOUND = 0x6A82
RECORD_NOT_FOUND = 0x6A83
WRONG_PARAMETERS = 0x6A86
REFERENCE_NOT_FOUND = 0x6A88
END_OF_FILE = 0x6B00
NO_INSTRUCTION = 0x6D00
NO_CLASS = 0x6E00
FAULT = 0x6F00


def tries_left(status: int) -> int | None:
    """Return x of `63Cx`, 0 for a blocked reference, `None` for any other status."""
    if status & 0xFFF0 == 0x63C0:
        return status & 0x0F
    return 0 if status == BLOCKED else None


def more_available(status: int) -> int | None:
    """Return how many bytes GET RESPONSE should ask for (`61xx`; 0 means 256), else `None`."""
    return status & 0xFF if status >> 8 == 0x61 else None


def right_length(status: int) -> int | None:
    """Return the length the card wants instead (`6Cxx`), else `None`."""
    return status & 0xFF if status >> 8 == 0x6C else None
