"""An answered abstention becomes this city's synonym, with who, when and where; it counts for every form from then on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from kakanai.reform import actions
from kakanai.reform.errors import MeaningError
from kakanai.reform.models import Finding, FormField, Synonym
from kakanai.reform.queries.heat import NAMES, heat_map
from kakanai.reform.queries.meanings import FORM_ONLY, current_synonyms, meaning_words, synonyms, unknown_labels
from kakanai.trust import tenancy

PLACE = "使用場所"


@pytest.fixture
def forms(bring_in):
    return bring_in("suido-kaishi", "suido-meigi")


@pytest.fixture
def field(forms):
    return forms["suido-kaishi"].fields.get(label=PLACE)


def test_labels_that_the_vocabulary_left_open_are_listed_those_on_most_forms_first(forms):
    unknown = unknown_labels()
    assert unknown[0].count == max(one.count for one in unknown)
    place = next(one for one in unknown if one.label == PLACE)
    assert set(place.forms) == {"水道使用開始届", "水道使用者名義変更届"}
    assert not {"氏名", "電話番号"} & {one.label for one in unknown}


def test_an_answer_gives_every_form_of_the_city_the_meaning_and_says_who_answered_where(forms, field, officer):
    made = actions.answer_meaning(field, "address.full@subject", officer)
    rows = FormField.objects.filter(label=PLACE)
    assert {(row.item, row.role, row.item_by) for row in rows} == {("address.full", "subject", "city")}
    assert (made.by, made.form, made.field_key) == (officer, forms["suido-kaishi"], field.key)
    assert synonyms() == {PLACE: "address.full@subject"}
    assert PLACE not in {one.label for one in unknown_labels()}
    assert meaning_words(made.meaning) == "住所（本人）"


def test_findings_and_counts_follow_the_answer(forms, field, officer):
    before = heat_map("move-in").line("address.full").before
    actions.answer_meaning(field, "address.full@subject", officer)
    assert heat_map("move-in").line("address.full").before == before + 2
    assert Finding.objects.filter(event="move-in", places__field_key=field.key, item="address.full").exists()


def test_a_form_read_later_knows_the_answer(forms, field, officer, drawn):
    actions.answer_meaning(field, "address.full@subject", officer)
    batch = actions.take_files([("別の課/水道.docx", drawn("suido-kaishi"))], officer)
    actions.read_waiting(batch.pk)
    assert FormField.objects.get(form__name="別の課/水道.docx", label=PLACE).item == "address.full"


def test_an_answer_can_be_changed_and_taken_back_and_the_earlier_ones_stay(forms, field, officer):
    actions.answer_meaning(field, "address.full@subject", officer)
    actions.answer_meaning(field, "address.new", officer)
    assert synonyms() == {PLACE: "address.new"}
    actions.withdraw_meaning(PLACE, officer)
    assert current_synonyms() == []
    assert FormField.objects.get(pk=field.pk).item == ""
    assert Synonym.objects.count() == 3
    with pytest.raises(MeaningError):
        actions.withdraw_meaning(PLACE, officer)
    refused = pytest.raises(DatabaseError, match="never changed or removed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reform_synonym")


def test_a_question_that_only_one_form_asks_is_settled_without_an_item(forms, officer):
    row = forms["suido-kaishi"].fields.get(label="用途")
    actions.answer_meaning(row, FORM_ONLY, officer)
    assert "用途" not in {one.label for one in unknown_labels()}
    assert synonyms() == {}


def test_spaces_and_widths_in_a_label_make_no_difference(forms, field, officer):
    other = FormField.objects.get(form=forms["suido-meigi"], label=PLACE)
    from kakanai.reform.fields import with_city_meanings
    from kakanai.reform.queries.documents import load_forms

    document = load_forms([forms["suido-meigi"]])[0].document
    settled = with_city_meanings(document, {"使　用 場所": "address.full@subject"})[1]
    assert settled == {other.index}


@pytest.mark.parametrize("meaning", ["", "no.such", "person.fullName@nobody", "address.full@"])
def test_a_meaning_that_names_nothing_is_refused(field, officer, meaning):
    if meaning == "address.full@":
        actions.answer_meaning(field, meaning, officer)  # no role: the label and its section say whose
        assert FormField.objects.get(pk=field.pk).item == "address.full"
        return
    with pytest.raises(MeaningError):
        actions.answer_meaning(field, meaning, officer)


def test_the_meaning_of_a_sensitive_item_asks_for_a_second_reviewer(forms, officer):
    row = forms["suido-kaishi"].fields.get(label="使用人数")
    assert not row.legal
    actions.answer_meaning(row, "person.honseki", officer)
    row.refresh_from_db()
    assert row.legal


def test_answers_stay_in_their_city_and_need_the_permission(city, forms, field, officer, reviewer):
    with pytest.raises(PermissionDenied):
        actions.answer_meaning(field, "address.full", reviewer)
    actions.answer_meaning(field, "address.full", officer)
    with tenancy.tenant(city.second["code"]):
        assert synonyms() == {}
        assert heat_map("move-in").line(NAMES).before == 0
