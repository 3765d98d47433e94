"""A decided form as the catalogue's form definition: what is left to ask, and what comes by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kakanai import yamldata
from kakanai.catalogue.forms import FormDefinition
from kakanai.catalogue.forms.people import code_lists
from kakanai.reform.engine import Field
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.engine.slim import FILLED
from kakanai.vocabulary.items import load as load_vocabulary

NAME, KANA = "person.fullName", "person.nameKana"
LONGEST = 24
_REMOVED = {Verdict.DROP: "削ると決めた欄", Verdict.LINK: "情報連携で得る欄", Verdict.MOVE_TO_STAFF: "職員用に移した欄"}
_MAY_BE_EMPTY = {Verdict.OPTIONAL, Verdict.CONDITIONAL}


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yamldata.read((files("kakanai.reform") / "data" / "rows.yaml").read_text("utf-8"))
    return rules


@dataclass(frozen=True)
class Head:
    """What stands around the rows: who, which procedures, from when, on which ground.

    `base` is the catalogue's own form of that id, whose words and ground are taken over where there is one.
    """

    id: str
    title: str
    office: str
    procedures: tuple[str, ...]
    municipality: str
    valid_from: date
    each_person: bool
    citation: str
    source: str
    certainty: str
    verified_on: date
    base: FormDefinition | None = None


@dataclass(frozen=True)
class Asked:
    """A field with what was decided on it, and the name of its own question where no item stands for it."""

    field: Field
    key: str
    verdict: Verdict


@dataclass
class Draft:
    """A definition as data, what a person writes or answers, and what is left out and why."""

    raw: dict[str, Any]
    asked: list[Asked] = field(default_factory=list)
    left_out: list[tuple[Asked, str]] = field(default_factory=list)

    def yaml(self) -> str:
        """Return the definition as the catalogue's YAML."""
        return written(self.raw)


class _Plain(yaml.SafeDumper):
    """Writes every value where it stands: a clerk who reads a definition should meet no anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def written(raw: dict[str, Any]) -> str:
    """Return a definition's data as YAML."""
    return str(yaml.dump(raw, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120))


def build(head: Head, fields: Sequence[Asked]) -> Draft:
    """Return the definition of a form after its decisions. A form on which nothing is left has no sections."""
    draft = Draft(_head(head))
    kept: list[Asked] = []
    for one in fields:
        why = _left_out(one)
        if why:
            draft.left_out.append((one, why))
            continue
        kept.append(one)
        if one.verdict not in FILLED | {Verdict.DERIVE}:
            draft.asked.append(one)
    draft.raw["sections"] = _sections(kept)
    draft.raw["paper"] = _paper(fields, head.each_person)
    return draft


def _head(head: Head) -> dict[str, Any]:
    base = head.base
    raw: dict[str, Any] = {
        "id": head.id,
        "municipality": head.municipality,
        "title": head.title[:40],
        "plain_title": base.plain_title if base else head.title[:40],
        "office": head.office,
        "addressee": base.addressee if base else "長",
        "procedures": list(head.procedures),
        "valid_from": head.valid_from,
        "sheet": "each" if head.each_person else "one",
        "statement": base.statement if base else "",
        "legal": _legal(head),
    }
    return {name: value for name, value in raw.items() if value not in ("", None)}


def _legal(head: Head) -> list[dict[str, Any]]:
    if head.base is not None:
        return [
            {"citation": n.citation, "source": n.source, "verified_on": n.verified_on, "certainty": n.certainty.value}
            for n in head.base.legal
        ]
    return [
        {
            "citation": head.citation,
            "source": head.source,
            "verified_on": head.verified_on,
            "certainty": head.certainty,
        }
    ]


def _left_out(one: Asked) -> str:
    rules = _rules()
    if one.field.kind.value in rules["kinds"]:
        return str(rules["kinds"][one.field.kind.value])
    if one.verdict in _REMOVED:
        return _REMOVED[one.verdict]
    if one.field.item in rules["never"]:
        return str(rules["never"][one.field.item])
    if one.verdict is Verdict.DERIVE and not one.field.item:
        return "計算で求める欄"
    return ""


