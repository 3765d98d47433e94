"""Answer what a label means. The answer becomes this city's synonym, with who, when and where."""

from __future__ import annotations

from django.db import transaction

from kakanai.reform import policies
from kakanai.reform.actions.judging import judge_all
from kakanai.reform.actions.log import record
from kakanai.reform.errors import MeaningError
from kakanai.reform.fields import rows_of, stored_document, with_city_meanings
from kakanai.reform.models import Form, FormField, Synonym
from kakanai.reform.queries.meanings import FORM_ONLY, synonyms
from kakanai.trust import tenancy
from kakanai.trust.models import User
from kakanai.vocabulary.items import load as load_vocabulary
from kakanai.vocabulary.lexicon import key as label_key


@transaction.atomic
def answer_meaning(field: FormField, meaning: str, by: User, *, judge: bool = True) -> Synonym:
    """Say what a field's label means in this city; every form with that label knows it from now on.

    `meaning` is `item`, `item@role` or `form-only` (no item stands for it). Raises MeaningError for anything else.
    """
    policies.must(by, policies.DECIDE)
    _check(meaning)
    made = _store(field.label, meaning, by, field)
    _apply(field.label)
    if judge:
        judge_all()
    return made


@transaction.atomic
def withdraw_meaning(label: str, by: User) -> None:
    """Take an answer back; the label is open again. Raises MeaningError when there is none."""
    policies.must(by, policies.DECIDE)
    last = _last(label)
    if last is None or not last.meaning:
        raise MeaningError(f"no answer for {label!r}", "この見出しには、まだ答えがありません。")
    _store(label, "", by, None)
    _apply(label)
    judge_all()


def _check(meaning: str) -> None:
    if meaning == FORM_ONLY:
        return
    item, _, role = meaning.partition("@")
    known = load_vocabulary()
    if item not in known or (role and role not in known.roles):
        raise MeaningError(f"unknown meaning {meaning!r}")


def _last(label: str) -> Synonym | None:
    rows = Synonym.objects.select_for_update().filter(municipality=tenancy.current(), label=label)
    return rows.exclude(pk__in=Synonym.objects.exclude(supersedes=None).values("supersedes")).first()


def _store(label: str, meaning: str, by: User, field: FormField | None) -> Synonym:
    made = Synonym(
        municipality=tenancy.current(),
        label=label,
        meaning=meaning,
        form_id=field.form_id if field else None,
        field_key=field.key if field else "",
        section="/".join(field.section)[:200] if field else "",
        by=by,
        supersedes=_last(label),
    )
    made.save(force_insert=True)
    record(field.form if field else None, "meaning", by, label=label, meaning=meaning)
    return made


def _apply(label: str) -> None:
    """Give the fields of that label their meaning anew, from the document as it was read."""
    answers, alike = synonyms(), _labels_alike(label)
    forms = Form.objects.filter(municipality=tenancy.current(), fields__label__in=alike).distinct()
    for form in forms:
        document, settled = with_city_meanings(stored_document(form), answers)
        fresh = {row.key: row for row in rows_of(form, document, settled)}
        for row in form.fields.filter(municipality=form.municipality, label__in=alike):
            new = fresh[row.key]
            row.item, row.role, row.item_by, row.legal = new.item, new.role, new.item_by, new.legal
            row.save(update_fields=["item", "role", "item_by", "legal"])


def _labels_alike(label: str) -> list[str]:
    """The labels on the city's forms that read the same: spaces and widths make no difference."""
    used = FormField.objects.filter(municipality=tenancy.current()).values_list("label", flat=True).distinct()
    return [one for one in used if label_key(one) == label_key(label)]
