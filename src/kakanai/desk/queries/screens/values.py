"""A value as it stands on a screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kakanai.desk.entries import entry_rule
from kakanai.documents.values import NAME_ITEMS, written
from kakanai.trust.gate import WITHHELD
from kakanai.vocabulary.facts import Fact, Facts
from kakanai.vocabulary.items import load as load_vocabulary

_OTHER_LABELS = {"document": "署名した書類の原本"}
_PROOFS = {"card": "カードの改ざん検知情報を検証済み", "notice": "転出証明書情報", "register": "住民登録抄録"}


@dataclass(frozen=True)
class ValueView:
    """One value with its mark and where it comes from."""

    subject: str
    item: str
    label: str
    text: str = ""
    mark: str = ""
    mark_label: str = ""
    source: str = ""
    proof: str = ""
    at: datetime | None = None
    known: bool = False
    proven: bool = False
    glyphs: bool = False
    withheld: bool = False
    editable: bool = True
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    raw: str = ""


def value_view(facts: Facts, subject: str, item: str, *, editable: bool = True) -> ValueView:
    """Return one value of a subject as the screen shows it; an unknown one says so."""
    fact = facts.fact(subject, item)
    if fact is None or fact.value is None:
        return ValueView(subject, item, label_of(item), editable=editable, kind=entry_rule(item)["kind"])
    return fact_view(fact, editable=editable)


def fact_view(fact: Fact, *, editable: bool = True) -> ValueView:
    """Return a fact as the screen shows it."""
    rule, withheld = entry_rule(fact.item), fact.value == WITHHELD
    return ValueView(
        subject=fact.subject,
        item=fact.item,
        label=label_of(fact.item),
        text=written(fact.item, fact),
        mark=fact.source.mark,
        mark_label=fact.source.label,
        source=str(fact.source),
        proof=_PROOFS.get(str(fact.source), "") if fact.proof else "",
        at=fact.at,
        known=True,
        proven=fact.proof is not None,
        glyphs=fact.item in NAME_ITEMS,
        withheld=withheld,
        editable=editable and not withheld,
        kind=rule["kind"],
        options=tuple(rule.get("choices", {}).items()),
        raw="" if withheld else str(fact.value),
    )


def label_of(item: str) -> str:
    """Return an item's official label."""
    known = load_vocabulary().get(item)
    return known.ja if known else _OTHER_LABELS.get(item, item)
