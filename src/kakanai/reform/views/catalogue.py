"""What is published: try, publish, withdraw, bring an earlier version back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kakanai.catalogue.forms import FormDefinition
from kakanai.catalogue.forms.model import Row
from kakanai.reform import actions
from kakanai.reform.errors import SettingRefusedError
from kakanai.reform.fields import fact_label
from kakanai.reform.models import Publication
from kakanai.reform.queries.catalogue import definition_of, history, publications_in_force
from kakanai.reform.queries.publishing import prospect_of
from kakanai.reform.views.common import actor, find_form, in_words, show
from kakanai.trust import tenancy


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the published versions and which of them are in force today."""
    today = timezone.localdate()
    in_force = {one.pk for one in publications_in_force(today).values()}
    rows = [{"row": one, "in_force": one.pk in in_force, "ahead": one.valid_from > today} for one in history()]
    return show(request, "reform/catalogue.html", "catalogue", rows=rows, today=today)


@require_GET
def prospect(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Show what publishing a form would write, and what is missing."""
    form = find_form(form_id)
    today = timezone.localdate()
    found = prospect_of(form, today)
    return show(
        request,
        "reform/publish.html",
        "catalogue",
        form=form,
        prospect=found,
        sections=_rows_in_words(found.definition) if found.definition else [],
        today=today,
        asked={(one.key) for one in found.draft.asked},
        earlier=history(form.catalogue_form) if form.catalogue_form else [],
    )


_WHOSE = {"self": "本人", "applicant": "届出人", "head": "世帯主", "spouse": "配偶者"}


def _rows_in_words(definition: FormDefinition) -> list[dict[str, Any]]:
    """The rows of a definition as people read them: which value, whose."""
    return [
        {"title": section.title, "repeat": section.repeat, "rows": [_in_words(row) for row in section.rows]}
        for section in definition.sections
    ]


def _in_words(row: Row) -> dict[str, Any]:
    own = row.item.startswith("local.")
    over = f"（上に{fact_label(row.over)}）" if row.over else ""
    return {
        "label": row.label,
        "item": row.item,
        "value": "この様式だけの質問" if own else fact_label(row.item) + over if row.item else row.text,
        "whose": "" if own else _WHOSE.get(row.of, "世帯"),
        "options": " ".join(f"□{word}" for _, word in row.options),
        "optional": row.optional,
    }


@require_POST
@in_words
def publish(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Publish a form as decided."""
    form = find_form(form_id)
    made = actions.publish_form(
        form, actor(request), valid_from=_day(request), note=request.POST.get("note", "")[:1000]
    )
    messages.success(
        request,
        f"「{form.title}」第{made.version}版を公開しました。{made.valid_from:%Y年%-m月%-d日}から窓口で使われます。",
    )
    return redirect("reform:catalogue")


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("valid_from", ""))
    except ValueError as error:
        raise SettingRefusedError("no day", "公開を始める日を入力してください。") from error


def _publication(publication_id: UUID) -> Publication:
    rows = Publication.objects.select_related("form", "by").filter(municipality=tenancy.current(), pk=publication_id)
    found = rows.first()
    if found is None:
        raise Http404("no such publication")
    return found


@require_GET
def publication(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Show one published version: its rows and its text."""
    row = _publication(publication_id)
    return show(
        request, "reform/publication.html", "catalogue", row=row, sections=_rows_in_words(definition_of(row)), today=timezone.localdate(),
        in_force=row.pk in {one.pk for one in publications_in_force(timezone.localdate()).values()},
    )  # fmt: skip


@require_POST
@in_words
def withdraw(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Take a version out of force from today."""
    row = _publication(publication_id)
    actions.withdraw_publication(row, actor(request), reason=request.POST.get("reason", "")[:1000])
    messages.success(request, f"「{row.form.title}」第{row.version}版の公開を取りやめました。前の版に戻っています。")
    return redirect("reform:catalogue")


@require_POST
@in_words
def restore(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Publish an earlier version again."""
    row = _publication(publication_id)
    made = actions.restore_publication(
        row, actor(request), valid_from=timezone.localdate(), note=request.POST.get("note", "")
    )
    messages.success(request, f"第{row.version}版を、第{made.version}版として公開し直しました。")
    return redirect("reform:catalogue")
