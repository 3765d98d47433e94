"""A visit from the first word to the door, through the screens that the clerk and the resident use."""

import hashlib
import json

import pytest
from django.test import Client
from django.urls import reverse

from kakanai.desk import actions
from kakanai.desk.actions.confirmation import seal_key
from kakanai.desk.models import Application, Confirmation, StoredFact
from kakanai.desk.queries.facts import facts_inside
from kakanai.desk.queries.needs import missing_values, needs_of
from kakanai.robots.models import WorkItem
from kakanai.signing import Trust, Verdict, verify
from kakanai.trust.models import AuditEntry

STROKES = [[[40 + i * 3, 60 + (i % 7) * 6, i * 12, 0.5] for i in range(60)], [[60, 90, 900, 0.5], [200, 95, 990, 0.6]]]
ANSWERS = {
    "support": [],
    "living": ["dog_tag", "water"],
    "work_insurance": [],
    "wishes": ["p1:seal", "p1:sign", "p2:sign", "certificate"],
    "school": ["p3"],
    "nursery": ["p4"],
    "after_school": [],
}
TYPED = {
    "contact.phone": "09000000000",
    "bank.name": "0001001",
    "bank.accountNo": "0123456",
}


@pytest.fixture
def desk(clerk):
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def tablet(visit, clerk):
    client = Client()
    response = client.post(reverse("desk:tablet_pair"), {"code": actions.make_pairing_code("1", clerk)})
    assert response.status_code == 302
    return client


def answer_all(desk, visit):
    asked = 0
    while (questions := needs_of(visit).result.questions) and asked < 20:
        one = questions[0]
        response = desk.post(
            reverse("desk:answer", args=[visit.id]),
            {"question": one.id, "subject": one.subject, "value": ANSWERS.get(one.id, [])},
        )
        assert response.status_code == 200, response.content.decode()[:2000]
        asked += 1
    return asked


def enter_all(desk, visit, typed=None):
    typed = TYPED if typed is None else typed
    for _ in range(20):
        missing = missing_values(visit, needs_of(visit))
        if not missing:
            return
        one = missing[0]
        page = desk.get(reverse("desk:visit_now", args=[visit.id]), {"step": "values"})
        proposed = {e.item: e.value for e in page.context["now"].values}
        response = desk.post(
            reverse("desk:value_enter", args=[visit.id]),
            {
                "subject": one.subject,
                "item": one.item,
                "value": typed.get(one.item) or proposed.get(one.item) or "見本",
            },
        )
        assert response.status_code == 200, (one, response.content.decode()[:3000])
    raise AssertionError(f"still missing: {missing}")


@pytest.fixture
def prepared(desk, visit, tablet):
    answer_all(desk, visit)
    enter_all(desk, visit)
    response = desk.post(reverse("desk:prepare", args=[visit.id]))
    assert response.status_code == 200, response.content.decode()[:3000]
    desk.post(reverse("desk:push", args=[visit.id]))
    return Confirmation.objects.get(visit=visit, void=False)


def sign(tablet, confirmation, **more):
    body = {"digest": confirmation.document_digest, "strokes": STROKES, "width": 600, "height": 240} | more
    return tablet.post(reverse("desk:tablet_sign"), json.dumps(body), content_type="application/json")


def test_the_family_needs_the_fourteen_procedures_of_the_move_in_table(desk, visit):
    assert answer_all(desk, visit) <= 12
    forms = {form for result in needs_of(visit).needed for form in result.forms}
    assert len(forms) >= 14


def test_every_page_of_the_visit_opens(desk, visit):
    for name in ("visit", "visit_household", "visit_now", "visit_procedures", "handover"):
        assert desk.get(reverse(f"desk:{name}", args=[visit.id])).status_code == 200
    for step in ("start", "questions", "values", "ready"):
        response = desk.get(reverse("desk:visit_now", args=[visit.id]), {"step": step})
        assert response.context["now"].kind == step


