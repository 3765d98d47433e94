"""The decision queue by keyboard, the undo key, and the second reviewer's list."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kakanai.reform import actions, policies
from kakanai.reform.models import Decision, Finding
from kakanai.reform.queries.decisions import State, waiting_reviews
from kakanai.reform.queries.pages import excerpt
from kakanai.reform.queries.queue import Waiting, finding_view, last_batch, waiting
from kakanai.reform.views.common import actor, back, event_choices, event_of, in_words, show
from kakanai.reform.views.form import said_of
from kakanai.reform.words import verdict_words

EXCERPTS = 2


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show one finding: the gravest open one, the next one, or the one asked for."""
    event = event_of(request)
    wanted = request.GET.get("finding", "")
    try:
        found = finding_view(UUID(wanted), event) if wanted else waiting(event, request.GET.get("after"))
    except (Finding.DoesNotExist, ValueError) as error:
        raise Http404("no such finding") from error
    last = last_batch(actor(request))
    return show(
        request,
        "reform/queue.html",
        "queue",
        event=event,
        events=event_choices(),
        found=found,
        excerpts=_excerpts(found) if found else [],
        verdicts=verdict_words(whole_form=bool(found and found.whole_form)),
        last=last,
    )


def _excerpts(found: Waiting) -> list[dict[str, object]]:
    shown = [one for one in found.open or found.places if one.field is not None][:EXCERPTS]
    views = [(one, excerpt(one.place.form, one.place.field_key)) for one in shown]
    return [{"place": one, "page": page} for one, page in views if page is not None]


@require_POST
@in_words
def decide(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Decide on every open place of a finding with one key, and go on."""
    event = event_of(request, request.POST.get("event", ""))
    try:
        found = finding_view(finding_id, event)
    except Finding.DoesNotExist as error:
        raise Http404("no such finding") from error
    following = waiting(event, finding_id)
    said = said_of(request)
    _, count = actions.decide_finding(found.finding, said, actor(request))
    messages.success(request, f"{count}欄を「{said.verdict.ja}」にしました。")
    url = f"{reverse('reform:queue')}?event={event}"
    if following and following.finding.pk != finding_id:
        url += f"&finding={following.finding.pk}"
    return redirect(url)


@require_POST
@in_words
def undo(request: HttpRequest) -> HttpResponse:
    """Take one's last decisions back by superseding them."""
    try:
        batch = UUID(request.POST.get("batch", ""))
    except ValueError as error:
        raise Http404("no such batch") from error
    count = actions.undo(batch, actor(request))
    messages.info(request, f"{count}欄の決定を取り消しました。前の決定に戻っています。")
    return redirect(back(request, reverse("reform:queue")))


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """List the decisions that wait for a second, legal reviewer."""
    rows = waiting_reviews()
    me = actor(request)
    listed = [{"decision": one, "mine": one.by_id == me.pk, "may": policies.may_review(one, me)} for one in rows]
    recent = Decision.objects.filter(municipality=me.municipality_id, review__isnull=False)
    recent = recent.select_related("form", "by", "review__by").order_by("-review__at")[:12]
    return show(
        request, "reform/reviews.html", "reviews", waiting=listed, recent=recent, excerpts={}, returned=State.RETURNED
    )


@require_POST
@in_words
def review(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Agree to a decision, or send it back."""
    approved = request.POST.get("word") == "approve"
    try:
        actions.review_decision(
            decision_id, actor(request), approved=approved, note=request.POST.get("note", "")[:1000]
        )
    except Decision.DoesNotExist as error:
        raise Http404("no such decision") from error
    messages.success(request, "決定に同意しました。" if approved else "差し戻しました。")
    return redirect("reform:reviews")
