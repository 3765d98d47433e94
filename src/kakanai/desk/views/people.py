"""Who came, people typed by hand, and papers that were seen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kakanai.desk import actions
from kakanai.desk.actions.people import PERSON_ITEMS
from kakanai.desk.errors import ValueRefusedError
from kakanai.desk.models import Visit
from kakanai.desk.views.common import in_words, show_now

_MOST_DOCUMENTS = 9


@require_POST
@in_words
def documents(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Confirm by documents who came, the person or a 代理人."""
    data = request.POST
    by_agent = data.get("who") == "agent"
    agent = data.get("agent", "").strip()
    if by_agent and not agent:
        raise ValueRefusedError("an agent without a name", "代理人の氏名を入力してください。")
    actions.confirm_by_documents(
        visit,
        subject=data.get("subject") or visit.applicant,
        documents=data.getlist("documents")[:_MOST_DOCUMENTS],
        clerk=request.user,  # type: ignore[arg-type]
        agent=agent if by_agent else "",
        mandate=data.get("mandate", ""),
    )
    return show_now(request, visit, step="start")


@require_POST
@in_words
def person_add(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Add a person whom no card and no record names."""
    typed = {item: request.POST.get(item, "") for item in PERSON_ITEMS}
    actions.add_person(visit, typed, request.user)  # type: ignore[arg-type]
    return show_now(request, visit, step="start")


@require_POST
@in_words
def paper_seen(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Note that a paper was seen, or take the note back."""
    data = request.POST
    actions.see_paper(
        visit,
        procedure=data.get("procedure", ""),
        paper=data.get("paper", ""),
        seen=data.get("seen") == "1",
        clerk=request.user,  # type: ignore[arg-type]
    )
    return show_now(request, visit, changed=False)
