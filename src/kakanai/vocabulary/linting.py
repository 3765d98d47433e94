"""Checks of the vocabulary's data: schema, references, and that no label means two things."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema

from kakanai import yamldata
from kakanai.vocabulary.items import DATA, read_rows
from kakanai.vocabulary.lexicon import key


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of the data: the file, the row's id or label, and what is wrong with it."""

    file: str
    where: str
    message: str


def lint(data: Path = DATA) -> list[Finding]:
    """Return every fault in a directory of vocabulary data; empty when all is well."""
    files = sorted((data / "items").glob("*.yaml"))
    schema = json.loads((DATA / "items.schema.json").read_text(encoding="utf-8"))
    findings = [fault for path in files for fault in _schema_faults(path, schema)]
    if findings:
        return findings
    rows = [(path.name, row) for path in files for row in read_rows(path)]
    roles = yamldata.read((data / "roles.yaml").read_text(encoding="utf-8"))
    contexts = yamldata.read((data / "contexts.yaml").read_text(encoding="utf-8"))
    wording = yamldata.read((data / "wording.yaml").read_text(encoding="utf-8"))
    findings += _references(rows, {role["id"] for role in roles})
    findings += _labels(rows, contexts)
    findings += _role_words(roles)
    findings += _short_words(roles)
    findings += _pointers(contexts, wording, {row["id"] for _, row in rows})
    return findings


def _schema_faults(path: Path, schema: Any) -> Iterator[Finding]:
    rows = read_rows(path)
    for error in jsonschema.Draft202012Validator(schema).iter_errors(rows):
        row = rows[int(error.path[0])] if error.path else {}
        yield Finding(path.name, str(row.get("id", "?")), error.message)


def _references(rows: list[tuple[str, dict[str, Any]]], roles: set[str]) -> Iterator[Finding]:
    ids: set[str] = set()
    everything = {row["id"] for _, row in rows}
    for file, row in rows:
        if row["id"] in ids:
            yield Finding(file, row["id"], "the id stands twice")
        ids.add(row["id"])
        if row.get("role", "subject") not in roles:
            yield Finding(file, row["id"], f"no role {row['role']!r}")
        if row.get("stands_for", row["id"]) not in everything:
            yield Finding(file, row["id"], f"stands for an unknown item {row['stands_for']!r}")


def _labels(rows: list[tuple[str, dict[str, Any]]], contexts: list[dict[str, Any]]) -> Iterator[Finding]:
    ambiguous = {key(label) for row in contexts for label in row["labels"]}
    owners: dict[str, str] = {}
    for file, row in rows:
        if "synonyms" not in row:
            continue
        for label in dict.fromkeys(map(key, (row["ja"], *row["synonyms"]))):
            owner = owners.setdefault(label, row["id"])
            if owner != row["id"] and label not in ambiguous:
                yield Finding(file, row["id"], f"label {label!r} already means {owner}")


def _role_words(roles: list[dict[str, Any]]) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for role in roles:
        for word in map(key, role["words"]):
            owner = owners.setdefault(word, role["id"])
            if owner != role["id"]:
                yield Finding("roles.yaml", role["id"], f"word {word!r} already names {owner}")
            if len(word) < 2:
                yield Finding("roles.yaml", role["id"], f"word {word!r} is too short to name anybody")


def _short_words(roles: list[dict[str, Any]]) -> Iterator[Finding]:
    for role in roles:
        for word in role.get("short", ()):
            if len(word) != 1:
                yield Finding("roles.yaml", role["id"], f"short word {word!r} is not one character")


def _pointers(contexts: list[dict[str, Any]], wording: dict[str, Any], ids: set[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for row in contexts:
        for label in map(key, row["labels"]):
            if label in seen:
                yield Finding("contexts.yaml", label, "the label stands twice")
            seen.add(label)
        for rule in row["rules"]:
            if rule["item"] is not None and rule["item"] not in ids:
                yield Finding("contexts.yaml", row["labels"][0], f"no item {rule['item']!r}")
            if not (rule.get("always") or rule.get("section") or rule.get("neighbours")):
                yield Finding("contexts.yaml", row["labels"][0], "a rule that can never hold")
    for word, pairs in wording["changes"].items():
        for item in {*pairs, *pairs.values()} - ids:
            yield Finding("wording.yaml", word, f"no item {item!r}")
