"""The card signs in place of ink: started by the clerk's key or by the resident's tap, shown on both screens."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kakanai.desk import actions
from kakanai.desk.models import Visit
from kakanai.desk.queries.visits import confirmation_in_force
from kakanai.desk.views.common import in_words, show_now


@require_POST
@in_words
def card_sign(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask the counter's PC to have the card sign what the tablet shows."""
    confirmation = confirmation_in_force(visit)
    if confirmation is None or confirmation.shown_at is None:
        raise Http404("nothing was shown")
    actions.start_card_signature(confirmation, shown_digest=confirmation.document_digest, clerk=request.user)  # type: ignore[arg-type]
    visit.refresh_from_db()
    return show_now(request, visit, changed=False)


@require_POST
@in_words
def card_sign_cancel(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Let the card go; the pad for ink is there as before."""
    actions.cancel_card_signature(visit)
    return show_now(request, visit, changed=False)
