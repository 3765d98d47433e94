"""Requirement: a name is printed with the glyph of its own variation sequence, and says so when read as text."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from kakanai.documents import (
    FontsMissingError,
    GlyphMissingError,
    Guidance,
    GuidanceItem,
    render_form,
    render_guidance,
)
from kakanai.documents.engine import typeset
from kakanai.documents.fonts import FontFolder, font_folders
from kakanai.documents.tests.family import META, facts, uses
from kakanai.documents.values import face_of

MOJI_JOHO = "葛\U000e0102城"
PLAIN = "葛城"
RARE = "𠮷野"


def page_image(pdf: bytes, scale: float = 4) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=scale, grayscale=True).to_pil()


def guidance(name: str, face: str) -> bytes:
    """Return a page that differs from another only by the name's glyphs."""
    data = {
        "title": "字形", "municipality": "見本市", "visit": "V", "date": "令和8年11月23日", "watermark": "", "legend": [],
        "resident": {"text": name, "face": face}, "done": [], "remains": [], "later": [], "qr": "", "url": "", "contact": "",
    }  # fmt: skip
    return typeset("guidance.typ", data, timestamp=0)


def differing_pixels(one: bytes, two: bytes) -> int:
    difference = ImageChops.difference(page_image(one), page_image(two))
    return sum(difference.point(lambda value: 255 if value > 64 else 0).histogram()[255:])


def test_the_glyph_of_the_sequence_is_drawn_and_not_the_default_one() -> None:
    with_selector, without = guidance(MOJI_JOHO, "mj"), guidance(PLAIN, "mj")
    assert differing_pixels(with_selector, without) > 20
    assert differing_pixels(with_selector, guidance(MOJI_JOHO, "mj")) == 0


def test_the_difference_is_in_the_first_character_alone() -> None:
    box = ImageChops.difference(page_image(guidance(MOJI_JOHO, "mj")), page_image(guidance(PLAIN, "mj"))).getbbox()
    one_character = 14 * 4 * 1.1
    assert box is not None
    assert box[2] - box[0] < one_character


def test_a_sequence_in_a_title_or_remark_is_drawn_right_too() -> None:
    one, two = (
        render_guidance(Guidance("検査", (), (GuidanceItem(f"{name}小学校へ行く", note=f"{name}市"),)), META)
        for name in (MOJI_JOHO, PLAIN)
    )
    assert differing_pixels(one, two) > 20
    assert f"{MOJI_JOHO}小学校" in pypdfium2.PdfDocument(one)[0].get_textpage().get_text_range()


def test_an_unknown_sequence_is_refused_wherever_it_stands() -> None:
    """Why it must be: the fonts would draw the default glyph, and nothing would warn."""
    wrong = "葛\U000e0100城"
    with pytest.raises(GlyphMissingError):
        render_guidance(Guidance("検査", (), (GuidanceItem("学校", where=wrong),)), META)
    with pytest.raises(GlyphMissingError):
        render_form(uses()[0].form, facts(), ["p1"], replace(META, clerk_label=wrong))


def test_a_name_always_takes_the_moji_joho_font_and_a_rare_address_too() -> None:
    assert face_of("person.fullName", PLAIN) == "mj"
    assert face_of("address.new", f"{MOJI_JOHO}市一丁目") == "mj"
    assert face_of("address.new", "見本市桜町") == "ui"


@pytest.mark.parametrize("name", [MOJI_JOHO, PLAIN, RARE, "髙﨑", "齋藤\u3000花"])
def test_a_printed_name_reads_back_as_the_same_code_points(name: str) -> None:
    form = next(use.form for use in uses() if use.form.id == "dog_registration")
    text = pypdfium2.PdfDocument(render_form(form, facts(name), [], META))[0].get_textpage().get_text_range()
    assert name in text


def test_a_printed_form_differs_where_only_the_selector_differs() -> None:
    form = next(use.form for use in uses() if use.form.id == "resident_transfer")
    everyone = ["p1", "p2", "p3", "p4"]
    one, two = (render_form(form, facts(name), everyone, META) for name in (MOJI_JOHO, PLAIN))
    assert differing_pixels(one, two) > 100


def test_the_mark_of_a_virtual_card_is_seen_and_does_not_hide_the_values() -> None:
    form = next(use.form for use in uses() if use.form.id == "resident_transfer")
    plain = page_image(render_form(form, facts(), ["p1"], META))
    marked = page_image(render_form(form, facts(), ["p1"], replace(META, watermark="仮想カード")))
    assert ImageChops.difference(plain, marked).getbbox() is not None
    dark = [sum(image.point(lambda v: 255 if v < 60 else 0).histogram()[255:]) for image in (plain, marked)]
    assert abs(dark[0] - dark[1]) < dark[0] * 0.02


def test_missing_fonts_are_named_by_their_debian_package(tmp_path: Path) -> None:
    folders = (FontFolder(tmp_path, "ipamjm.ttf", "fonts-ipamj-mincho"),)
    with pytest.raises(FontsMissingError) as caught:
        font_folders(folders)
    assert "apt-get install fonts-ipamj-mincho" in caught.value.en
    assert "fonts-ipamj-mincho" in caught.value.clerk


def test_the_pages_of_a_form_print_on_a4() -> None:
    form = next(use.form for use in uses() if use.form.id == "child_allowance")
    size = pypdfium2.PdfDocument(io.BytesIO(render_form(form, facts(), ["p3", "p4"], META)))[0].get_size()
    assert (round(size[0]), round(size[1])) == (595, 842)
