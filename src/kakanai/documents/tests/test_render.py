"""Requirement: every form of a visit comes from the same facts, as archivable and accessible PDF."""

from __future__ import annotations

import io
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from kakanai.documents import DocumentsError, GlyphMissingError, confirmation_pages, render_confirmation, render_form
from kakanai.documents.compose import fill
from kakanai.documents.tests.family import META, SURNAME, facts, uses
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, Source


def text_of(pdf: bytes) -> str:
    return "\n".join(texts_of(pdf))


def texts_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def one(form_id: str) -> object:
    return next(use for use in uses() if use.form.id == form_id)


@pytest.mark.parametrize("use", uses(), ids=lambda use: use.form.id)
def test_each_form_shows_the_family_s_values_with_the_right_variation_sequence(use) -> None:
    text = text_of(render_form(use.form, facts(), list(use.subjects), META))
    assert SURNAME in text
    assert META.visit_number in text
    assert "(未確認)" not in text


def test_a_form_is_pdf_a_2a_and_ua_1_in_japanese() -> None:
    with pikepdf.open(io.BytesIO(render_form(one("resident_transfer").form, facts(), ["p1"], META))) as pdf:
        xmp = str(pdf.open_metadata())
        assert "part>2<" in xmp.replace("pdfaid:", "")
        assert "conformance>A<" in xmp.replace("pdfaid:", "")
        assert "pdfuaid:part>1<" in xmp
        assert str(pdf.Root.Lang).startswith("ja")
        assert bool(pdf.Root.MarkInfo.Marked)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_no_error_in_the_confirmation(tmp_path: Path) -> None:
    path = tmp_path / "confirmation.pdf"
    path.write_bytes(render_confirmation(uses(), facts(), META))
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_headings_and_table_headers_are_tagged() -> None:
    with pikepdf.open(io.BytesIO(render_form(one("resident_transfer").form, facts(), ["p1"], META))) as pdf:
        kinds = {
            str(item.S)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item
        }
    assert {"/H1", "/H2", "/Table", "/THead", "/TH", "/TR", "/TD"} <= kinds


def test_equal_input_gives_equal_bytes() -> None:
    assert render_confirmation(uses(), facts(), META) == render_confirmation(uses(), facts(), META)


def test_a_form_per_person_has_a_sheet_for_each() -> None:
    pdf = render_form(one("pension_notice").form, facts(), ["p1", "p2"], META)
    assert len(texts_of(pdf)) == 2


def test_the_confirmation_holds_every_value_of_every_form_and_every_line_of_the_tablet() -> None:
    text = "".join(text_of(render_confirmation(uses(), facts(), META)).split())
    for use in uses():
        for sheet in fill(use, facts(), META):
            for _, value in sheet.values():
                assert "".join(value.plain().split()) in text
    for page in confirmation_pages(uses(), facts(), META):
        assert "".join(page.title.split()) in text
        for row in page.rows:
            assert "".join(row.value.split()) in text


def test_the_tablet_shows_every_fact_of_the_forms_once() -> None:
    shown = [
        (row.subject, row.item) for page in confirmation_pages(uses(), facts(), META) for row in page.rows if row.item
    ]
    on_forms = {
        (value.subject, value.item)
        for use in uses()
        for sheet in fill(use, facts(), META)
        for _, value in sheet.values()
        if value.item and facts().fact(value.subject, value.item)
    }
    assert on_forms <= set(shown)
    assert len(shown) == len(set(shown))


def test_a_fact_that_no_page_asks_for_comes_on_the_last_page() -> None:
    more = facts().with_facts([Fact(HOUSEHOLD, "dog.colour", "茶", Source.RESIDENT)])
    use = one("dog_registration")
    row = replace(use.form.sections[2].rows[0], label="毛色", item="dog.colour", format="text")
    section = replace(use.form.sections[2], rows=(*use.form.sections[2].rows, row))
    form = replace(use.form, sections=(*use.form.sections[:2], section))
    last = confirmation_pages([replace(use, form=form)], more, META)[-1]
    assert (last.id, last.rows[-1].value) == ("rest", "茶")


def test_each_value_carries_its_source_mark_and_an_edited_one_changes_it() -> None:
    use = one("resident_transfer")
    fact = facts().fact("p1", "person.birthDate")
    edited = facts().with_facts([fact.edited("1985-04-13", Source.CLERK)])
    marks = [
        next(v.mark for sheet in fill(use, known, META) for _, v in sheet.values() if v.item == "person.birthDate")
        for known in (facts(), edited)
    ]
    assert marks == ["証", "職"]


def test_an_unknown_value_is_printed_as_missing_and_never_guessed() -> None:
    fewer = Facts(fact for key, fact in facts().items() if key != (HOUSEHOLD, "contact.phone"))
    assert "(未確認)" in text_of(render_form(one("dog_registration").form, fewer, [], META))


