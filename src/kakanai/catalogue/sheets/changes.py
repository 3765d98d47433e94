"""Says what an edited workbook changes: which procedure, which field, from what to what, conditions in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kakanai.catalogue.build import Builder
from kakanai.catalogue.loader import Definitions, Raw
from kakanai.catalogue.model import Catalogue
from kakanai.catalogue.readback import Phrases
from kakanai.catalogue.sheets.columns import GROUPS, MAIN, PARTS, QUESTIONS
from kakanai.catalogue.sheets.reading import Workbook

_TITLES = {column.field: column.title for column in (*QUESTIONS, *GROUPS, *MAIN)} | {
    field: title for title, field, _ in PARTS
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `+` added, `-` gone, `~` another value."""

    mark: str
    what: str
    field: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        """Return it as one line."""
        if self.mark != "~":
            return f"{self.mark} {self.what}"
        return f"~ {self.what} {self.field}: {self.before or '(なし)'} → {self.after or '(なし)'}"


def changes(book: Workbook, definitions: Definitions, catalogue: Catalogue) -> list[Change]:
    """Return what the workbook changes in the definitions, read with the values of a catalogue in force."""
    teller = _Teller(catalogue, Builder(catalogue.parameters).with_groups(book.groups))
    own = definitions.municipalities[book.municipality].get("parameters", {})
    found = list(teller.between(_keyed(definitions.procedures), _keyed(book.procedures)))
    found += teller.between(_keyed(definitions.questions), _keyed(book.questions))
    found += teller.between(definitions.groups, book.groups)
    values = ({name: {"value": value} for name, value in each.items()} for each in (own, book.parameters))
    before, after = values
    return found + list(teller.between(before, after))


def _keyed(entries: list[Raw] | tuple[Raw, ...]) -> dict[str, Raw]:
    return {f"{each['id']} {each.get('valid_from', '')}".strip(): each for each in entries}


class _Teller:
    def __init__(self, catalogue: Catalogue, builder: Builder) -> None:
        self.phrases, self.builder = Phrases(catalogue), builder

    def between(self, old: Mapping[str, Raw], new: Mapping[str, Raw]) -> Iterator[Change]:
        """Yield the changes from old to new."""
        yield from (Change("+", name) for name in new if name not in old)
        yield from (Change("-", name) for name in old if name not in new)
        for name in new:
            if name in old and new[name] != old[name]:
                for field in dict.fromkeys((*old[name], *new[name])):
                    before, after = old[name].get(field), new[name].get(field)
                    if before != after:
                        title = _TITLES.get(field, "値" if field == "value" else field)
                        yield Change("~", name, title, self.said(field, before), self.said(field, after))

    def said(self, field: str, value: Any) -> str:
        """Return a value as a person reads it."""
        if value is None:
            return ""
        if field in {"condition", "where", "among"}:
            return f"「{self.phrases.condition(self.builder.condition(value, field))}」"
        if isinstance(value, dict | list):
            return str(yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=100_000)).strip()
        return str(value)
