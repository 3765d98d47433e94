"""Findings: what the machine noticed, why, and what it would propose. It decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from kakanai import yamldata
from kakanai.reform.engine.model import Field, FormDocument


class Verdict(StrEnum):
    """What a person may decide for a field."""

    KEEP = "keep"
    DROP = "drop"
    DERIVE = "derive"
    PREFILL_OWN = "prefill_own"
    PREFILL_CARD = "prefill_card"
    LINK = "link"
    CONDITIONAL = "conditional"
    OPTIONAL = "optional"
    MOVE_TO_STAFF = "move_to_staff"
    ASK_MINISTRY = "ask_ministry"

    @property
    def ja(self) -> str:
        """The verdict for people."""
        return _JA[self]


_JA = {
    Verdict.KEEP: "残す", Verdict.DROP: "削る", Verdict.DERIVE: "計算・転記で求める", Verdict.PREFILL_OWN: "市の情報で記入済みにする",
    Verdict.PREFILL_CARD: "カードから記入済みにする", Verdict.LINK: "情報連携で得る", Verdict.CONDITIONAL: "該当者だけにたずねる", Verdict.OPTIONAL: "任意にする",
    Verdict.MOVE_TO_STAFF: "職員用に移す", Verdict.ASK_MINISTRY: "所管府省に照会する",
}  # fmt: skip


class Ground(StrEnum):
    """Whether a legal ground is known: three states, never two."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    NOT_SEARCHED = "not_searched"

    @property
    def ja(self) -> str:
        """The state in words."""
        return {"found": "根拠を確認", "not_found": "調べたが見つからない", "not_searched": "まだ調べていない"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class FormInBundle:
    """A form as it takes part in a life event: who issues it and how many sheets one visit needs."""

    document: FormDocument
    office: str = ""
    sheets: int = 1


@dataclass(frozen=True, slots=True)
class Bundle:
    """The forms of one life event."""

    event: str
    forms: tuple[FormInBundle, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a form: name of the form, index of the field."""

    form: str
    index: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One notice with its evidence.

    `proposal` is `None` where the machine has no business proposing; `legal` asks for a second, legal reviewer;
    `law` is the statement with source, verified-on date and certainty mark.
    """

    rule: str
    severity: str
    ja: str
    places: tuple[Place, ...]
    evidence: tuple[str, ...]
    proposal: Verdict | None = None
    legal: bool = False
    ground: Ground = Ground.NOT_SEARCHED
    law: str = ""
    item: str | None = None
    role: str = ""

    @property
    def key(self) -> tuple[str, tuple[Place, ...], str]:
        """What makes a finding the same finding in a re-audit."""
        return self.rule, self.places, self.ja


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the city holds (`data/holdings.yaml` or the city's own file in the same shape)."""

    raw: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Any = None) -> Holdings:
        """The delivered draft, or the city's own file."""
        text = path.read_text("utf-8") if path is not None else _data("holdings.yaml")
        return cls(yamldata.read(text))

    def of(self, item: str | None) -> dict[str, Any] | None:
        """The holding of an item."""
        return next((h for h in self.raw["holdings"] if h["item"] == item), None)

    def may_prefill(self, item: Field) -> tuple[bool, str]:
        """Whether a prefill may be proposed for this field, and if not, why (empty when simply not held)."""
        holding = self.of(item.item)
        if holding is None or (item.repeat > 1 and item.role not in {"member", "child", "subject", ""}):
            return False, ""
        if item.role in self.raw["unsure_roles"]:
            return False, str(self.raw["unsure_roles"][item.role])
        return item.role in holding.get("roles", self.raw["resident_roles"]), ""


def _data(name: str) -> str:
    return files("kakanai.reform.engine").joinpath(f"data/{name}").read_text("utf-8")


@cache
def rules() -> dict[str, dict[str, Any]]:
    """The findings' texts, severities and verdicts by rule."""
    loaded: dict[str, dict[str, Any]] = yamldata.read(_data("findings.yaml"))
    return loaded


def meaning_of(rule: str) -> str:
    """A rule's sentence without the particulars of one finding."""
    plain = re.sub(r"（[^（）]*\{[^（）]*）", "", rules()[rule]["ja"])
    return re.sub(r"\{\w+\}", "○", plain)


def finding(rule: str, places: tuple[Place, ...], evidence: tuple[str, ...], **words: Any) -> Finding:
    """A finding of a rule; `words` fill the rule's sentence, `item`, `role`, `ground`, `law` are taken over."""
    raw = rules()[rule]
    law = words.pop("law", "") or _law(raw.get("law"))
    extra = {k: words.pop(k) for k in ("item", "role", "ground") if k in words}
    verdict = Verdict(raw["verdict"]) if "verdict" in raw else None
    return Finding(
        rule,
        raw["severity"],
        raw["ja"].format(**words),
        places,
        evidence,
        verdict,
        bool(raw.get("legal")),
        law=law,
        **extra,
    )


def _law(raw: dict[str, Any] | None) -> str:
    if not raw:
        return ""
    sure = CERTAINTY[raw["certainty"]]
    return f"{raw['text']}（出典：{raw['source']}、確認日：{raw['verified_on']}、確かさ：{sure}）"


CERTAINTY = {"law": "法令の条文で確認", "public page": "公開ページで確認", "general knowledge": "一般知識（要確認）"}
"""The marks of `findings.yaml` and `holdings.yaml` in words."""
