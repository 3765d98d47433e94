"""Files out: what is decided, in files that people can open, edit and send."""

import csv
import io
from datetime import UTC, datetime

import docx
import openpyxl
import pypdf
import pytest

from kakanai.reform import actions
from kakanai.reform.actions.decisions import Said
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.files import FORM_FILES, LISTS, form_file, list_file
from kakanai.trust.ids import uuid7

SURVEY_LINK = {
    "procedure_id": "X1", "name": "給水の申込み", "ministry": "国土交通省", "law": "水道法", "law_number": "昭和三十二年法律第百七十七号",
    "article": "第15条", "yearly": 1200, "attachments": ["住民票"], "waiver": "2 不可", "similarity": 91.0,
}  # fmt: skip


@pytest.fixture
def form(bring_in, officer):
    form = bring_in("suido-kaishi", "inu-toroku-henko")["suido-kaishi"]
    drop = form.fields.get(label="建物の所有者")
    actions.decide(form, drop.key, Said(Verdict.DROP, "給水契約に要らない"), officer)
    card = form.fields.get(label="使用者氏名")
    actions.decide(form, card.key, Said(Verdict.PREFILL_CARD, "カードにある"), officer)
    return form


def rows(made):
    assert made.body[:3] == b"\xef\xbb\xbf"
    return list(csv.DictReader(io.StringIO(made.body[3:].decode("utf-8"))))


def test_the_slimmed_form_can_be_edited_in_word_and_excel_and_drops_what_was_dropped(form):
    word = docx.Document(io.BytesIO(form_file(form, "slim-docx").body))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "建物の所有者" not in cells and "用途" in cells
    assert "（カードから印字）" in cells
    sheet = openpyxl.load_workbook(io.BytesIO(form_file(form, "slim-xlsx").body)).active
    values = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "建物の所有者" not in values and "用途" in values


def test_a_form_that_is_not_decided_is_marked_as_a_draft_and_a_decided_one_is_not(form, officer):
    text = "".join(p.text for p in docx.Document(io.BytesIO(form_file(form, "slim-docx").body)).paragraphs)
    assert "見直し案" in text
    actions.keep_the_rest(form, officer, "")
    text = "".join(p.text for p in docx.Document(io.BytesIO(form_file(form, "slim-docx").body)).paragraphs)
    assert "見直し案" not in text


def test_the_comparison_of_old_and_new_names_the_reason_and_who_decided(form, officer):
    actions.keep_the_rest(form, officer, "")
    word = docx.Document(io.BytesIO(form_file(form, "comparison").body))
    table = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert table[0] == ["改正後", "改正前", "理由"]
    line = next(row for row in table if "建物の所有者" in row[1])
    assert line[0] == "（削る）"
    assert "給水契約に要らない" in line[2] and officer.display_name in line[2]


def test_before_and_after_stand_side_by_side_in_a_pdf_and_the_original_comes_back_byte_for_byte(form, drawn):
    pdf = pypdf.PdfReader(io.BytesIO(form_file(form, "before-after").body))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "見直し前" in text and "見直し後" in text
    assert form_file(form, "original").body == drawn("suido-kaishi")


def test_every_file_of_a_form_and_every_list_can_be_made(form):
    assert all(form_file(form, kind).body for kind in FORM_FILES)
    assert all(list_file(name, "move-in").body for name in LISTS)


def test_lists_follow_the_machine_readability_rules(form):
    for name, (_, _, columns) in LISTS.items():
        made = list_file(name, "move-in")
        found = rows(made)
        assert next(csv.reader(io.StringIO(made.body[3:].decode()))) == columns
        assert len(set(columns)) == len(columns)
        for row in found:
            for value in row.values():
                assert value == value.strip() and "\n" not in value
                assert not value.startswith(("=", "+", "@"))
    assert name


def test_an_unknown_yearly_count_is_empty_and_never_zero(form):
    assert {row["年間件数"] for row in rows(list_file("forms", "move-in"))} == {""}


def test_the_list_of_decisions_says_verdict_reason_person_day_and_reviewer(form, officer, reviewer):
    row = form.fields.filter(label="住所").first()
    made = actions.decide(form, row.key, Said(Verdict.LINK, "前の市から得る", "番号法19条8号"), officer)
    actions.review_decision(made.pk, reviewer, approved=True)
    found = {(one["様式ファイル"], one["欄番号"]): one for one in rows(list_file("decisions", "move-in"))}
    line = found[form.name, str(row.index)]
    assert (line["決定コード"], line["決定者"], line["法務確認者"], line["法務確認コード"]) == (
        "link",
        officer.display_name.replace("\u3000", " "),  # blanks for looks have no place in a list
        reviewer.display_name.replace("\u3000", " "),
        "approved",
    )
    assert found[form.name, str(form.fields.get(label="用途").index)]["状態コード"] == "open"


def test_questions_for_a_ministry_are_listed_by_law_and_article_and_none_is_lost_without_a_law(form, officer):
    row = form.fields.get(label="使用人数")
    actions.decide(form, row.key, Said(Verdict.ASK_MINISTRY, "使い道が分からない"), officer)
    line = next(one for one in rows(list_file("ministry-questions", "move-in")) if "使用人数" in one["根拠となる所見"])
    assert line["所管府省庁"] == "未確認"
    form.link, form.link_state = SURVEY_LINK, "found"
    form.save()
    line = next(one for one in rows(list_file("ministry-questions", "move-in")) if "使用人数" in one["根拠となる所見"])
    assert (line["所管府省庁"], line["条項"]) == ("国土交通省", "第15条")


def test_two_boxes_with_the_same_question_for_a_ministry_are_two_lines_and_no_line_stands_twice(bring_in):
    bring_in("juminido-todoke")
    found = [tuple(one.values()) for one in rows(list_file("ministry-questions", "move-in"))]
    assert {one[-1] for one in found} >= {f"「{label}」：本籍・筆頭者をたずねています" for label in ("本籍", "筆頭者")}
    assert len(found) == len(set(found))


def test_the_day_of_a_decision_is_the_citys_and_not_greenwichs(form, officer):
    row = form.fields.get(label="用途")
    made = actions.decide(form, row.key, Said(Verdict.KEEP, ""), officer)
    made.supersedes_id, made.pk, made.at = made.pk, uuid7(), datetime(2027, 3, 31, 20, 30, tzinfo=UTC)
    made.save(force_insert=True)
    lines = rows(list_file("decisions", "move-in"))
    days = {one["決定日"] for one in lines if (one["様式ファイル"], one["欄番号"]) == (form.name, str(row.index))}
    assert days == {"2027-04-01"}


def test_forms_find_their_law_in_the_national_survey_and_what_is_not_found_is_told_apart(form, shared_files, bring_in):
    survey = shared_files / "data" / "procedures_survey.parquet"
    if not survey.is_file():
        pytest.skip("the national survey is absent")
    bring_in("jido-teate-nintei", "jichikai-kanyu")
    assert actions.link_forms(survey) >= 1
    from kakanai.reform.models import Form

    states = {one.title: one.link_state for one in Form.objects.all()}
    assert states["児童手当認定請求書"] == "found"
    assert states["自治会加入申込書"] == "not_found"
    assert Form.objects.get(title="児童手当認定請求書").link["law"] == "児童手当法施行規則"
