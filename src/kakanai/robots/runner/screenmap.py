"""Screen maps: what to type where, as data. Loader; the schema is `data/screenmap.schema.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from kakanai import yamldata
from kakanai.robots.runner.drivers.base import Dialog
from kakanai.robots.runner.errors import MapError
from kakanai.robots.runner.fingerprint import Fingerprint


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the target shows a typed value again, and what counts as the same."""

    caption: str
    section: str
    equal: str = "exact"
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MapField:
    """One control: its caption, where its value comes from, in which form it is typed and read back.

    `otherwise` is a second `role:item` for when nobody knows the first; `max` a length that the screen does not state.
    """

    caption: str
    section: str = ""
    item: str = ""
    otherwise: str = ""
    constant: str | None = None
    key: bool = False
    today: bool = False
    format: str = "text"
    options: Mapping[str, Any] = field(default_factory=dict)
    table: Mapping[str, str] = field(default_factory=dict)
    when_missing: str = "blank"
    how: str = "fill"
    max: int = 0
    settle: str = ""
    confirm_id: str = ""
    sensitive: bool = False
    shown: Reading | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One move on the way to a screen: open a place, enter search values, press, or choose the one right row."""

    open: str = ""
    fields: tuple[MapField, ...] = ()
    press: str = ""
    when_none: str = ""
    none_press: str = ""
    row_press: str = ""
    row_where: Mapping[str, MapField] = field(default_factory=dict)
    screen: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Words by which the target refuses a save, and whose work that is."""

    text: str
    kind: str = "data"


