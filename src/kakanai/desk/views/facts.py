"""Everything that puts facts into a visit: card, file, answer, typed value."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from kakanai.agent.protocol import Credential, Kind
from kakanai.desk import actions
from kakanai.desk.entries import checked
from kakanai.desk.errors import AnswerError, ExtractError, ValueRefusedError
from kakanai.desk.extracts import LARGEST_FILE
from kakanai.desk.models import Visit
from kakanai.desk.queries.needs import needs_of, rule_of
from kakanai.desk.queries.screens.card import photo_png, reading_job
from kakanai.desk.queries.screens.frame import visit_context
from kakanai.desk.queries.screens.options import Refusal
from kakanai.desk.views.common import FACTS_CHANGED, in_words, show_now
from kakanai.reform.queries import forms_in_force
from kakanai.trust.gate import WITHHELD
from kakanai.vocabulary.facts import Source

_MOST_FILES = 5


@require_POST
@in_words
def card_start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask the counter's agent to read a card, in the way that was chosen: PIN, 照合番号B, or only the photo."""
    subject, way = request.POST.get("subject", ""), request.POST.get("way", "pin")
    if way == "face":
        actions.start_face(visit, subject, request.user)  # type: ignore[arg-type]
    else:
        credential = Credential.NUMBER_B if way == "number_b" else Credential.PIN
        actions.start_card_read(visit, subject, request.user, credential=credential)  # type: ignore[arg-type]
    return _card(request, visit)


@require_POST
@in_words
def card_cancel(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Call a card read off."""
    actions.cancel_card_read(visit, request.user)  # type: ignore[arg-type]
    return show_now(request, visit, step="start", changed=False)


@require_GET
@in_words
def card_poll(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say how far the card is; once it is read, take its facts and show the step anew."""
    if (job := reading_job(visit)) and job.kind == Kind.READ and job.waits and not job.stranger:
        actions.take_card(visit, request.user)  # type: ignore[arg-type]
        response = _card(request, visit)
        response[FACTS_CHANGED[0]] = FACTS_CHANGED[1]
        return response
    return _card(request, visit)


@require_POST
@in_words
def card_whose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take a card that fits nobody as the clerk says: as one person's, as one more of the household, or not at all."""
    whose = request.POST.get("whose", "")
    if whose == "nobody":
        actions.cancel_card_read(visit, request.user)  # type: ignore[arg-type]
    else:
        actions.take_card(visit, request.user, whose=whose)  # type: ignore[arg-type]
    return show_now(request, visit, step="start")


@require_GET
@in_words
def face_photo(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Return the photo that waits for the clerk's look, as browsers can show it. Kept in no cache."""
    response = HttpResponse(photo_png(visit), content_type="image/png")
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@in_words
def face_judge(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Record whether the person is the one in the photo."""
    actions.judge_face(visit, same=request.POST.get("same") == "1", clerk=request.user)  # type: ignore[arg-type]
    return show_now(request, visit, step="start")


@require_POST
@in_words
def extract_upload(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Import hand-over files, all that were chosen or none."""
    files = request.FILES.getlist("file")[:_MOST_FILES]
    if not files:
        raise ExtractError("no file was sent", "ファイルが選ばれていません。ファイルを選んでから取り込んでください。")
    with transaction.atomic():
        for number, file in enumerate(files, start=1):
            try:
                actions.import_extract(visit, file.read(LARGEST_FILE + 1), request.user)  # type: ignore[arg-type]
            except ExtractError as error:
                where = f"{number}つめのファイル：" if len(files) > 1 else ""
                raise ExtractError(str(error), where + error.clerk) from error
    return show_now(request, visit, step="start")


@require_POST
@in_words
def answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Record an answer to an open question."""
    wanted = (request.POST.get("question", ""), request.POST.get("subject", ""))
    question = next((one for one in needs_of(visit).result.questions if (one.id, one.subject) == wanted), None)
    if question is None:
        raise AnswerError("the question is not open", "この質問は、もう決まっています。次の質問に進んでください。")
    values = request.POST.getlist("value")
    value: Any = (values or "none") if question.multiple else "".join(values[:1])
    actions.answer_question(visit, question, value, request.user)  # type: ignore[arg-type]
    return show_now(request, visit, step="questions")


@require_POST
@in_words
def answer_undo(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take an answer back."""
    question, subject = request.POST.get("question", ""), request.POST.get("subject", "")
    actions.undo_answer(visit, question, subject, request.user)  # type: ignore[arg-type]
    return show_now(request, visit, step="questions")


@require_POST
@in_words
def value_enter(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Enter or correct one value. What was refused comes back in its field."""
    subject, item, typed = (request.POST.get(name, "") for name in ("subject", "item", "value"))
    try:
        if typed == WITHHELD:
            raise ValueRefusedError("a withheld value cannot be typed", "非開示の値は、この欄では直せません。")
        values = checked(item, typed, rule_of(forms_in_force(visit.on), item))
    except ValueRefusedError as error:
        return show_now(request, visit, step="values", refused=Refusal(subject, item, typed, error.clerk))
    source = Source.CLERK if request.POST.get("source") == "clerk" else Source.RESIDENT
    actions.enter_values(
        visit,
        subject=subject,
        values=values,
        source=source,
        clerk=request.user,  # type: ignore[arg-type]
        typed=len(typed),
    )
    return show_now(request, visit, step=request.POST.get("step") or "values")


@require_POST
@in_words
def value_withdraw(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take back a value entered by hand."""
    subject, item = request.POST.get("subject", ""), request.POST.get("item", "")
    actions.withdraw_value(visit, subject=subject, item=item, clerk=request.user)  # type: ignore[arg-type]
    return show_now(request, visit)


@require_POST
@in_words
def choose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Record that a procedure is done now, later or not at all."""
    data = request.POST
    actions.choose_procedure(
        visit,
        procedure=data.get("procedure", ""),
        choice=data.get("choice", ""),
        reason=data.get("reason", ""),
        clerk=request.user,  # type: ignore[arg-type]
    )
    return show_now(request, visit)


def _card(request: HttpRequest, visit: Visit) -> HttpResponse:
    context = visit_context(visit, request.user, step="start")  # type: ignore[arg-type]
    template = "desk/card_read.html" if "HX-Request" in request.headers else "desk/visit.html"
    return render(request, template, context | {"job": reading_job(visit)})
