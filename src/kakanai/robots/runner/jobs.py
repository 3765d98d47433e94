"""A piece of work for a driver, and what its map makes of it: the texts to type and the texts to read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kakanai.japan import dates
from kakanai.robots.runner import equivalence, formats, gate
from kakanai.robots.runner.drivers.base import Shown
from kakanai.robots.runner.equivalence import Compared
from kakanai.robots.runner.errors import DataError
from kakanai.robots.runner.screenmap import MapField, Role, ScreenMap

Value = str | int | bool | None
APPLICANT = "household:filing.applicant"
"""The value that names the person who applies (`p1`); without it the record's own person does."""
_BIRTH = "person.birthDate"


class Run(StrEnum):
    """What is to be done with the item."""

    ENTER = "enter"
    DRY_RUN = "dry_run"
    SHADOW = "shadow"
    LOOK_ONLY = "look_only"


@dataclass(frozen=True, slots=True)
class Job:
    """One work item as a runner sees it. `key` is carried into the target's own record."""

    item: str
    key: str
    target: str
    operation: str
    version: int
    values: dict[str, Value] = field(default_factory=dict)
    run: Run = Run.ENTER
    look_first: bool = False
    protected: bool = False
    today: date = field(default_factory=date.today)

    @property
    def map_name(self) -> str:
        """The name of the map that types it: the operation without its subject."""
        return f"{self.target}.{self.operation.partition(':')[0]}"

    @property
    def subject(self) -> str:
        """The person that the record is about; `transfer_in:p2` is about p2."""
        return self.operation.partition(":")[2] or "p1"


@dataclass(frozen=True, slots=True)
class Typed:
    """A field of the map with its value as known and the text to type."""

    field: MapField
    raw: str
    text: str


def role_subject(name: str, roles: Mapping[str, Role], job: Job) -> str | None:
    """Return the subject for a role of a map: `subject`, `applicant`, a role that the map defines, or a subject by name."""
    if name == "subject":
        return job.subject
    role = roles.get(name)
    if role is None:
        return str(job.values.get(APPLICANT) or job.subject) if name == "applicant" else name
    found = people(role, job)
    return found[role.nth - 1] if len(found) >= role.nth else None


def people(role: Role, job: Job) -> list[str]:
    """Return everybody of the household whom a role's words describe, in the order of the household."""
    subjects = sorted({k.partition(":")[0] for k in job.values if k[0] == "p"}, key=lambda s: (len(s), s))
    return [s for s in subjects if _fits(s, role, job)]


def _fits(subject: str, role: Role, job: Job) -> bool:
    known = _as_text(job.values.get(f"{subject}:{role.item}"))
    if not known or (role.values and known not in role.values):
        return False
    birth = str(job.values.get(f"{subject}:{_BIRTH}") or "")
    return not (role.until_school_year_of and birth) or not _school_over(birth, role.until_school_year_of, job.today)


def _school_over(birth: str, age: int, today: date) -> bool:
    reached = dates.day_age_is_reached(date.fromisoformat(birth), age)
    return today > date(reached.year + ((reached.month, reached.day) > (3, 31)), 3, 31)


def _nobody_left_out(screen_map: ScreenMap, job: Job) -> None:
    """Raise DataError when the household has more people of a kind than the screen has places for."""
    used = {name for item in screen_map.fields for name in (item.item.partition(":")[0],) if name in screen_map.roles}
    places: dict[Role, int] = {}
    for name in used:
        role = screen_map.roles[name]
        kind = replace(role, nth=1)
        places[kind] = max(places.get(kind, 0), role.nth)
    for kind, room in places.items():
        there = len(people(kind, job))
        if there > room:
            raise DataError(
                f"{there} people for {room} places ({kind.item})",
                ja=f"この画面に入るのは{room}人までですが、{there}人います。手で入力するか、画面定義を直してください。",
            )


def _asked(role: Role) -> tuple[str, ...]:
    return (role.item, _BIRTH) if role.until_school_year_of else (role.item,)


def resolved_key(item: str, screen_map: ScreenMap, job: Job) -> str | None:
    """Return the key into the job's values for a map's `role:item`."""
    role, _, name = item.partition(":")
    subject = role_subject(role, screen_map.roles, job)
    return None if subject is None else f"{subject}:{name}"


def raw_value(item: MapField, screen_map: ScreenMap, job: Job) -> str:
    """Return the value of a field before its format; empty when nobody knows it."""
    if item.key:
        return job.key
    if item.today:
        return job.today.isoformat()
    if item.constant is not None:
        return item.constant
    for name in (item.item, item.otherwise):
        key = resolved_key(name, screen_map, job) if name else None
        if key and job.values.get(key) not in (None, ""):
            return _as_text(job.values[key])
    return ""


def _as_text(value: Value) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def typed(item: MapField, screen_map: ScreenMap, job: Job) -> Typed:
    """Return the text to type for one field. Raises DataError that names the field, never a guess."""
    raw = raw_value(item, screen_map, job)
    if not raw:
        if item.when_missing == "stop":
            raise DataError(
                f"no value for {item.section}/{item.caption}",
                ja=f"「{item.caption}」の値が分かりません。確かめてください。",
            )
        return Typed(item, "", item.table.get("", ""))
    if item.table:
        if raw not in item.table:
            raise DataError(
                f"{item.caption}: code has no entry in the map's table",
                ja=f"「{item.caption}」の値に対応する業務システムの区分がありません。",
            )
        return Typed(item, raw, item.table[raw])
    try:
        text = formats.write(item.format, raw, item.options)
    except ValueError as error:
        raise DataError(
            f"{item.caption}: value has no form {item.format}",
            ja=f"「{item.caption}」の値を業務システムの書き方にできません。",
        ) from error
    return Typed(item, raw, gate.replaced(text, dict(screen_map.replacements)))


def entries(screen_map: ScreenMap, job: Job) -> list[Typed]:
    """Return the texts for every field of the entry screen, in the order of the map. Raises DataError."""
    _nobody_left_out(screen_map, job)
    return [typed(item, screen_map, job) for item in screen_map.fields]


def read_back(screen_map: ScreenMap, job: Job, shown: tuple[Shown, ...]) -> list[Compared]:
    """Compare what the target shows with what was meant, field by field.

    A caption that the target shows twice, or not at all, counts as missing.
    """
    lines = []
    for entry in entries(screen_map, job):
        reading = entry.field.shown
        if reading is None:
            continue
        meant = entry.raw if reading.equal == "date" and entry.raw else entry.text
        meant = reading.words.get(meant, meant)
        found = [s.text for s in shown if s.caption == reading.caption and s.section == reading.section]
        text = found[0] if len(found) == 1 else None
        lines.append(equivalence.compare(reading.section, reading.caption, meant, text, reading.equal))
    return lines


def visible_values(screen_map: ScreenMap, job: Job) -> dict[str, Value]:
    """Return only the values that the map uses: least rights for a runner."""
    keys = {resolved_key(item, screen_map, job) for item in screen_map.items()}
    asked = {name for role in screen_map.roles.values() for name in _asked(role)}
    needed = {f"{k.partition(':')[0]}:{name}" for k in job.values for name in asked}
    if any(item.startswith("applicant:") for item in screen_map.items()):
        needed.add(APPLICANT)
    return {k: v for k, v in job.values.items() if k in keys | needed}
