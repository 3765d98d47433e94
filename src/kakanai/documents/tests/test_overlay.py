"""Requirement: values land on an official PDF at coordinates kept as data, and never on another edition of it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import yaml
from click.testing import CliRunner

from kakanai.documents.cli import documents
from kakanai.documents.errors import OverlayInvalidError
from kakanai.documents.overlay import FOLDER, Overlay, Place, calibration, lay_over, read_overlay
from kakanai.documents.tests.family import META, SURNAME, facts

POINTS = 72 / 25.4
OFFICIAL_FORMS = Path(__file__).parents[5] / "shared" / "forms"
PLACES = (
    Place("person.fullName", 0, 50, 40, 60, 8, of="self", size=12),
    Place("person.birthDate", 0, 50, 60, 12, 6, of="self", kind="part", part="era"),
    Place("person.birthDate", 0, 64, 60, 10, 6, of="self", kind="part", part="year"),
    Place("person.gender", 0, 100, 60, 6, 6, of="self", kind="circle", when="1"),
    Place("person.gender", 0, 120, 60, 6, 6, of="self", kind="circle", when="2"),
    Place("bank.accountNo", 0, 50, 80, 70, 8, kind="comb", cells=7),
    Place("address.new", 0, 50, 100, 30, 6),
)


def blank(rotate: int = 0, pages: int = 1) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(210 * POINTS, 297 * POINTS))
            pdf.pages[-1].rotate(rotate, relative=False)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def overlay(official: bytes) -> Overlay:
    return Overlay("x", "試験の様式", "test", hashlib.sha256(official).hexdigest(), ((210, 297),), PLACES)


def characters(pdf: bytes) -> list[tuple[str, float, float]]:
    """Return every character with its centre in millimetres from the top left."""
    page = pypdfium2.PdfDocument(pdf)[0]
    text, height = page.get_textpage(), page.get_size()[1]
    found = []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        found.append(
            (text.get_text_range(index, 1), (left + right) / 2 / POINTS, (height - (top + bottom) / 2) / POINTS)
        )
    return found


def test_every_value_lies_inside_its_place() -> None:
    official = blank()
    written = characters(lay_over(official, overlay(official), facts(), ["p1"], META))
    for wanted, place in (("健", PLACES[0]), ("昭", PLACES[1]), ("60", PLACES[2]), ("見", PLACES[6])):
        x, y = next((x, y) for ch, x, y in written if ch == wanted[0] and place.y <= y <= place.y + place.h)
        assert place.x <= x <= place.x + place.w, wanted
        assert place.y <= y <= place.y + place.h, wanted


def test_a_comb_puts_one_digit_in_each_cell() -> None:
    official = blank()
    digits = [
        (ch, x)
        for ch, x, y in characters(lay_over(official, overlay(official), facts(), ["p1"], META))
        if 80 <= y <= 88 and ch.isdigit()
    ]
    assert "".join(ch for ch, _ in digits) == "0001234"
    assert [round((x - 50) / 10 - 0.5) for _, x in digits] == list(range(7))


def test_a_long_value_shrinks_to_its_place() -> None:
    official = blank()
    line = [
        x for ch, x, y in characters(lay_over(official, overlay(official), facts(), ["p1"], META)) if 100 <= y <= 106
    ]
    assert len(line) > 15
    assert max(line) <= 80


@pytest.mark.parametrize(("person", "place"), [("p1", PLACES[3]), ("p2", PLACES[4])])
def test_only_the_chosen_option_is_circled(person: str, place: Place) -> None:
    official = blank()
    page = pypdfium2.PdfDocument(lay_over(official, overlay(official), facts(), [person], META))[0]
    image, scale = page.render(scale=4, grayscale=True).to_pil(), 4 * POINTS
    dark = {
        p.when: min(image.crop((p.x * scale, p.y * scale, (p.x + p.w) * scale, (p.y + p.h) * scale)).getdata()) < 128
        for p in PLACES[3:5]
    }
    assert dark == {p.when: p is place for p in PLACES[3:5]}


def test_the_name_keeps_its_variation_sequence() -> None:
    official = blank()
    text = pypdfium2.PdfDocument(lay_over(official, overlay(official), facts(), ["p1"], META))[0].get_textpage()
    assert SURNAME in text.get_text_range()


def test_a_new_edition_of_the_official_form_is_refused_in_the_clerk_s_language() -> None:
    official = blank()
    with pytest.raises(OverlayInvalidError) as caught:
        lay_over(official + b"\n", overlay(official), facts(), ["p1"], META)
    assert "差し替わって" in caught.value.clerk
    assert "残っています" in caught.value.clerk


@pytest.mark.parametrize("official", [blank(rotate=90), blank(pages=2), b"not a pdf"])
def test_a_turned_or_longer_or_broken_official_file_is_refused(official: bytes) -> None:
    with pytest.raises(OverlayInvalidError):
        lay_over(official, overlay(official), facts(), ["p1"], META)


def test_the_calibration_print_names_every_place() -> None:
    official = blank()
    text = pypdfium2.PdfDocument(calibration(overlay(official), official))[0].get_textpage().get_text_range()
    assert {"person.fullName", "bank.accountNo", "address.new"} <= set(text.split())


def test_a_virtual_card_marks_the_overlaid_form_too() -> None:
    official = blank()
    pdf = lay_over(official, overlay(official), facts(), ["p1"], replace(META, watermark="仮想カード"))
    assert "仮想カード" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("[a-z]*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_coordinates_are_well_formed(path: Path) -> None:
    assert read_overlay(path).places


@pytest.mark.parametrize(
    ("change", "message"),
    [({"x": 205}, "outside"), ({"kind": "comb"}, "lacks"), ({"kind": "part"}, "lacks"), ({"colour": "red"}, "colour")],
)
def test_a_planted_fault_in_coordinates_is_found(tmp_path: Path, change: dict[str, object], message: str) -> None:
    raw = yaml.safe_load((FOLDER / "care_renewal.yaml").read_text(encoding="utf-8"))
    raw["pages"][0]["places"][0].update(change)
    path = tmp_path / "x.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(OverlayInvalidError, match=message):
        read_overlay(path)


@pytest.mark.skipif(not OFFICIAL_FORMS.is_dir(), reason="the official form files are not beside the project")
def test_values_land_in_the_boxes_of_a_real_official_form() -> None:
    official = (OFFICIAL_FORMS / "chuo_yokaigo.pdf").read_bytes()
    pdf = lay_over(official, read_overlay(FOLDER / "care_renewal.yaml"), facts(), ["p2"], META)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert "要介護更新認定" in text
    assert f"{SURNAME}　美咲" in text


def test_the_command_writes_a_calibration_print(tmp_path: Path) -> None:
    done = CliRunner().invoke(documents, ["calibrate", "care_renewal", "--out", str(tmp_path / "c.pdf")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
