"""The machine proposes, a named person decides, a second one reviews what touches the law; nothing is ever changed."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from kakanai.reform import actions, fields
from kakanai.reform.actions.decisions import Said
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.errors import ChangedMeanwhileError, DecisionRefusedError, FourEyesError
from kakanai.reform.models import Decision, Finding, FormStatus, Protocol, Review
from kakanai.reform.queries.decisions import OPEN, State, standings
from kakanai.trust.ids import uuid7
from kakanai.trust.models import AuditEntry, User

PROTOCOL = {
    "purpose": "assess",
    "used_by": "上下水道課",
    "used_for": "開栓の手配",
    "retention": "5年",
    "if_wrong": "開栓が遅れる",
}


@pytest.fixture
def form(bring_in):
    return bring_in("suido-kaishi")["suido-kaishi"]


@pytest.fixture
def transfer(bring_in):
    return bring_in("juminido-todoke")["juminido-todoke"]


def field(form, label, n=0):
    return form.fields.filter(label=label).order_by("index")[n]


def standing(form, row):
    return standings([form.pk]).get((form.pk, row.key), OPEN)


def test_a_decision_names_who_decided_when_and_why_and_is_audited(form, officer):
    row = field(form, "建物の所有者")
    made = actions.decide(form, row.key, Said(Verdict.DROP, "給水契約に要らない"), officer)
    assert (made.by, made.reason, made.needs_review) == (officer, "給水契約に要らない", False)
    assert standing(form, row).verdict is Verdict.DROP
    entry = AuditEntry.objects.get(case=f"reform:{form.pk}", action="reform.decide")
    assert (entry.actor, entry.detail["verdict"]) == (str(officer.pk), "drop")


@pytest.mark.parametrize("statement", ["UPDATE reform_decision SET verdict = 'drop'", "DELETE FROM reform_decision"])
def test_the_database_itself_refuses_to_change_or_remove_a_decision(form, officer, statement):
    actions.decide(form, field(form, "建物の所有者").key, Said(Verdict.KEEP, ""), officer)
    refused = pytest.raises(DatabaseError, match="never changed or removed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_verdict_other_than_keep_needs_a_reason_and_a_linkage_needs_its_law(form, officer):
    row = field(form, "住所")
    with pytest.raises(DecisionRefusedError) as refused:
        actions.decide(form, row.key, Said(Verdict.DROP, "  "), officer)
    assert "理由" in refused.value.clerk
    with pytest.raises(DecisionRefusedError) as refused:
        actions.decide(form, row.key, Said(Verdict.LINK, "前の市から得る"), officer)
    assert "根拠" in refused.value.clerk
    assert not Decision.objects.exists()


def test_a_value_cannot_come_from_anywhere_while_nobody_knows_what_it_is(form, officer):
    row = field(form, "使用場所")
    assert row.item == ""
    with pytest.raises(DecisionRefusedError) as refused:
        actions.decide(form, row.key, Said(Verdict.PREFILL_OWN, "住民記録にある"), officer)
    assert "意味" in refused.value.clerk


def test_only_those_with_the_permission_decide_review_or_say_why(form, officer, reviewer):
    row = field(form, "住所")
    clerk = User.objects.get(username="m0101")
    for nobody in (clerk, reviewer):
        with pytest.raises(PermissionDenied):
            actions.decide(form, row.key, Said(Verdict.KEEP, ""), nobody)
        with pytest.raises(PermissionDenied):
            actions.write_protocol([row], PROTOCOL, nobody)
    made = actions.decide(form, row.key, Said(Verdict.LINK, "前の市から得る", "番号法19条8号"), officer)
    with pytest.raises(PermissionDenied):
        actions.review_decision(made.pk, officer, approved=True)


@pytest.mark.parametrize(
    ("label", "verdict"), [("性別", Verdict.DROP), ("個人番号", Verdict.KEEP), ("本籍", Verdict.ASK_MINISTRY)]
)
def test_sex_honseki_and_individual_numbers_are_in_force_only_after_a_second_person_agreed(
    transfer, officer, reviewer, label, verdict
):
    row = field(transfer, label)
    made = actions.decide(transfer, row.key, Said(verdict, "条文を確認した"), officer)
    assert made.needs_review
    assert (standing(transfer, row).state, standing(transfer, row).verdict) == (State.WAITING, None)
    actions.review_decision(made.pk, reviewer, approved=True, note="住基法7条を確認")
    assert standing(transfer, row).verdict is verdict


def test_every_linkage_wants_a_second_person_whatever_it_links(form, officer, reviewer):
    row = field(form, "住所")
    made = actions.decide(form, row.key, Said(Verdict.LINK, "前の市から得る", "番号法19条8号"), officer)
    assert standing(form, row).state is State.WAITING
    actions.review_decision(made.pk, reviewer, approved=False, note="事務の組が条例にない")
    assert standing(form, row).state is State.RETURNED
    assert standing(form, row).verdict is None


def test_tax_facts_want_a_second_person(bring_in, officer):
    form = bring_in("koza-furikae")["koza-furikae"]
    row = field(form, "住所")
    row.item, row.legal = "tax.income", True
    row.save()
    assert actions.decide(form, row.key, Said(Verdict.KEEP, ""), officer).needs_review


def test_a_field_that_the_citys_list_names_after_the_reading_wants_a_second_person_at_once(form, officer, monkeypatch):
    row = field(form, "電話番号")
    assert not row.legal
    assert not actions.decide(form, row.key, Said(Verdict.KEEP, ""), officer).needs_review
    known = fields.holdings()
    longer = {**known.raw, "legal_prefixes": [*known.raw["legal_prefixes"], row.item]}
    monkeypatch.setattr(fields, "holdings", lambda: replace(known, raw=longer))
    assert actions.decide(form, row.key, Said(Verdict.KEEP, ""), officer).needs_review
    actions.judge_all()
    row.refresh_from_db()
    assert row.legal
    monkeypatch.setattr(fields, "holdings", lambda: known)
    actions.judge_all()
    row.refresh_from_db()
    assert not row.legal


def test_nobody_reviews_their_own_decision_even_with_both_roles(form, officer):
    officer.roles = [*officer.roles, "reviewer"]
    officer.save()
    made = actions.decide(form, field(form, "住所").key, Said(Verdict.LINK, "連携", "番号法19条8号"), officer)
    with pytest.raises(FourEyesError):
        actions.review_decision(made.pk, officer, approved=True)


def test_the_database_itself_refuses_a_review_by_the_one_who_decided_or_in_a_wrong_name(form, officer, reviewer):
    made = actions.decide(form, field(form, "住所").key, Said(Verdict.LINK, "連携", "番号法19条8号"), officer)

    def review(decided_by, by):
        row = Review(municipality=form.municipality, decision=made, decided_by=decided_by, by=by, approved=True)
        with transaction.atomic():
            row.save(force_insert=True)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="reform_review_two_people"):
        review(officer, officer)
    with pytest.raises(DatabaseError, match="reform_review_who"):
        review(reviewer, officer)


def test_a_decision_is_reviewed_once_and_a_superseded_one_not_at_all(form, officer, reviewer):
    row = field(form, "住所")
    first = actions.decide(form, row.key, Said(Verdict.LINK, "連携", "番号法19条8号"), officer)
    actions.review_decision(first.pk, reviewer, approved=True)
    with pytest.raises(ChangedMeanwhileError):
        actions.review_decision(first.pk, reviewer, approved=False, note="やはり")
    second = actions.decide(form, row.key, Said(Verdict.LINK, "連携", "番号法9条2項条例"), officer)
    actions.decide(form, row.key, Said(Verdict.KEEP, ""), officer)
    with pytest.raises(ChangedMeanwhileError):
        actions.review_decision(second.pk, reviewer, approved=True)


def test_one_word_on_a_finding_decides_all_its_places_and_is_taken_back_as_one(bring_in, officer):
    forms = bring_in("suido-kaishi", "inu-toroku-henko", "kokunen-shutoku")
    finding = Finding.objects.get(event="move-in", rule="asked_again", item="address.full", role="applicant")
    places = finding.places.count()
    assert places >= 3
    batch, count = actions.decide_finding(finding, Said(Verdict.DERIVE, finding.ja, rule=finding.rule), officer)
    assert count == places == Decision.objects.count()
    assert len({row.form_id for row in Decision.objects.all()}) == len(forms)
    assert actions.undo(batch, officer) == places
    assert Decision.objects.count() == 2 * places
    assert all(one.state is State.OPEN for one in standings([form.pk for form in forms.values()]).values())


def test_a_finding_leaves_alone_what_somebody_has_decided(bring_in, officer):
    form = bring_in("suido-kaishi", "inu-toroku-henko")["suido-kaishi"]
    finding = Finding.objects.get(event="move-in", rule="asked_again", item="address.full", role="applicant")
    place = finding.places.filter(form=form).first()
    actions.decide(form, place.field_key, Said(Verdict.KEEP, ""), officer)
    _, count = actions.decide_finding(finding, Said(Verdict.DERIVE, "再利用"), officer)
    assert count == finding.places.count() - 1
    assert standings([form.pk])[form.pk, place.field_key].verdict is Verdict.KEEP
    with pytest.raises(DecisionRefusedError):
        actions.decide_finding(finding, Said(Verdict.DROP, "もう一度"), officer)


def test_taking_back_brings_the_earlier_decision_back_and_again_asks_for_its_review(transfer, officer, reviewer):
    row = field(transfer, "本籍")
    first = actions.decide(transfer, row.key, Said(Verdict.KEEP, ""), officer)
    actions.review_decision(first.pk, reviewer, approved=True)
    second = actions.decide(transfer, row.key, Said(Verdict.DROP, "戸籍連携で足りる"), officer)
    actions.undo(second.batch, officer)
    assert standing(transfer, row).state is State.WAITING
    assert standing(transfer, row).meant is Verdict.KEEP
    assert Decision.objects.filter(form=transfer, field_key=row.key).count() == 3


def test_what_somebody_decided_meanwhile_is_neither_overwritten_nor_taken_back(form, officer):
    row = field(form, "住所")
    made = actions.decide(form, row.key, Said(Verdict.KEEP, ""), officer)
    with pytest.raises(ChangedMeanwhileError):
        actions.decide(form, row.key, Said(Verdict.DROP, "要らない"), officer, seen=None, check_seen=True)
    actions.decide(form, row.key, Said(Verdict.DROP, "要らない"), officer, seen=made.pk, check_seen=True)
    with pytest.raises(DecisionRefusedError):
        actions.undo(made.batch, officer)


def test_the_database_keeps_one_line_of_decisions_for_a_field(form, officer):
    row = field(form, "住所")
    actions.decide(form, row.key, Said(Verdict.KEEP, ""), officer)
    fork = Decision(
        municipality=form.municipality, form=form, field_key=row.key, verdict="drop", batch=uuid7(), by=officer
    )
    with pytest.raises(DatabaseError, match="reform_decision_first"), transaction.atomic():
        fork.save(force_insert=True)


def test_a_form_is_decided_when_every_box_for_residents_is_and_goes_back_when_one_is_taken_back(form, officer):
    assert form.status == FormStatus.NEW
    actions.decide(form, field(form, "建物の所有者").key, Said(Verdict.DROP, "要らない"), officer)
    form.refresh_from_db()
    assert form.status == FormStatus.REVIEWING
    batch, count = actions.keep_the_rest(form, officer, "見直し会議で確認")
    form.refresh_from_db()
    assert (form.status, count) == (FormStatus.DECIDED, form.fields.count() - 1)
    actions.undo(batch, officer)
    form.refresh_from_db()
    assert form.status == FormStatus.REVIEWING


def test_a_question_protocol_says_why_who_what_for_how_long_and_what_if_wrong(form, officer):
    row = field(form, "使用人数")
    for missing in ("purpose", "used_by", "used_for", "retention", "if_wrong"):
        with pytest.raises(DecisionRefusedError):
            actions.write_protocol([row], PROTOCOL | {missing: ""}, officer)
    with pytest.raises(DecisionRefusedError) as refused:
        actions.write_protocol([row], PROTOCOL | {"purpose": "law"}, officer)
    assert "条項" in refused.value.clerk
    actions.write_protocol([row], PROTOCOL, officer)
    actions.write_protocol([row], PROTOCOL | {"retention": "1年"}, officer)
    assert Protocol.objects.get(superseded_by__isnull=True).retention == "1年"
    assert Protocol.objects.count() == 2


def test_decisions_stay_when_a_new_file_asks_the_same_and_the_form_goes_back_to_review(form, officer, drawn):
    kept = field(form, "フリガナ")
    actions.decide(form, kept.key, Said(Verdict.DROP, "カードにある"), officer)
    actions.keep_the_rest(form, officer, "")
    batch = actions.take_files([(form.name, drawn("suido-meigi"))], officer)
    actions.read_waiting(batch.pk)
    form.refresh_from_db()
    assert form.status == FormStatus.REVIEWING
    gone = field(form, "フリガナ")
    assert standings([form.pk])[form.pk, kept.key].verdict is Verdict.DROP
    assert gone.form_id == form.pk
