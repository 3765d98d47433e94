"""The values that no source knows, each once for all forms, and the fees of the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kakanai.desk.entries import entry_rule
from kakanai.desk.models import Visit
from kakanai.desk.queries.needs import MissingValue, Needs, missing_values, put_off, rule_of
from kakanai.desk.queries.screens.household import name_of
from kakanai.documents.values import written
from kakanai.vocabulary.facts import HOUSEHOLD


@dataclass(frozen=True)
class ChoiceView:
    """One entry of a list."""

    value: str
    label: str


@dataclass(frozen=True)
class EntryView:
    """One value to enter. `value` may be a proposal from another source; taking it is one key."""

    subject: str
    item: str
    label: str
    who: str
    kind: str
    value: str
    hint: str
    options: tuple[ChoiceView, ...]
    required: bool = True
    error: str = ""


@dataclass(frozen=True)
class FeeView:
    """A fee."""

    label: str
    count: int
    amount: int | None


@dataclass(frozen=True)
class Refusal:
    """What was typed and why it was refused, so that nothing typed is lost."""

    subject: str
    item: str
    typed: str
    words: str


def entries_view(visit: Visit, needs: Needs, refused: Refusal | None = None) -> tuple[EntryView, ...]:
    """Return the values still to be entered; a refused one comes back as it was typed."""
    missing = missing_values(visit, needs)
    items = {one.item for one in missing}
    alone = [one for one in missing if entry_rule(one.item).get("with") not in items]
    return tuple(_entry(visit, one, needs, refused) for one in alone)


def fees_of(visit: Visit, needs: Needs) -> tuple[FeeView, ...]:
    """Return the fees of what is done today."""
    off = put_off(visit)
    found: dict[tuple[str, int | None], int] = {}
    for result in needs.needed:
        if result.procedure not in off:
            for fee in result.fees:
                found[fee.name, fee.yen] = found.get((fee.name, fee.yen), 0) + 1
    return tuple(FeeView(name, count, yen * count if yen is not None else None) for (name, yen), count in found.items())


def fees_total(visit: Visit, needs: Needs) -> int:
    """Return the day's fees in whole yen."""
    return sum(fee.amount or 0 for fee in fees_of(visit, needs))


def _entry(visit: Visit, one: MissingValue, needs: Needs, refused: Refusal | None) -> EntryView:
    rule = rule_of(needs.forms, one.item)
    proposal = _proposal(visit, needs, rule)
    again = refused if refused and (refused.subject, refused.item) == (one.subject, one.item) else None
    used_by = "、".join(needs.forms[form].title for form in one.forms[:2])
    more = f"ほか{len(one.forms) - 2}件" if len(one.forms) > 2 else ""
    return EntryView(
        subject=one.subject,
        item=one.item,
        label=rule.get("label") or one.label,
        who=name_of(needs.facts, one.subject),
        kind=rule["kind"],
        value=again.typed if again else proposal,
        hint=f"{rule.get('support', '')}（{used_by}{more}で使います）",
        options=tuple(ChoiceView(str(value), label) for value, label in rule.get("choices", {}).items()),
        error=again.words if again else "",
    )


def _proposal(visit: Visit, needs: Needs, rule: dict[str, Any]) -> str:
    """Return what another source suggests; a person takes it or types over it."""
    if "proposal" not in rule:
        return str(rule.get("proposal_value", ""))
    subject = visit.applicant if rule.get("proposal_of") == "applicant" else HOUSEHOLD
    known = needs.facts.fact(subject, rule["proposal"])
    return written(known.item, known) if known is not None and known.value else ""
