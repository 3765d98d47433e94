"""Finds what is wrong with a catalogue before a resident does: says where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from kakanai.catalogue.errors import MalformedError
from kakanai.catalogue.forms.errors import FormsError
from kakanai.catalogue.forms.loader import read_all
from kakanai.catalogue.lint import dates, laws, local, logic, reach, words
from kakanai.catalogue.lint.finding import Finding, Scope
from kakanai.catalogue.loader import DATA, Definitions, catalogue_in_force, read_definitions

__all__ = ["Finding", "lint", "lint_definitions"]

_CHECKS = (dates.findings, laws.findings, logic.findings, reach.findings, words.findings, local.findings)


def lint(municipality: str, on: date, known_items: Iterable[str], data: Path = DATA) -> list[Finding]:
    """Return everything that is wrong with the catalogue of a municipality on a date.

    `known_items` are the ids of the vocabulary. A file that cannot be read at all is a finding too.
    """
    try:
        definitions = read_definitions(data)
        forms = [form.id for form in read_all(data / "forms")]
    except MalformedError as error:
        return [Finding(error.where, error.problem, "correct this field")]
    except FormsError as error:
        return [Finding("forms", error.en, "correct this form")]
    return lint_definitions(definitions, municipality, on, known_items, forms)


def lint_definitions(
    definitions: Definitions, municipality: str, on: date, known_items: Iterable[str], known_forms: Iterable[str]
) -> list[Finding]:
    """Return everything that is wrong with definitions, wherever they come from."""
    try:
        catalogue = catalogue_in_force(definitions, municipality, on)
    except MalformedError as error:
        return [Finding(error.where, error.problem, "correct this field")]
    scope = Scope(definitions, catalogue, frozenset(known_items), frozenset(known_forms))
    return [finding for check in _CHECKS for finding in check(scope)]
