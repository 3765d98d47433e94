"""What a visit needs: triage over its facts, the questions still open and the values still to be entered."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from kakanai import triage
from kakanai.catalogue.forms import FormDefinition
from kakanai.desk.entries import entry_rule
from kakanai.desk.models import Visit
from kakanai.desk.queries.facts import facts_inside
from kakanai.documents import DocumentMeta, FormUse
from kakanai.documents.compose import fill
from kakanai.reform.queries import catalogue_in_force, forms_in_force
from kakanai.vocabulary.facts import Facts
from kakanai.vocabulary.items import load as load_vocabulary


@dataclass(frozen=True)
class Needs:
    """The state of a visit's procedures at one moment."""

    facts: Facts
    result: triage.TriageResult
    forms: dict[str, FormDefinition]

    @property
    def needed(self) -> list[Any]:
        """The results that say `needed`."""
        return [one for one in self.result.results if one.status == triage.Status.NEEDED]


@dataclass(frozen=True)
class MissingValue:
    """A value that a needed form asks for and that no source knows."""

    subject: str
    item: str
    label: str
    forms: tuple[str, ...]


def needs_of(visit: Visit) -> Needs:
    """Evaluate the catalogue in force on the visit's day over the visit's facts."""
    facts = facts_inside(visit)
    result = triage.evaluate(catalogue_in_force(visit.on), visit.event, visit.on, facts)
    return Needs(facts, result, forms_in_force(visit.on))


def uses_of(needs: Needs, chosen: Container[str] = ()) -> list[FormUse]:
    """Return each form that a needed procedure produces, with the persons it is about, once.

    Procedures in `chosen` (those the resident put off or does not want) produce nothing today.
    """
    found: dict[str, list[str]] = {}
    for result in needs.needed:
        if result.procedure in chosen:
            continue
        for form_id in result.forms:
            subjects = found.setdefault(form_id, [])
            about = result.persons or (result.subject,)
            subjects.extend(one for one in about if one not in subjects)
    return [FormUse(needs.forms[form_id], tuple(subjects)) for form_id, subjects in found.items()]


def put_off(visit: Visit) -> frozenset[str]:
    """Return the procedures that the resident does later or does not want."""
    rows = visit.choices.exclude(choice="now").filter(municipality=visit.municipality)
    return frozenset(rows.values_list("procedure", flat=True))


def missing_values(visit: Visit, needs: Needs) -> list[MissingValue]:
    """Return the values that today's forms show and nobody knows, each once for the visit."""
    wanted: dict[tuple[str, str], tuple[str, list[str]]] = {}
    meta = DocumentMeta("", visit.number, visit.on, applicant=visit.applicant, event=visit.event)
    for use in uses_of(needs, put_off(visit)):
        for sheet in fill(use, needs.facts, meta):
            for row, value in sheet.values():
                if value.missing and value.item:
                    wanted.setdefault((value.subject, value.item), (row.label, []))[1].append(use.form.id)
    return [MissingValue(subject, item, label, tuple(forms)) for (subject, item), (label, forms) in wanted.items()]


def rule_of(forms: Mapping[str, FormDefinition], item: str) -> dict[str, Any]:
    """Return how an item is typed: by its own rule, or by the choices that a form prints for a question of its own."""
    rule = entry_rule(item)
    if item in load_vocabulary():
        return rule
    rows = (row for form in forms.values() for section in form.sections for row in section.rows if row.item == item)
    options = next((row.options for row in rows if row.options), ())
    return {**rule, "kind": "choice", "choices": dict(options)} if options else rule
