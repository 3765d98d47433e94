"""Errors of the form definitions."""

from __future__ import annotations


class FormsError(Exception):
    """A form definition cannot be used."""

    code = "forms.unusable"

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja = ja
        self.en = en


class FormDefinitionInvalidError(FormsError):
    """A form file breaks the schema or a rule of the linter."""

    code = "forms.invalid"
