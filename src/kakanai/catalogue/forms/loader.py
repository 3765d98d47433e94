"""Read form definitions: `data/forms/*.yaml`, and a municipality's own in `data/forms/<code>/*.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from kakanai import yamldata
from kakanai.catalogue.forms.errors import FormDefinitionInvalidError
from kakanai.catalogue.forms.model import (
    Certainty,
    Count,
    FormDefinition,
    LegalNote,
    OtherWriting,
    Paper,
    Row,
    Section,
    Sheet,
)

DATA = Path(__file__).parent.parent / "data" / "forms"
SCHEMA = DATA / "_schema.yaml"


def load_forms(municipality: str, on: date, data: Path = DATA) -> dict[str, FormDefinition]:
    """Return the forms in force in a municipality on a day, by id.

    A municipality's own definition stands in place of the general one of the same id.
    Raises FormDefinitionInvalidError for a file that breaks the schema.
    """
    in_force: dict[str, FormDefinition] = {}
    for form in read_all(data):
        if form.municipality not in {"", municipality}:
            continue
        if not (form.valid_from <= on and (form.valid_until is None or on < form.valid_until)):
            continue
        if form.id not in in_force or form.municipality:
            in_force[form.id] = form
    return in_force


def read_all(data: Path = DATA) -> list[FormDefinition]:
    """Return every definition in the data folder, of all times and municipalities."""
    return list(_read_all(data, _stamp(data)))


def files(data: Path = DATA) -> Iterator[Path]:
    """Yield the definition files. Names that begin with `_` hold schema and shared lists."""
    for path in sorted(data.rglob("*.yaml")):
        if not path.name.startswith("_"):
            yield path


def read_file(path: Path) -> FormDefinition:
    """Read and check one definition. Raises FormDefinitionInvalidError, which names the place in the file."""
    return read_text(path.read_text(encoding="utf-8"), path.name)


def read_text(text: str, name: str) -> FormDefinition:
    """Read and check a definition from its YAML; `name` is what errors call it. Raises FormDefinitionInvalidError."""
    try:
        raw = yamldata.read(text)
    except yaml.YAMLError as error:
        raise FormDefinitionInvalidError(
            f"様式定義「{name}」を読めません。YAMLの書き方を直してください。", f"{name}: {error}"
        ) from error
    for problem in sorted(_validator().iter_errors(_plain(raw)), key=lambda e: list(map(str, e.absolute_path))):
        place = "/".join(str(part) for part in problem.absolute_path) or "(全体)"
        raise FormDefinitionInvalidError(
            f"様式定義「{name}」の {place} が決まりに合いません。その行を直してください。",
            f"{name}: {place}: {problem.message}",
        )
    return form_from(raw)


def form_from(raw: dict[str, Any]) -> FormDefinition:
    """Build a definition from data that has passed the schema."""
    return FormDefinition(
        id=raw["id"],
        title=raw["title"],
        plain_title=raw["plain_title"],
        office=raw["office"],
        addressee=raw.get("addressee", ""),
        procedures=tuple(raw["procedures"]),
        valid_from=raw["valid_from"],
        valid_until=raw.get("valid_until"),
        municipality=raw.get("municipality", ""),
        legal=tuple(_legal(note) for note in raw["legal"]),
        sections=tuple(_section(section) for section in raw["sections"]),
        paper=_paper(raw["paper"]),
        sheet=Sheet(raw.get("sheet", "one")),
        statement=raw.get("statement", ""),
        notes=tuple(raw.get("notes", ())),
        landscape=raw.get("landscape", False),
    )


def _legal(raw: dict[str, Any]) -> LegalNote:
    return LegalNote(raw["citation"], raw["source"], raw["verified_on"], Certainty(raw["certainty"]))


def _section(raw: dict[str, Any]) -> Section:
    return Section(raw["title"], tuple(_row(row) for row in raw["rows"]), raw.get("repeat", ""), raw.get("per_line", 1))


def _row(raw: dict[str, Any]) -> Row:
    pairs = {key: _pairs(raw.get(key, {})) for key in ("options", "by_event", "item_by_event")}
    return Row(**{**raw, **pairs})


def _pairs(raw: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(value)) for key, value in raw.items())


def _paper(raw: dict[str, Any]) -> Paper:
    other = tuple(
        OtherWriting(entry["label"], _count(entry["fields"]), _count(entry["characters"]))
        for entry in raw.get("other", ())
    )
    counts = {name: _count(raw[name]) for name in ("sheets", "names", "addresses", "birth_dates")}
    return Paper(**counts, other=other, source=raw["source"], certainty=raw["certainty"])


def _count(raw: int | dict[str, int]) -> Count:
    return Count(fixed=raw) if isinstance(raw, int) else Count(**raw)


def _plain(value: Any) -> Any:
    """Return the data with dates as ISO strings, as JSON Schema wants them."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


@lru_cache
def _validator() -> jsonschema.Draft202012Validator:
    schema = yamldata.read(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def _stamp(data: Path) -> tuple[tuple[str, int], ...]:
    return tuple((str(path), path.stat().st_mtime_ns) for path in files(data))


@lru_cache(maxsize=8)
def _read_all(data: Path, stamp: tuple[tuple[str, int], ...]) -> tuple[FormDefinition, ...]:  # noqa: ARG001 - the key
    return tuple(read_file(path) for path in files(data))
