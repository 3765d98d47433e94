"""Reads a file of YAML or JSON as it was written: dates and codes stay text, nothing is run, nothing stands twice.

A household's file comes from other systems and from people's hands, so it may be of any shape. Whatever cannot be
read is told by file, line or field; nothing is taken in silence.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from reprlib import Repr
from typing import Any

import yaml

from kakanai.triage.errors import HouseholdFileError, Problem

LARGEST = 1_000_000
"""Bytes; the file of a household of ten with every item is about a hundredth of it."""

_LONGEST_NUMBER, _LONGEST_TEXT, _LONGEST_FIELD = 20, 1_000, 200
_NOT_SHOWN = {"Cc", "Cs", "Co", "Cn"}


_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 60


def shown(value: object) -> str:
    """Return a value as it is named in an error: short, whatever was written."""
    return _SHORT.repr(value)


def one(field: str, problem: str, problem_ja: str) -> HouseholdFileError:
    """Return the error of a single field."""
    return HouseholdFileError([Problem(field, problem, problem_ja)])


def content_of(path: Path) -> Mapping[Any, Any]:
    """Return what a file holds. Raises `HouseholdFileError` where it is missing, too large or not readable."""
    text = _text(path)
    try:
        content = _parsed(text, path)
    except RecursionError as error:
        raise one(path.name, "is nested too deeply", "入れ子が深すぎます") from error
    if not isinstance(content, Mapping):
        raise one(path.name, "must be a mapping with `persons`", "`persons` を持つ形にしてください")
    for place, said in _texts(content, ""):
        if len(said) > _LONGEST_TEXT:
            problem, problem_ja = f"is longer than {_LONGEST_TEXT:,} characters", f"{_LONGEST_TEXT:,}文字を超えています"
            raise one(place[:_LONGEST_FIELD], problem, problem_ja)
        if any(unicodedata.category(sign) in _NOT_SHOWN and sign not in "\n\t" for sign in said):
            field = "".join(sign for sign in place if unicodedata.category(sign) not in _NOT_SHOWN)
            raise one(field, "holds a character that cannot be shown", "表示できない文字(制御文字など)があります")
    return content


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise one(path.name, f"is larger than {LARGEST:,} bytes", f"{LARGEST:,}バイトを超えています")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise one(path.name, "there is no such file", "ファイルがありません") from error
    except (OSError, UnicodeDecodeError) as error:
        raise one(path.name, f"cannot be read: {error}", "ファイルを読めません(UTF-8で保存してください)") from error


def _parsed(text: str, path: Path) -> Any:
    if text.lstrip()[:1] == "{":  # JSON, unless it is YAML in braces
        try:
            return json.loads(
                text,
                object_pairs_hook=_once,
                parse_int=lambda digits: int(digits) if len(digits) < _LONGEST_NUMBER else digits,
                parse_float=str,
                parse_constant=str,
            )
        except json.JSONDecodeError:
            if path.suffix == ".json" and "\t" in text:  # YAML would stop at the tab, not at the mistake
                raise one(path.name, "is not valid JSON", "JSONとして読めません") from None
    try:
        return yaml.load(text, Loader=_AsWritten)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = path.name if line is None else f"{path.name}:{line + 1}"
        raise one(where, "is not valid YAML or JSON", "YAML又はJSONとして読めません") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _twice(key, "")
        found[key] = value
    return found


def _twice(key: object, where: str) -> HouseholdFileError:
    return one(str(key), f"stands twice{where and f' (line {where})'}", f"2回あります{where and f'({where}行目)'}")


class _AsWritten(yaml.SafeLoader):
    """Leaves dates and codes such as 02 as they are written, so that a wrong one is told by its field."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
            raise one(
                f"line {line}",
                "refers to another place by *; write the value",
                "*での参照は使えません。値を書いてください",
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise _twice(key.value, str(key.start_mark.line + 1))
                seen.add(key.value)
        return super().construct_mapping(node, deep)


_AsWritten.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] not in {"timestamp", "int", "float"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_AsWritten.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"(?:0|[1-9][0-9]*)\Z"), list("0123456789"))


def _texts(content: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            inner = f"{place}.{key}" if place else str(key)
            yield inner, str(key)
            yield from _texts(value, inner)
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from _texts(value, f"{place}[{number}]")
    elif isinstance(content, str):
        yield place, content
