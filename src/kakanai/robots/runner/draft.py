"""Writes what was learned of a screen as a map for a person to approve. A draft is never approved by itself."""

from __future__ import annotations

import re
from typing import Any

import yaml

from kakanai.robots.runner import fingerprint
from kakanai.robots.runner.learn import Learned
from kakanai.robots.runner.screens import Screen

_SAVE = ("登録", "登録する", "更新", "更新する", "確定", "保存", "送信", "申請", "実行", "Submit")
_CANCEL = ("取消", "キャンセル", "戻る", "中止")
_RELATION = "household.relToHead"
_ROLES: dict[str, dict[str, Any]] = {
    "spouse": {"item": _RELATION, "values": ["11", "12", "13", "14"]},
    "headOfHousehold": {"item": _RELATION, "values": ["02"]},
    "child": {"item": _RELATION, "values": ["20"]},
    "member": {"item": _RELATION},
}


def draft(
    screen: Screen, learned: list[Learned], *, target: str, operation: str, place: str, frame: str = "",
    driver: str = "web",
) -> str:  # fmt: skip
    """Return the draft as YAML, with the left-out fields and why as comments."""
    taken = fingerprint.take(screen)
    fields = [x.field for x in learned if x.field is not None]
    entry: dict[str, Any] = {
        "steps": [{"open": place}],
        "screen": {"code": taken.code, "title": taken.title, "controls": list(taken.controls), "buttons": list(taken.buttons)},
        "cancel": _first(_CANCEL, taken.buttons),
        "fields": fields,
    }  # fmt: skip
    save = _first(_SAVE, taken.buttons)
    if save:
        entry["save"] = {"press": save}
    raw = {
        "schema": 1,
        "target": target,
        "operation": operation,
        "version": 1,
        "title": taken.title or target,
        "driver": driver,
        "characters": {"set": "cp932"},
        **({"frame": frame} if frame else {}),
        **({"roles": roles} if (roles := _roles(fields)) else {}),
        "entry": entry,
    }
    left = [f"# 未対応: {x.control.section} {x.control.caption}: {x.why}" for x in learned if x.field is None]
    head = ["# 画面から作った案です。人が確かめて承認するまで使いません。", *left]
    return "\n".join(head) + "\n" + yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=1000)


def _first(wanted: tuple[str, ...], buttons: tuple[str, ...]) -> str:
    return next((word for word in wanted if word in buttons), "")


def _roles(fields: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Define the roles that the household's relations tell; the linter names the others, for a person to define."""
    found: dict[str, dict[str, Any]] = {}
    for name in {str(f.get("item", "")).partition(":")[0] for f in fields}:
        parted = re.fullmatch(r"([A-Za-z]+)(\d*)", name)
        known = _ROLES.get(parted[1]) if parted else None
        if parted and known is not None:
            found[name] = {**known, **({"nth": int(parted[2])} if parted[2] else {})}
    return dict(sorted(found.items()))
