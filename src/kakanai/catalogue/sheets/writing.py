"""Writes the catalogue as a workbook, and what was read from one as a folder of YAML."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook as Book
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from kakanai import yamldata
from kakanai.catalogue.build import Builder
from kakanai.catalogue.loader import DATA, DUMPER, Definitions, Raw, catalogue_in_force, is_dated, read_definitions
from kakanai.catalogue.model import Catalogue
from kakanai.catalogue.readback import Phrases
from kakanai.catalogue.sheets.columns import (
    GROUPS,
    LANGUAGES,
    MAIN,
    PARTS,
    QUESTIONS,
    READING,
    VALUES,
    Column,
    titles,
)
from kakanai.catalogue.sheets.reading import Workbook

_IGNORED = "98A2B3"


def export_workbook(path: Path, municipality: str, on: date, data: Path = DATA) -> int:
    """Write the base catalogue and a municipality's own values; return the number of procedure rows."""
    definitions = read_definitions(data)
    catalogue = catalogue_in_force(definitions, municipality, on)
    builder = Builder(catalogue.parameters, catalogue.groups)
    book = Book()
    main = book.active
    assert isinstance(main, Worksheet)  # noqa: S101 - a new workbook has a worksheet
    main.title = "手続"
    rows = [[*_cells(entry, MAIN), _reading(entry, builder, catalogue)] for entry in definitions.procedures]
    _fill(main, [*titles(MAIN), READING], rows)
    for title, field, columns in PARTS:
        parts = [(entry, part) for entry in definitions.procedures for part in entry.get(field, [])]
        rows = [[entry["id"], entry["valid_from"], *_cells(_unfolded(field, part), columns)] for entry, part in parts]
        _fill(book.create_sheet(title), ["手続ID", "適用開始日", *titles(columns)], rows)
    _fill(book.create_sheet("質問"), titles(QUESTIONS), [_cells(entry, QUESTIONS) for entry in definitions.questions])
    _fill(book.create_sheet("対象者"), titles(GROUPS), [_cells(entry, GROUPS) for entry in groups_as_rows(definitions)])
    _fill(book.create_sheet("市町村の値"), titles(VALUES), list(_values(definitions, municipality)))
    book.properties.subject = municipality
    book.save(path)
    return len(definitions.procedures)


def groups_as_rows(definitions: Definitions) -> list[Raw]:
    """Return the named groups as rows."""
    return [
        {"id": name, "where": spec["where"], "name": {key: text for key, text in spec.items() if key != "where"}}
        for name, spec in definitions.groups.items()
    ]


def _values(definitions: Definitions, municipality: str) -> Iterable[list[Any]]:
    base, labels = definitions.base["parameters"], definitions.base["labels"]
    own = definitions.municipalities[municipality].get("parameters", {})
    for name, standard in base.items():
        spec = own.get(name)
        versions = spec if is_dated(spec) else [{} if spec is None else {"value": spec}]
        for version in versions:
            yield _cells({"id": name, "label": labels.get(name), "base": standard, **version}, VALUES)


def _reading(entry: Raw, builder: Builder, catalogue: Catalogue) -> str:
    return Phrases(catalogue, event=entry["events"][0]).condition(
        builder.condition(entry["condition"], str(entry["id"]))
    )


def _cells(entry: Mapping[str, Any], columns: Iterable[Column]) -> list[Any]:
    cells: list[Any] = []
    for column in columns:
        value = entry.get(column.field)
        if column.kind == "words":
            words = {"ja": value} if isinstance(value, str) else value or {}
            cells += [words.get(language) for language in LANGUAGES]
        elif value is None:
            cells.append(None)
        elif column.kind == "lines" and isinstance(value, list):
            cells.append("\n".join(value) if value else "[]")
        else:
            cells.append(_flow(value) if isinstance(value, dict | list) else value)
    return cells


def _flow(value: object) -> str:
    return str(
        yaml.dump(value, Dumper=DUMPER, allow_unicode=True, default_flow_style=True, width=100_000, sort_keys=False)
    ).strip()


def _unfolded(field: str, part: Raw) -> Raw:
    """A document written as bare words becomes a row with a name."""
    return {"name": part} if field == "documents" and "name" not in part else part


def _fill(sheet: Worksheet, headings: list[str], rows: Sequence[list[Any]]) -> None:
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8F1FE")
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    for column in sheet.columns:
        ignored = column[0].value in {READING, "標準の値", "説明"}
        longest = max(len(str(cell.value or "").split("\n")[0]) for cell in column)
        sheet.column_dimensions[str(column[0].column_letter)].width = min(60, max(10, longest * 1.6))
        for cell in column:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if ignored and cell.row > 1:
                cell.font = Font(color=_IGNORED)
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = stays a text


def write_yaml(entries: Iterable[Raw], folder: Path) -> list[Path]:
    """Write entries into their files below a folder; return the files written."""
    by_file: dict[str, list[Raw]] = {}
    for entry in entries:
        kept = {key: value for key, value in entry.items() if key != "_file"}
        by_file.setdefault(Path(str(entry["_file"])).name, []).append(kept)
    folder.mkdir(parents=True, exist_ok=True)
    for name, documents in by_file.items():
        _dump(folder / name, documents)
    return [folder / name for name in by_file]


def write_folder(book: Workbook, folder: Path, data: Path = DATA) -> list[Path]:
    """Write a whole folder of definitions: what the workbook holds, and the rest as it stands in `data`.

    The folder can be linted and loaded (`--data`). Returns the files that came out of the workbook.
    """
    shutil.copytree(data, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("procedures", "questions"))
    for name in ("procedures", "questions"):
        shutil.rmtree(folder / name, ignore_errors=True)
    written = write_yaml(book.procedures, folder / "procedures") + write_yaml(book.questions, folder / "questions")
    _dump(folder / "groups.yaml", book.groups)
    own = folder / "municipalities" / f"{book.municipality}.yaml"
    overlay = yamldata.read(own.read_text(encoding="utf-8"))
    _dump(own, overlay | {"parameters": book.parameters})
    return [*written, folder / "groups.yaml", own]


def _dump(path: Path, content: object) -> None:
    text = yaml.dump(content, Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=120)
    path.write_text(text, encoding="utf-8")
