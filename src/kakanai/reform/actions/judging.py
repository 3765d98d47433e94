"""Let the engine judge the inventory anew. Findings are replaced as a whole; decisions stay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from kakanai.reform.engine.findings import Bundle, FormInBundle, findings_of, judge, near_duplicates
from kakanai.reform.engine.findings import Finding as Found
from kakanai.reform.engine.survey import Link, Survey
from kakanai.reform.fields import holdings, keys_of, legal_now, stored_document
from kakanai.reform.models import Finding, FindingPlace, Form, FormField, FormStatus
from kakanai.reform.queries.documents import Loaded, load_bundle, load_forms, load_forms_of_none
from kakanai.reform.queries.inventory import events_in_use
from kakanai.trust import tenancy

_RANK = {"high": 0, "medium": 1, "low": 2, "info": 3}
NO_EVENT = ""
RULES_OFFICE = "例規"
"""Forms under this office (folder) are the rules' own current ones; others are compared with them."""


@transaction.atomic
def judge_all() -> None:
    """Judge every life event that has forms, and the forms of none."""
    for event in events_in_use():
        judge_event(event)
    judge_event(NO_EVENT)


@transaction.atomic
def judge_event(event: str) -> int:
    """Replace the findings of a life event (`""`: of the forms that belong to none); return how many there are."""
    municipality = tenancy.current()
    loaded = load_bundle(event) if event else load_forms_of_none()
    _refresh_legal(loaded)
    found = _judged(event, loaded)
    Finding.objects.filter(municipality=municipality, event=event).delete()
    rows, places = _rows(found, event, loaded)
    Finding.objects.bulk_create(rows)
    FindingPlace.objects.bulk_create(places)
    return len(rows)


def _refresh_legal(loaded: list[Loaded]) -> None:
    """Say anew which fields want a legal reviewer: the city's list or the vocabulary may know more than at the reading."""
    changed = []
    for one in loaded:
        fresh = legal_now(one.form, one.rows)
        for row in one.rows:
            if row.legal != fresh[row.key]:
                row.legal = fresh[row.key]
                changed.append(row)
    FormField.objects.bulk_update(changed, ["legal"])


def _judged(event: str, loaded: list[Loaded]) -> list[Found]:
    if not event:  # forms of no life event share no visit, so that nothing is asked again among them
        alone = [found for one in loaded for found in findings_of(one.document, holdings())]
        return [*alone, *near_duplicates([one.document for one in loaded]), *_older(event, loaded)]
    forms = tuple(FormInBundle(one.document, one.form.office, max(one.sheets, 1)) for one in loaded)
    links = {str(one.form.pk): _link(one.form) for one in loaded if one.form.link_state != "not_searched"}
    return [*judge(Bundle(_engine_word(event), forms), holdings(), links, _ordinances()), *_older(event, loaded)]


def _engine_word(event: str) -> str:
    return event.replace("-", "_")


def _ordinances() -> str | None:
    """The text of the city's 例規 (setting KAKANAI_ORDINANCES); `None`: nobody has searched it."""
    place = getattr(settings, "KAKANAI_ORDINANCES", "")
    return Path(place).read_text("utf-8") if place else None


def _older(event: str, loaded: list[Loaded]) -> list[Found]:
    """Forms that differ from the rule's current one of the same number and title, which stands under 例規."""
    rows = Form.objects.filter(municipality=tenancy.current(), office=RULES_OFFICE, reading__isnull=False)
    current = {
        (one.document.form_number, one.document.title): one.document
        for one in load_forms(rows.exclude(status=FormStatus.RETIRED))
    }
    found: list[Found] = []
    for one in loaded:
        number = one.document.form_number
        now = current.get((number, one.document.title))
        if now is not None and number and one.form.office != RULES_OFFICE:
            alone = Bundle(_engine_word(event), (FormInBundle(one.document, one.form.office),))
            found += [each for each in judge(alone, holdings(), current={number: now}) if each.rule == "version_drift"]
    return found


def _link(form: Form) -> Link | None:
    return Link(**{**form.link, "attachments": tuple(form.link["attachments"])}) if form.link else None


def _rows(found: list[Found], event: str, loaded: list[Loaded]) -> tuple[list[Finding], list[FindingPlace]]:
    forms = {str(one.form.pk): (one.form, keys_of(one.document)) for one in loaded}
    rows: dict[str, Finding] = {}
    places: list[FindingPlace] = []
    for one in found:
        where = [(forms[p.form][0], forms[p.form][1][p.index] if p.index >= 0 else "") for p in one.places]
        row = _row(one, event, where)
        if row.digest in rows:
            continue
        rows[row.digest] = row
        places += [
            FindingPlace(municipality=row.municipality, finding=row, form=form, field_key=key)
            for form, key in dict.fromkeys(where)
        ]
    return list(rows.values()), places


def _row(one: Found, event: str, where: list[tuple[Form, str]]) -> Finding:
    told = "\x1f".join([one.rule, one.ja, *(f"{form.pk}/{key}" for form, key in where)])
    return Finding(
        municipality=tenancy.current(),
        event=event,
        digest=hashlib.sha256(told.encode()).hexdigest()[:16],
        rule=one.rule,
        severity=one.severity,
        rank=_RANK[one.severity],
        ja=one.ja,
        evidence=list(one.evidence),
        proposal=one.proposal.value if one.proposal else "",
        legal=one.legal,
        ground=one.ground.value,
        law=one.law,
        item=one.item or "",
        role=one.role,
    )


def link_forms(path: Path | None = None, forms: Iterable[Form] | None = None) -> int:
    """Look each form up in the national survey of procedures; return how many were found.

    The survey's place is `path` or the setting KAKANAI_PROCEDURE_SURVEY; without one every form stays "not searched".
    A yearly count of 0 there means missing. Raises SurveyMissingError for a file that is none.
    """
    place = path or getattr(settings, "KAKANAI_PROCEDURE_SURVEY", None)
    if not place:
        return 0
    survey = Survey.load(place)
    with transaction.atomic():
        wanted = forms if forms is not None else _unlinked()
        return sum(_link_one(form, survey) for form in wanted)


def _unlinked() -> Iterable[Form]:
    rows = Form.objects.filter(municipality=tenancy.current(), link_state="not_searched")
    return rows.exclude(status=FormStatus.RETIRED).exclude(reading=None)


def _link_one(form: Form, survey: Survey) -> bool:
    link = survey.find(stored_document(form))
    form.link_state = "found" if link else "not_found"
    form.link = _plain(link) if link else None
    if link and link.yearly and form.yearly is None:
        form.yearly, form.yearly_source = link.yearly, "棚卸調査（全国）"
    form.save(update_fields=["link", "link_state", "yearly", "yearly_source"])
    return link is not None


def _plain(link: Link) -> dict[str, Any]:
    return {**asdict(link), "attachments": list(link.attachments)}
