"""Reads the catalogue in force in one municipality on one date.

The base stands in `data/`; `data/municipalities/<code>.yaml` lays a municipality's own values over it without
touching it: parameters, and fields of single procedures. Everything is dated; the newest version that is in force
on the date wins. What is written may also come from elsewhere: `Definitions` is plain data, and `catalogue_in_force`
makes a catalogue of any of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from kakanai import yamldata
from kakanai.catalogue.build import Builder, build_items, day_of
from kakanai.catalogue.errors import MalformedError, UnknownMunicipalityError
from kakanai.catalogue.model import Catalogue, Derivation, Event, Later, Municipality, Procedure, Window

DATA = Path(str(files("kakanai.catalogue") / "data"))
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

Raw = dict[str, Any]


@dataclass(frozen=True)
class Definitions:
    """Everything as written, of all times and municipalities: what a folder, a workbook or a published version holds."""

    base: Raw
    items: Raw
    groups: Raw
    procedures: tuple[Raw, ...]
    questions: tuple[Raw, ...]
    municipalities: Mapping[str, Raw]
    wording: Mapping[str, Raw]


@lru_cache(maxsize=256)
def _read_cached(path: Path, modified: int) -> Any:  # noqa: ARG001 - the time keeps edited files fresh
    return yamldata.read(path.read_text(encoding="utf-8"))


def read_yaml(path: Path) -> Any:
    """Read one YAML file; a broken file names itself and the line."""
    try:
        return _read_cached(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise MalformedError(path.name, str(error).replace("\n", " ")) from error


def read_definitions(data: Path = DATA) -> Definitions:
    """Read a folder of definitions. Raises `MalformedError` that names the file."""
    return Definitions(
        base=read_yaml(data / "base.yaml"),
        items=read_yaml(data / "items.yaml"),
        groups=read_yaml(data / "groups.yaml"),
        procedures=tuple(raw_procedures(data)),
        questions=tuple(raw_questions(data)),
        municipalities={code: raw_overlay(code, data) for code in municipalities(data)},
        wording={path.stem: read_yaml(path) for path in sorted((data / "wording").glob("*.yaml"))},
    )


def in_force(entry: Mapping[str, Any], on: date) -> bool:
    """Return whether a dated entry is in force on the date (both ends included)."""
    start, end = entry.get("valid_from"), entry.get("valid_to")
    return (start is None or start <= on) and (end is None or on <= end)


def raw_procedures(data: Path = DATA) -> list[Raw]:
    """Return every version of every procedure as written, with the file it stands in under `_file`."""
    return _entries(data / "procedures")


def raw_questions(data: Path = DATA) -> list[Raw]:
    """Return every question as written, with the file it stands in under `_file`."""
    return _entries(data / "questions")


def _entries(folder: Path) -> list[Raw]:
    found: list[Raw] = []
    for path in sorted(folder.glob("*.yaml")):
        entries = read_yaml(path) or []
        if not isinstance(entries, list) or not all(isinstance(entry, dict) and "id" in entry for entry in entries):
            raise MalformedError(path.name, "expects a list of entries, each with an `id`")
        found += [{**entry, "_file": path.name} for entry in entries]
    return found


def raw_overlay(municipality: str, data: Path = DATA) -> Raw:
    """Return a municipality's own file, or raise `UnknownMunicipalityError`."""
    path = data / "municipalities" / f"{municipality}.yaml"
    if not municipality.isdigit() or not path.is_file():
        raise _unknown(municipality, municipalities(data))
    overlay: Raw = read_yaml(path)
    return overlay


def _unknown(municipality: str, known: Iterable[str]) -> UnknownMunicipalityError:
    return UnknownMunicipalityError(
        f"no local values for municipality {municipality!r}; known: {', '.join(sorted(known))}"
    )


def municipalities(data: Path = DATA) -> list[str]:
    """Return the codes of the municipalities whose values are stored."""
    return sorted(path.stem for path in (data / "municipalities").glob("*.yaml"))


def parameters_on(entries: Iterable[tuple[str, Any]], on: date) -> Raw:
    """Return the value of each parameter on the date; a plain value is always in force, a list of values is dated."""
    values: Raw = {}
    for name, spec in entries:
        versions = spec if is_dated(spec) else [{"value": spec}]
        for version in versions:
            if in_force(version, on):
                values[name] = version["value"]
    return values


def is_dated(spec: object) -> bool:
    """Return whether a parameter is written as values with dates."""
    return isinstance(spec, list) and bool(spec) and all(isinstance(each, dict) and "value" in each for each in spec)


def _versions_on(entries: Iterable[Raw], on: date) -> dict[str, Raw]:
    chosen: dict[str, Raw] = {}
    for entry in entries:
        where = f"{entry.get('_file', 'procedures')} {entry.get('id', '?')}"
        if entry.get("valid_from") is None:
            raise MalformedError(where, "field valid_from is missing")
        for name in ("valid_from", "valid_to"):
            if entry.get(name) is not None:
                day_of(entry[name], f"{where} {name}")
        if not in_force(entry, on):
            continue
        older = chosen.get(entry["id"])
        if older is None or entry["valid_from"] > older["valid_from"]:
            chosen[entry["id"]] = entry
    return chosen


