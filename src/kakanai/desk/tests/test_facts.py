"""What stands in a visit: every source beside the others, corrections first, and nothing that was taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kakanai.desk import actions
from kakanai.desk.errors import AnswerError, ExtractError, WrongStateError
from kakanai.desk.models import Answer, Confirmation, Event, Evidence, StoredFact
from kakanai.desk.queries.facts import facts_inside
from kakanai.desk.queries.needs import missing_values, needs_of
from kakanai.desk.queries.screens.options import fees_total
from kakanai.vocabulary.facts import HOUSEHOLD, Source


def post(desk, visit, name, **data):
    return desk.post(reverse(f"desk:{name}", args=[visit.id]), data)


def open_question(visit, wanted):
    return next(one for one in needs_of(visit).result.questions if one.id == wanted)


def files(*contents):
    return [SimpleUploadedFile(f"{number}.csv", content) for number, content in enumerate(contents)]


@pytest.fixture
def fresh(clerk):
    return actions.open_visit(event="move-in", counter="1", clerk=clerk)


def test_both_files_of_the_hand_over_are_taken_in_one_go(desk, fresh, family):
    answer = post(desk, fresh, "extract_upload", file=files(family.notice(), family.register_extract()))
    assert answer.status_code == 200
    assert {row.kind for row in Evidence.objects.filter(visit=fresh)} == {"notice", "register"}


def test_one_broken_file_among_several_takes_none_and_says_which(desk, fresh, family):
    answer = post(desk, fresh, "extract_upload", file=files(family.notice(), b"garbage,1"))
    assert answer.status_code == 422
    assert "2つめのファイル：" in answer.content.decode()
    assert not Evidence.objects.filter(visit=fresh).exists()
    assert len(facts_inside(fresh)) == 0


def test_no_file_at_all_is_said_in_words(desk, fresh):
    assert "ファイルが選ばれていません" in post(desk, fresh, "extract_upload").content.decode()


def test_importing_the_same_file_again_doubles_nothing(visit, family, clerk):
    before = dict(facts_inside(visit).items())
    actions.import_extract(visit, family.notice(), clerk)
    rows = StoredFact.objects.filter(visit=visit).values("subject", "item", "source")
    assert rows.distinct().count() == rows.count()
    assert {key: fact.value for key, fact in facts_inside(visit).items()} == {k: f.value for k, f in before.items()}


def test_a_correction_stands_first_without_proof_and_the_source_comes_back_when_it_is_taken_back(desk, visit):
    typed = {"subject": "p1", "item": "person.nameKana", "value": "カツラギ　タケイチ", "source": "clerk"}
    post(desk, visit, "value_enter", **typed)
    corrected = facts_inside(visit).fact("p1", "person.nameKana")
    assert (corrected.source, corrected.proof) == (Source.CLERK, None)
    post(desk, visit, "value_withdraw", subject="p1", item="person.nameKana")
    again = facts_inside(visit).fact("p1", "person.nameKana")
    assert (again.source, again.value) == (Source.NOTICE, "カツラギ　ケンイチ")
    assert again.proof is not None


def test_a_difference_between_sources_is_shown_with_what_stands(desk, visit):
    post(desk, visit, "value_enter", subject="p1", item="person.gender", value="2", source="clerk")
    page = desk.get(reverse("desk:visit_household", args=[visit.id]))
    (difference,) = page.context["household"].differences
    assert [(one.mark, one.standing) for one in difference.sayings] == [("職", True), ("通", False)]
    assert difference.settled


@pytest.mark.parametrize(
    ("item", "typed", "words"),
    [
        ("contact.phone", "電話", "電話番号を数字で"),
        ("contact.phone", "12", "桁数"),
        ("move.date", "令和8年2月30日", "その日付はありません"),
        ("move.date", "令和8年", "年月日まで"),
        ("bank.accountNo", "12", "数字7桁"),
        ("bank.name", "0001999", "支店コード999はありません"),
        ("bank.holderKana", "漢字", "カタカナ・英数字"),
        ("person.gender", "3", "一覧から"),
        ("person.fullName", "山\U000e0100田", "異体字"),
        ("dog.name", "a\nb", "改行や制御文字"),
        ("dog.name", " ", "入力してください"),
        ("dog.name", "犬" * 200, "文字まで"),
    ],
)
def test_a_refused_value_says_what_the_field_wants_and_changes_nothing(desk, visit, item, typed, words):
    count = StoredFact.objects.filter(visit=visit).count()
    answer = post(desk, visit, "value_enter", subject="p1", item=item, value=typed)
    assert answer.status_code == 422
    assert StoredFact.objects.filter(visit=visit).count() == count
    refused = answer.context["now"]
    assert any(words in one for one in [*refused.errors, *(entry.error for entry in refused.values)])


def test_a_refused_value_comes_back_as_it_was_typed(desk, visit, clerk):
    actions.answer_question(visit, open_question(visit, "living"), ["water"], clerk)
    answer = post(desk, visit, "value_enter", subject="household", item="contact.phone", value="０９０−あ")
    entry = next(one for one in answer.context["now"].values if one.item == "contact.phone")
    assert entry.value == "０９０−あ"
    assert "電話番号を数字で" in entry.error


def test_a_proposal_is_written_as_people_write_it(desk, visit):
    page = desk.get(reverse("desk:visit_now", args=[visit.id]), {"step": "values"})
    entry = next(one for one in page.context["now"].values if one.item == "move.date")
    assert entry.value.startswith("令和")


def test_an_answer_taken_back_takes_its_facts_along(visit, clerk):
    before = len(facts_inside(visit))
    question = open_question(visit, "living")
    actions.answer_question(visit, question, ["dog_tag"], clerk)
    assert facts_inside(visit).value("household", "household.dog") is True
    actions.undo_answer(visit, question.id, question.subject, clerk)
    assert len(facts_inside(visit)) == before
    assert not Answer.objects.filter(visit=visit).exists()
    assert open_question(visit, "living")


def test_an_answer_that_was_not_offered_is_refused(visit, clerk):
    with pytest.raises(AnswerError):
        actions.answer_question(visit, open_question(visit, "living"), ["elephant"], clerk)
    assert not Answer.objects.exists()


def test_a_question_settled_by_a_source_is_never_asked(visit):
    asked = {(one.id, one.subject) for one in needs_of(visit).result.questions}
    known = {fact.item for fact in facts_inside(visit).values()}
    assert {"person.birthDate", "person.fullName", "address.new"} <= known
    assert all(name not in {"birth", "name", "address"} for name, _ in asked)


def test_asking_for_what_a_source_knew_is_counted(visit, clerk):
    actions.enter_values(
        visit, subject="p1", values={"person.nameKana": "カ"}, source=Source.CLERK, clerk=clerk, typed=1
    )
    assert Event.objects.filter(visit=visit, kind="value.enter").get().detail["known_before"] == 1


def test_any_change_voids_what_the_resident_was_shown(papers, known, clerk, desk):
    for change in (
        lambda: post(desk, known, "value_enter", subject="household", item="contact.phone", value="0120000000"),
        lambda: post(desk, known, "choose", procedure="dog_registration", choice="later"),
        lambda: post(desk, known, "answer_undo", question="living", subject="household"),
        lambda: post(desk, known, "value_withdraw", subject="household", item="contact.phone"),
    ):
        known.refresh_from_db()
        Confirmation.objects.filter(visit=known).update(void=False)
        change()
        assert Confirmation.objects.get(pk=papers.pk).void
        known.refresh_from_db()
        assert known.state == "open"


def test_nothing_changes_after_acceptance(accepted, clerk, family):
    for change in (
        lambda: actions.import_extract(accepted, family.notice(), clerk),
        lambda: actions.withdraw_value(accepted, subject="household", item="contact.phone", clerk=clerk),
        lambda: actions.undo_answer(accepted, "living", "household", clerk),
        lambda: actions.choose_procedure(
            accepted, procedure="dog_registration", choice="later", reason="", clerk=clerk
        ),
        lambda: actions.prepare_confirmation(accepted, clerk),
    ):
        with pytest.raises(WrongStateError):
            change()


def test_a_choice_that_is_not_offered_is_refused(visit, clerk):
    with pytest.raises(AnswerError):
        actions.choose_procedure(visit, procedure="dog_registration", choice="burn", reason="", clerk=clerk)
    with pytest.raises(AnswerError):
        actions.choose_procedure(visit, procedure="no_such_thing", choice="later", reason="", clerk=clerk)


def test_papers_are_not_made_while_a_value_is_missing_and_the_message_names_it(desk, visit, clerk):
    for question in needs_of(visit).result.questions:
        actions.answer_question(visit, question, [], clerk)
    assert missing_values(visit, needs_of(visit))
    answer = post(desk, visit, "prepare")
    assert answer.status_code == 422
    assert "まだ入力していない項目があります：" in answer.content.decode()
    assert not Confirmation.objects.exists()


def test_a_name_that_cannot_be_printed_is_said_in_words_and_nothing_is_lost(desk, known, clerk):
    actions.enter_values(
        known, subject="p1", values={"person.fullName": "葛\U0010abcd"}, source=Source.CLERK, clerk=clerk, typed=2
    )
    answer = post(desk, known, "prepare")
    assert answer.status_code == 422
    assert "入力した内容は残っています" in answer.content.decode()
    assert facts_inside(known).value("p1", "person.fullName") == "葛\U0010abcd"


def test_a_form_sent_without_the_pages_script_gets_the_whole_page_and_a_part_otherwise(desk, visit):
    typed = {"subject": "household", "item": "contact.phone", "value": "09000000000"}
    address = reverse("desk:value_enter", args=[visit.id])
    assert desk.post(address, typed).content.lstrip().startswith(b"<!doctype html>")
    part = desk.post(address, typed, headers={"HX-Request": "true"}).content.lstrip()
    assert part.startswith(b'<section class="now"')
    for name in ("card_poll", "visit_now"):
        assert b"<!doctype" in desk.get(reverse(f"desk:{name}", args=[visit.id])).content


def test_an_extract_error_is_one_for_the_clerk_and_one_for_the_operator(visit, clerk):
    with pytest.raises(ExtractError) as refused:
        actions.import_extract(visit, b"", clerk)
    assert "ファイルが空です" in refused.value.clerk
    assert str(refused.value).isascii()


def test_a_fee_for_each_copy_counts_for_every_copy(known, clerk):
    one = fees_total(known, needs_of(known))
    fee = next(f.yen for r in needs_of(known).needed for f in r.fees if f.per == "household.certificateCopies")
    for copies in (3, 1):
        values = {"household.certificateCopies": copies}
        actions.enter_values(known, subject=HOUSEHOLD, values=values, source=Source.RESIDENT, clerk=clerk, typed=1)
        assert fees_total(known, needs_of(known)) == one + (copies - 1) * fee
