"""What the schema cannot see: rules that hold between the parts of a form, and between forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from kakanai.catalogue.forms.errors import FormsError
from kakanai.catalogue.forms.loader import DATA, files, read_file
from kakanai.catalogue.forms.model import FormDefinition, Row
from kakanai.catalogue.forms.people import code_lists

SIGNED_ONCE = frozenset({"person.signature", "person.seal"})
"""The visit is signed once; a form that asks for its own signature or seal undoes that."""

NUMBERS_NOT_PRINTED = frozenset({"person.individualNumber", "person.juminCode"})
"""個人番号 and 住民票コード are not kept by default, so no form may show them (番号法20条, 住基法30条の38)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: in which form, where, and what to do, in the clerk's language."""

    form: str
    place: str
    code: str
    message: str

    def __str__(self) -> str:
        """Return the finding as one line."""
        return f"{self.form}: {self.place}: [{self.code}] {self.message}"


def lint(data: Path = DATA, known_items: Iterable[str] = (), known_procedures: Iterable[str] = ()) -> list[Finding]:
    """Return everything wrong with the definitions in a folder; an empty list means none.

    `known_items` and `known_procedures` are checked against only where given.
    """
    forms: list[FormDefinition] = []
    findings: list[Finding] = []
    for path in files(data):
        try:
            forms.append(read_file(path))
        except FormsError as error:
            findings.append(Finding(path.name, "-", error.code, error.ja))
    items, procedures = frozenset(known_items), frozenset(known_procedures)
    for form in forms:
        findings += lint_form(form, items, procedures)
    return findings + list(_overlaps(forms))


def lint_form(form: FormDefinition, items: frozenset[str], procedures: frozenset[str]) -> Iterator[Finding]:
    """Yield what is wrong with one definition; empty sets of items or procedures are not checked against."""
    if form.valid_until is not None and form.valid_until <= form.valid_from:
        yield Finding(form.id, "valid_until", "period", "終わりの日が始まりの日より前です。")
    for note in form.legal:
        if note.verified_on > date.today():  # noqa: DTZ011 - a day on the wall calendar of the office
            yield Finding(form.id, note.citation, "verified_on", "根拠を確かめた日が未来です。")
    for procedure in form.procedures:
        if procedures and procedure not in procedures:
            yield Finding(form.id, procedure, "procedure", "この手続きは手続き一覧にありません。")
    for item in sorted(form.items()):
        yield from _item(form, item, items)
    for section in form.sections:
        labels = [row.label for row in section.rows]
        for label in sorted({label for label in labels if labels.count(label) > 1}):
            yield Finding(form.id, f"{section.title}/{label}", "label_twice", "同じ見出しが二度あります。")
        for row in section.rows:
            yield from _row(form, f"{section.title}/{row.label}", row, bool(section.repeat))


def _item(form: FormDefinition, item: str, items: frozenset[str]) -> Iterator[Finding]:
    if items and item not in items:
        yield Finding(form.id, item, "item", "この項目は語彙にありません。")
    if item in SIGNED_ONCE:
        yield Finding(form.id, item, "own_signature", "署名・押印は来庁につき一度だけです。この欄をなくしてください。")
    if item in NUMBERS_NOT_PRINTED:
        yield Finding(form.id, item, "number", "個人番号・住民票コードは様式にのせられません。")


def _row(form: FormDefinition, place: str, row: Row, in_table: bool) -> Iterator[Finding]:
    codes = {code for code, _ in row.options}
    if row.format == "choice" and not codes:
        yield Finding(form.id, place, "no_options", "選択肢がありません。")
    if row.fixed and row.fixed not in codes:
        yield Finding(form.id, place, "fixed", "決まった値が選択肢にありません。")
    if row.by_event and not {code for _, code in row.by_event} <= codes:
        yield Finding(form.id, place, "by_event", "出来事ごとの値が選択肢にありません。")
    if row.format == "code" and row.item not in code_lists():
        yield Finding(form.id, place, "no_words", "コードの言葉が _codes.yaml にありません。")
    if row.item in code_lists() and row.options and not codes <= set(code_lists()[row.item]):
        yield Finding(form.id, place, "option_code", "選択肢のコードがコード一覧にありません。")
    if row.item.startswith(("person.", "pension.", "child.", "insurance.")) and row.of == "household":
        yield Finding(form.id, place, "whose", "人の項目です。だれの値か(of)を書いてください。")
    if row.width and not in_table:
        yield Finding(form.id, place, "width", "幅は表でだけ使えます。")


def _overlaps(forms: list[FormDefinition]) -> Iterator[Finding]:
    for one, two in combinations(forms, 2):
        same = one.id == two.id and one.municipality == two.municipality
        if same and _meet(one, two) and _meet(two, one):
            yield Finding(one.id, one.valid_from.isoformat(), "overlap", "同じ日に有効な定義が二つあります。")


def _meet(one: FormDefinition, two: FormDefinition) -> bool:
    return one.valid_until is None or two.valid_from < one.valid_until
