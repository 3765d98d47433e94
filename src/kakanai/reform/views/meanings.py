"""What labels mean here, and why questions are asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from kakanai.reform import actions
from kakanai.reform.engine.slim import FILLED, GONE
from kakanai.reform.fields import fact_label, fact_of
from kakanai.reform.models import FormField, FormStatus, Purpose
from kakanai.reform.queries.decisions import OPEN, protocols, standings
from kakanai.reform.queries.meanings import FORM_ONLY, current_synonyms, meaning_words, unknown_labels
from kakanai.reform.queries.pages import excerpt
from kakanai.reform.views.common import actor, in_words, show
from kakanai.reform.views.form import words_of
from kakanai.trust import tenancy
from kakanai.vocabulary.items import load as load_vocabulary

ASKED_AT_ONCE = 40


@require_GET
def meanings(request: HttpRequest) -> HttpResponse:
    """Show the first label that nobody has explained, those that follow, and the answers so far."""
    unknown = unknown_labels()
    wanted = request.GET.get("label", "")
    first = next((one for one in unknown if one.label == wanted), unknown[0] if unknown else None)
    known = load_vocabulary()
    return show(
        request,
        "reform/meanings.html",
        "meanings",
        first=first,
        page=excerpt(first.field.form, first.field.key) if first else None,
        unknown=unknown[:ASKED_AT_ONCE],
        left=len(unknown),
        items=[(item.id, item.ja) for item in known.values() if item.synonyms],
        roles=[(role.id, role.ja) for role in known.roles.values()],
        answers=[{"row": row, "words": meaning_words(row.meaning)} for row in current_synonyms()],
        form_only=FORM_ONLY,
    )


@require_POST
@in_words
def answer(request: HttpRequest) -> HttpResponse:
    """Take the answer to what a label means."""
    data = request.POST
    row = _field(data.get("field", ""))
    meaning = data.get("meaning", "")
    if not meaning:
        role = data.get("role", "")
        meaning = data.get("item", "") + (f"@{role}" if role else "")
    actions.answer_meaning(row, meaning, actor(request))
    messages.success(request, f"「{row.label}」は「{meaning_words(meaning)}」と覚えました。")
    return redirect("reform:meanings")


@require_POST
@in_words
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take an answer back."""
    label = request.POST.get("label", "")
    actions.withdraw_meaning(label, actor(request))
    messages.info(request, f"「{label}」の意味を取り消しました。")
    return redirect("reform:meanings")


def _field(text: str) -> FormField:
    try:
        return FormField.objects.select_related("form").get(municipality=tenancy.current(), pk=UUID(text))
    except (ValueError, FormField.DoesNotExist) as error:
        raise Http404("no such field") from error


@dataclass
class AskedFact:
    """Fields that stay asked, all for the same fact: they take one protocol."""

    fact: str
    label: str
    rows: list[FormField] = field(default_factory=list)

    @property
    def places(self) -> str:
        """The forms, shortened."""
        titles = list(dict.fromkeys(row.form.title for row in self.rows))
        return "、".join(titles[:4]) + (f" ほか{len(titles) - 4}様式" if len(titles) > 4 else "")


@require_GET
def without_protocol(request: HttpRequest) -> HttpResponse:
    """List the questions that stay asked and do not say why, by fact."""
    groups = _without_protocol()
    wanted = request.GET.get("fact", "")
    first = next((one for one in groups if one.fact == wanted), groups[0] if groups else None)
    return show(request, "reform/protocols.html", "protocols", groups=groups, first=first, purposes=Purpose.choices)


def _without_protocol() -> list[AskedFact]:
    rows = FormField.objects.filter(municipality=tenancy.current()).exclude(kind__in=["office", "seal", "sign"])
    rows = rows.exclude(form__status=FormStatus.RETIRED).select_related("form").order_by("form__title", "index")
    forms = {row.form_id for row in rows}
    found, known = standings(forms), protocols(forms)
    groups: dict[str, AskedFact] = {}
    for row in rows:
        verdict = found.get((row.form_id, row.key), OPEN).verdict
        if verdict is None or verdict in GONE | FILLED or (row.form_id, row.key) in known:
            continue
        fact = fact_of(row.item) if row.item else row.label
        groups.setdefault(fact, AskedFact(fact, fact_label(fact))).rows.append(row)
    return sorted(groups.values(), key=lambda one: (-len(one.rows), one.label))


@require_POST
@in_words
def write_protocols(request: HttpRequest) -> HttpResponse:
    """Write one protocol for all fields of a fact."""
    fact = request.POST.get("fact", "")
    group = next((one for one in _without_protocol() if one.fact == fact), None)
    if group is None:
        raise Http404("no such question")
    count = actions.write_protocol(group.rows, words_of(request), actor(request))
    messages.success(request, f"「{group.label}」の{count}欄に、質問の記録を残しました。")
    return redirect("reform:protocols")
