"""One case: the signed paper beside the facts, what the robots read back, and what may be decided."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kakanai.desk.models import Application
from kakanai.desk.models.application import ApplicationState
from kakanai.desk.queries.facts import facts_for, is_protected
from kakanai.desk.queries.needs import Needs, needs_of
from kakanai.desk.queries.screens.handover import robot_note, robot_state
from kakanai.desk.queries.screens.household import ReleaseView, name_of, releases_view
from kakanai.desk.queries.screens.values import ValueView, fact_view
from kakanai.desk.queries.signed import DOCUMENT, document_for, pages_about
from kakanai.desk.queries.visits import has_virtual_card
from kakanai.documents import DocumentMeta, FormUse
from kakanai.documents.compose import fill
from kakanai.robots import queries as robots
from kakanai.robots import words as robot_words
from kakanai.trust import tenancy
from kakanai.trust.gate import Audience
from kakanai.trust.models import AuditEntry, User
from kakanai.trust.policies import may
from kakanai.trust.queries import is_released
from kakanai.vocabulary.facts import HOUSEHOLD, Facts

REVIEWER = Audience("reviewer", "screen")
STATE_CHIPS = {"accepted": "submitted", "returned": "returned", "approved": "approved"}
_ACTIONS = {
    "visit.open": "受付を開始",
    "visit.accept": "署名・受理",
    "visit.close": "受付を終了",
    "card.take": "カードを読み取り",
    "identity.documents": "書類で本人確認",
    "facts.import": "記録を取り込み",
    "confirmation.make": "確認書を作成",
    "application.approved": "完了",
    "application.returned": "差戻し",
    "application.again": "再提出",
    "application.assigned": "担当を変更",
    "case.view": "案件を表示",
    "case.document": "書類を表示",
    "release.ask": "開示を申請",
    "release.approve": "開示を承認",
    "visit.erase": "個人の値を消去",
}


@dataclass(frozen=True)
class SignedView:
    """The signature and whether the document is still the one that was signed."""

    at: datetime
    kind: str
    digest_short: str
    verified: bool


@dataclass(frozen=True)
class ReadBackRow:
    """One value as it was typed and as the core system shows it."""

    label: str
    meant: str
    found: str
    equal: bool


@dataclass(frozen=True)
class CaseRobotView:
    """One core system of the case."""

    target_label: str
    state: str
    state_label: str
    receipt: str
    difference: str
    rows: tuple[ReadBackRow, ...]
    item_id: Any


@dataclass(frozen=True)
class HistoryLine:
    """One entry of the case's history."""

    at: datetime
    action_label: str
    actor: str


@dataclass(frozen=True)
class CaseView:
    """A case."""

    id: Any
    visit_number: str
    name: str
    who: str
    office: str
    state: str
    state_label: str
    due: date | None
    law_text: str
    reason: str
    values: tuple[ValueView, ...]
    pages: tuple[int, ...]
    signed: SignedView
    robots: tuple[CaseRobotView, ...]
    history: tuple[HistoryLine, ...]
    can_decide: bool
    can_take_up_again: bool
    can_see_robots: bool
    can_release: bool
    releases: tuple[ReleaseView, ...]
    original_shown: bool
    colleagues: tuple[tuple[str, str], ...]
    assigned_to: str
    return_reason: str
    protected: bool
    virtual: bool
    erased: bool


def case_context(application: Application, user: User) -> dict[str, Any]:
    """Return the context of `desk/case.html`."""
    visit = application.visit
    facts, needs = facts_for(visit, REVIEWER), needs_of(visit)
    result = _result(application, needs)
    law = result.law if result else None
    undecided = application.state != ApplicationState.APPROVED
    case = CaseView(
        id=application.id,
        visit_number=visit.number,
        name=application.name,
        who=name_of(facts, application.subject),
        office=application.office,
        state=STATE_CHIPS[application.state],
        state_label=ApplicationState(application.state).label,
        due=application.due,
        law_text=f"{law.citation}（{law.certainty.label}）" if law else "",
        reason=result.reason if result else "",
        values=tuple(_values(application, needs, facts, result)),
        pages=tuple(_pages(application, needs, user)),
        signed=_signed(application),
        robots=tuple(_robots(application)),
        history=tuple(_history(application)),
        can_decide=may(user, "case.decide") and undecided,
        can_take_up_again=may(user, "visit.work") and application.state == ApplicationState.RETURNED,
        can_see_robots=may(user, "robots.view"),
        can_release=may(user, "address.release"),
        releases=releases_view(visit, user),
        original_shown=is_released(str(visit.id), DOCUMENT, DOCUMENT),
        colleagues=tuple(_colleagues(user)) if may(user, "case.decide") else (),
        assigned_to=application.assigned_to.display_name if application.assigned_to else "",
        return_reason=application.return_reason or "",
        protected=is_protected(visit),
        virtual=has_virtual_card(visit),
        erased=visit.erased_at is not None,
    )
    return {"case": case, "visit": visit, "errors": ()}


