"""Reads a workbook back. Every cell that cannot be right is named by sheet, row and column, with what to write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import yaml
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kakanai import yamldata
from kakanai.catalogue.conditions import Condition, parse
from kakanai.catalogue.errors import MalformedError, SheetError
from kakanai.catalogue.loader import DATA, Raw, is_dated, read_definitions
from kakanai.catalogue.sheets.columns import GROUPS, LANGUAGES, MAIN, PARTS, QUESTIONS, SHEETS, VALUES, Column, titles
from kakanai.japan.dates import DateError, parse_date

_FLAGS = {"TRUE": True, "FALSE": False, "はい": True, "いいえ": False, "○": True, "×": False}


@dataclass(frozen=True)
class Workbook:
    """What a workbook holds, as written in YAML."""

    procedures: list[Raw]
    questions: list[Raw]
    groups: dict[str, Raw]
    municipality: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, as it is called in a message."""

    sheet: str
    row: int
    column: str
    letter: str

    def __str__(self) -> str:
        """Return it in words."""
        return f"シート「{self.sheet}」{self.row}行「{self.column}」({self.letter}{self.row})"


def import_workbook(path: Path, data: Path = DATA) -> Workbook:
    """Read a workbook. Raises `SheetError` naming sheet, row and column of the first cell that is wrong."""
    try:
        book = load_workbook(path, data_only=True)
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise SheetError(path.name, "Excel(xlsx)として読めません") from error
    return read_book(book, data, path.name)


def read_book(book: Book, data: Path = DATA, name: str = "") -> Workbook:
    """Read an open workbook. Raises as `import_workbook`."""
    for title in SHEETS:
        if title not in book.sheetnames:
            raise SheetError(name, f"シート「{title}」がありません")
    reader = _Reader(data, str(book.properties.subject or ""))
    groups = reader.groups(book["対象者"])
    procedures = reader.procedures(book["手続"])
    for title, field, columns in PARTS:
        reader.parts(book[title], field, columns, procedures)
    questions = [entry for _, entry in reader.entries(book["質問"], QUESTIONS)]
    parameters = reader.values(book["市町村の値"])
    return Workbook(procedures, questions, groups, reader.municipality, parameters)


