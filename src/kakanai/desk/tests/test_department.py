"""The department: its queue by due date, the signed paper beside the facts, and a named person's decision."""

import pytest
from django.urls import reverse

from kakanai.desk.models import Application
from kakanai.trust.models import AuditEntry, User


@pytest.fixture
def case(accepted):
    return Application.objects.get(visit=accepted, procedure="child_allowance")


def page(client, case):
    return client.get(reverse("desk:case", args=[case.id]))


def test_the_queue_stands_by_due_date_and_shows_the_readers_own_office_first(accepted, office, reviewer):
    own = office.get(reverse("desk:cases")).context
    assert own["office"] == reviewer.office
    assert {line.office for line in own["cases"]} == {reviewer.office}
    every = office.get(reverse("desk:cases"), {"office": ""}).context["cases"]
    assert len(every) == Application.objects.filter(visit=accepted).count()
    due = [line.due for line in every if line.due]
    assert due == sorted(due)


def test_a_case_shows_the_values_of_its_own_form_with_their_marks(office, case):
    values = {one.label: one for one in page(office, case).context["case"].values}
    assert values["新しい住所" if "新しい住所" in values else "住所"].source == "register"
    assert values["口座番号"].text == "0123456"
    assert values["口座番号"].source == "resident"
    assert "使用開始" not in "".join(values)


def test_a_case_shows_the_pages_of_its_own_form_as_pictures(office, case):
    shown = page(office, case).context["case"]
    assert len(shown.pages) == 1
    assert shown.pages[0] > 1, "the form, not the summary in front"
    picture = office.get(reverse("desk:case_page", args=[case.id, shown.pages[0]]))
    assert picture.content.startswith(b"\x89PNG")
    assert picture["Cache-Control"] == "no-store"
    assert office.get(reverse("desk:case_page", args=[case.id, 99])).status_code == 404


def test_the_signature_is_checked_against_the_document_each_time_the_case_opens(office, case):
    assert page(office, case).context["case"].signed.verified
    confirmation = case.signature.confirmation
    confirmation.document = bytes(confirmation.document) + b"%"
    confirmation.save(update_fields=["document"])
    shown = page(office, case)
    assert not shown.context["case"].signed.verified
    assert "署名と書類が合いません" in shown.content.decode()


def test_looking_at_a_case_and_its_document_is_recorded(office, case, reviewer):
    page(office, case)
    office.get(reverse("desk:case_pdf", args=[case.id]))
    entries = AuditEntry.objects.filter(case=str(case.visit_id), actor=str(reviewer.id)).order_by("sequence")
    assert [one.action for one in entries] == ["case.view", "case.document"]


def test_a_named_person_approves_and_then_nobody_decides_again(office, case, reviewer):
    office.post(reverse("desk:case_approve", args=[case.id]))
    case.refresh_from_db()
    assert (case.state, case.decided_by) == ("approved", reviewer)
    again = office.post(reverse("desk:case_return", args=[case.id]), {"reason": "やはり足りない"}, follow=True)
    assert "すでに完了しています" in again.content.decode()
    case.refresh_from_db()
    assert case.state == "approved"
    assert not page(office, case).context["case"].can_decide


def test_a_return_needs_a_reason_which_the_desk_sees_and_the_log_does_not(office, desk, case):
    refused = office.post(reverse("desk:case_return", args=[case.id]), {"reason": "  "}, follow=True)
    assert "理由を入力してください" in refused.content.decode()
    office.post(reverse("desk:case_return", args=[case.id]), {"reason": "在学証明書がありません"})
    assert "在学証明書がありません" in page(desk, case).content.decode()
    assert all("在学" not in str(one.detail) for one in AuditEntry.objects.filter(case=str(case.visit_id)))


def test_a_returned_case_is_put_forward_again_by_the_desk_once_what_was_missing_is_there(office, desk, case):
    office.post(reverse("desk:case_return", args=[case.id]), {"reason": "在学証明書がありません"})
    assert page(desk, case).context["case"].can_take_up_again
    desk.post(reverse("desk:case_again", args=[case.id]))
    case.refresh_from_db()
    assert case.state == "accepted"
    twice = desk.post(reverse("desk:case_again", args=[case.id]), follow=True)
    assert "差し戻されていません" in twice.content.decode()
    assert office.post(reverse("desk:case_again", args=[case.id])).status_code == 403


def test_a_case_is_handed_to_a_colleague_who_may_decide_and_to_nobody_else(office, case, clerk):
    colleague = User.objects.get(username="m0202")
    offered = {key for key, _ in page(office, case).context["case"].colleagues}
    assert str(colleague.id) in offered
    assert str(clerk.id) not in offered
    office.post(reverse("desk:case_assign", args=[case.id]), {"to": str(colleague.id)})
    case.refresh_from_db()
    assert case.assigned_to == colleague
    assert f"担当 {colleague.display_name}" in office.get(reverse("desk:cases"), {"office": ""}).content.decode()
    refused = office.post(reverse("desk:case_assign", args=[case.id]), {"to": str(clerk.id)}, follow=True)
    assert "審査の権限がありません" in refused.content.decode()
    nobody = office.post(reverse("desk:case_assign", args=[case.id]), {"to": "x"}, follow=True)
    assert "担当する職員を選んでください" in nobody.content.decode()


def test_a_clerk_sees_cases_and_decides_none(desk, case):
    assert page(desk, case).status_code == 200
    for name in ("case_approve", "case_return", "case_assign"):
        assert desk.post(reverse(f"desk:{name}", args=[case.id])).status_code == 403


def test_the_board_opens_with_a_constant_number_of_questions_for_each_visit(
    accepted, office, django_assert_max_num_queries
):
    with django_assert_max_num_queries(140):
        office.get(reverse("desk:cases"), {"office": ""})
