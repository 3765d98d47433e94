"""Publish a decided form into the catalogue, take a version back, bring an earlier one back.

Nothing published is ever changed: a new version is a new row, and so is a withdrawal.
"""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from kakanai import yamldata
from kakanai.reform import policies
from kakanai.reform.actions.log import record
from kakanai.reform.definition import written
from kakanai.reform.errors import NotPublishableError
from kakanai.reform.models import Form, FormStatus, Publication, Withdrawal
from kakanai.reform.queries.publishing import Prospect, prospect_of
from kakanai.trust.models import User


@transaction.atomic
def publish_form(form: Form, by: User, *, valid_from: date, note: str = "") -> Publication:
    """Publish a form as decided, in force from a day on.

    Raises NotPublishableError that lists what is missing: undecided fields, decisions without their reviewer,
    questions without a protocol, or what the catalogue's linter finds.
    """
    policies.must(by, policies.PUBLISH)
    form = Form.objects.select_for_update(of=("self",)).select_related("reading").get(
        municipality=form.municipality, pk=form.pk
    )  # fmt: skip
    prospect = prospect_of(form, valid_from)
    if prospect.problems:
        raise NotPublishableError("not ready", "　".join(prospect.problems))
    made = _store(form, prospect, by, valid_from=valid_from, note=note)
    form.status = FormStatus.PUBLISHED
    form.save(update_fields=["status"])
    detail = {"version": made.version, "digest": made.digest, "asked": made.asked, "removed": made.removed}
    record(form, "publish", by, catalogue_form=made.catalogue_form, **detail)
    return made


def _store(form: Form, prospect: Prospect, by: User, *, valid_from: date, note: str) -> Publication:
    text = prospect.draft.yaml()
    made = Publication(
        municipality=form.municipality,
        form=form,
        catalogue_form=str(prospect.draft.raw["id"]),
        version=_next_version(form.municipality, str(prospect.draft.raw["id"])),
        valid_from=valid_from,
        definition=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        asked=len(prospect.draft.asked),
        removed=prospect.fields - len(prospect.draft.asked),
        note=note.strip(),
        by=by,
    )
    made.save(force_insert=True)
    return made


def _next_version(municipality: str, catalogue_form: str) -> int:
    with connection.cursor() as cursor:  # two forms of one name publish one after the other
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"publish|{municipality}|{catalogue_form}"]
        )
    rows = Publication.objects.filter(municipality=municipality, catalogue_form=catalogue_form)
    return max(rows.values_list("version", flat=True), default=0) + 1


@transaction.atomic
def withdraw_publication(publication: Publication, by: User, *, reason: str, from_on: date | None = None) -> Withdrawal:
    """Take a version out of force from a day on (today): the version before it, or the product's own form, returns."""
    policies.must(by, policies.PUBLISH)
    Form.objects.select_for_update().get(municipality=publication.municipality, pk=publication.form_id)
    if not reason.strip():
        raise NotPublishableError("no reason", "公開を取りやめる理由を入力してください。")
    if Withdrawal.objects.filter(municipality=publication.municipality, publication=publication).exists():
        raise NotPublishableError("withdrawn already", "この版は、もう公開を取りやめています。")
    made = Withdrawal(
        municipality=publication.municipality,
        publication=publication,
        from_on=from_on or timezone.localdate(),
        reason=reason.strip(),
        by=by,
    )
    made.save(force_insert=True)
    _after_withdrawal(publication)
    record(publication.form, "withdraw", by, version=publication.version, from_on=made.from_on.isoformat())
    return made


def _after_withdrawal(publication: Publication) -> None:
    form = publication.form
    left = Publication.objects.filter(municipality=form.municipality, form=form, withdrawal__isnull=True).exists()
    if form.status == FormStatus.PUBLISHED and not left:
        form.status = FormStatus.DECIDED
        form.save(update_fields=["status"])


@transaction.atomic
def restore_publication(publication: Publication, by: User, *, valid_from: date, note: str = "") -> Publication:
    """Publish an earlier version's definition again as a new version."""
    policies.must(by, policies.PUBLISH)
    form = Form.objects.select_for_update().get(municipality=publication.municipality, pk=publication.form_id)
    text = restated(publication.definition, valid_from)
    made = Publication(
        municipality=form.municipality,
        form=form,
        catalogue_form=publication.catalogue_form,
        version=_next_version(form.municipality, publication.catalogue_form),
        valid_from=valid_from,
        definition=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        asked=publication.asked,
        removed=publication.removed,
        restores=publication.version,
        note=note.strip(),
        by=by,
    )
    made.save(force_insert=True)
    if form.status == FormStatus.DECIDED:
        form.status = FormStatus.PUBLISHED
        form.save(update_fields=["status"])
    record(form, "restore", by, version=made.version, restores=publication.version)
    return made


def restated(definition: str, valid_from: date) -> str:
    """Return the same definition with another first day."""
    return written(yamldata.read(definition) | {"valid_from": valid_from})
