"""Read a hand-over file (move-out notice, register extract) into facts.

The layouts are data (`data/extract_layouts.yaml`). A file is read whole or not at all: the first problem stops
the import with the line and what to do, and nothing of it is stored.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kakanai import yamldata
from kakanai.desk.errors import ExtractError
from kakanai.japan.codes import is_local_government_code
from kakanai.japan.dates import DateError, parse_date
from kakanai.japan.glyphs import sequence_problems
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, FactValue, Source

LARGEST_FILE = 256 * 1024
"""Bytes. A household's notice is a few kilobytes."""
MOST_PERSONS = 30
_GENDERS = {"男": "1", "女": "2", "1": "1", "2": "2", "9": "9", "0": "0"}
_FLAGS = {"有": True, "無": False, "1": True, "0": False}


@dataclass(frozen=True)
class Extract:
    """A file that was read: its title, facts without proof yet, and the digest of its bytes."""

    title: str
    source: Source
    facts: tuple[Fact, ...]
    persons: int
    digest: str


def read_extract(content: bytes) -> Extract:
    """Read a hand-over file.

    `content` is the file's bytes. Raises ExtractError with the line, the reason and the remedy.
    """
    rows = _rows(content)
    layout, title = _layout(rows)
    body = _body(rows)
    facts: list[Fact] = []
    for number, row in body:
        facts.append(_fact(number, row, layout))
    persons = _check_persons(facts, layout)
    return Extract(title, Source(layout["source"]), tuple(facts), persons, hashlib.sha256(content).hexdigest())


def _rows(content: bytes) -> list[list[str]]:
    if not content:
        raise _refusal("ファイルが空です", "出力し直したファイルを選んでください")
    if len(content) > LARGEST_FILE:
        raise _refusal("ファイルが大きすぎます", "1世帯分のファイルか確認してください")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal(
            f"文字コードがUTF-8ではありません（{error.start + 1}バイト目）", "UTF-8で出力し直してください"
        ) from None
    if "\0" in text:
        raise _refusal("文書ではない内容が含まれています", "ファイルを確認してください")
    try:
        return list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        raise _refusal("CSVの形が崩れています", "出力し直したファイルを選んでください") from None


def _layout(rows: list[list[str]]) -> tuple[dict[str, Any], str]:
    title = rows[0][0].strip() if rows and rows[0] else ""
    layout = _layouts().get(title)
    if layout is None:
        raise _refusal(
            f"1行目: 見出し「{title[:20]}」は知らない様式です", "転出証明書情報か住民登録抄録を選んでください"
        )
    version = rows[0][1].strip() if len(rows[0]) > 1 else ""
    if version != layout["version"]:
        raise _refusal(
            f"1行目: 版「{version[:8]}」は読めません（読める版: {layout['version']}）", "出力側の設定を確認してください"
        )
    return layout, title


def _body(rows: list[list[str]]) -> list[tuple[int, list[str]]]:
    numbered = [(number, row) for number, row in enumerate(rows[1:], start=2) if row]
    if not numbered or numbered[-1][1][0] != "終端":
        raise _refusal("終端の行がありません。途中で切れたファイルです", "ファイルを取り直してください")
    *body, (last, trailer) = numbered
    if len(trailer) != 4 or trailer[3] != str(len(body)):
        raise _refusal(f"{last}行目: 件数が合いません（実際は{len(body)}件）", "ファイルを取り直してください")
    return body


def _fact(number: int, row: list[str], layout: dict[str, Any]) -> Fact:
    if len(row) != 4:
        raise _refusal(f"{number}行目: 列の数が{len(row)}です（4列のはずです）", "ファイルを取り直してください")
    group_name, index, label, raw = (cell.strip() for cell in row)
    group = layout["groups"].get(group_name)
    rule = group["items"].get(label) if group else None
    if rule is None:
        raise _refusal(
            f"{number}行目: 「{group_name[:10]}・{label[:20]}」は様式にない項目です", "出力側の設定を確認してください"
        )
    subject = HOUSEHOLD if group["subject"] == HOUSEHOLD else _person(number, index)
    return Fact(subject, rule["item"], _value(number, label, raw, rule.get("kind", "text")), Source(layout["source"]))


def _person(number: int, index: str) -> str:
    if not index.isascii() or not index.isdigit() or not 1 <= int(index) <= MOST_PERSONS:
        raise _refusal(f"{number}行目: 世帯員の番号が正しくありません", "ファイルを取り直してください")
    return f"p{int(index)}"


def _value(number: int, label: str, raw: str, kind: str) -> FactValue:
    if not raw:
        raise _refusal(f"{number}行目: 「{label}」が空です", "出力側で値を確認してください")
    if kind == "date":
        return _date(number, label, raw)
    if kind == "number":
        if not raw.isascii() or not raw.isdigit():
            raise _refusal(f"{number}行目: 「{label}」は数字ではありません", "出力側で値を確認してください")
        return int(raw)
    if kind in {"gender", "flag"}:
        table: dict[str, FactValue] = dict(_GENDERS) if kind == "gender" else dict(_FLAGS)
        if raw not in table:
            raise _refusal(f"{number}行目: 「{label}」の値が選択肢にありません", "出力側で値を確認してください")
        return table[raw]
    if kind == "municipality" and not is_local_government_code(raw):
        raise _refusal(f"{number}行目: 「{label}」の検査数字が合いません", "出力側で値を確認してください")
    if sequence_problems(raw):
        raise _refusal(
            f"{number}行目: 「{label}」に、この字体では表せない異体字があります", "文字を確認し、担当に相談してください"
        )
    return raw


def _date(number: int, label: str, raw: str) -> str:
    try:
        date = parse_date(raw)
    except DateError:
        raise _refusal(
            f"{number}行目: 「{label}」の日付「{raw[:20]}」がありません", "出力側で値を確認してください"
        ) from None
    return date.iso_from.isoformat() if date.precision == "day" else date.display


def _check_persons(facts: list[Fact], layout: dict[str, Any]) -> int:
    people = sorted({fact.subject for fact in facts if fact.subject != HOUSEHOLD}, key=lambda name: int(name[1:]))
    if people != [f"p{index}" for index in range(1, len(people) + 1)]:
        raise _refusal("世帯員の番号が1から続いていません", "ファイルを取り直してください")
    present = {(fact.subject, fact.item) for fact in facts}
    required = {
        label: rule["item"]
        for group in layout["groups"].values()
        if group["subject"] == "person"
        for label, rule in group["items"].items()
        if rule.get("required")
    }
    for person in people:
        for label, item in required.items():
            if (person, item) not in present:
                raise _refusal(f"世帯員{person[1:]}の「{label}」がありません", "ファイルを取り直してください")
    return len(people)


def _refusal(what: str, remedy: str) -> ExtractError:
    return ExtractError("an extract file was refused", f"{what}。{remedy}。何も取り込んでいません。")


@lru_cache(maxsize=1)
def _layouts() -> dict[str, Any]:
    return dict(yamldata.read((files("kakanai.desk") / "data" / "extract_layouts.yaml").read_text("utf-8")))
