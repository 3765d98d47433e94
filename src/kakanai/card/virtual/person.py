"""The synthetic person that a virtual card is issued to, and the secrets that follow from the person's data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kakanai.japan.dates import age_on, wareki_digits


@dataclass(frozen=True, slots=True)
class CardPerson:
    """One synthetic holder. `birth` is `YYYYMMDD` as on the card; unknown parts are zeros.

    `number` has a wrong check digit unless given, so that it is nobody's number. `security_code` is the four digits
    on the face. `pins` override the defaults by credential name (`pin`, `auth_pin`, `sign_password`, `register_pin`).
    """

    key: str
    name: str
    address: str
    birth: str
    sex: str
    municipality: str = "990019"
    prefecture: str = "見本県"
    city: str = "見本市"
    expires: date = date(2035, 4, 12)
    security_code: str = "2285"
    number: str = ""
    sign_certificate: bool = True
    auth_certificate: bool = True
    pins: Mapping[str, str] = field(default_factory=dict)

    @property
    def birth_date(self) -> date | None:
        """The birth date, or `None` when a part is unknown."""
        try:
            return date(int(self.birth[:4]), int(self.birth[4:6]), int(self.birth[6:]))
        except ValueError:
            return None

    @property
    def number_b(self) -> str:
        """照合番号B: birth as era-year `YYMMDD`, expiry year, security code (14 digits)."""
        return f"{self.birth_digits}{self.expires.year}{self.security_code}"

    @property
    def birth_digits(self) -> str:
        """The birth date as era-year `YYMMDD`; zeros where unknown."""
        birth = self.birth_date
        return wareki_digits(birth)[1:] if birth else f"00{self.birth[4:8]}"

    @property
    def certificate_birth(self) -> str:
        """The birth date as certificates write it: one era digit and the Gregorian date; `400000000` is unknown."""
        birth = self.birth_date
        return f"{wareki_digits(birth)[0]}{self.birth}" if birth else "400000000"

    @property
    def twelve_digits(self) -> str:
        """The number given, or a made-up one whose check digit is wrong on purpose."""
        return self.number or invalid_number("9" + f"{sum(map(ord, self.key + self.name)) % 10**10:010d}")

    def secret(self, credential: str) -> str:
        """Return the card's secret for one credential."""
        derived = {"number_a": self.twelve_digits, "number_b": self.number_b, "birth": self.birth_digits}
        return self.pins.get(credential) or derived.get(credential) or _DEFAULT_PINS[credential]


_DEFAULT_PINS = {"pin": "1234", "auth_pin": "1234", "register_pin": "1234", "sign_password": "KAKANAI2026"}


def invalid_number(eleven_digits: str) -> str:
    """Return a 12-digit number with a check digit that is wrong on purpose, so that it can be nobody's."""
    weights = [n + 1 if n <= 6 else n - 5 for n in range(1, 12)]
    rest = sum(int(digit) * weight for digit, weight in zip(reversed(eleven_digits), weights, strict=True)) % 11
    right = 0 if rest <= 1 else 11 - rest
    return eleven_digits + str((right + 5) % 10)


def from_mapping(data: Mapping[str, Any], *, address: str, municipality: str, on: date) -> CardPerson:
    """Return the holder described by one person of a family file; raises KeyError on a missing item.

    A person without a signing password has no signing certificate, as is usual under fifteen.
    """
    card, birth = data["card"], date.fromisoformat(str(data["birth"]))
    pins = {"pin": card.get("pin"), "auth_pin": card.get("pin"), "sign_password": card.get("signing_password")}
    return CardPerson(
        key=data["key"],
        name=data["name"],
        address=card.get("address", address),
        birth=f"{birth:%Y%m%d}",
        sex=str(data["gender"]),
        municipality=municipality,
        prefecture=address[: address.find("県") + 1],
        city=address[address.find("県") + 1 : address.find("市") + 1],
        expires=_expiry(birth, on),
        security_code=str(card["security_code"]),
        sign_certificate="signing_password" in card,
        pins={name: str(value) for name, value in pins.items() if value},
    )


def _expiry(birth: date, on: date) -> date:
    """The tenth birthday after issue, the fifth for people under 18 (general knowledge, not law looked up here)."""
    years = 10 if age_on(birth, on) >= 18 else 5
    return birth.replace(year=birth.year + age_on(birth, on) + years, day=min(birth.day, 28))
