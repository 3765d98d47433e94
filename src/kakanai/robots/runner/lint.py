"""What is wrong with a screen map before it ever types: found without the target."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from kakanai.robots.runner.formats import FORMATS
from kakanai.robots.runner.screenmap import MapField, ScreenMap

SENSITIVE = (
    "contact.",
    "bank.",
    "person.honseki",
    "person.hittousha",
    "tax.",
    "welfare.",
    "asset.",
    "pension.basicNo",
)
"""Items painted over in pictures; the start of their names."""
_NUMBER = "person.individualNumber"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. A severe one keeps the map from being approved."""

    severe: bool
    text: str
    ja: str


def lint(screen_map: ScreenMap) -> list[Problem]:
    """Return every finding, severe ones first."""
    found = [*_fields(screen_map), *_roles(screen_map), *_screens(screen_map), *_promises(screen_map)]
    return sorted(found, key=lambda p: not p.severe)


def _severe(text: str, ja: str) -> Problem:
    return Problem(True, text, ja)


def _fields(screen_map: ScreenMap) -> list[Problem]:
    found = []
    for (section, caption), count in Counter((f.section, f.caption) for f in screen_map.fields).items():
        if count > 1:
            found.append(_severe(f"{section}/{caption} is mapped {count} times", f"「{caption}」が{count}回あります"))
    for field in screen_map.fields:
        found += _field(field)
    return found


def _roles(screen_map: ScreenMap) -> list[Problem]:
    """A role that nobody defined has no person: its fields would stay empty for ever."""
    known = {"subject", "applicant", "household", *screen_map.roles}
    names = {name.partition(":")[0] for name in screen_map.items()}
    return [
        _severe(f"role {name} is not defined", f"「{name}」がだれかを決めてください(roles)")
        for name in sorted(names - known)
        if not re.fullmatch(r"p\d+", name)
    ]


def _field(field: MapField) -> list[Problem]:
    found = []
    sources = [bool(field.item), field.constant is not None, field.key, field.today]
    if sum(sources) != 1:
        found.append(
            _severe(f"{field.caption} has {sum(sources)} sources", f"「{field.caption}」の値の出どころが1つでない")
        )
    if field.format not in FORMATS:
        found.append(_severe(f"{field.caption}: unknown format {field.format}", f"「{field.caption}」の書式が未定義"))
    item = field.item.partition(":")[2]
    if item == _NUMBER:
        found.append(
            _severe(f"{field.caption} types the 12-digit number", f"「{field.caption}」で個人番号は扱えません")
        )
    if item.startswith(SENSITIVE) and not field.sensitive:
        found.append(Problem(False, f"{field.caption} is not masked", f"「{field.caption}」が画像で隠されません"))
    return found


def _screens(screen_map: ScreenMap) -> list[Problem]:
    if screen_map.driver not in ("web", "desktop", "terminal"):
        return []
    found: list[Problem] = []
    if screen_map.screen is None or not screen_map.screen.controls:
        return [_severe("the entry screen has no fingerprint", "入力画面の指紋がありません")]
    on_screen = {tuple(line.split(" | ")[:2]) for line in screen_map.screen.controls}
    found += [
        _severe(f"{f.section}/{f.caption} is not on the screen", f"「{f.caption}」が画面にない")
        for f in screen_map.fields
        if (f.section, f.caption) not in on_screen
    ]
    mapped = {(f.section, f.caption) for f in screen_map.fields}
    for section, caption in sorted(on_screen - mapped):
        found.append(Problem(False, f"{section}/{caption} is not mapped", f"「{section} {caption}」は入力しません"))
    if screen_map.save is None:
        found.append(_severe("no save", "登録の方法がありません"))
    elif screen_map.save.press not in screen_map.screen.buttons:
        found.append(_severe("the save button is not on the screen", "登録ボタンが画面にありません"))
    if screen_map.driver == "terminal" and screen_map.save is not None and screen_map.save.dialogs:
        found.append(_severe("a terminal has no pop-ups", "端末の画面にポップアップはありません(dialogs)"))
    return found + _options(screen_map)


def _options(screen_map: ScreenMap) -> list[Problem]:
    found = []
    lines = (
        {tuple(p[:2]): p for p in (line.split(" | ") for line in screen_map.screen.controls)}
        if screen_map.screen
        else {}
    )
    for field in screen_map.fields:
        parts = lines.get((field.section, field.caption))
        if parts is None or parts[2] not in ("select", "radio"):
            continue
        options = set(parts[3].split(","))
        wanted = set(field.table.values()) | ({field.constant} if field.constant is not None else set())
        found += [
            _severe(f"{field.caption} has no choice {word}", f"「{field.caption}」に選択肢「{word}」がない")
            for word in sorted(wanted - options)
        ]
    return found


def _promises(screen_map: ScreenMap) -> list[Problem]:
    found = []
    if screen_map.retry_after_absent and not screen_map.unique_key:
        found.append(
            _severe(
                "a retry is permitted though the target would take the same key twice",
                "同じ受付番号を2件受け付ける業務システムでは、再入力を自動にできません",
            )
        )
    if screen_map.driver in ("web", "desktop", "terminal"):
        if screen_map.look is None:
            found.append(
                Problem(False, "no look: one attempt, then a person", "照会がないため1回だけ入力し、人が確認します")
            )
        elif not any(f.key for f in screen_map.fields):
            found.append(Problem(False, "the key is not carried into the record", "受付番号を業務システムに残しません"))
    unread = [f.caption for f in screen_map.fields if f.shown is None]
    if len(unread) * 2 > len(screen_map.fields):
        found.append(_severe("most fields are never read back", "読み戻さない項目が半分を超えます"))
    return found
