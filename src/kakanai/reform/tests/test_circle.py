"""The circle closes: a form is imported, judged, decided and published, and the next visit at the desk asks less."""

import io
import re
from contextlib import suppress

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kakanai.demo.family import load_family
from kakanai.desk import actions as desk_actions
from kakanai.desk.composition import compose
from kakanai.desk.queries.needs import missing_values, needs_of
from kakanai.reform import actions
from kakanai.reform.actions.decisions import Said
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.errors import DecisionRefusedError
from kakanai.reform.models import Finding
from kakanai.trust.models import User

PROTOCOL = {
    "purpose": "assess",
    "used_by": "上下水道課",
    "used_for": "開栓の手配",
    "retention": "5年",
    "if_wrong": "開栓が遅れる",
}
WISHES = {
    "living": ["water"],
    "support": [],
    "work_insurance": [],
    "wishes": [],
    "school": [],
    "nursery": [],
    "after_school": [],
}
NEEDLESS = ["お客様番号", "建物の所有者", "請求書の送付先", "携帯電話", "使用人数", "支払方法"]


@pytest.fixture
def clerk(city):
    return User.objects.get(username=city.username("desk_clerk"))


@pytest.fixture
def desk(clerk):
    client = Client()
    client.force_login(clerk)
    return client


def visit_with_water(clerk, desk):
    """A family moves in and begins to use water; every question is answered, no value is typed."""
    family = load_family(timezone.localdate())
    visit = desk_actions.open_visit(event="move-in", counter="1", clerk=clerk)
    desk_actions.import_extract(visit, family.notice(), clerk)
    desk_actions.import_extract(visit, family.register_extract(), clerk)
    for _ in range(20):
        questions = needs_of(visit).result.questions
        if not questions:
            break
        one = questions[0]
        answer = {"question": one.id, "subject": one.subject, "value": WISHES.get(one.id, [])}
        assert desk.post(reverse("desk:answer", args=[visit.id]), answer).status_code == 200
    visit.refresh_from_db()
    return visit


def asked_for_water(visit):
    return {one.label for one in missing_values(visit, needs_of(visit)) if "water_start" in one.forms}


def printed(visit, clerk):
    text = "".join(
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(compose(visit, needs_of(visit), clerk).document)).pages
    )
    return re.sub(r"\s", "", text)


def close(visit, clerk):
    desk_actions.close_visit(visit, clerk)


def test_import_findings_decisions_publish_and_the_visit_asks_fewer_values_and_prints_the_slimmed_form(
    bring_in, officer, clerk, desk
):
    form = bring_in("suido-kaishi", "inu-toroku-henko")["suido-kaishi"]
    actions.describe_form(form, officer, catalogue_form="water_start", procedures=["water_start"])

    # As the paper stands: everything is kept, and the desk would have to ask for all of it.
    batch, _ = actions.keep_the_rest(form, officer, "")
    actions.write_protocol(form.fields.all(), PROTOCOL, officer)
    actions.publish_form(form, officer, valid_from=timezone.localdate(), note="紙のまま")
    before = visit_with_water(clerk, desk)
    asked_before, paper_before = asked_for_water(before), printed(before, clerk)
    assert set(NEEDLESS) <= asked_before
    assert "建物の所有者" in paper_before
    close(before, clerk)

    # The review: findings are decided with their own words, what nobody needs is dropped, the rest stays.
    actions.undo(batch, officer)
    for finding in Finding.objects.filter(event="move-in", places__form=form).exclude(proposal="").distinct():
        with suppress(DecisionRefusedError):  # its places are settled by another finding
            actions.decide_finding(finding, Said(Verdict(finding.proposal), finding.ja, rule=finding.rule), officer)
    for row in form.fields.filter(label__in=NEEDLESS):
        actions.decide(form, row.key, Said(Verdict.DROP, "給水契約に要らない"), officer)
    actions.keep_the_rest(form, officer, "")
    actions.publish_form(form, officer, valid_from=timezone.localdate(), note="見直し後")

    after = visit_with_water(clerk, desk)
    asked_after, paper_after = asked_for_water(after), printed(after, clerk)
    assert asked_after < asked_before
    assert not asked_after & set(NEEDLESS)
    assert "建物の所有者" not in paper_after
    assert "水道使用開始届" in paper_after
    assert "葛" in paper_after  # what the city knows is still printed, nobody writes it


def test_at_the_desk_a_published_forms_own_question_is_asked_once_with_its_choices_and_printed(
    bring_in, officer, clerk, desk
):
    form = bring_in("suido-kaishi")["suido-kaishi"]
    actions.describe_form(form, officer, catalogue_form="water_start", procedures=["water_start"])
    for row in form.fields.filter(label__in=NEEDLESS):
        actions.decide(form, row.key, Said(Verdict.DROP, "給水契約に要らない"), officer)
    actions.keep_the_rest(form, officer, "")
    actions.write_protocol(form.fields.all(), PROTOCOL, officer)
    actions.publish_form(form, officer, valid_from=timezone.localdate())
    visit = visit_with_water(clerk, desk)
    one = next(one for one in missing_values(visit, needs_of(visit)) if one.label == "用途")
    page = desk.get(reverse("desk:visit_now", args=[visit.id]), {"step": "values"}).content.decode()
    assert "家事用" in page and one.item not in re.sub(r"<[^>]*>", "", page)
    enter = {"subject": one.subject, "item": one.item}
    refused = desk.post(reverse("desk:value_enter", args=[visit.id]), {**enter, "value": "工場"})
    assert refused.status_code == 422
    assert desk.post(reverse("desk:value_enter", args=[visit.id]), {**enter, "value": "家事用"}).status_code == 200
    assert "用途" not in asked_for_water(visit)
    assert "家事用" in printed(visit, clerk)