class _Reader:
    def __init__(self, data: Path, municipality: str) -> None:
        definitions = read_definitions(data)
        self.base: Raw = definitions.base
        if municipality not in definitions.municipalities:
            known = "、".join(definitions.municipalities)
            raise SheetError(
                "(表題)", f"どの市町村の値か分かりません(プロパティの件名に6桁のコード)。使えるもの: {known}"
            )
        self.municipality = municipality
        own = definitions.municipalities[municipality].get("parameters", {})
        self.known: dict[str, Condition] = {}
        names = {**self.base["parameters"], **own}
        self.parameters = {name: spec[-1]["value"] if is_dated(spec) else spec for name, spec in names.items()}

    def groups(self, sheet: Worksheet) -> dict[str, Raw]:
        found: dict[str, Raw] = {}
        for row, entry in self.entries(sheet, GROUPS):
            if entry["id"] in found:
                raise SheetError(str(_place(sheet, row, GROUPS[0])), f"「{entry['id']}」が2回あります")
            found[entry["id"]] = {"where": entry["where"], **entry["name"]}
            self.known[entry["id"]] = parse(entry["where"], entry["id"], self.parameters, self.known)
        return found

    def procedures(self, sheet: Worksheet) -> list[Raw]:
        found: list[Raw] = []
        seen: set[tuple[str, date]] = set()
        for row, entry in self.entries(sheet, MAIN):
            key = (entry["id"], entry["valid_from"])
            if key in seen:
                raise SheetError(str(_place(sheet, row, MAIN[1])), f"手続「{key[0]}」({key[1]})が2回あります")
            seen.add(key)
            for event in entry["events"]:
                if event not in self.base["events"]:
                    column = next(each for each in MAIN if each.field == "events")
                    known = "、".join(self.base["events"])
                    raise SheetError(str(_place(sheet, row, column)), f"「{event}」はありません。使えるもの: {known}")
            found.append(entry)
        return found

    def parts(self, sheet: Worksheet, field: str, columns: tuple[Column, ...], procedures: list[Raw]) -> None:
        by_key = {(entry["id"], entry["valid_from"]): entry for entry in procedures}
        for row, entry in self.entries(
            sheet, (Column("id", "手続ID"), Column("valid_from", "適用開始日", check="date"), *columns)
        ):
            key = (entry.pop("id"), entry.pop("valid_from", None))
            owner = by_key.get(key)
            if owner is None:
                raise SheetError(
                    f"シート「{sheet.title}」{row}行", f"手続「{key[0]}」({key[1]})が「手続」シートにありません"
                )
            owner.setdefault(field, []).append(entry["name"] if field == "documents" and "when" not in entry else entry)

    def values(self, sheet: Worksheet) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for row, entry in self.entries(sheet, VALUES):
            name = entry["id"]
            if name not in self.base["parameters"]:
                raise SheetError(str(_place(sheet, row, VALUES[0])), f"「{name}」という値はありません")
            if "value" not in entry:
                continue
            version = {key: entry[key] for key in ("value", "valid_from", "valid_to") if key in entry}
            version["value"] = self._of_kind(name, entry["value"], _place(sheet, row, VALUES[3]))
            found.setdefault(name, []).append(version)
        return {
            name: versions[0]["value"] if len(versions) == 1 and set(versions[0]) == {"value"} else versions
            for name, versions in found.items()
        }

    def _of_kind(self, name: str, value: Any, place: Place) -> Any:
        """Return a value of the same kind as the standard one."""
        spec = self.base["parameters"][name]
        standard = spec[-1]["value"] if is_dated(spec) else spec
        if isinstance(standard, int) and isinstance(value, str) and value.isdigit():
            return int(value)
        if isinstance(standard, str) and isinstance(value, int | float):
            return str(value)
        if type(value) is not type(standard):
            kinds = {int: "整数", str: "文字", list: "[ ] で囲んだ一覧"}
            raise SheetError(str(place), f"{kinds[type(standard)]}を書いてください(「{value}」は使えません)")
        return value

    def entries(self, sheet: Worksheet, columns: tuple[Column, ...]) -> Iterator[tuple[int, Raw]]:
        """Yield the rows that hold something, with their numbers, every cell checked."""
        headings = [str(cell.value) for cell in sheet[1]]
        wanted = titles(columns)
        for title in wanted:
            if title not in headings:
                raise SheetError(f"シート「{sheet.title}」1行", f"列「{title}」がありません")
        places = [(each.title, get_column_letter(headings.index(titles([each])[0]) + 1)) for each in columns]
        for row, values in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
            cells = dict(zip(headings, values, strict=False))
            if any(cells.get(title) not in {None, ""} for title in wanted):
                yield row, self._entry([Place(sheet.title, row, *each) for each in places], cells, columns)

    def _entry(self, places: list[Place], cells: Mapping[str, Any], columns: tuple[Column, ...]) -> Raw:
        entry: Raw = {}
        for column, place in zip(columns, places, strict=True):
            value = (
                _words(column, cells) if column.kind == "words" else self._cell(cells.get(column.title), column, place)
            )
            if value is not None:
                entry[column.field] = value
            elif column.needed:
                raise SheetError(str(place), "空のままにはできません")
        return entry

    def _cell(self, value: Any, column: Column, place: Place) -> Any:
        value = value.date() if isinstance(value, datetime) else value
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").strip()
        if value is None or value == "":
            return None
        read = _structured(value, column, place)
        return self._checked(read, column, place)

    def _checked(self, value: Any, column: Column, place: Place) -> Any:
        if isinstance(value, Mapping) and set(value) == {"param"} and column.check != "condition":
            if value["param"] not in self.base["parameters"]:
                raise SheetError(str(place), f"「{value['param']}」という値は「市町村の値」シートにありません")
            return value
        if column.check == "date":
            return _day(value, place)
        if column.check == "flag":
            flag = _FLAGS.get(str(value).upper(), value)
            if not isinstance(flag, bool):
                raise SheetError(str(place), f"TRUE か FALSE を書いてください(「{value}」は使えません)")
            return flag
        if column.check == "number":
            if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
                raise SheetError(str(place), f"整数を書いてください(「{value}」は使えません)")
            return int(value)
        if isinstance(column.check, tuple) and value not in column.check:
            raise SheetError(str(place), f"「{value}」は使えません。使えるもの: {'、'.join(column.check)}")
        if column.check == "condition":
            self._condition(value, place)
        return value

    def _condition(self, value: object, place: Place) -> Condition:
        try:
            return parse(value, "条件", self.parameters, self.known)
        except MalformedError as error:
            raise SheetError(str(place), f"条件を読めません。{error.where}: {error.problem}") from error


def _place(sheet: Worksheet, row: int, column: Column) -> Place:
    headings = [str(cell.value) for cell in sheet[1]]
    return Place(sheet.title, row, column.title, get_column_letter(headings.index(titles([column])[0]) + 1))


def _words(column: Column, cells: Mapping[str, Any]) -> Raw | None:
    found = {each: cells.get(f"{column.title}({each})") for each in LANGUAGES}
    said = {language: str(text).strip() for language, text in found.items() if text not in {None, ""}}
    return said or None


def _structured(value: Any, column: Column, place: Place) -> Any:
    if not isinstance(value, str):
        return value
    if column.kind == "yaml" or value.startswith(("{", "[")):
        try:
            return yamldata.read(value)
        except (yaml.YAMLError, ValueError) as error:
            raise SheetError(str(place), "書き方が崩れています。括弧とコロンを確かめてください") from error
    if column.kind == "lines":
        lines = [line.strip() for line in value.split("\n") if line.strip()]
        return lines[0] if column.field == "start" and len(lines) == 1 else lines
    return value


def _day(value: Any, place: Place) -> date:
    if isinstance(value, date):
        return value
    try:
        day = parse_date(str(value))
    except DateError:
        day = None
    if day is None or day.precision != "day":
        raise SheetError(str(place), f"2026-04-01 のような日付を書いてください(「{value}」は使えません)")
    return day.iso_from


__all__ = ["Place", "Workbook", "import_workbook", "read_book"]
