"""Decide on fields, take decisions back, and say why a question is asked. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from kakanai.reform import policies
from kakanai.reform.actions.log import record
from kakanai.reform.engine import Kind
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.errors import ChangedMeanwhileError, DecisionRefusedError
from kakanai.reform.fields import legal_now
from kakanai.reform.models import Decision, Finding, Form, FormField, FormStatus, Protocol, Purpose
from kakanai.reform.models.decisions import UNDECIDED
from kakanai.reform.queries.decisions import OPEN, State, last_decisions, protocols, standings
from kakanai.trust import tenancy
from kakanai.trust.ids import uuid7
from kakanai.trust.models import User

NEED_ITEM = {Verdict.PREFILL_OWN, Verdict.PREFILL_CARD, Verdict.LINK}
"""Verdicts that name a source for a value: the machine must know which value."""
OF_A_FORM = {Verdict.KEEP, Verdict.DROP, Verdict.ASK_MINISTRY}
"""Verdicts that make sense for a form as a whole (an instruction, an attachment, a near copy)."""


@dataclass(frozen=True)
class Said:
    """What a person said about one or more fields."""

    verdict: Verdict
    reason: str
    law: str = ""
    rule: str = ""


@transaction.atomic
def decide(
    form: Form, key: str, said: Said, by: User, *, seen: UUID | None = None, check_seen: bool = False
) -> Decision:
    """Decide on one field (an empty key: on the form as a whole).

    `seen` is the decision that the person had before them; with `check_seen` another one in between raises
    ChangedMeanwhileError. Raises DecisionRefusedError for a verdict that lacks what it needs.
    """
    policies.must(by, policies.DECIDE)
    form = _locked([form.pk])[0]
    last = last_decisions([form.pk]).get((form.pk, key))
    if check_seen and (last.pk if last else None) != seen:
        raise ChangedMeanwhileError
    made = _write(form, _field(form, key), said, by, last, uuid7())
    refresh_status(form)
    return made


@transaction.atomic
def decide_finding(finding: Finding, said: Said, by: User) -> tuple[UUID, int]:
    """Decide on every place of a finding that is not decided yet; return the batch (for `undo`) and how many.

    Raises DecisionRefusedError when nothing is left to decide.
    """
    policies.must(by, policies.DECIDE)
    places = list(finding.places.filter(municipality=finding.municipality))
    forms = {form.pk: form for form in _locked({place.form_id for place in places})}
    last, found = last_decisions(forms), standings(forms)
    batch, count = uuid7(), 0
    for place in places:
        spot = (place.form_id, place.field_key)
        if spot in found and found[spot].state in {State.SETTLED, State.WAITING}:
            continue
        form = forms[place.form_id]
        _write(form, _field(form, place.field_key), said, by, last.get(spot), batch)
        count += 1
    if not count:
        raise DecisionRefusedError("nothing left to decide", "この所見の欄は、もうすべて決まっています。")
    for form in forms.values():
        refresh_status(form)
    return batch, count


@transaction.atomic
def keep_the_rest(form: Form, by: User, reason: str) -> tuple[UUID, int]:
    """Keep every field of a form that nobody has decided on yet; return the batch and how many."""
    policies.must(by, policies.DECIDE)
    form = _locked([form.pk])[0]
    last, found = last_decisions([form.pk]), standings([form.pk])
    batch, count = uuid7(), 0
    for field in _asking(form):
        spot = (form.pk, field.key)
        if spot not in found or found[spot].state in {State.OPEN, State.RETURNED}:
            _write(form, field, Said(Verdict.KEEP, reason), by, last.get(spot), batch)
            count += 1
    refresh_status(form)
    return batch, count


@transaction.atomic
def undo(batch: UUID, by: User) -> int:
    """Take back the decisions of a batch by superseding them with what stood before; return how many.

    What somebody has decided since stays. Raises DecisionRefusedError when nothing is left to take back.
    """
    policies.must(by, policies.DECIDE)
    mine = Decision.objects.filter(municipality=tenancy.current(), batch=batch)
    forms = {form.pk: form for form in _locked(mine.values_list("form_id", flat=True))}
    taken = list(mine.filter(superseded_by__isnull=True).select_related("supersedes"))
    if not taken:
        raise DecisionRefusedError("nothing to take back", "取り消せる決定はありません。ほかの職員が決め直しています。")
    again = uuid7()
    for row in taken:
        _supersede(row, forms[row.form_id], by, again)
    for form in forms.values():
        refresh_status(form)
    return len(taken)


def _supersede(row: Decision, form: Form, by: User, batch: UUID) -> None:
    before = row.supersedes
    restored = before is not None and before.verdict != UNDECIDED
    verdict = before.verdict if before is not None and restored else UNDECIDED
    Decision(
        municipality=form.municipality,
        form=form,
        field_key=row.field_key,
        label=row.label,
        verdict=verdict,
        reason=before.reason if before is not None and restored else "取り消し",
        law=before.law if before is not None and restored else "",
        rule=row.rule,
        needs_review=bool(restored and before is not None and before.needs_review),
        batch=batch,
        by=by,
        supersedes=row,
    ).save(force_insert=True)
    record(form, "undo", by, field=row.field_key, verdict=verdict, superseded=str(row.pk))


def _write(form: Form, field: FormField | None, said: Said, by: User, last: Decision | None, batch: UUID) -> Decision:
    _check(field, said)
    decision = Decision(
        municipality=form.municipality,
        form=form,
        field_key=field.key if field else "",
        label=str(field)[:200] if field else form.title,
        verdict=said.verdict.value,
        reason=said.reason.strip(),
        law=said.law.strip(),
        rule=said.rule,
        needs_review=policies.needs_review(field, said.verdict) or _legal_by_now(form, field),
        batch=batch,
        by=by,
        supersedes=last,
    )
    decision.save(force_insert=True)
    detail = {"field": decision.field_key, "verdict": decision.verdict, "review": decision.needs_review}
    record(form, "decide", by, decision=str(decision.pk), **detail)
    return decision


def _legal_by_now(form: Form, field: FormField | None) -> bool:
    """Whether what the city holds today asks for the legal reviewer, even where the reading did not yet."""
    return field is not None and form.reading_id is not None and legal_now(form, [field])[field.key]


def _check(field: FormField | None, said: Said) -> None:
    if field is None and said.verdict not in OF_A_FORM:
        raise DecisionRefusedError(
            "not for a whole form", "様式全体への所見は「残す」「削る」「照会する」から選んでください。"
        )
    if field is not None and said.verdict in NEED_ITEM and not field.item:
        raise DecisionRefusedError(
            "no item",
            f"「{field.label}」の意味が決まっていないため、どの値を使うか分かりません。先に意味を決めてください。",
        )
    if said.verdict is Verdict.LINK and not said.law.strip():
        raise DecisionRefusedError(
            "linkage without law", "情報連携には、事務と情報の組の根拠（法令・条例）が必要です。"
        )
    if said.verdict is not Verdict.KEEP and not said.reason.strip():
        raise DecisionRefusedError("no reason", "理由を入力してください。新旧対照表にそのまま載ります。")


def _locked(forms: Iterable[UUID]) -> list[Form]:
    rows = Form.objects.select_for_update().filter(municipality=tenancy.current(), pk__in=list(forms))
    return list(rows.order_by("pk"))


def _field(form: Form, key: str) -> FormField | None:
    if not key:
        return None
    found = FormField.objects.filter(municipality=form.municipality, form=form, key=key).first()
    if found is None:
        raise DecisionRefusedError("no such field", "この欄は、新しいファイルにはもうありません。")
    return found


def _asking(form: Form) -> list[FormField]:
    rows = FormField.objects.filter(municipality=form.municipality, form=form)
    return list(rows.exclude(kind=Kind.OFFICE.value).order_by("index"))


def refresh_status(form: Form) -> None:
    """Say how far the review of a form is, from the decisions on the boxes that residents fill."""
    if form.status == FormStatus.RETIRED:
        return
    states = standings([form.pk])
    settled = [states.get((form.pk, one.key), OPEN).state is State.SETTLED for one in _asking(form)]
    done = bool(settled) and all(settled)
    begun = any(one.state is not State.OPEN for one in states.values())
    form.status = FormStatus.DECIDED if done else FormStatus.REVIEWING if begun else FormStatus.NEW
    form.save(update_fields=["status"])


@transaction.atomic
def write_protocol(fields: Iterable[FormField], words: dict[str, str], by: User) -> int:
    """Write the question protocol of fields (all alike); return how many.

    `words` holds `purpose`, `used_by`, `used_for`, `retention`, `if_wrong`, and `law` where the purpose is the law.
    Raises DecisionRefusedError that names what is missing.
    """
    policies.must(by, policies.DECIDE)
    given = {
        name: words.get(name, "").strip() for name in ("purpose", "law", "used_by", "used_for", "retention", "if_wrong")
    }
    _check_protocol(given)
    rows = list(fields)
    forms = {form.pk: form for form in _locked({row.form_id for row in rows})}
    known = protocols(forms)
    for row in rows:
        before = known.get((row.form_id, row.key))
        made = Protocol(
            municipality=row.municipality, form=forms[row.form_id], field_key=row.key, by=by, supersedes=before, **given
        )
        made.save(force_insert=True)
        record(forms[row.form_id], "protocol", by, field=row.key, purpose=given["purpose"])
    return len(rows)


_PROTOCOL_WORDS = {
    "used_by": "使う課",
    "used_for": "使い道",
    "retention": "保存期間",
    "if_wrong": "誤っていたときの影響",
}


def _check_protocol(given: dict[str, str]) -> None:
    if given["purpose"] not in Purpose.values:
        raise DecisionRefusedError(
            "no purpose", "たずねる理由を4つから選んでください。どれでもなければ、削る候補です。"
        )
    missing = [ja for name, ja in _PROTOCOL_WORDS.items() if not given[name]]
    if given["purpose"] == Purpose.LAW and not given["law"]:
        missing.insert(0, "法令・条項")
    if missing:
        raise DecisionRefusedError("protocol incomplete", f"{'・'.join(missing)}を入力してください。")
