"""The workbook that a city office edits comes back without loss, and says where a cell is wrong."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook as Book
from openpyxl import load_workbook

from kakanai.catalogue import load
from kakanai.catalogue.cli import catalogue
from kakanai.catalogue.errors import SheetError
from kakanai.catalogue.loader import Definitions, municipalities, read_definitions, read_yaml
from kakanai.catalogue.sheets import READING, Workbook, export_workbook, import_workbook, write_folder
from kakanai.catalogue.sheets.reading import read_book

ON = date(2026, 11, 23)
DEFINITIONS = read_definitions()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheets") / "catalogue.xlsx"
    export_workbook(path, "990019", ON)
    return path


def same(book: Workbook, definitions: Definitions) -> None:
    assert book.procedures == list(definitions.procedures)
    assert book.questions == list(definitions.questions)
    assert book.groups == definitions.groups
    assert book.parameters == definitions.municipalities[book.municipality]["parameters"]


@pytest.mark.parametrize("municipality", municipalities())
def test_export_then_import_gives_back_everything(tmp_path: Path, municipality: str) -> None:
    export_workbook(tmp_path / "own.xlsx", municipality, ON)
    book = import_workbook(tmp_path / "own.xlsx")
    assert book.municipality == municipality
    same(book, DEFINITIONS)


def test_a_folder_written_from_the_workbook_is_the_same_catalogue_and_gives_the_same_workbook(
    workbook: Path, tmp_path: Path
) -> None:
    write_folder(import_workbook(workbook), tmp_path / "own")
    assert read_definitions(tmp_path / "own") == DEFINITIONS
    export_workbook(tmp_path / "again.xlsx", "990019", ON, tmp_path / "own")
    same(import_workbook(tmp_path / "again.xlsx", tmp_path / "own"), DEFINITIONS)


def test_every_condition_stands_beside_its_japanese_reading(workbook: Path) -> None:
    sheet = load_workbook(workbook)["手続"]
    titles = [cell.value for cell in sheet[1]]
    readings = [row[titles.index(READING)] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(readings) == len(DEFINITIONS.procedures)
    assert "15歳以上であり" in "".join(readings)


@cache
def opened(path: Path) -> Book:
    return load_workbook(path)


@contextmanager
def typed(workbook: Path, sheet: str, key: str, column: str, value: Any) -> Iterator[Book]:
    """Put a value into the cell of the first row with this key, as somebody at a desk would."""
    cells = opened(workbook)[sheet]
    titles = [cell.value for cell in cells[1]]
    keys = [
        row[titles.index("手続ID" if "手続ID" in titles else titles[0])] for row in cells.iter_rows(values_only=True)
    ]
    cell = cells.cell(keys.index(key) + 1, titles.index(column) + 1)
    before, cell.value = cell.value, value
    yield opened(workbook)
    cell.value = before


def edited(workbook: Path, folder: Path, sheet: str, key: str, column: str, value: Any) -> Path:
    with typed(workbook, sheet, key, column, value) as book:
        book.save(folder / "edited.xlsx")
    return folder / "edited.xlsx"


def imported(path: Path, *more: str) -> Result:
    return CliRunner().invoke(catalogue, ["import", str(path), *more])


def test_a_changed_age_limit_is_told_in_words_and_is_in_force_in_the_folder_written(
    workbook: Path, tmp_path: Path
) -> None:
    path = edited(workbook, tmp_path, "手続", "care_insured", "条件", "{age: {at_least: 60}}")
    said = imported(path).output.splitlines()
    assert said[0] == "~ care_insured 2012-07-09 条件: 「65歳以上である」 → 「60歳以上である」"
    assert len([line for line in said if line[0] in "+-~"]) == 1
    assert imported(path, "--into", str(tmp_path / "own")).exit_code == 0
    condition = load("990019", ON, tmp_path / "own").procedures["care_insured"].condition
    assert condition != load("990019", ON).procedures["care_insured"].condition
    checked = CliRunner().invoke(catalogue, ["lint", "--data", str(tmp_path / "own"), "--on", "2026-11-23"])
    assert checked.exit_code == 0, checked.output


def test_the_citys_own_value_with_a_date_is_told_and_written(workbook: Path, tmp_path: Path) -> None:
    path = edited(workbook, tmp_path, "市町村の値", "fee_resident_certificate", "この市町村の値", 400)
    assert "~ fee_resident_certificate 値: 300 → 400" in imported(path).output
    imported(path, "--into", str(tmp_path / "own"))
    assert load("990019", ON, tmp_path / "own").procedures["resident_certificate"].fees[0].yen == 400
    assert load("990027", ON, tmp_path / "own").procedures["resident_certificate"].fees[0].yen == 200


def test_an_edit_of_an_office_or_a_paper_changes_nothing_else(workbook: Path, tmp_path: Path) -> None:
    path = edited(workbook, tmp_path, "手続", "birth_notice", "担当課", "総合窓口課")
    imported(path, "--into", str(tmp_path / "own"))
    first = read_yaml(tmp_path / "own" / "procedures" / "birth.yaml")[0]
    assert first["office"] == "総合窓口課"
    assert {**first, "office": {"param": "office_resident"}, "_file": "birth.yaml"} == DEFINITIONS.procedures[0]


@pytest.mark.parametrize(
    ("sheet", "key", "column", "value", "said"),
    [
        ("手続", "care_insured", "条件", "{all: [{item: person.hasCard", "書き方が崩れています"),
        ("手続", "care_insured", "条件", "{age: {at_leest: 65}}", "条件を読めません"),
        ("手続", "care_insured", "条件", "{group: nobody}", "no such group 'nobody'"),
        ("手続", "care_insured", "条件", "{school_age: {below: {param: nowhere}}}", "no such local parameter"),
        ("手続", "care_insured", "条件", None, "空のままにはできません"),
        ("手続", "care_insured", "対象", "皆さん", "使えるもの: person、household、any、all"),
        ("手続", "care_insured", "確かさ", "たぶん", "使えるもの: law"),
        ("手続", "care_insured", "適用開始日", "来年から", "のような日付"),
        ("手続", "care_insured", "異動の種類", "move-in\nflood", "「flood」はありません"),
        ("手続", "care_insured", "担当課", "{param: office_nowhere}", "「市町村の値」シートにありません"),
        ("手続", "care_insured", "重み", "重い", "整数を書いてください"),
        ("手続", "care_insured", "最優先", "多分", "TRUE か FALSE"),
        ("期限", "care_insured", "数", "二週間", "整数を書いてください"),
        ("期限", "care_insured", "初日", "入れる", "使えるもの: in、out"),
        ("書類", "move_in_notice", "必要な場合", "{always: maybe}", "条件を読めません"),
        ("市町村の値", "dog_days", "この市町村の値", "一か月", "整数を書いてください"),
        ("市町村の値", "dog_days", "値ID", "cat_days", "「cat_days」という値はありません"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column_with_what_to_write(
    workbook: Path, sheet: str, key: str, column: str, value: Any, said: str
) -> None:
    with typed(workbook, sheet, key, column, value) as book, pytest.raises(SheetError) as caught:
        read_book(book)
    assert f"シート「{sheet}」" in caught.value.clerk
    assert f"「{column}」(" in caught.value.clerk
    assert said in caught.value.clerk


def test_a_broken_cell_is_told_by_the_command(workbook: Path, tmp_path: Path) -> None:
    result = imported(edited(workbook, tmp_path, "手続", "care_insured", "条件", "{all: [{item: person.hasCard"))
    assert result.exit_code == 1
    assert re.search(r"シート「手続」\d+行「条件」\(L\d+\)を直してください", result.output)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_workbook_that_libreoffice_wrote_again_is_the_same(workbook: Path, tmp_path: Path) -> None:
    home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    for target in ("ods", "xlsx"):
        source = workbook if target == "ods" else tmp_path / f"{workbook.stem}.ods"
        command = ["soffice", home, "--headless", "--convert-to", target, "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    same(import_workbook(tmp_path / workbook.name), DEFINITIONS)


def deleted(change: Callable[[Any], None], workbook: Path, folder: Path) -> Path:
    book = load_workbook(workbook)
    change(book)
    book.save(folder / "changed.xlsx")
    return folder / "changed.xlsx"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda book: book["手続"].delete_rows(2), "が「手続」シートにありません"),
        (lambda book: book.remove(book["期限"]), "シート「期限」がありません"),
        (lambda book: book["手続"].delete_cols(10), "がありません"),
        (lambda book: setattr(book.properties, "subject", "123456"), "どの市町村の値か分かりません"),
    ],
)
def test_a_missing_row_sheet_column_or_municipality_is_named(
    workbook: Path, tmp_path: Path, change: Callable[[Any], None], said: str
) -> None:
    with pytest.raises(SheetError) as caught:
        import_workbook(deleted(change, workbook, tmp_path))
    assert said in caught.value.clerk


def test_a_date_typed_as_text_in_any_calendar_and_blank_lines_are_read(workbook: Path) -> None:
    with typed(workbook, "手続", "care_insured", "適用終了日", "令和9年3月31日") as book:
        entry = next(each for each in read_book(book).procedures if each["id"] == "care_insured")
    assert entry["valid_to"] == date(2027, 3, 31)
    with typed(workbook, "手続", "care_insured", "入力先", "kaigo\r\n\n") as book:
        entry = next(each for each in read_book(book).procedures if each["id"] == "care_insured")
    assert entry["targets"] == ["kaigo"]


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_text("not a workbook")
    result = imported(path)
    assert result.exit_code == 1
    assert "xlsx" in result.output
