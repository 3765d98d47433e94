"""What a sample core system looks like: sections and fields read from `systems/*.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kakanai import yamldata

SYSTEMS = Path(__file__).parent / "systems"


@dataclass(frozen=True, slots=True)
class FieldDef:
    """One control of a screen: its caption, kind, length in UTF-16 units, and choices by code.

    Fields with the same `cell` stand in one cell under that caption; `unit` is written behind the control (年, 月).
    """

    id: str
    caption: str
    kind: str = "text"
    max: int = 40
    options: dict[str, str] = field(default_factory=dict)
    required: bool = False
    convert: str = ""
    lookup: str = ""
    cell: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SectionDef:
    """A titled group of fields."""

    title: str
    fields: tuple[FieldDef, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen's code and title, and the captions that a search screen searches by."""

    code: str
    title: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """How the same screen is drawn: what a cosmetic release of the vendor would change."""

    ids: str = "plain"
    markup: str = "th"
    save_caption: str = "登録"
    section_marks: bool = True
    banner: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """One sample core system. Times in seconds."""

    code: str
    name: str
    entry: Screen
    saved: Screen
    search: Screen
    inquiry: Screen
    sections: tuple[SectionDef, ...]
    number_caption: str
    number_start: int
    key: str
    columns: tuple[str, ...]
    finder: Screen | None = None
    frames: bool = False
    login: bool = False
    sessions: int = 0
    session_seconds: float = 600.0
    announcement: str = ""
    alert: str = ""
    confirm: str = ""
    unique_key: bool = False
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    towns: dict[str, str] = field(default_factory=dict)
    people: tuple[dict[str, str], ...] = ()
    look: Look = field(default_factory=Look)

    def fields(self) -> list[FieldDef]:
        """Return all fields in the order of the screen."""
        return [item for section in self.sections for item in section.fields]

    def field(self, field_id: str) -> FieldDef:
        """Return the field with this id; `KeyError` when there is none."""
        for item in self.fields():
            if item.id == field_id:
                return item
        raise KeyError(field_id)

    def key_field(self) -> FieldDef | None:
        """Return the field that carries the caller's key, where the system has one."""
        return next((item for item in self.fields() if item.caption == self.key), None)

    def change_field(self, field_id: str, **change: Any) -> System:
        """Return a system whose field differs in the given attributes."""

        def altered(item: FieldDef) -> FieldDef:
            return replace(item, **change) if item.id == field_id else item

        sections = tuple(replace(s, fields=tuple(altered(f) for f in s.fields)) for s in self.sections)
        return replace(self, sections=sections)


def _screen(raw: dict[str, Any]) -> Screen:
    return Screen(raw["code"], raw["title"], tuple(raw.get("by", ())))


def from_mapping(raw: dict[str, Any]) -> System:
    """Build a system from its mapping. Raises `KeyError` or `TypeError` for a broken definition."""
    data = dict(raw)
    number = data.pop("number")
    sections = tuple(_section(s) for s in data.pop("sections"))
    look = Look(**data.pop("look", {}))
    screens = {name: _screen(data.pop(name)) for name in ("entry", "saved", "search", "inquiry")}
    finder = data.pop("finder", None)
    for name in ("columns", "people"):
        data[name] = tuple(data.get(name, ()))
    return System(
        sections=sections,
        number_caption=number["caption"],
        number_start=number["start"],
        finder=_screen(finder) if finder else None,
        look=look,
        **screens,  # type: ignore[arg-type]
        **data,
    )


def _section(raw: dict[str, Any]) -> SectionDef:
    """Build a section; a block's fields get the section's prefix before their ids."""
    prefix = raw.get("prefix", "")
    return SectionDef(raw["title"], tuple(FieldDef(**{**f, "id": prefix + f["id"]}) for f in raw["fields"]))


def load(code: str) -> System:
    """Read `systems/<code>.yaml`; sections that name a block take its fields from `systems/blocks.yaml`."""
    return from_mapping(mapping(code))


def mapping(code: str) -> dict[str, Any]:
    """Return a definition with its blocks filled in, as plain data."""

    raw: dict[str, Any] = yamldata.read((SYSTEMS / f"{code}.yaml").read_text(encoding="utf-8"))
    blocks = yamldata.read((SYSTEMS / "blocks.yaml").read_text(encoding="utf-8"))
    raw["sections"] = [{**s, "fields": [*blocks[s.pop("block")], *s.get("fields", ())]} if "block" in s else s
                       for s in raw["sections"]]  # fmt: skip
    return raw


def screens_of(target: str) -> dict[str, str]:
    """Return the screens of a target that stands on several: path prefix → name of the definition."""
    names = sorted(p.stem for p in SYSTEMS.glob(f"{target}*.yaml"))
    return {n.partition(".")[2]: n for n in names if n == target or n.startswith(f"{target}.")}
