"""A screen map in words, field by field, and a proposed one beside the one in force: for the person who approves it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kakanai.robots.runner.screenmap import MapField, ScreenMap
from kakanai.vocabulary.items import load as load_items

_KINDS = {
    "text": "文字",
    "textarea": "長い文字",
    "select": "選択",
    "radio": "選択",
    "checkbox": "印",
    "password": "暗証",
    "kanji": "全角の文字",
    "digits": "数字",
}
_FORMATS = {
    "text": "そのまま", "full_width": "全角", "half_width": "半角", "half_kana": "半角カナ", "era_name": "元号",
    "era_digits": "和暦の数字", "date_part": "年・月・日に分けて", "wareki": "和暦", "western": "西暦", "digits": "数字だけ",
    "hyphen": "ハイフンを入れて", "fixed": "桁をそろえて", "street": "番地まで", "building": "方書だけ",
    "phone_part": "3つに分けて", "name_part": "姓・名に分けて", "slice": "一部の桁", "relation": "続柄の文字",
}  # fmt: skip
_ROLES = {"subject": "記録の本人", "applicant": "届出人", "household": "世帯", "member": "世帯員", "child": "子",
          "spouse": "配偶者", "insured": "被保険者", "head": "世帯主", "headOfHousehold": "世帯主"}  # fmt: skip
Place = tuple[str, str]
"""Section and caption."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field: how it stands on the screen, what is typed, and what changed. `change`: same, new, gone, changed."""

    section: str
    caption: str
    drawn: str
    source: str
    form: str
    was: str
    change: str


def lines(new: ScreenMap, old: ScreenMap | None) -> list[Line]:
    """Return every field of a map and of the one that it would replace; what changed first."""
    fields = {(f.section, f.caption): f for f in new.fields}
    now, before = _drawn(new), _drawn(old) if old is not None else {}
    order = [p for p in fields if p in now]
    places = list(dict.fromkeys([*order, *now, *before]))
    found = [_line(place, now, before, fields.get(place), compared=old is not None) for place in places]
    return sorted(found, key=lambda line: line.change == "same")


def _line(
    place: Place, now: dict[Place, str], before: dict[Place, str], field: MapField | None, *, compared: bool
) -> Line:
    change = "same"
    if compared and now.get(place) != before.get(place):
        change = "new" if place not in before else "gone" if place not in now else "changed"
    source = _source(field) if field is not None else "入力しません"
    form = _FORMATS.get(field.format, field.format) if field is not None and field.item else ""
    if field is not None and field.table:
        form = "対応表で置き換えて"
    return Line(*place, now.get(place, ""), source, form, before.get(place, ""), change)


def _drawn(screen_map: ScreenMap) -> dict[Place, str]:
    """Return how each field is drawn: its kind and length or choices; for files the width in bytes."""
    if screen_map.screen is None:
        widths = screen_map.extra.get("widths", {})
        return {(f.section, f.caption): f"{widths.get(f.caption) or f.max}バイト" for f in screen_map.fields}
    found = {}
    for line in screen_map.screen.controls:
        section, caption, kind, *rest = line.split(" | ")
        size = rest[0] if rest else ""
        many = (
            f"({size.strip(',').replace(',', '・')})" if kind in ("select", "radio") else f"{size}文字" if size else ""
        )
        found[(section, caption)] = f"{_KINDS.get(kind, kind)} {many}".strip() + (
            " 入力不可" if "locked" in rest else ""
        )
    return found


def _source(field: MapField) -> str:
    if field.key:
        return "受付番号(製品がつける番号)"
    if field.today:
        return "受け付けた日"
    if field.constant is not None:
        return f"いつも「{field.constant}」"
    role, _, item = field.item.partition(":")
    known = load_items()
    return f"{role_words(role)}の{known[item].ja if item in known else item}"


def role_words(role: str) -> str:
    """Return a map's role in Japanese: `member2` → 世帯員2."""
    match = re.fullmatch(r"([A-Za-z_]+?)(\d*)", role)
    name, number = (match[1], match[2]) if match else (role, "")
    roles = load_items().roles
    words = _ROLES.get(name) or (roles[name].ja if name in roles else name)
    return f"{words}{number}"
