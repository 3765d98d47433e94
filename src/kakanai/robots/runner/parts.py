"""Boxes that hold only a part of a value: era, year, month and day, the three of a telephone number, a postal code's two."""

from __future__ import annotations

import re
from dataclasses import replace

from kakanai.robots.runner.choices import eras
from kakanai.robots.runner.screens import Control, Screen
from kakanai.vocabulary.items import load as load_items
from kakanai.vocabulary.mapping import Mapping

_LAST = re.compile(r"^(?P<whole>.*)\((?P<part>[^()]*)\)$")
_DATE = {"年": "year", "月": "month", "日": "day", "元号": "era", "年号": "era", "年月日": "era_date", "西暦": "year"}
_KANA_FAMILY, _KANA_GIVEN = {"せい", "セイ", "ｾｲ", "ミョウジ"}, {"めい", "メイ", "ﾒｲ", "ナマエ"}
_FAMILY = {"姓", "氏", *_KANA_FAMILY}
_GIVEN = {"名", *_KANA_GIVEN}


def in_block(control: Control) -> Control:
    """Return a box that is called by its part alone as a part of its block's title: 年 under 生年月日 as 生年月日(年)."""
    if control.caption not in _DATE and control.caption not in _FAMILY | _GIVEN:
        return control
    above, _, title = control.path.rpartition("/")
    if not title or title != control.section:
        return control
    return replace(
        control, caption=f"{title}({control.caption})", section=above.rpartition("/")[2], path=above, parts=0
    )


def asks_kana(control: Control) -> bool:
    """Return whether a box is the kana of a name by its part alone: 氏名(セイ)."""
    match = _LAST.match(control.caption)
    return match is not None and match["part"] in _KANA_FAMILY | _KANA_GIVEN


def part_of(control: Control, mapping: Mapping, screen: Screen) -> str | None:
    """Return the part that a box holds, empty for the whole value, `None` when nobody can tell which part it is."""
    match = _LAST.match(control.caption)
    group = _group(control, match["whole"], screen) if match else []
    kind = load_items()[mapping.item].type
    if match is None or not (len(group) > 1 or match["part"] in _DATE or match["part"] in _FAMILY | _GIVEN):
        return "era" if kind == "date" and len(eras(control.options)) > 1 else ""
    if kind == "date":
        return _date(control, match["part"], group)
    if kind in ("name", "kana"):
        return _name(match["part"], group)
    if kind == "phone":
        return match["part"] if len(group) == 3 and match["part"] in ("1", "2", "3") else None
    if mapping.item == "address.postalCode":
        return _postal(match["part"], group)
    return "" if mapping.part or not match["part"].isdigit() else None


def _group(control: Control, whole: str, screen: Screen) -> list[Control]:
    same = [c for c in screen.controls if c.section == control.section and c.caption.startswith(f"{whole}(")]
    return [control] if control.parts == 1 else same


def _date(control: Control, part: str, group: list[Control]) -> str | None:
    named = _DATE.get(part) or _by_order(control, part, group)
    if named is None:
        return None
    era = any(len(eras(c.options)) > 1 for c in group)
    if named == "year" and era:
        return "era_year"
    if named == "year" and not _western(control):
        return None
    return named


def _by_order(control: Control, part: str, group: list[Control]) -> str | None:
    """Return what an unnamed box of a whole date is: behind an era three boxes of two places, or boxes of 4, 2 and 2."""
    era = bool(group) and len(eras(group[0].options)) > 1
    sizes = [size(c) for c in group]
    wanted = [0, 2, 2, 2] if era else [4, 2, 2]
    if part.isdigit() and sizes == wanted:
        return ("era", "year", "month", "day")[group.index(control) + (not era)]
    return None


def size(control: Control) -> int:
    """Return how many characters a box takes, or else how wide it is drawn; 0 for what is chosen."""
    drawn = re.search(r"\|(\d+)\|", control.hint) if control.kind == "text" else None
    return control.max or (int(drawn[1]) if drawn else 0)


def _western(control: Control) -> bool:
    years = [o for o in control.options if re.fullmatch(r"(?:19|20)\d\d年?", o)]
    return bool(years) or control.max == 4 or re.search(r"\|4\||(?:19|20)\d\d|西暦", control.hint) is not None


def _name(part: str, group: list[Control]) -> str | None:
    if part in _FAMILY | _GIVEN:
        return "family" if part in _FAMILY else "given"
    if any(c.parts < 0 for c in group):
        return None  # under each other: a name and something else, not a family's name and a given name
    if len(group) == 2 and part in ("1", "2"):
        return "family" if part == "1" else "given"
    return "" if not part.isdigit() else None


def _postal(part: str, group: list[Control]) -> str | None:
    sizes = [size(c) for c in group]
    return ("head" if part == "1" else "tail") if sizes == [3, 4] and part in ("1", "2") else None