@pytest.mark.parametrize(
    ("born", "nationality", "printed"),
    [
        ("1985-04-12", "JPN", "昭和60年4月12日"),
        ("1985-04-12", "VNM", "昭和60年4月12日(1985年)"),
        ("1985-04-00", "JPN", "昭和60年4月日不詳"),
        ("1985-00-00", "VNM", "昭和60年月日不詳(1985年)"),
        ("2019-05-01", "JPN", "令和元年5月1日"),
    ],
)
def test_a_birth_date_is_printed_as_it_is_known(born: str, nationality: str, printed: str) -> None:
    known = facts().with_facts(
        [
            Fact("p1", "person.birthDate", born, Source.NOTICE),
            Fact("p1", "person.nationality", nationality, Source.NOTICE),
        ]
    )
    use = one("seal_registration")
    assert printed in [v.text for sheet in fill(use, known, META) for _, v in sheet.values()]
    assert printed in [row.value for page in confirmation_pages([use], known, META) for row in page.rows]
    assert printed in text_of(render_form(use.form, known, ["p1"], META))


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("葛\U000e0102城　健一", "健一"),
        ("MARIA DOS SANTOS", "MARIA DOS SANTOS"),
        ("グエン　ティ　ホア", "グエン　ティ　ホア"),
    ],
)
def test_a_name_that_nobody_can_take_apart_stays_whole(name: str, called: str) -> None:
    known = facts().with_facts([Fact("p1", "person.fullName", name, Source.CARD)])
    titles = [page.title for page in confirmation_pages([one("seal_registration")], known, META)]
    assert f"{called}さんのこと" in titles


@pytest.mark.parametrize(
    ("event", "ticked"), [("move-in", ["転入"]), ("move-within", ["転居"]), ("move-out", ["転出"]), ("", [])]
)
def test_a_form_ticks_what_the_life_event_is_and_nothing_where_nobody_said(event: str, ticked: list[str]) -> None:
    sheet = fill(one("resident_transfer"), facts(), replace(META, event=event))[0]
    kind = next(value for row, value in sheet.values() if row.label == "届出の種類")
    assert [label for label, on in kind.options if on] == ticked
    assert kind.missing is (event == "")


def test_another_event_takes_its_own_date() -> None:
    known = facts().with_facts([Fact(HOUSEHOLD, "event.date", "2026-10-31", Source.RESIDENT)])
    dates = {
        event: next(
            value.text
            for row, value in fill(one("nhi_enrolment"), known, replace(META, event=event))[0].values()
            if row.label == "取得の日"
        )
        for event in ("move-in", "work-change")
    }
    assert dates == {"move-in": "令和8年11月16日", "work-change": "令和8年10月31日"}


def test_a_virtual_card_marks_every_page_of_the_pdf() -> None:
    pdf = render_form(one("pension_notice").form, facts(), ["p1", "p2"], replace(META, watermark="仮想カード"))
    assert all("仮想カード" in text for text in texts_of(pdf))
    assert "仮想カード" not in text_of(render_form(one("pension_notice").form, facts(), ["p1", "p2"], META))


def test_a_sequence_of_another_collection_is_refused_in_the_clerk_s_language() -> None:
    with pytest.raises(GlyphMissingError) as caught:
        render_form(one("dog_registration").form, facts("葛\U000e0100城"), [], META)
    assert "字形" in caught.value.clerk
    assert "残っています" in caught.value.clerk


def test_a_character_that_no_font_draws_is_refused_and_named() -> None:
    tofu = facts().with_facts([Fact(HOUSEHOLD, "dog.name", "ポチ\U0010abcd", Source.RESIDENT)])
    with pytest.raises(GlyphMissingError) as caught:
        render_form(one("dog_registration").form, tofu, [], META)
    assert "U+10ABCD" in caught.value.clerk


def test_markup_in_a_value_is_printed_and_not_obeyed() -> None:
    text = '#read("/etc/passwd") $x$ *b* \\'
    hostile = facts().with_facts([Fact(HOUSEHOLD, "dog.name", text, Source.RESIDENT)])
    assert '#read("/etc/passwd")' in text_of(render_form(one("dog_registration").form, hostile, [], META))


def test_many_threads_get_their_own_person_and_no_other() -> None:
    form = one("dog_registration").form

    def render(number: int) -> bytes:
        known = facts().with_facts([Fact(HOUSEHOLD, "dog.name", f"検査{number}号", Source.RESIDENT)])
        return render_form(form, known, [], META)

    with ThreadPoolExecutor(8) as pool:
        pdfs = list(pool.map(render, range(24)))
    # PDFium, which reads the text, is not safe in threads: that part is done here.
    for number, pdf in enumerate(pdfs):
        text = text_of(pdf)
        assert [other for other in range(24) if f"検査{other}号" in text] == [number]


def test_the_errors_of_the_room_have_one_base_with_two_languages() -> None:
    assert issubclass(GlyphMissingError, DocumentsError)
    assert DocumentsError("x").clerk
