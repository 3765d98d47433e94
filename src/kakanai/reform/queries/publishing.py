"""Whether a form can be published, what would be published, and what stands in the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kakanai import catalogue
from kakanai.catalogue.forms import FormDefinition, FormDefinitionInvalidError, load_forms, read_text
from kakanai.catalogue.forms.linter import lint_form
from kakanai.reform.definition import Asked, Draft, Head, build
from kakanai.reform.engine import Kind
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.models import Form, FormField, Publication
from kakanai.reform.queries.decisions import OPEN, State, protocols, standings
from kakanai.reform.queries.documents import load_forms as load_documents
from kakanai.vocabulary.items import load as load_vocabulary

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Prospect:
    """What publishing would write. `problems` are sentences for the person who wants to publish; none: it may go."""

    draft: Draft
    definition: FormDefinition | None
    fields: int
    problems: tuple[str, ...]


def prospect_of(form: Form, valid_from: date) -> Prospect:
    """Return what publishing a form on a day would write, and what is missing."""
    loaded = load_documents([form])[0]
    states = standings([form.pk])
    rows = [one for one in loaded.rows if one.kind != Kind.OFFICE.value]
    fields = [
        Asked(item, row.key, states.get((form.pk, row.key), OPEN).verdict or Verdict.KEEP)
        for row, item in zip(loaded.rows, loaded.document.fields, strict=True)
    ]
    problems = _undecided(form, rows)
    draft = Draft({})
    definition = None
    settings = _settings_missing(form)
    if settings:
        problems += settings
    else:
        draft = build(_head(form, valid_from), fields)
        problems += _taken(form, valid_from)
        problems += _without_protocol(form, draft, rows)
        definition, found = _checked(draft, form, valid_from)
        problems += found
    return Prospect(draft, definition, len(rows), tuple(problems))


def _undecided(form: Form, rows: list[FormField]) -> list[str]:
    states = standings([form.pk])
    count = dict.fromkeys(State, 0)
    for row in rows:
        count[states.get((form.pk, row.key), OPEN).state] += 1
    words = {
        State.OPEN: "まだ決めていない欄が{}あります。",
        State.WAITING: "法務の確認を待っている欄が{}あります。",
        State.RETURNED: "法務から差し戻された欄が{}あります。",
    }
    return [text.format(count[state]) for state, text in words.items() if count[state]]


def _settings_missing(form: Form) -> list[str]:
    missing = []
    if not _ID.fullmatch(form.catalogue_form):
        missing.append("窓口での様式の名前（英小文字の識別名）を決めてください。")
    if not form.procedures:
        missing.append("この様式を使う手続きを選んでください。")
    return missing


def _taken(form: Form, valid_from: date) -> list[str]:
    """Say when another form has published under the same name: the later one would take its place unseen."""
    rows = Publication.objects.filter(municipality=form.municipality, catalogue_form=form.catalogue_form)
    rows = rows.filter(Q(withdrawal__isnull=True) | Q(withdrawal__from_on__gt=valid_from)).exclude(form=form)
    other = rows.select_related("form").first()
    return [f"「{other.form.title}」が同じ名前で公開中です。名前を変えるか、先に取りやめてください。"] if other else []


def _without_protocol(form: Form, draft: Draft, rows: list[FormField]) -> list[str]:
    known = protocols([form.pk])
    asked = {one.key for one in draft.asked}
    count = sum(row.key in asked and (form.pk, row.key) not in known for row in rows)
    return [f"質問の記録（なぜたずねるか）がない欄が{count}あります。"] if count else []


def _head(form: Form, valid_from: date) -> Head:
    base = load_forms(form.municipality, valid_from).get(form.catalogue_form)
    link = form.link or {}
    law = f"{link['law']} {link['article']}".strip() if link else ""
    rule = "　".join(filter(None, (form.form_number, form.rule_reference)))
    said = next((one.law for one in protocols([form.pk]).values() if one.law), "")
    return Head(
        id=form.catalogue_form,
        title=form.title,
        office=form.office or (base.office if base else "") or "担当課",
        procedures=tuple(form.procedures),
        municipality=form.municipality,
        valid_from=valid_from,
        each_person=form.each_person,
        citation=said or law or (f"{rule}（市の規則で確認）" if rule else "市の規則（確認が必要）"),
        source="質問の記録" if said else "行政手続等の棚卸調査との照合" if law else "様式に印刷された番号",
        certainty="general_knowledge",  # a machine found the procedure by its name, or a clerk wrote it down
        verified_on=min(valid_from, date.today()),  # noqa: DTZ011 - the office's wall calendar
        base=base,
    )


def _checked(draft: Draft, form: Form, valid_from: date) -> tuple[FormDefinition | None, list[str]]:
    """Let the catalogue's own schema and linter judge the draft."""
    if not draft.raw["sections"]:
        return None, ["載せる欄が残っていません。この様式は廃止できます。"]
    try:
        definition = read_text(draft.yaml(), form.title)
    except FormDefinitionInvalidError as error:
        return None, [error.ja]
    own = {item for item in definition.items() if item.startswith("local.")}
    known = frozenset(load_vocabulary()) | own
    procedures = frozenset(catalogue.load(form.municipality, valid_from).procedures)
    return definition, [f"{one.place}：{one.message}" for one in lint_form(definition, known, procedures)]


def catalogue_choices(municipality: str, on: date) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the catalogue's forms and procedures as (id, name), to choose from."""
    forms = [(one.id, one.title) for one in load_forms(municipality, on).values()]
    known = catalogue.load(municipality, on).procedures
    return sorted(forms, key=lambda one: one[1]), [(name, str(one.name["ja"])) for name, one in known.items()]
