"""A decided form becomes the catalogue's definition: versioned, dated, per municipality, passed by the linter."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from kakanai import catalogue
from kakanai.catalogue.forms import load_forms, read_text
from kakanai.reform import actions
from kakanai.reform.actions.decisions import Said
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.errors import NotPublishableError
from kakanai.reform.models import FormStatus, Publication
from kakanai.reform.queries import catalogue_in_force, forms_in_force
from kakanai.reform.queries.catalogue import definition_of
from kakanai.reform.queries.publishing import prospect_of
from kakanai.trust import tenancy

PROTOCOL = {
    "purpose": "assess",
    "used_by": "上下水道課",
    "used_for": "開栓の手配",
    "retention": "5年",
    "if_wrong": "開栓が遅れる",
}
DROPPED = ("お客様番号", "建物の所有者", "請求書の送付先", "携帯電話", "使用人数", "支払方法", "用途")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def water(bring_in, officer):
    form = bring_in("suido-kaishi")["suido-kaishi"]
    actions.describe_form(form, officer, catalogue_form="water_start", procedures=["water_start"])
    return form


@pytest.fixture
def settle(officer):
    """Decide a form: these labels are dropped, all else kept with a protocol."""

    def settle(form, dropped=()):
        for row in form.fields.filter(label__in=dropped):
            actions.decide(form, row.key, Said(Verdict.DROP, "給水に要らない"), officer)
        actions.keep_the_rest(form, officer, "")
        actions.write_protocol(form.fields.all(), PROTOCOL, officer)

    return settle


def test_an_undecided_form_is_not_published_and_the_reason_counts_what_is_missing(water, officer, today):
    with pytest.raises(NotPublishableError) as refused:
        actions.publish_form(water, officer, valid_from=today)
    assert f"まだ決めていない欄が{water.fields.count()}" in refused.value.clerk
    actions.keep_the_rest(water, officer, "")
    with pytest.raises(NotPublishableError) as refused:
        actions.publish_form(water, officer, valid_from=today)
    assert "質問の記録" in refused.value.clerk
    assert not Publication.objects.exists()


def test_a_decision_that_waits_for_its_reviewer_keeps_the_form_from_being_published(
    water, officer, reviewer, settle, today
):
    settle(water)
    row = water.fields.filter(label="住所").first()
    made = actions.decide(water, row.key, Said(Verdict.LINK, "連携", "番号法19条8号"), officer)
    with pytest.raises(NotPublishableError, match="not ready") as refused:
        actions.publish_form(water, officer, valid_from=today)
    assert "法務の確認を待っている欄が1" in refused.value.clerk
    actions.review_decision(made.pk, reviewer, approved=True)
    assert actions.publish_form(water, officer, valid_from=today).version == 1


def test_publishing_writes_a_definition_that_the_catalogues_own_schema_and_linter_passed(water, officer, settle, today):
    settle(water, DROPPED)
    made = actions.publish_form(water, officer, valid_from=today, note="初版")
    water.refresh_from_db()
    definition = definition_of(made)
    labels = [row.label for section in definition.sections for row in section.rows]
    assert water.status == FormStatus.PUBLISHED
    assert (definition.id, definition.municipality, definition.valid_from) == ("water_start", "990019", today)
    assert not set(labels) & set(DROPPED)
    assert "電話番号" in labels and "使用開始日" in labels
    assert made.removed >= len(DROPPED)
    assert definition == read_text(made.definition, "again")


def test_a_question_without_an_item_is_asked_as_the_forms_own_and_its_choices_are_printed(
    water, officer, settle, today
):
    settle(water)
    definition = definition_of(actions.publish_form(water, officer, valid_from=today))
    rows = {row.label: row for section in definition.sections for row in section.rows}
    assert rows["用途"].item.startswith("local.q")
    assert [label for _, label in rows["用途"].options] == ["家事用", "営業用", "団体用", "工事用"]


def test_numbers_seals_signatures_and_staff_boxes_never_come_onto_a_published_form(
    bring_in, officer, reviewer, settle, today
):
    form = bring_in("juminido-todoke")["juminido-todoke"]
    actions.describe_form(form, officer, catalogue_form="resident_transfer", procedures=["move_in_notice"])
    settle(form)
    from kakanai.reform.queries.decisions import waiting_reviews

    for decision in waiting_reviews():
        actions.review_decision(decision.pk, reviewer, approved=True)
    definition = definition_of(actions.publish_form(form, officer, valid_from=today))
    assert not {"person.individualNumber", "person.juminCode", "person.seal"} & definition.items()
    labels = {row.label for section in definition.sections for row in section.rows}
    assert not {"受付", "入力", "照合", "審査", "印"} & labels
    assert any(section.repeat for section in definition.sections)


def test_what_the_linter_finds_is_told_and_nothing_is_published(water, officer, settle, today):
    settle(water)
    actions.describe_form(water, officer, procedures=["no_such_procedure"])
    with pytest.raises(NotPublishableError) as refused:
        actions.publish_form(water, officer, valid_from=today)
    assert "手続き一覧にありません" in refused.value.clerk


def test_the_form_in_force_depends_on_the_day_and_the_later_first_day_wins(water, officer, settle, today):
    settle(water)
    before = load_forms("990019", today)["water_start"]
    first = actions.publish_form(water, officer, valid_from=today)
    second = actions.publish_form(water, officer, valid_from=today + timedelta(days=30))
    third = actions.publish_form(water, officer, valid_from=today)
    assert (first.version, second.version, third.version) == (1, 2, 3)
    assert forms_in_force(today - timedelta(days=1))["water_start"] == before
    assert forms_in_force(today)["water_start"] == definition_of(third)
    assert forms_in_force(today + timedelta(days=29))["water_start"] == definition_of(third)
    assert forms_in_force(today + timedelta(days=30))["water_start"] == definition_of(second)


def test_withdrawing_a_version_brings_the_one_before_back_and_in_the_end_the_products_own(
    water, officer, settle, today
):
    settle(water)
    first = actions.publish_form(water, officer, valid_from=today)
    second = actions.publish_form(water, officer, valid_from=today)
    actions.withdraw_publication(second, officer, reason="誤植")
    assert forms_in_force(today)["water_start"] == definition_of(first)
    actions.withdraw_publication(first, officer, reason="見直し中", from_on=today + timedelta(days=10))
    assert forms_in_force(today + timedelta(days=9))["water_start"] == definition_of(first)
    assert forms_in_force(today + timedelta(days=10)) == load_forms("990019", today + timedelta(days=10))
    with pytest.raises(NotPublishableError):
        actions.withdraw_publication(second, officer, reason="もう一度")


def test_an_earlier_version_is_published_again_as_a_new_one(water, officer, settle, today):
    settle(water)
    first = actions.publish_form(water, officer, valid_from=today - timedelta(days=1))
    for row in water.fields.filter(label__in=DROPPED):
        actions.decide(water, row.key, Said(Verdict.DROP, "要らない"), officer)
    actions.publish_form(water, officer, valid_from=today)
    back = actions.restore_publication(first, officer, valid_from=today, note="元に戻す")
    assert (back.version, back.restores) == (3, 1)
    assert forms_in_force(today)["water_start"].sections == definition_of(first).sections


@pytest.mark.parametrize("statement", ["UPDATE reform_publication SET asked = 0", "DELETE FROM reform_publication"])
def test_the_database_itself_refuses_to_change_what_was_published(water, officer, settle, today, statement):
    settle(water)
    actions.publish_form(water, officer, valid_from=today)
    refused = pytest.raises(DatabaseError, match="never changed or removed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_another_municipality_keeps_its_own_forms(city, water, officer, settle, today):
    settle(water)
    actions.publish_form(water, officer, valid_from=today)
    with tenancy.tenant(city.second["code"]):
        assert forms_in_force(today) == load_forms(city.second["code"], today)


def test_two_forms_do_not_take_each_others_place_under_one_name(bring_in, water, officer, settle, today):
    settle(water)
    made = actions.publish_form(water, officer, valid_from=today)
    other = bring_in("jichikai-kanyu")["jichikai-kanyu"]
    actions.describe_form(other, officer, catalogue_form="water_start", procedures=["water_start"])
    settle(other)
    with pytest.raises(NotPublishableError) as refused:
        actions.publish_form(other, officer, valid_from=today)
    assert "「水道使用開始届」が同じ名前で公開中" in refused.value.clerk
    actions.withdraw_publication(made, officer, reason="統合する")
    assert actions.publish_form(other, officer, valid_from=today).version == 2


def test_a_form_of_a_new_name_is_added_to_the_procedures_it_serves(bring_in, officer, settle, today):
    form = bring_in("jichikai-kanyu")["jichikai-kanyu"]
    actions.describe_form(form, officer, catalogue_form="neighbourhood", procedures=["water_start"])
    settle(form)
    plain = catalogue.load("990019", today)
    assert catalogue_in_force(today) is plain
    actions.publish_form(form, officer, valid_from=today)
    rules = catalogue_in_force(today)
    assert rules.procedures["water_start"].forms == ("water_start", "neighbourhood")
    assert rules.procedures["nursery"] is plain.procedures["nursery"]
    assert catalogue_in_force(today) is rules


def test_only_those_with_the_permission_publish_or_withdraw(water, officer, reviewer, settle, today):
    settle(water)
    with pytest.raises(PermissionDenied):
        actions.publish_form(water, reviewer, valid_from=today)
    made = actions.publish_form(water, officer, valid_from=today)
    for act in (
        lambda: actions.withdraw_publication(made, reviewer, reason="x"),
        lambda: actions.restore_publication(made, reviewer, valid_from=date(2026, 12, 1)),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_paper_form_is_counted_from_the_boxes_that_were_read(water, today):
    raw = prospect_of(water, today).draft.raw["paper"]
    assert raw["names"] == {"fixed": 1, "per_subject": 0}
    assert raw["certainty"] == "measured"


def test_a_law_that_a_machine_found_by_the_forms_name_is_never_published_as_confirmed(water, officer, today):
    actions.describe_form(water, officer, catalogue_form="own_water_form", procedures=["water_start"])
    water.refresh_from_db()
    water.link = {"law": "水道法", "article": "第15条"}
    note = prospect_of(water, today).draft.raw["legal"][0]
    assert (note["citation"], note["certainty"]) == ("水道法 第15条", "general_knowledge")
    assert "照合" in note["source"]
    said = PROTOCOL | {"purpose": "law", "law": "見本市給水条例 第5条"}
    actions.write_protocol(water.fields.all(), said, officer)
    note = prospect_of(water, today).draft.raw["legal"][0]
    assert (note["citation"], note["source"]) == ("見本市給水条例 第5条", "質問の記録")