def _overlaid(entry: Raw, changes: Iterable[Raw], on: date) -> Raw:
    merged = dict(entry)
    for change in changes:
        if change["id"] == entry["id"] and in_force(change, on):
            merged |= {key: value for key, value in change.items() if key not in {"id", "valid_from", "valid_to"}}
    return merged


def load(municipality: str, on: date, data: Path = DATA) -> Catalogue:
    """Return the catalogue in force.

    `municipality` is the 6-digit local government code, `on` the date of the visit. Raises
    `UnknownMunicipalityError`, or `MalformedError` that names the entry and what is expected.
    """
    stamp = max((path.stat().st_mtime_ns for path in data.rglob("*.yaml")), default=0)
    return _load(municipality, on, data, stamp)


@lru_cache(maxsize=32)
def _load(municipality: str, on: date, data: Path, stamp: int) -> Catalogue:  # noqa: ARG001 - see `stamp` above
    return catalogue_in_force(read_definitions(data), municipality, on)


def catalogue_in_force(definitions: Definitions, municipality: str, on: date) -> Catalogue:
    """Make the catalogue of a municipality on a date out of definitions, wherever they come from. Raises as `load`."""
    overlay = definitions.municipalities.get(municipality)
    if overlay is None:
        raise _unknown(municipality, definitions.municipalities)
    base = definitions.base
    builder = Builder(_parameters(base, overlay, municipality, on)).with_groups(definitions.groups)
    changes = overlay.get("procedures", [])
    offered: dict[str, Procedure] = {}
    withheld: dict[str, Procedure] = {}
    for name, entry in _versions_on(definitions.procedures, on).items():
        written = _overlaid(entry, changes, on)
        (offered if written.get("offered", True) else withheld)[name] = builder.procedure(written)
    return Catalogue(
        municipality=_municipality(overlay),
        on=on,
        events={name: Event(name, spec["name"], spec["starts"]) for name, spec in base["events"].items()},
        procedures=offered,
        withheld=withheld,
        questions={entry["id"]: builder.question(entry) for entry in definitions.questions},
        items=build_items(definitions.items),
        groups=builder.groups,
        parameters=builder.parameters,
        derivations=tuple(_derivation(entry) for entry in base["derivations"]),
        sources=base["sources"],
        texts=_texts(definitions.wording, overlay.get("terms", {})),
        later=tuple(_later(definitions.procedures, on)),
    )


def _later(entries: Iterable[Raw], on: date) -> Iterator[Later]:
    first: dict[str, Raw] = {}
    for entry in entries:
        if entry["id"] not in first or entry["valid_from"] < first[entry["id"]]["valid_from"]:
            first[entry["id"]] = entry
    for entry in first.values():
        if entry["valid_from"] > on:
            name = entry["name"]
            yield Later(tuple(entry["events"]), name if isinstance(name, str) else name["ja"], entry["valid_from"])


def _parameters(base: Raw, overlay: Raw, municipality: str, on: date) -> Raw:
    parameters = parameters_on(base["parameters"].items(), on)
    local = parameters_on(overlay.get("parameters", {}).items(), on)
    unknown = sorted(set(local) - set(parameters))
    if unknown:
        raise MalformedError(f"{municipality}.yaml parameters", f"not in the base: {', '.join(unknown)}")
    return parameters | local


def _texts(wording: Mapping[str, Raw], own: Mapping[str, Mapping[str, str]]) -> dict[str, Raw]:
    texts: dict[str, Raw] = {}
    for language, said in wording.items():
        texts[language] = {**said, "words": language, "terms": {**said.get("terms", {}), **own.get(language, {})}}
        if "readings" in said:  # the same words with a reading on every kanji, under the tag that screens use
            texts[said["readings"]["tag"]] = texts[language]
            texts[language] = {key: value for key, value in texts[language].items() if key != "readings"}
    return texts


def _municipality(overlay: Raw) -> Municipality:
    office = overlay["office_days"]
    windows = overlay.get("windows", [])
    return Municipality(
        code=str(overlay["code"]),
        name=overlay["name"],
        closed_weekdays=tuple(office["closed_weekdays"]),
        year_end=(tuple(office["year_end"][0]), tuple(office["year_end"][1])),
        closed=tuple(office["closed"]),
        opened=tuple(office["opened"]),
        moves_deadlines=bool(office["moves_deadlines"]),
        windows=tuple(Window(each["name"], each["hours"], tuple(each.get("accepts", ()))) for each in windows),
    )


def _derivation(entry: Raw) -> Derivation:
    return Derivation(
        gives=entry.get("gives", {}),
        when_item=entry.get("when_item", ""),
        equals=entry.get("is"),
        when_source=entry.get("when_source", ""),
        sources=tuple(entry.get("sources", ())),
        copies=entry.get("copies", {}),
        others=entry.get("others", {}),
        event=entry.get("event", ""),
    )
