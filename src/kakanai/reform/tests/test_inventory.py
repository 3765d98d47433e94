"""Form files come in through the engine's sandbox; what is new, changed, the same or refused is told."""

import pytest
from django.db import DatabaseError, connection, transaction

from kakanai.reform import actions
from kakanai.reform.changes import ADDED, GONE
from kakanai.reform.errors import SettingRefusedError
from kakanai.reform.models import Finding, Form, FormField, ImportFile, Outcome, Reading
from kakanai.reform.queries import inventory
from kakanai.trust import tenancy
from kakanai.trust.models import AuditEntry


def read_in(officer, *files):
    batch = actions.take_files(files, officer)
    actions.read_waiting(batch.pk)
    return {one.name: one for one in batch.files.all()}


def test_a_folder_is_read_and_each_form_knows_office_number_title_hash_and_fields(officer, drawn):
    found = read_in(
        officer,
        ("上下水道課/suido-kaishi.docx", drawn("suido-kaishi")),
        ("市民課/inkan-toroku.docx", drawn("inkan-toroku")),
    )
    assert {one.outcome for one in found.values()} == {Outcome.NEW}
    form = Form.objects.get(office="市民課")
    assert (form.title, form.form_number) == ("印鑑登録申請書", "様式第1号")
    assert form.reading.sha256 and form.reading.version == 1
    assert form.fields.filter(item="person.fullName").count() >= 2
    assert len(form.reading.pages) == len(form.reading.document["pages"])
    assert AuditEntry.objects.filter(case=f"reform:{form.pk}", action="reform.read").exists()


def test_a_refused_file_keeps_its_reason_and_loses_its_bytes(officer, drawn):
    found = read_in(officer, ("市民課/記入例.docx", drawn("suido-kaishi")), ("市民課/bomb.xlsx", b"PK\x03\x04broken"))
    assert {one.outcome for one in found.values()} == {Outcome.REFUSED}
    assert found["市民課/記入例.docx"].reason_code == "reform.filled"
    assert "記入例" in found["市民課/記入例.docx"].reason
    assert all(one.body is None for one in found.values())
    assert [one.name for one in inventory.refused_files()] == ["市民課/記入例.docx", "市民課/bomb.xlsx"][::-1]
    assert not Form.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_anything_reads_it(officer):
    found = read_in(officer, ("huge.pdf", b"%PDF-" + b"0" * 30_000_001))
    assert found["huge.pdf"].reason_code == "reform.hostile"


def test_a_refused_file_that_is_read_later_leaves_the_list_of_refused_files(officer, drawn):
    read_in(officer, ("様式.docx", b"not a form"))
    assert len(inventory.refused_files()) == 1
    read_in(officer, ("様式.docx", drawn("suido-kaishi")))
    assert inventory.refused_files() == []


def test_the_same_bytes_again_change_nothing_and_a_changed_file_tells_which_fields_came_and_went(officer, drawn):
    read_in(officer, ("届.docx", drawn("suido-kaishi")))
    before = list(FormField.objects.values_list("pk", flat=True))
    assert read_in(officer, ("届.docx", drawn("suido-kaishi")))["届.docx"].outcome == Outcome.SAME
    assert list(FormField.objects.values_list("pk", flat=True)) == before
    changed = read_in(officer, ("届.docx", drawn("suido-meigi")))["届.docx"]
    assert changed.outcome == Outcome.CHANGED
    assert any("建物の所有者" in name for name in changed.changes[GONE])
    assert any("変更の理由" in name for name in changed.changes[ADDED])
    assert Reading.objects.count() == 2
    assert Form.objects.get().reading.version == 2


def test_reading_that_was_interrupted_goes_on_where_it_stopped(officer, drawn):
    batch = actions.take_files([("a.docx", drawn("suido-kaishi")), ("b.docx", drawn("jichikai-kanyu"))], officer)
    one = batch.files.get(name="a.docx")
    one.outcome, one.body = Outcome.NEW, None
    one.save()
    actions.read_waiting(batch.pk)
    assert list(Form.objects.values_list("name", flat=True)) == ["b.docx"]
    batch.refresh_from_db()
    assert batch.ended_at is not None


def test_names_lead_nowhere_outside_the_folder(officer, drawn):
    read_in(officer, ("../../etc/届.docx", drawn("suido-kaishi")), ("C:\\市民課\\届2.docx", drawn("jichikai-kanyu")))
    assert sorted(Form.objects.values_list("name", flat=True)) == ["C:/市民課/届2.docx", "etc/届.docx"]


def test_too_many_files_at_once_are_refused_in_words(officer):
    with pytest.raises(SettingRefusedError) as refused:
        actions.take_files([(f"{n}.docx", b"") for n in range(401)], officer)
    assert "400件" in refused.value.clerk


def test_another_municipality_sees_nothing_of_it_and_cannot_write_into_it(city, bring_in):
    bring_in("suido-kaishi")
    assert Finding.objects.exists()
    with tenancy.tenant(city.second["code"]):
        for model in (Form, FormField, Reading, ImportFile, Finding):
            assert not model.objects.exists()
        refused = pytest.raises(DatabaseError, match="row-level security")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO reform_eventplan (id, municipality, event, persons, children) "
                           "VALUES (gen_random_uuid(), %s, 'x', 1, 0)", [city.code])  # fmt: skip


def test_a_form_file_stands_encrypted_in_the_database(officer, drawn):
    read_in(officer, ("届.docx", drawn("suido-kaishi")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT file, document FROM reform_reading")
        file, document = cursor.fetchone()
    assert bytes(file)[:2] != b"PK" and "水道".encode() not in bytes(document)
    assert Reading.objects.get().file == drawn("suido-kaishi")
