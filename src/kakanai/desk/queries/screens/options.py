"""The values that no source knows, each once for all forms, and the fees of the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kakanai.catalogue.model import Fee
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


def fees_total(visit: Visit, needs: Needs) -> int:
    """Return in whole yen the fees of what is done today; a fee for each copy counts for every copy."""
    off = put_off(visit)
    fees = [fee for result in needs.needed if result.procedure not in off for fee in result.fees]
    return sum((fee.yen or 0) * _copies(fee, needs) for fee in fees)


def _copies(fee: Fee, needs: Needs) -> int:
    counted = needs.facts.value(HOUSEHOLD, fee.per) if fee.per else None
    return counted if isinstance(counted, int) else 1


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