@dataclass(frozen=True, slots=True)
class Save:
    """How to save, and by which signs to know what happened."""

    press: str
    code: str = ""
    text: str = ""
    number: str = ""
    dialogs: tuple[Dialog, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """How to find a record by another path than the save's own confirmation."""

    steps: tuple[Step, ...]
    screen: Fingerprint
    fields: tuple[MapField, ...]
    press: str
    none: str
    number: str
    open: str
    shown: Fingerprint


@dataclass(frozen=True, slots=True)
class Login:
    """The sign-in screen. The names are fields of the key store, never the secrets themselves."""

    screen: Fingerprint
    fields: Mapping[str, str]
    press: str
    busy: str = ""
    windows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds, and hours in local time."""

    quiet_seconds: float = 15.0
    lease_seconds: float = 120.0
    settle_seconds: float = 8.0
    hours: str = "00:00-24:00"
    weekdays_only: bool = False
    rate_per_minute: float = 0.0


@dataclass(frozen=True, slots=True)
class Role:
    """A person chosen from the household by what is known: the n-th for whom an item has one of the values.

    Without values anybody counts for whom the item is known. `until_school_year_of: 18` leaves out those whose 18th
    birthday lies before the last 1 April (児童手当法3条: 18歳に達する日以後の最初の3月31日まで; as published, not advice).
    """

    item: str
    values: tuple[str, ...] = ()
    nth: int = 1
    until_school_year_of: int | None = None


@dataclass(frozen=True, slots=True)
class ScreenMap:
    """One operation on one target."""

    target: str
    operation: str
    version: int
    title: str
    driver: str
    character_set: str
    digest: str
    replacements: Mapping[str, str] = field(default_factory=dict)
    length_unit: str = "utf16"
    times: Times = field(default_factory=Times)
    sessions: int = 1
    unique_key: bool = False
    retry_after_absent: bool = False
    frame: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    login: Login | None = None
    steps: tuple[Step, ...] = ()
    screen: Fingerprint | None = None
    fields: tuple[MapField, ...] = ()
    cancel: str = ""
    save: Save | None = None
    look: Look | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`target.operation`, the name of the map's file."""
        return f"{self.target}.{self.operation}"

    def sensitive_captions(self) -> tuple[str, ...]:
        """Captions painted over in every picture."""
        return tuple(sorted({f.caption for f in self.fields if f.sensitive}))

    def items(self) -> set[str]:
        """The (role, item) strings that the map types, before roles are resolved: all that a runner may see."""
        look = self.look.fields if self.look else ()
        steps = (*self.steps, *(self.look.steps if self.look else ()))
        typed = (*self.fields, *look, *(f for s in steps for f in _step_fields(s)))
        return {name for f in typed for name in (f.item, f.otherwise) if name}


def _step_fields(step: Step) -> list[MapField]:
    return [*step.fields, *step.row_where.values()]


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """Return the JSON schema of a screen map."""
    text = (files("kakanai.robots.runner") / "data" / "screenmap.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@lru_cache(maxsize=1)
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema())


def load(path: Path) -> ScreenMap:
    """Read one map file. Raises MapError that names the file, the place and what is wrong."""
    return parse(path.read_text(encoding="utf-8"), name=path.name)


def load_all(folder: Path) -> dict[str, ScreenMap]:
    """Read every `*.yaml` of a folder by map name."""
    maps = [load(path) for path in sorted(folder.glob("*.yaml"))]
    return {m.name: m for m in maps}


@lru_cache(maxsize=256)
def parse(text: str, *, name: str = "map") -> ScreenMap:
    """Build a map from YAML text; the same text is read once. Raises MapError."""
    import jsonschema

    try:
        raw = yamldata.read(text)
        wrong = jsonschema.exceptions.best_match(_validator().iter_errors(raw))
        if wrong is not None:
            raise wrong
    except yaml.YAMLError as error:
        raise MapError(f"{name}: not YAML: {error}", ja=f"{name}: YAML として読めません。") from error
    except jsonschema.ValidationError as error:
        place = "/".join(str(p) for p in error.absolute_path) or "(先頭)"
        raise MapError(f"{name}: {place}: {error.message}", ja=f"{name} の {place} に誤りがあります。") from error
    digest = hashlib.sha256(json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
    return _build(raw, digest)


def _build(raw: dict[str, Any], digest: str) -> ScreenMap:
    characters = raw.get("characters", {})
    entry = raw.get("entry", {})
    return ScreenMap(
        target=raw["target"],
        operation=raw["operation"],
        version=raw["version"],
        title=raw["title"],
        driver=raw["driver"],
        digest=digest,
        character_set=characters.get("set", "mj"),
        replacements={r["from"]: r["to"] for r in characters.get("replacements", ())},
        length_unit=characters.get("unit", "utf16"),
        times=Times(**raw.get("times", {})),
        sessions=raw.get("sessions", 1),
        unique_key=raw.get("unique_key", False),
        retry_after_absent=raw.get("retry_after_absent", False),
        frame=raw.get("frame", ""),
        roles={n: _role(r) for n, r in raw.get("roles", {}).items()},
        login=_login(raw.get("login")),
        steps=_steps(entry.get("steps", ())),
        screen=_fingerprint(entry.get("screen")),
        fields=_fields(entry.get("fields", ())),
        cancel=entry.get("cancel", ""),
        save=_save(entry.get("save")),
        look=_look(raw.get("look")),
        extra=raw.get("file", raw.get("handoff", {})),
    )


def _role(raw: dict[str, Any]) -> Role:
    return Role(raw["item"], tuple(raw.get("values", ())), raw.get("nth", 1), raw.get("until_school_year_of"))


def _fingerprint(raw: dict[str, Any] | None) -> Fingerprint | None:
    if raw is None:
        return None
    controls, buttons = (tuple(sorted(raw.get(name, ()))) for name in ("controls", "buttons"))
    return Fingerprint(raw["code"], raw["title"], controls, buttons)


def _known(raw: dict[str, Any]) -> Fingerprint:
    known = _fingerprint(raw)
    if known is None:  # the schema demands one
        raise MapError("a screen without fingerprint")
    return known


def _field(raw: dict[str, Any]) -> MapField:
    data = dict(raw)
    shown = data.pop("shown", None)
    reading: Reading | None
    if isinstance(shown, dict):
        place = (shown.get("caption", raw["caption"]), shown.get("section", raw.get("section", "")))
        reading = Reading(*place, shown.get("equal", "exact"), shown.get("words", {}))
    else:
        reading = None if shown is False else Reading(raw["caption"], raw.get("section", ""))
    return MapField(shown=reading, **data)


def _fields(raw: Any) -> tuple[MapField, ...]:
    return tuple(_field(f) for f in raw)


def _steps(raw: Any) -> tuple[Step, ...]:
    return tuple(
        Step(
            open=s.get("open", ""),
            fields=_fields(s.get("fields", ())),
            press=s.get("press", ""),
            when_none=s.get("when_none", ""),
            none_press=s.get("none_press", ""),
            row_press=s.get("row_press", ""),
            row_where={c: _field({"caption": c, **f}) for c, f in s.get("row_where", {}).items()},
            screen=_fingerprint(s.get("screen")),
        )
        for s in raw
    )


def _login(raw: dict[str, Any] | None) -> Login | None:
    if raw is None:
        return None
    return Login(_known(raw["screen"]), raw["fields"], raw["press"], raw.get("busy", ""), tuple(raw.get("windows", ())))


def _save(raw: dict[str, Any] | None) -> Save | None:
    if raw is None:
        return None
    dialogs = tuple(Dialog(**d) for d in raw.get("dialogs", ()))
    refusals = tuple(Refusal(**r) for r in raw.get("refusals", ()))
    saved = raw.get("saved", {})
    return Save(raw["press"], saved.get("code", ""), saved.get("text", ""), saved.get("number", ""), dialogs, refusals)


def _look(raw: dict[str, Any] | None) -> Look | None:
    if raw is None:
        return None
    return Look(
        _steps(raw.get("steps", ())),
        _known(raw["screen"]),
        _fields(raw["fields"]),
        raw["press"],
        raw["none"],
        raw["number"],
        raw["open"],
        _known(raw["shown"]),
    )