def case_document(application: Application, reader: User) -> bytes:
    """Return the signed document as the department may see it."""
    return document_for(application.visit, application.signature.confirmation, reader, "department")


def _result(application: Application, needs: Needs) -> Any:
    wanted = (application.procedure, application.subject)
    return next((one for one in needs.result.results if (one.procedure, one.subject) == wanted), None)


def _uses(application: Application, needs: Needs, result: Any) -> list[FormUse]:
    persons = result.persons if result else ()
    about = (application.subject,) if application.subject != HOUSEHOLD else tuple(persons)
    return [FormUse(needs.forms[form], about) for form in application.forms if form in needs.forms]


def _values(application: Application, needs: Needs, facts: Facts, result: Any) -> Iterator[ValueView]:
    """Yield what the application's own forms say, each value once; without a form, what the decision rests on."""
    visit = application.visit
    meta = DocumentMeta("", visit.number, visit.on, applicant=visit.applicant, event=visit.event)
    seen: set[tuple[str, str]] = set()
    for use in _uses(application, needs, result):
        for sheet in fill(use, facts, meta):
            for row, value in sheet.values():
                fact = facts.fact(value.subject, value.item) if value.item else None
                if fact is None or fact.value in {None, ""} or (fact.subject, fact.item) in seen:
                    continue
                seen.add((fact.subject, fact.item))
                view = fact_view(fact, editable=False)
                yield replace(view, label=_label(row.label, fact.subject, application.subject, facts))
    if not seen and result:
        known = (facts.fact(*key) for key in result.facts_used)
        yield from (fact_view(fact, editable=False) for fact in known if fact is not None)


def _label(label: str, subject: str, about: str, facts: Facts) -> str:
    if subject in {HOUSEHOLD, about}:
        return label
    given = name_of(facts, subject).split("\u3000")[-1]
    return f"{given} {label}"


def _pages(application: Application, needs: Needs, user: User) -> list[int]:
    if application.visit.erased_at is not None:
        return []
    titles = frozenset(needs.forms[form].title for form in application.forms if form in needs.forms)
    return pages_about(case_document(application, user), titles) if titles else []


def _signed(application: Application) -> SignedView:
    signature, confirmation = application.signature, application.signature.confirmation
    digest = hashlib.sha256(bytes(confirmation.document)).hexdigest()
    return SignedView(signature.signed_at, signature.kind, digest[:12], digest == signature.document_digest)


def _robots(application: Application) -> Iterator[CaseRobotView]:
    for item in robots.items_of(str(application.id)):
        state, label = robot_state(item)
        lines = robot_words.table(item)
        wrong = [f"{one['section']} {one['caption']}" for one in lines if not one["same"]]
        yield CaseRobotView(
            target_label=robots.target_name(item.target),
            state=state,
            state_label=label,
            receipt=item.number,
            difference=f"違う項目：{'、'.join(wrong)}" if wrong else robot_note(state),
            rows=tuple(
                ReadBackRow(f"{one['section']} {one['caption']}", one["meant"], one["shown"], one["same"])
                for one in lines
            ),
            item_id=item.id,
        )


def _colleagues(user: User) -> Iterator[tuple[str, str]]:
    staff = User.objects.filter(municipality_id=tenancy.current(), is_active=True).exclude(pk=user.pk)
    for one in staff.order_by("office", "username"):
        if may(one, "case.decide"):
            yield str(one.id), f"{one.office}　{one.display_name}"


def _history(application: Application) -> list[HistoryLine]:
    staff = {str(key): name for key, name in User.objects.values_list("id", "display_name")}
    entries = AuditEntry.objects.filter(municipality=tenancy.current(), case=str(application.visit_id))
    known = [one for one in entries.order_by("sequence") if one.action in _ACTIONS]
    return [HistoryLine(one.at, _ACTIONS[one.action], staff.get(one.actor, one.actor)) for one in known]
