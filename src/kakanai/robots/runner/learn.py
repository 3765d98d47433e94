"""Reads a screen that nobody mapped and proposes what each control is. Unsure fields are left out, not guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kakanai.robots.runner import choices, ordinals, whose
from kakanai.robots.runner.lint import SENSITIVE
from kakanai.robots.runner.parts import asks_kana, in_block, part_of
from kakanai.robots.runner.screens import Control, Screen
from kakanai.vocabulary.items import Item
from kakanai.vocabulary.items import load as load_items
from kakanai.vocabulary.mapping import Mapping, map_label, propose

_HOUSEHOLD = ("address.", "move.", "contact.", "bank.", "filing.", "agent.", "water.", "dog.", "vehicle.", "event.",
              "subsidy.", "facility.", "org.", "land.", "building.", "lic.", "household.")  # fmt: skip
_PERSON = {"household.relToHead", "household.memberName"}
_IN_HOUSEHOLD = ("subject", "applicant", "headOfHousehold", "spouse", "child", "member", "payee", "agent", "org")
"""Whose address, telephone and account are the household's; a guardian's or a deceased person's are not."""
_NEVER = ("mynumber", "office", "seal", "sign", "preprinted", "attachment")
_PARTED = re.compile(r"\((?:\d|年|月|日|元号|年号|年月日|西暦|姓|名|氏|せい|めい|セイ|メイ|ｾｲ|ﾒｲ)\)$")
_TRANSLATED = re.compile(r"(?<=[ぁ-ヿ一-鿿)\uff09])\s+[A-Za-z][A-Za-z .,'/()-]*$")
_BEFORE_AFTER = re.compile(r"(?:変更|異動|訂正|修正|移動)(?:前|後)")
_WRITTEN = re.compile(r"^(\S+?)(漢字|カナ|フリガナ)$")
_WRITTEN_BEFORE = re.compile(r"^(漢字|カナ|フリガナ)(氏名|名前|名)$")
_OLD_OR_NEW = ("旧", "新")
_OLD_NEW = re.compile(r"^[旧新](?:氏名|姓名|名前|世帯主(?:氏?名)?)$")


@dataclass(frozen=True, slots=True)
class Learned:
    """One control of the screen: what it means, the field of the draft, or why it was left out."""

    control: Control
    mapping: Mapping | None
    field: dict[str, Any] | None
    why: str


def learn(screen: Screen) -> list[Learned]:
    """Return what each control seems to be, in the order of the screen."""
    return _without_doubles(_without_rivals([_one(control, screen) for control in screen.controls]))


def _without_rivals(learned: list[Learned]) -> list[Learned]:
    """Leave out who is the subject only while nobody else on the screen is (所有者 beside 使用者)."""
    beaten = whose.rivals([(x.control, x.mapping) for x in learned if x.mapping is not None])
    why = "画面に出てくるどの人かを人が決めます"
    return [
        Learned(x.control, None, None, why) if x.mapping is not None and beaten(x.control, x.mapping) else x
        for x in learned
    ]


def _without_doubles(learned: list[Learned]) -> list[Learned]:
    """Leave out what would type one person's value into the places of several: lines, or people told by number."""
    places: dict[tuple[str, ...], list[Learned]] = {}
    for found in learned:
        role, _, item = str((found.field or {}).get("item", "")).partition(":")
        if item and role != "household" and found.mapping is not None:
            places.setdefault((role, item, str(found.mapping.part or "")), []).append(found)
    doubled = [
        found
        for same in places.values()
        if len({(x.control.section, x.control.caption) for x in same}) > 1
        and any(ordinals.number(x.control.section) or ordinals.number(x.control.caption) for x in same)
        for found in same
    ]
    why = "どの行がだれかを人が決めます"
    return [replace(x, field=None, why=why) if any(x is d for d in doubled) else x for x in learned]


def _one(control: Control, screen: Screen) -> Learned:
    refused = _refused(control, screen)
    if refused:
        return Learned(control, None, None, refused)
    mapping = _changed(control) or _of_lines(control, screen) or _of_block(control, screen) or _meaning(control, screen)
    if mapping is None:
        near = propose(control.caption, control.path)
        words = "、".join(f"{m.item} {m.confidence:.2f}" for m in near)
        return Learned(control, None, None, f"確信がありません{f'(候補: {words})' if words else ''}")
    if why := whose.doubt(control, mapping, screen):
        return Learned(control, None, None, why)
    item = load_items().get(mapping.item)
    if item is not None and item.flag in _NEVER and item.id != "filing.number":
        return Learned(control, None, None, "ロボットが入力しない項目です")
    field, why = _field(control, mapping, item)
    return Learned(control, mapping, field, why)


def _refused(control: Control, screen: Screen) -> str:
    if not control.caption:
        return "見出しがありません"
    if control.locked or control.kind in ("password", "file"):
        return "ロボットが入力できない欄です"
    if control.section in _OLD_OR_NEW and _changed(control) is None:
        return "変更の前と後のどちらの値かを人が決めます"
    if _BEFORE_AFTER.search(control.path) or _BEFORE_AFTER.search(control.caption) or _OLD_NEW.match(control.caption):
        return "変更の前と後のどちらの値かを人が決めます"
    if len(screen.find(control.caption, control.section)) > 1:
        return "同じ見出しが2つあります"
    return ""


