"""Items: what can be known about a person, a household, a move, an application.

Data: `data/items/*.yaml` (schema `items.schema.json`) and `data/roles.yaml`. `held_by` says which register
or card already holds the value; the laws named there are as published (public page; verified 2026-11), not advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kakanai import yamldata
from kakanai.vocabulary.errors import UnknownItemError

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `role` and `stands_for` say that it is another item in a fixed role (代理人氏名 = 氏名 of the agent).

    With `carries_role` the item keeps a role given to it (父の勤務先 is the father's), else the role is its own.
    `type` is the kind of value, `flag` a reason to look twice (`mynumber`, `sensitive`, `seal` …) or `None`,
    `synonyms` the labels that papers use for it; an item without any is never mapped from a label.
    """

    id: str
    ja: str
    type: str
    held_by: tuple[str, ...] = ()
    flag: str | None = None
    synonyms: tuple[str, ...] = ()
    gif: str | None = None
    role: str | None = None
    stands_for: str | None = None
    carries_role: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """The name and the synonyms by which a label is this item; none for items that are never mapped."""
        return tuple(dict.fromkeys((self.ja, *self.synonyms))) if self.synonyms else ()


@dataclass(frozen=True, slots=True)
class Role:
    """Whose value it is: id, Japanese name, and the words that say so before a label or as a section's title.

    `short` words are one character long and count only directly before a whole label (父氏名).
    """

    id: str
    ja: str
    words: tuple[str, ...]
    short: tuple[str, ...] = ()


class Vocabulary(Mapping[str, Item]):
    """Every item by id, and the roles."""

    def __init__(self, items: Mapping[str, Item], roles: Mapping[str, Role]) -> None:
        self._items = dict(items)
        self.roles = dict(roles)

    def __getitem__(self, item_id: str) -> Item:
        try:
            return self._items[item_id]
        except KeyError:
            raise UnknownItemError(f"no item {item_id!r} in the vocabulary") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._items

    def in_role(self, item_id: str, role: str) -> Item | None:
        """Return the item that stands for another one in a role (氏名 of the agent → 代理人氏名), else `None`."""
        found = (item for item in self._items.values() if (item.stands_for, item.role) == (item_id, role))
        return next(found, None)


@cache
def load() -> Vocabulary:
    """Return the shipped vocabulary, read once. `kakanai vocabulary lint` says what is wrong with its data."""
    rows = [row for path in item_files() for row in read_rows(path)]
    roles = yamldata.read((DATA / "roles.yaml").read_text(encoding="utf-8"))
    return Vocabulary(
        {row["id"]: _item(row) for row in rows},
        {row["id"]: Role(row["id"], row["ja"], tuple(row["words"]), tuple(row.get("short", ()))) for row in roles},
    )


def item_files() -> list[Path]:
    """Return the files that hold items, by name."""
    return sorted((DATA / "items").glob("*.yaml"))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return a file's rows as they stand in YAML."""
    return list(yamldata.read(path.read_text(encoding="utf-8")))


def _item(row: Mapping[str, Any]) -> Item:
    return Item(
        id=row["id"],
        ja=row["ja"],
        type=row["type"],
        held_by=tuple(row.get("held_by", ())),
        flag=row.get("flag"),
        synonyms=tuple(row.get("synonyms", ())),
        gif=row.get("gif"),
        role=row.get("role"),
        stands_for=row.get("stands_for"),
        carries_role=bool(row.get("carries_role")),
        choices=dict(row.get("choices", {})),
    )
