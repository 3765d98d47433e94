"""From a form definition and the facts to the sheets that a template lays out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from kakanai.catalogue.forms.model import Certainty, FormDefinition, Row, Section, Sheet
from kakanai.catalogue.forms.people import People, people_of
from kakanai.documents.model import DocumentMeta
from kakanai.documents.values import Value, value_of
from kakanai.vocabulary.facts import HOUSEHOLD, Facts, Source

_GROUNDS = {
    Certainty.LAW: "根拠",
    Certainty.PUBLIC_PAGE: "根拠(公開資料で確認)",
    Certainty.GENERAL_KNOWLEDGE: "参考(条文は未確認)",
}


@dataclass(frozen=True, slots=True)
class FormUse:
    """One form of a visit and the persons it is about (an empty tuple: the whole household)."""

    form: FormDefinition
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledSection:
    """A section with its values: one line for a list of fields, one line per person for a table."""

    section: Section
    lines: tuple[tuple[Value, ...], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the section as the template reads it."""
        return {
            "title": self.section.title,
            "table": bool(self.section.repeat),
            "per_line": self.section.per_line,
            "labels": [row.label for row in self.section.rows],
            "widths": [_width(row) for row in self.section.rows],
            "lines": [[value.as_json() for value in line] for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """One sheet of paper's worth of a form."""

    form: FormDefinition
    sections: tuple[FilledSection, ...]
    part: str = ""

    def values(self) -> Iterable[tuple[Row, Value]]:
        """Yield every row and value on the sheet."""
        for filled in self.sections:
            for line in filled.lines:
                yield from zip(filled.section.rows, line, strict=True)


def fill(use: FormUse, facts: Facts, meta: DocumentMeta) -> list[FilledSheet]:
    """Return the sheets of one form: one, or one for each subject where the form is per person."""
    people = people_of(facts, list(use.subjects), meta.applicant)
    sections = [replace(s, rows=tuple(row.for_event(meta.event) for row in s.rows)) for s in use.form.sections]
    if use.form.sheet is Sheet.ONE:
        first = people.subjects[0] if people.subjects else HOUSEHOLD
        return [FilledSheet(use.form, tuple(_fill(s, facts, people, first) for s in sections))]
    count = len(people.subjects)
    return [
        FilledSheet(
            use.form,
            tuple(_fill(s, facts, people, subject) for s in sections),
            f"{number}/{count}" if count > 1 else "",
        )
        for number, subject in enumerate(people.subjects, 1)
    ]


def sheet_json(sheet: FilledSheet, meta: DocumentMeta) -> dict[str, Any]:
    """Return a sheet as the template reads it."""
    form = sheet.form
    return {
        "title": form.title,
        "office": form.office,
        "addressee": f"{meta.municipality_name}{form.addressee}" if form.addressee else "",
        "statement": form.statement,
        "sections": [section.as_json() for section in sheet.sections if section.lines],
        "notes": list(form.notes),
        "legal": [f"{_GROUNDS[note.certainty]}: {note.citation}" for note in form.legal],
        "part": sheet.part,
        "landscape": form.landscape,
    }


def legend(sheets: Iterable[FilledSheet]) -> list[dict[str, str]]:
    """Return the marks used on these sheets with their words, in the order of the sources."""
    used = {value.mark for sheet in sheets for _, value in sheet.values() if value.mark}
    return [{"mark": source.mark, "label": source.label} for source in Source if source.mark in used]


def _fill(section: Section, facts: Facts, people: People, self_subject: str) -> FilledSection:
    subjects = people.group(section.repeat) if section.repeat else (self_subject,)
    lines = tuple(tuple(value_of(row, facts, people, subject) for row in section.rows) for subject in subjects)
    return FilledSection(section, lines)


def _width(row: Row) -> dict[str, float | str]:
    unit = "mm" if row.width.endswith("mm") else "fr"
    number = row.width.removesuffix(unit) or "1"
    return {"size": float(number), "unit": unit}