def _changed(control: Control) -> Mapping | None:
    """Return the former or the new address in columns that are called 旧 and 新 alone."""
    if control.section not in _OLD_OR_NEW:
        return None
    found = map_label(f"{control.section}{control.caption}")
    return found if found is not None and found.item in ("address.previous", "address.new") else None


def _of_lines(control: Control, screen: Screen) -> Mapping | None:
    """Return the relation to the head for 続柄 in lines of people who are nobody else's, where the head is asked for."""
    head = map_label("世帯主氏名")
    lines = control.how == "column" and control.caption == "続柄" and re.fullmatch(r"\d+", control.section)
    asked = any(found is not None and head is not None and found.item == head.item
                for c in screen.controls for found in [map_label(c.caption)])  # fmt: skip
    return map_label("世帯主との続柄", control.path) if lines and asked else None


def _of_block(control: Control, screen: Screen) -> Mapping | None:
    """Return the mapping of a box that is called by its part alone (年) in a block that names the whole (生年月日)."""
    if in_block(control) is control:
        return None
    read = replace(screen, controls=tuple(in_block(c) for c in screen.controls))
    found = _meaning(in_block(control), read)
    return found if found is not None and found.part else None


def _meaning(control: Control, screen: Screen) -> Mapping | None:
    """Return the mapping of the caption; for a box that holds a part of a value, that of the whole with the part."""
    path, beside = _path(control), _beside(control, screen)
    for label, under in _labels(control):
        found = map_label(label, f"{path}/{under}" if under else path, beside)
        if found is not None and asks_kana(control):
            found = _kana_of(found, label, path, beside)
        part = part_of(control, found, screen) if found is not None else None
        if found is not None and part is not None:
            return replace(found, part=part or found.part, role=_whose(found, path))
    return None


def _kana_of(name: Mapping, label: str, path: str, beside: Sequence[str]) -> Mapping | None:
    """Return the kana that goes with a name, for a box whose part is written in kana; nothing when that is not plain."""
    if load_items()[name.item].type == "kana":
        return name
    found = map_label(f"{label}フリガナ", path, beside)
    return found if found is not None and load_items()[found.item].type == "kana" else None


def _labels(control: Control) -> list[tuple[str, str]]:
    """Return the ways to read a caption, with what else stands over it: as written, under the caption of its block,
    without a translation behind it, with the words in brackets as a title over it."""
    whole = ordinals.as_children(_PARTED.sub("", control.caption))
    over = re.sub(r"\s*\d+$", "", control.section) if control.how in ("near", "label", "column") else ""
    ways = [whole, *([f"{over}({whole})"] if over else []), _TRANSLATED.sub("", whole), _WRITTEN.sub(r"\1(\2)", whole),
            _WRITTEN_BEFORE.sub(r"\2(\1)", whole)]  # fmt: skip
    if whole != control.caption:
        ways.insert(0, control.caption)
    parted = re.fullmatch(r"([^()\uff08\uff09]+)[(\uff08]([^()\uff08\uff09]+)[)\uff09]", whole)
    return [(way, "") for way in dict.fromkeys(ways)] + ([(parted[1], parted[2])] if parted else [])


def _whose(found: Mapping, path: str) -> str:
    """Return the role: what is a child's by its nature (a school) is that of the child over it."""
    if found.role != "subject" or not found.item.startswith("child."):
        return found.role
    over = map_label("氏名", path)
    return "child" if over is not None and over.role == "child" else found.role


def _path(control: Control) -> str:
    """Return the titles over a control; a title of one letter (父) reads as what stands before a label."""
    titles = ordinals.as_children(control.path).split("/")
    return "/".join(f"{title}の" if len(title) == 1 else title for title in titles)


def _beside(control: Control, screen: Screen) -> Sequence[str]:
    here = [c.caption for c in screen.controls if c.path == control.path and c.caption != control.caption]
    return [*here, screen.title]


def _field(control: Control, mapping: Mapping, item: Item | None) -> tuple[dict[str, Any] | None, str]:
    base: dict[str, Any] = {"caption": control.caption, "section": control.section}
    if mapping.item == "filing.number":
        return base | {"key": True}, ""
    if mapping.item == "filing.date":
        return _date(base | {"today": True}, control, mapping)
    base["item"] = f"{_role(mapping, control)}:{_plain_item(mapping, item)}"
    if mapping.item == "address.full" and base["item"].startswith("household:"):
        base["otherwise"] = "household:address.new"
    if mapping.item.startswith(SENSITIVE):
        base["sensitive"] = True
    kind = item.type if item is not None else "text"
    if kind in ("phone", "name", "kana", "digits7") and mapping.part:
        return _parted(base, mapping)
    if kind == "date":
        return _date(base, control, mapping)
    if control.options or control.kind == "checkbox":
        return _choice(base, control, mapping, kind)
    return _text(base, control, mapping, kind)


