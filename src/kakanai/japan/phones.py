"""Telephone numbers: kept as typed, with E.164 beside (phonenumbers, offline)."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers

from kakanai.japan._digits import ascii_digits
from kakanai.japan.errors import PhoneError


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as typed, in E.164 and as Japanese papers print it (`03-5253-5111`)."""

    written: str
    e164: str
    display: str


def parse_phone(text: str) -> Phone:
    """Return a Japanese or, with `+`, a foreign number. Errors: `PhoneError`."""
    try:
        number = phonenumbers.parse(ascii_digits(text).replace("＋", "+"), "JP")
    except phonenumbers.NumberParseException as error:
        raise PhoneError("not a telephone number") from error
    if not phonenumbers.is_valid_number(number):
        raise PhoneError("not a valid telephone number")
    formats = phonenumbers.PhoneNumberFormat
    style = formats.NATIONAL if number.country_code == 81 else formats.INTERNATIONAL
    e164 = phonenumbers.format_number(number, formats.E164)
    return Phone(text, e164, phonenumbers.format_number(number, style))
