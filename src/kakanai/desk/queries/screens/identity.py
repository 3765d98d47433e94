"""Who is at the counter, where no card says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kakanai.counter import documents
from kakanai.counter.queries import identity_checks
from kakanai.desk.actions.people import PERSON_ITEMS, REQUIRED_ITEMS
from kakanai.desk.entries import entry_rule
from kakanai.desk.models import Evidence, Visit
from kakanai.desk.queries.facts import facts_inside
from kakanai.desk.queries.screens.household import name_of
from kakanai.desk.queries.screens.values import label_of

_WHO = (("self", "本人・世帯の方"), ("agent", "代理人"))


@dataclass(frozen=True)
class CheckView:
    """One check that was made."""

    words: str
    good: bool = True


@dataclass(frozen=True)
class IdentityView:
    """The choices of the documents' form, and the checks so far."""

    who: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]
    mandates: tuple[tuple[str, str], ...]
    checks: tuple[CheckView, ...]
    open: bool = False


@dataclass(frozen=True)
class FieldView:
    """One field of a person typed by hand."""

    item: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...]
    support: str
    required: bool


def identity_view(visit: Visit) -> IdentityView:
    """Return what the documents' form offers."""
    table = documents.table()
    kinds = tuple((one["id"], one["ja"]) for one in table["documents"])
    offered = tuple((one["id"], one["ja"]) for one in table["documents"] if one.get("chosen", True))
    mandates = tuple((one["id"], one["ja"]) for one in table["mandates"])
    checks = tuple(_check(one, dict(kinds), dict(mandates)) for one in identity_checks(str(visit.id)))
    return IdentityView(_WHO, offered, (("", "代理人でない"), *mandates), (*checks, *_faces(visit)))


def is_identified(visit: Visit) -> bool:
    """Return whether a card was read or documents were seen in this visit."""
    read = Evidence.objects.filter(municipality=visit.municipality, visit=visit, kind="card").exists()
    return read or bool(identity_checks(str(visit.id)))


def _faces(visit: Visit) -> list[CheckView]:
    facts = facts_inside(visit)
    rows = Evidence.objects.filter(municipality=visit.municipality, visit=visit, kind="face").order_by("at")
    words = {True: "顔写真と同じ方", False: "顔写真と違う方"}
    return [
        CheckView(
            f"{words[row.content['same']]}：{name_of(facts, row.content['subject']) or '代理人'}",
            good=row.content["same"],
        )
        for row in rows
    ]


def person_fields() -> tuple[FieldView, ...]:
    """Return the fields of a person typed by hand."""
    return tuple(_field(item) for item in PERSON_ITEMS)


def _field(item: str) -> FieldView:
    rule = entry_rule(item)
    options = tuple((str(value), label) for value, label in rule.get("choices", {}).items())
    required = item in REQUIRED_ITEMS
    empty = () if required else (("", "選んでください"),)
    return FieldView(item, label_of(item), rule["kind"], empty + options, rule.get("support", ""), required)


def _check(check: Any, kinds: dict[str, str], mandates: dict[str, str]) -> CheckView:
    shown = "、".join(kinds.get(one, one) for one in check.documents)
    if check.holder != "agent":
        return CheckView(f"本人確認：{shown}")
    name = dict(check.attributes).get("name", "")
    return CheckView(f"代理人 {name}　{shown}（{mandates.get(check.mandate, '')}）")
