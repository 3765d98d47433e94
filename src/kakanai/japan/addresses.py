"""Addresses: splitting off the parts as a side index. The register's own string is never rewritten.

Every split is exact: joining the parts gives the written string back, character for character.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from kakanai.japan.municipalities import Municipality, all_municipalities, find_in

_NUMBER = r"(?:[0-9０-９]+|[一二三四五六七八九十百〇]+)"
_DIGITS = r"[0-9０-９]+"
_JOIN = r"[\-－‐−―ー]"
_TAIL = rf"(?:(?:丁目|番地|番|号|地割)(?:の|ノ)?|(?:の|ノ){_DIGITS}|{_JOIN}{_DIGITS})"
_LOT = regex.compile(
    rf"(?:(?:第)?[甲乙丙丁イロハニホ]?{_DIGITS}|(?<=丁目){_NUMBER}(?=番)|{_NUMBER}(?=番地|番[0-9０-９一二三四五六七八九十]))"
    rf"(?:{_TAIL}|{_DIGITS}|(?<=番|番地){_NUMBER}(?=号))*(?:地先)?|(?:無番地|番外地)(?:地先)?"
)
_CHOME = regex.compile(rf"^.*?{_NUMBER}丁目")
_SPACE = " \u3000"


@dataclass(frozen=True, slots=True)
class BuildingSplit:
    """`lot` is everything up to the 番地, `gap` the space between as written, `building` the 方書 or empty."""

    lot: str
    gap: str
    building: str

    @property
    def written(self) -> str:
        """The string that was split."""
        return self.lot + self.gap + self.building


@dataclass(frozen=True, slots=True)
class AddressParts:
    """Prefecture, city, town (町字 with 丁目), block (番地以下), building (方書); empty where not written.

    `municipality` is `None` where the address begins with no municipality, or with one of several namesakes.
    """

    prefecture: str
    city: str
    town: str
    block: str
    gap: str
    building: str
    municipality: Municipality | None

    @property
    def written(self) -> str:
        """The string that was split."""
        return self.prefecture + self.city + self.town + self.block + self.gap + self.building


def split_building(address: str) -> BuildingSplit:
    """Return an address as 番地 and 方書. Without a recognised 番地, only a space separates the two.

    A trailing `-205` stays with the 番地: nobody can tell a room from a branch number.
    """
    match = _lot(address)
    if match is None:
        head, gap, tail = _at_first_space(address)
        return BuildingSplit(head, gap, tail)
    rest = address[match.end() :]
    building = rest.lstrip(_SPACE)
    return BuildingSplit(address[: match.end()], rest[: len(rest) - len(building)], building)


def split(address: str) -> AddressParts:
    """Return an address in the five parts of GIF DS-442 (public page; verified 2026-11)."""
    halves = split_building(address)
    prefecture, city, municipality = _municipality(halves.lot)
    rest = halves.lot[len(prefecture) + len(city) :]
    match = _lot(rest)
    town = rest if match is None else rest[: match.start()]
    chome = _CHOME.match(rest)
    if chome and chome.end() > len(town):
        town = chome[0]
    return AddressParts(prefecture, city, town, rest[len(town) :], halves.gap, halves.building, municipality)


def _lot(address: str) -> regex.Match[str] | None:
    # the first number that reads as a lot ends the town's name; what follows it is the building
    found: regex.Match[str] | None = _LOT.search(address)
    return found


def _at_first_space(address: str) -> tuple[str, str, str]:
    for index, character in enumerate(address):
        if character in _SPACE:
            tail = address[index:].lstrip(_SPACE)
            return address[:index], address[index : len(address) - len(tail)], tail
    return address, "", ""


def _municipality(text: str) -> tuple[str, str, Municipality | None]:
    found = find_in(text)
    if found:
        best = [row for row in found if len(row.name) == len(found[0].name)]
        prefecture = best[0].prefecture if text.startswith(best[0].prefecture + best[0].name) else ""
        return prefecture, best[0].name, best[0] if len(best) == 1 else None
    for prefecture in sorted({row.prefecture for row in all_municipalities().values()}, key=len, reverse=True):
        if text.startswith(prefecture):
            return prefecture, "", None
    return "", "", None
