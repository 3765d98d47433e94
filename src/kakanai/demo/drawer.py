"""The sample city's drawer of forms: drawn, read by the engine like any city's files, and partly decided.

Every figure that the screens show of it is counted from the boxes that were read; nothing here says how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from kakanai import yamldata
from kakanai.demo.city import City
from kakanai.reform import actions
from kakanai.reform.actions.decisions import Said
from kakanai.reform.engine.findings import Verdict
from kakanai.reform.engine.gold.emit import emit
from kakanai.reform.engine.gold.spec import DrawnForm, load_forms
from kakanai.reform.fields import fact_of
from kakanai.reform.models import Decision, Form, FormField
from kakanai.reform.queries.decisions import State, standings
from kakanai.trust import tenancy
from kakanai.trust.models import User

Rule = dict[str, Any]


def drawer() -> dict[str, Any]:
    """Return the drawer as data."""
    raw: dict[str, Any] = yamldata.read((files("kakanai.demo") / "data" / "drawer.yaml").read_text("utf-8"))
    return raw


def drawn_forms(raw: dict[str, Any]) -> list[DrawnForm]:
    """Return the drawn forms of the drawer's life events."""
    events = {event.replace("-", "_") for event in raw["plans"]}
    return [form for form in load_forms() if events & set(form.bundles)]


def path_of(form: DrawnForm, raw: dict[str, Any]) -> str:
    """Return a form's path in the drawer: office, title, kind of file."""
    how = next((how for how, names in raw["formats"].items() if form.id in names), "docx")
    return f"{form.office}/{form.title}.{how}"


def draw(form: DrawnForm, raw: dict[str, Any]) -> tuple[str, bytes]:
    """Return a form's path in the drawer and its file."""
    path = path_of(form, raw)
    return path, emit(form, path.rpartition(".")[2])


def load_drawer(city: City) -> int:
    """Put the drawer into the sample city's inventory, with what has been decided; return the number of forms.

    Can be run again: once the drawer is decided on nothing is done, and after a crash it begins where it stopped.
    """
    raw = drawer()
    officer, reviewer = (User.objects.get(username=city.username(role)) for role in ("reform_officer", "reviewer"))
    drawn = drawn_forms(raw)
    with tenancy.tenant(city.code):
        if Decision.objects.filter(municipality=city.code).exists():
            return Form.objects.filter(municipality=city.code).count()
        batch = actions.take_files([draw(form, raw) for form in drawn], officer)
        actions.read_waiting(batch.pk)
        forms = {one.id: Form.objects.get(municipality=city.code, name=path_of(one, raw)) for one in drawn}
        _review(raw, drawn, forms, officer, reviewer)
    return len(forms)


@transaction.atomic
def _review(raw: dict[str, Any], drawn: list[DrawnForm], forms: dict[str, Form], officer: User, reviewer: User) -> None:
    for event, plan in raw["plans"].items():
        actions.set_plan(event, officer, **plan)
        for form in (one for one in drawn if event.replace("-", "_") in one.bundles):
            entry = raw["bundles"][event].get(form.id, {})
            actions.set_entry(forms[form.id], event, officer, judge=False, **entry)
    for label, meaning in raw["meanings"].items():
        row = FormField.objects.filter(municipality=tenancy.current(), label=label).select_related("form").first()
        if row is not None:
            actions.answer_meaning(row, meaning, officer, judge=False)
    actions.judge_all()
    for rule in raw["decisions"]:
        in_event = [one.id for one in drawn if rule["event"].replace("-", "_") in one.bundles]
        for name in rule.get("only_on", in_event):
            if name not in rule.get("not_on", ()):
                _decide(forms[name], _fitting(forms[name], rule), rule, officer, reviewer)
    for name, published in raw["publish"].items():
        _publish(forms[name], published, officer, reviewer)


def _fitting(form: Form, rule: Rule) -> list[FormField]:
    rows = FormField.objects.filter(municipality=form.municipality, form=form).exclude(kind="office")
    return [row for row in rows if _fits(row, rule)]


def _fits(row: FormField, rule: Rule) -> bool:
    return (
        ("facts" not in rule or (bool(row.item) and fact_of(row.item) in rule["facts"]))
        and ("kinds" not in rule or row.kind in rule["kinds"])
        and ("labels" not in rule or row.label in rule["labels"])
        and ("roles" not in rule or row.role in rule["roles"])
    )


def _decide(form: Form, rows: Iterable[FormField], rule: Rule, officer: User, reviewer: User) -> None:
    said = Said(Verdict(rule["verdict"]), rule["reason"], rule.get("law", ""))
    known = standings([form.pk])
    for row in rows:
        if (form.pk, row.key) in known and known[form.pk, row.key].state is not State.OPEN:
            continue
        made = actions.decide(form, row.key, said, officer)
        if made.needs_review and "reviewed" in rule:
            actions.review_decision(made.pk, reviewer, approved=True, note=rule["reviewed"])


def _publish(form: Form, published: dict[str, Any], officer: User, reviewer: User) -> None:
    names = {name: published[name] for name in ("catalogue_form", "procedures")}
    actions.describe_form(form, officer, **names)
    for rule in published["decisions"]:
        _decide(form, _fitting(form, rule), rule, officer, reviewer)
    actions.keep_the_rest(form, officer, "")
    rows = FormField.objects.filter(municipality=form.municipality, form=form)
    actions.write_protocol(rows, published["protocol"], officer)
    actions.publish_form(form, officer, valid_from=timezone.localdate(), note="様式見直し会議の決定")