def test_one_signature_accepts_everything_in_one_transaction(prepared, tablet, visit):
    pages = len(prepared.pages)
    for page in range(1, pages + 1):
        assert tablet.post(reverse("desk:tablet_next"), {"page": page}).status_code == 200
    assert tablet.get(reverse("desk:tablet_page")).context["screen"].kind == "sign"
    assert sign(tablet, prepared).json() == {"ok": True}
    visit.refresh_from_db()
    assert visit.state == "accepted"
    applications = Application.objects.filter(visit=visit)
    assert {one.signature_id for one in applications} == {applications[0].signature_id}
    assert WorkItem.objects.filter(target="juki").count() >= 4
    assert AuditEntry.objects.filter(case=str(visit.id), action="visit.accept").count() == 1
    assert tablet.get(reverse("desk:tablet_page")).context["screen"].kind == "thanks"


def test_the_signature_binds_the_exact_bytes_shown_and_can_be_checked_offline(prepared, tablet, visit):
    sign(tablet, prepared)
    bundle = bytes(Application.objects.filter(visit=visit)[0].signature.bundle)
    assert hashlib.sha256(bytes(prepared.document)).hexdigest() == prepared.document_digest
    ours = Trust(frozenset({seal_key(visit.municipality).public}))
    assert verify(bundle, ours).verdict is Verdict.VALID
    assert verify(bundle).verdict is Verdict.INDETERMINATE


def test_signing_twice_accepts_once(prepared, tablet, visit):
    assert sign(tablet, prepared).status_code == 200
    assert sign(tablet, prepared).status_code in {409, 422}
    assert Application.objects.filter(visit=visit).values("procedure", "subject").distinct().count() == (
        Application.objects.filter(visit=visit).count()
    )


def test_a_change_after_showing_voids_the_confirmation(prepared, tablet, desk, visit):
    desk.post(
        reverse("desk:value_enter", args=[visit.id]),
        {"subject": "household", "item": "contact.phone", "value": "0120000000"},
    )
    refused = sign(tablet, prepared)
    assert refused.status_code in {409, 422}
    assert not Application.objects.filter(visit=visit).exists()


def test_a_signature_over_another_document_is_refused(prepared, tablet, visit):
    refused = sign(tablet, prepared, digest="0" * 64)
    assert refused.status_code == 422
    assert "変わりました" in refused.json()["error"]


def test_an_empty_signature_is_refused_in_words(prepared, tablet, visit):
    assert "署名" in sign(tablet, prepared, strokes=[]).json()["error"]


def test_an_objection_reaches_the_clerk(prepared, tablet, desk, visit):
    tablet.post(reverse("desk:tablet_object"), {"page": 1, "words": "電話番号"})
    page = desk.get(reverse("desk:visit_now", args=[visit.id]))
    assert page.context["now"].confirmation.objection == "電話番号"


def test_editing_a_proven_value_drops_its_proof(desk, visit):
    before = facts_inside(visit).fact("p1", "person.nameKana")
    assert before.proof is not None
    desk.post(
        reverse("desk:value_enter", args=[visit.id]),
        {"subject": "p1", "item": "person.nameKana", "value": "カツラキ　ケンイチ", "source": "clerk"},
    )
    after = facts_inside(visit).fact("p1", "person.nameKana")
    assert (after.value, after.proof) == ("カツラキ　ケンイチ", None)
    assert StoredFact.objects.filter(visit=visit, subject="p1", item="person.nameKana").count() == 2


def test_a_broken_file_changes_nothing_and_says_so(desk, visit):
    from django.core.files.uploadedfile import SimpleUploadedFile

    count = StoredFact.objects.filter(visit=visit).count()
    response = desk.post(
        reverse("desk:extract_upload", args=[visit.id]), {"file": SimpleUploadedFile("n.csv", b"garbage,1")}
    )
    assert response.status_code == 422
    assert "何も取り込んでいません" in response.content.decode()
    assert StoredFact.objects.filter(visit=visit).count() == count


def test_a_tablet_that_is_not_paired_sees_nothing_of_anybody(visit):
    response = Client().get(reverse("desk:tablet"))
    assert response.context["screen"].kind == "unpaired"
    assert "葛" not in response.content.decode()


def test_a_pairing_code_works_once(clerk, visit):
    code = actions.make_pairing_code("1", clerk)
    assert Client().post(reverse("desk:tablet_pair"), {"code": code}).status_code == 302
    assert Client().post(reverse("desk:tablet_pair"), {"code": code}).status_code == 200


def test_the_next_visit_begins_with_a_clean_slate(clerk, visit):
    fresh = actions.open_visit(event="move-in", counter="1", clerk=clerk)
    assert len(facts_inside(fresh)) == 0