def _sections(kept: list[Asked]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[Asked]] = {}
    for one in kept:
        title = "　".join(one.field.section) or "記入欄"
        lines = _rules()["lines"].get(one.field.role, "subjects") if one.field.repeat > 1 else ""
        groups.setdefault((title, lines), []).append(one)
    return [_section(title, lines, fields) for (title, lines), fields in groups.items()]


def _section(title: str, lines: str, fields: list[Asked]) -> dict[str, Any]:
    rows = _with_kana([(one, _row(one, bool(lines))) for one in fields])
    _tell_apart(rows)
    return {"title": title, **({"repeat": lines} if lines else {}), "rows": rows}


def _row(one: Asked, in_table: bool) -> dict[str, Any]:
    item, whose = row_of(one)
    row: dict[str, Any] = {"label": one.field.label[:LONGEST], "item": item}
    if whose != "household" or in_table:
        row["of"] = "self" if in_table else whose
    row |= _format(item, one.field)
    if one.verdict in _MAY_BE_EMPTY:
        row["optional"] = True
    return row


def row_of(one: Asked) -> tuple[str, str]:
    """Return the item that a field's row shows and whose value it is; a form's own question where none stands for it."""
    rules, known, item = _rules(), load_vocabulary(), one.field.item
    whose = rules["whose"].get(one.field.role)
    if item is None or item not in known or whose is None:
        return local_item(one.key), "household"
    named = rules["named"].get(item, known[item].stands_for or item)
    named = rules["named"].get(named, named)
    return named, whose if named.startswith(tuple(rules["personal"])) else "household"


def local_item(key: str) -> str:
    """Return the name of a question that only this form asks."""
    return f"local.q{key}"


def _format(item: str, asked: Field) -> dict[str, Any]:
    known = load_vocabulary()
    kind = known[item].type if item in known else asked.kind.value
    if item in code_lists():
        return {"format": "code"}
    if kind == "date":
        return {"format": "wareki"} if item in known else {}
    if kind in {"phone", "flag"}:
        return {"format": kind}
    if kind in {"choice", "check"}:
        options = asked.options or ("はい",)  # a lone box to tick, such as a consent
        return {"format": "choice", "options": {one[:40]: one[:40] for one in options}}
    return {}


def _with_kana(rows: list[tuple[Asked, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Set kana small over its name, as the desk's own forms do, instead of on a row of its own."""
    names = {row.get("of", ""): row for _, row in rows if row["item"] == NAME}
    kept = []
    for _, row in rows:
        if row["item"] == KANA and row.get("of", "") in names:
            names[row.get("of", "")]["over"] = KANA
        else:
            kept.append(row)
    return kept


def _tell_apart(rows: list[dict[str, Any]]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        label = row["label"]
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            row["label"] = f"{label[: LONGEST - 2]}{seen[label]}"


def _paper(fields: Sequence[Asked], each: bool) -> dict[str, Any]:
    """What the form made people write before the review, counted from the boxes that were read."""
    known = load_vocabulary()
    asked = [one.field for one in fields if one.field.kind.value not in _rules()["kinds"]]

    def count(*facts: str) -> dict[str, int]:
        boxes = [f for f in asked if f.item and (known[f.item].stands_for or f.item) in facts]
        lines = sum(f.repeat > 1 for f in boxes)
        once = len(boxes) - lines
        return {"fixed": 0 if each else once, "per_subject": once if each else lines}

    return {
        "source": "様式の読み取り",
        "certainty": "measured",
        "sheets": {"per_subject": 1} if each else 1,
        "names": count(NAME),
        "addresses": count("address.full", "address.new", "address.previous"),
        "birth_dates": count("person.birthDate"),
    }