def _text(base: dict[str, Any], control: Control, mapping: Mapping, kind: str) -> tuple[dict[str, Any] | None, str]:
    if kind == "kana" and _asks_half_width(control):
        base["format"] = "half_kana"
    if mapping.item == "address.postalCode" and control.max in (7, 8):
        base |= {"format": "digits"} if control.max == 7 else {"format": "hyphen", "options": {"groups": [3, 4]}}
    if kind == "phone" and control.max in (10, 11):
        base["format"] = "digits"
    if mapping.item == "household.relToHead" and "コード" not in control.caption:
        base["format"] = "relation"
    elif kind == "choice":
        return None, "区分の書き方を人が決めます"
    return base, ""


def _asks_half_width(control: Control) -> bool:
    half = unicodedata.normalize("NFKC", control.caption) != control.caption and re.search("[ｦ-ﾟ]", control.caption)
    return bool(half) or "半角" in control.caption + control.hint


def _parted(base: dict[str, Any], mapping: Mapping) -> tuple[dict[str, Any], str]:
    part = str(mapping.part)
    if part in ("head", "tail"):
        return base | {"format": "slice", "options": {"end": 3} if part == "head" else {"start": 3}}, ""
    if part in ("family", "given"):
        return base | {"format": "name_part", "options": {"part": part}}, ""
    return base | {"format": "phone_part", "options": {"part": int(part)}}, ""


def _choice(base: dict[str, Any], control: Control, mapping: Mapping, kind: str) -> tuple[dict[str, Any] | None, str]:
    if control.kind == "checkbox":
        if kind not in ("flag", "check"):
            return None, "印を付ける条件を人が決めます"
        return base | {"table": {"true": "1", "false": "", "": ""}}, ""
    if mapping.item == "household.relToHead":
        table = choices.relations(control.options)
    else:
        table = choices.table(mapping.item, kind, control.options)
    return (None, "選択肢と値の対応を人が決めます") if table is None else (base | {"table": table}, "")


def _date(base: dict[str, Any], control: Control, mapping: Mapping) -> tuple[dict[str, Any] | None, str]:
    shown = {"shown": {"equal": "date"}}
    if mapping.part == "era":
        words = choices.eras(control.options)
        odd = {era: word for era, word in words.items() if era != word}
        return base | {"format": "era_name", **({"options": {"words": odd}} if odd else {}), "shown": False}, ""
    if mapping.part in ("year", "era_year", "month", "day"):
        return base | {"format": "date_part", "options": _number(control, mapping.part)}, ""
    if mapping.part == "era_date":
        return base | {"format": "era_digits", "options": {"era": False}, **shown}, ""
    written = _written(control)
    return (None, "日付の書き方を人が決めます") if written is None else (base | written | shown, "")


def _written(control: Control) -> dict[str, Any] | None:
    """Return in which form a date is asked for in one box, `None` when the screen does not say."""
    hint = control.hint.upper()
    if control.hint.startswith("date|") or "YYYY-MM-DD" in hint or re.search(r"\d{4}-\d\d-\d\d", hint):
        return {"format": "western", "options": {"separator": "-"}}
    if control.max == 10 or "YYYY/MM/DD" in hint or re.search(r"\d{4}/\d\d?/\d\d?", hint):
        return {"format": "western", "options": {"separator": "/"}}
    if control.max == 8 or "YYYYMMDD" in hint:
        return {"format": "western"}
    return {"format": "era_digits"} if control.max == 7 else None


def _number(control: Control, part: str) -> dict[str, Any]:
    """Return how the choices of a list write a number: `04月` is padded to two and has a unit behind it."""
    options = {"part": part}
    written = [m for o in control.options if (m := re.fullmatch(r"(\d+)(\D*)", unicodedata.normalize("NFKC", o)))]
    extra: dict[str, Any] = {}
    if any(m[1].startswith("0") for m in written):
        extra["pad"] = 2
    if written and written[0][2]:
        extra["unit"] = written[0][2]
    return options | extra


def _plain_item(mapping: Mapping, item: Item | None) -> str:
    """Return the item itself where the label names it in a role that is a person of the household (児童の氏名)."""
    plain = (
        item is not None and item.stands_for and mapping.role in ("child", "member", "spouse", "subject", "applicant")
    )
    return str(item.stands_for) if item is not None and plain else mapping.item


def _role(mapping: Mapping, control: Control) -> str:
    """Return the map's role. One that a map must define first (a guardian) stays by its name, for the linter to name."""
    whose = mapping.item in _PERSON or not mapping.item.startswith(_HOUSEHOLD)
    if whose or mapping.item == "child.name":
        if mapping.role in ("child", "member"):
            return f"{mapping.role}{ordinals.number(control.section) or ordinals.number(control.caption) or 1}"
        return mapping.role
    return "household" if mapping.role in _IN_HOUSEHOLD else mapping.role
