"""The forms in which targets want values: half-width kana, era dates, code tables, fixed lengths.

A format takes the value of an item (ISO dates, codes, texts as written) and the map's options for it, and returns
the text to type. Raises ValueError when the value has no such form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kakanai.japan import addresses, dates, kana, names, phones, relations

Format = Callable[[str, Mapping[str, Any]], str]
_ERA_NAMES = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}


def _iso(value: str) -> date:
    return date.fromisoformat(value)


def _text(value: str, options: Mapping[str, Any]) -> str:  # noqa: ARG001 - one signature for all
    return value


def _full_width(value: str, options: Mapping[str, Any]) -> str:  # noqa: ARG001
    return kana.fullwidth(value)


def _half_kana(value: str, options: Mapping[str, Any]) -> str:  # noqa: ARG001
    return kana.halfwidth(kana.katakana(value)).replace("\u3000", " ")


def _half_width(value: str, options: Mapping[str, Any]) -> str:  # noqa: ARG001
    return unicodedata.normalize("NFKC", value)


def _era_name(value: str, options: Mapping[str, Any]) -> str:
    """The era's name, or the target's own word for it (`words: {昭和: S}`)."""
    name = _ERA_NAMES[dates.wareki_code(_iso(value))[0]]
    return str(options.get("words", {}).get(name, name))


def _date_part(value: str, options: Mapping[str, Any]) -> str:
    """One box of a date: `part` is era_year, year, month or day; `pad: 2` writes 04, `unit` is written behind it."""
    day = _iso(value)
    number = dates.wareki_code(day)[1] if options["part"] == "era_year" else getattr(day, options["part"])
    return f"{number:0{int(options.get('pad', 1))}d}{options.get('unit', '')}"


def _phone_part(value: str, options: Mapping[str, Any]) -> str:
    """One of the three boxes of a telephone number (`part: 1` to 3). Raises ValueError when it has not three parts."""
    written = unicodedata.normalize("NFKC", value)
    parts = (written if written.count("-") == 2 else phones.parse_phone(written).display).split("-")
    if len(parts) != 3:
        raise ValueError(f"{len(parts)} parts")
    return parts[int(options["part"]) - 1]


def _name_part(value: str, options: Mapping[str, Any]) -> str:
    """The family name (`part: family`) or the given name. Raises ValueError when the two are not parted."""
    parted = names.split_full_name(value)
    if parted is None:
        raise ValueError("the name is not parted by a space")
    return parted[0 if options["part"] == "family" else 1]


def _slice(value: str, options: Mapping[str, Any]) -> str:
    """Some of the digits: from place `start` (0 is the first) to before `end`."""
    return _digits(value, {})[int(options.get("start", 0)) : options.get("end")]


def _relation(value: str, options: Mapping[str, Any]) -> str:  # noqa: ARG001
    return relations.text(value)


def _era_digits(value: str, options: Mapping[str, Any]) -> str:
    """Era digit and YYMMDD (7 digits), or YYMMDD alone with `era: false`."""
    digits = dates.wareki_digits(_iso(value))
    return digits if options.get("era", True) else digits[1:]


def _wareki(value: str, options: Mapping[str, Any]) -> str:  # noqa: ARG001
    return dates.wareki(_iso(value))


def _western(value: str, options: Mapping[str, Any]) -> str:
    return _iso(value).strftime("%Y{0}%m{0}%d".format(options.get("separator", "")))


def _digits(value: str, options: Mapping[str, Any]) -> str:  # noqa: ARG001
    return "".join(c for c in unicodedata.normalize("NFKC", value) if c.isdigit())


def _hyphen(value: str, options: Mapping[str, Any]) -> str:
    """Digits with hyphens after the given places (`groups: [3, 4]`)."""
    digits, parts = _digits(value, {}), []
    for size in options["groups"]:
        parts.append(digits[:size])
        digits = digits[size:]
    if digits:
        raise ValueError(f"{len(digits)} digits too many")
    return "-".join(parts)


def _fixed(value: str, options: Mapping[str, Any]) -> str:
    size, pad = int(options["length"]), str(options.get("pad", "0"))
    if len(value) > size:
        raise ValueError(f"{len(value)} characters, {size} at most")
    return value.ljust(size, pad) if options.get("side") == "right" else value.rjust(size, pad)


def _street(value: str, options: Mapping[str, Any]) -> str:  # noqa: ARG001
    return addresses.split_building(value).lot


def _building(value: str, options: Mapping[str, Any]) -> str:  # noqa: ARG001
    return addresses.split_building(value).building


FORMATS: dict[str, Format] = {
    "text": _text,
    "full_width": _full_width,
    "half_width": _half_width,
    "half_kana": _half_kana,
    "era_name": _era_name,
    "date_part": _date_part,
    "phone_part": _phone_part,
    "name_part": _name_part,
    "slice": _slice,
    "relation": _relation,
    "era_digits": _era_digits,
    "wareki": _wareki,
    "western": _western,
    "digits": _digits,
    "hyphen": _hyphen,
    "fixed": _fixed,
    "street": _street,
    "building": _building,
}
"""The named formats; a map can ask for no other."""


def write(name: str, value: str, options: Mapping[str, Any]) -> str:
    """Return the value in the named format. `KeyError` for an unknown name, `ValueError` for an impossible value."""
    return FORMATS[name](value, options)
