"""Whoever comes is served: without a card, by a representative, or unknown to every record."""

import pytest
from django.urls import reverse

from kakanai.counter.models import IdentityCheck
from kakanai.desk import actions
from kakanai.desk.errors import ValueRefusedError, WrongStateError
from kakanai.desk.models import Event, StoredFact
from kakanai.desk.queries.facts import facts_inside
from kakanai.trust.models import AuditEntry


def post(desk, visit, name, **data):
    return desk.post(reverse(f"desk:{name}", args=[visit.id]), {"step": "start"} | data)


def show(desk, visit):
    return desk.get(reverse("desk:visit", args=[visit.id])).content.decode()


def test_one_strong_document_confirms_who_came_and_only_its_kind_is_kept(desk, visit):
    answer = post(desk, visit, "identity_documents", who="self", documents=["driving_licence"])
    assert answer.status_code == 200
    check = IdentityCheck.objects.get(visit_ref=str(visit.id))
    assert (check.holder, check.documents, check.attributes) == ("self", ["driving_licence"], {})
    assert "本人確認：運転免許証" in answer.content.decode()
    assert "書類で確認" in show(desk, visit)


def test_one_weak_document_is_not_enough_and_says_what_is(desk, visit):
    answer = post(desk, visit, "identity_documents", who="self", documents=["bank_book"])
    assert answer.status_code == 422
    assert "種類の違う2点" in answer.content.decode()
    assert not IdentityCheck.objects.exists()
    assert (
        post(desk, visit, "identity_documents", who="self", documents=["bank_book", "pension_book"]).status_code == 200
    )


def test_a_representative_needs_a_name_and_a_mandate(desk, visit):
    documents = ["driving_licence"]
    assert post(desk, visit, "identity_documents", who="agent", documents=documents).status_code == 422
    refused = post(desk, visit, "identity_documents", who="agent", documents=documents, agent="代理　太郎")
    assert "委任状" in refused.content.decode()
    taken = post(
        desk, visit, "identity_documents", who="agent", documents=documents, agent="代理　太郎", mandate="letter"
    )
    assert taken.status_code == 200
    visit.refresh_from_db()
    assert visit.represented_by_agent
    assert 'badge--agent"' in show(desk, visit)
    assert "代理　太郎" in taken.content.decode()


def test_the_representatives_name_stands_nowhere_unencrypted(desk, visit):
    post(desk, visit, "identity_documents", who="agent", documents=["passport"], agent="代理　太郎", mandate="letter")
    for row in (*Event.objects.filter(visit=visit), *AuditEntry.objects.all()):
        assert "代理" not in str(row.detail)


def test_a_screen_without_any_identity_check_warns_before_the_papers_are_made(desk, visit):
    def warned():
        return (
            "本人確認がまだです"
            in desk.get(reverse("desk:visit_now", args=[visit.id]) + "?step=ready").content.decode()
        )

    assert warned()
    post(desk, visit, "identity_documents", who="self", documents=["passport"])
    assert not warned()


BABY = {
    "person.fullName": "葛城　新",
    "person.nameKana": "カツラギ　アラタ",
    "person.birthDate": "R8.11.1",
    "person.gender": "1",
    "household.relToHead": "20",
}


def test_a_person_whom_no_record_names_is_added_by_hand_and_marked_as_the_clerks_word(desk, visit):
    assert post(desk, visit, "person_add", **BABY).status_code == 200
    facts = facts_inside(visit)
    assert facts.persons() == ["p1", "p2", "p3", "p4", "p5"]
    assert facts.value("p5", "person.birthDate") == "2026-11-01"
    assert {row.source for row in StoredFact.objects.filter(visit=visit, subject="p5")} == {"clerk"}
    entered = Event.objects.filter(visit=visit, kind="value.enter").get()
    assert "person.fullName" in entered.detail["items"], "a name typed at the desk counts as one written by hand"


@pytest.mark.parametrize(
    ("item", "typed", "words"),
    [
        ("person.fullName", "", "入力してください"),
        ("person.birthDate", "令和8年13月1日", "その日付はありません"),
        ("person.nameKana", "かつらぎ（あらた）", "フリガナに使えない文字"),
        ("person.gender", "7", "一覧から選んでください"),
    ],
)
def test_a_bad_field_of_a_person_adds_nobody(desk, visit, item, typed, words):
    answer = post(desk, visit, "person_add", **BABY | {item: typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert facts_inside(visit).persons() == ["p1", "p2", "p3", "p4"]


def test_a_move_in_from_abroad_begins_with_people_typed_by_hand(desk, clerk):
    opened = actions.open_visit(event="move-in", counter="1", clerk=clerk)
    assert post(desk, opened, "person_add", **BABY | {"household.relToHead": "02"}).status_code == 200
    assert "葛城　新" in show(desk, opened)
    assert desk.get(reverse("desk:visit_procedures", args=[opened.id])).context["procedures"].groups


def test_nobody_is_added_after_acceptance(visit, clerk):
    visit.state = "accepted"
    visit.save(update_fields=["state"])
    with pytest.raises(WrongStateError):
        actions.add_person(visit, BABY, clerk)
    with pytest.raises(WrongStateError):
        actions.confirm_by_documents(visit, subject="p1", documents=["passport"], clerk=clerk)


def test_a_name_longer_than_its_field_is_refused(visit, clerk):
    with pytest.raises(ValueRefusedError):
        actions.confirm_by_documents(visit, subject="p1", documents=["passport"], clerk=clerk, agent="長" * 200)
