"""Say where a form belongs: its office, its life events, how many sheets a visit takes, how many come in a year."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from kakanai.reform import policies
from kakanai.reform.actions.judging import judge_event
from kakanai.reform.actions.log import record
from kakanai.reform.errors import SettingRefusedError
from kakanai.reform.models import BundleEntry, EventPlan, Form, FormStatus
from kakanai.reform.queries.inventory import plan_of
from kakanai.trust import tenancy
from kakanai.trust.models import User

_FORM_SETTINGS = ("office", "catalogue_form", "procedures", "each_person", "yearly", "yearly_source")


@transaction.atomic
def describe_form(form: Form, by: User, **settings: Any) -> None:
    """Set a form's office, its id and procedures in the catalogue, one sheet per person or not, its yearly count.

    Raises SettingRefusedError for a setting that is not one of these or a negative count.
    """
    policies.must(by, policies.DECIDE)
    if unknown := set(settings) - set(_FORM_SETTINGS):
        raise SettingRefusedError(f"unknown settings {sorted(unknown)}")
    if (settings.get("yearly") or 0) < 0:
        raise SettingRefusedError("negative count", "年間件数は0以上の数で入力してください。")
    for name, value in settings.items():
        setattr(form, name, value)
    form.save(update_fields=list(settings))
    record(form, "describe", by, settings=sorted(settings))


@transaction.atomic
def set_entry(
    form: Form, event: str, by: User, *, sheets: int = 1, times: dict[str, int] | None = None, judge: bool = True
) -> BundleEntry:
    """Put a form into a life event's bundle, or change its part in it. `sheets` 0: not needed by this household."""
    policies.must(by, policies.DECIDE)
    if not 0 <= sheets <= 50:
        raise SettingRefusedError("sheets", "枚数は0から50までの数で入力してください。")
    entry, _ = BundleEntry.objects.update_or_create(
        municipality=tenancy.current(), form=form, event=event, defaults={"sheets": sheets, "times": times or {}}
    )
    record(form, "bundle", by, event=event, sheets=sheets)
    if judge:
        judge_event(event)
        judge_event("")
    return entry


@transaction.atomic
def remove_entry(form: Form, event: str, by: User) -> None:
    """Take a form out of a life event's bundle."""
    policies.must(by, policies.DECIDE)
    BundleEntry.objects.filter(municipality=tenancy.current(), form=form, event=event).delete()
    record(form, "bundle", by, event=event, sheets=None)
    judge_event(event)
    judge_event("")


@transaction.atomic
def set_plan(event: str, by: User, *, persons: int, children: int, yearly: int | None) -> EventPlan:
    """Set the household that a life event's counting assumes, and its yearly count.

    The first yearly count stays as the baseline; later ones are the present estimate.
    """
    policies.must(by, policies.DECIDE)
    if not 1 <= persons <= 20 or not 0 <= children < persons or (yearly or 0) < 0:
        raise SettingRefusedError(
            "plan", "人数と年間件数を確認してください。子どもの人数は世帯の人数より少なくします。"
        )
    plan = plan_of(event)
    plan.persons, plan.children, plan.yearly_now = persons, children, yearly
    if plan.yearly_before is None:
        plan.yearly_before = yearly
    plan.save()
    record(None, "plan", by, event=event, persons=persons, children=children, yearly=yearly)
    return plan


@transaction.atomic
def retire_form(form: Form, by: User, reason: str) -> None:
    """Take a form out of use. Its decisions and publications stay on record."""
    policies.must(by, policies.DECIDE)
    if not reason.strip():
        raise SettingRefusedError("no reason", "廃止の理由を入力してください。")
    form.status = FormStatus.RETIRED
    form.save(update_fields=["status"])
    events = list(form.entries.filter(municipality=form.municipality).values_list("event", flat=True))
    record(form, "retire", by, reason=reason.strip()[:200])
    for event in events or [""]:
        judge_event(event)
