"""What the tablet shows: one page of one visit, and nothing of anybody else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from kakanai.desk.models import Confirmation, Tablet, Visit
from kakanai.desk.models.visit import VisitState
from kakanai.desk.queries.screens.card import signing_job
from kakanai.desk.queries.visits import confirmation_in_force, has_virtual_card, signature_of, visit_at
from kakanai.trust.models import Municipality

_THANKS_LAST = timedelta(seconds=20)


@dataclass(frozen=True)
class RowView:
    """One line of a page."""

    label: str
    value: str
    ruby: str
    item: str
    glyphs: bool


@dataclass(frozen=True)
class PageView:
    """One page."""

    id: str
    title: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class ScreenView:
    """The screen."""

    kind: str
    language: str = "ja"
    index: int = 0
    total: int = 0
    page: PageView | None = None
    digest: str = ""
    can_go_back: bool = False
    objected: bool = False
    message: str = ""
    receipt_number: str = ""
    pairing_code: str = ""
    waits_for: str = ""
    card_failed: bool = False
    virtual: bool = False


def standing(tablet: Tablet) -> tuple[Visit | None, Confirmation | None]:
    """Return the counter's visit and the confirmation that is shown to its resident, if any."""
    visit = visit_at(tablet.municipality, tablet.counter)
    if visit is None or visit.state != VisitState.CONFIRMING:
        return visit, None
    confirmation = confirmation_in_force(visit)
    return visit, confirmation if confirmation and confirmation.shown_at else None


def screen_context(tablet: Tablet | None, message: str = "") -> dict[str, Any]:
    """Return the context of the tablet's templates."""
    if tablet is None:
        return {"screen": ScreenView("unpaired", message=message)}
    screen = _screen(tablet)
    return {
        "screen": replace(screen, message=message) if message else screen,
        "municipality_name": Municipality.objects.get(code=tablet.municipality).name,
        "counter_label": f"{tablet.counter}番窓口",
        "language": _language(tablet),
    }


def _language(tablet: Tablet) -> str:
    visit = visit_at(tablet.municipality, tablet.counter)
    return visit.language if visit else "ja"


def _screen(tablet: Tablet) -> ScreenView:
    visit, confirmation = standing(tablet)
    if visit is None:
        return ScreenView("idle")
    return replace(_screen_of(visit, confirmation), virtual=has_virtual_card(visit))


def _screen_of(visit: Visit, confirmation: Confirmation | None) -> ScreenView:
    if visit.state == VisitState.ACCEPTED:
        return _thanks(visit)
    if confirmation is None:
        return ScreenView("waiting" if visit.state == VisitState.CONFIRMING else "idle", visit.language)
    return _page(visit, confirmation)


def _thanks(visit: Visit) -> ScreenView:
    signature = signature_of(visit)
    if signature is None or timezone.now() - signature.signed_at > _THANKS_LAST:
        return ScreenView("idle", visit.language)
    return ScreenView("thanks", visit.language, receipt_number=visit.number)


def _page(visit: Visit, confirmation: Confirmation) -> ScreenView:
    pages = confirmation.pages
    position, total = confirmation.position, len(pages) + 1
    common: dict[str, Any] = {
        "language": visit.language,
        "index": min(position, len(pages)) + 1,
        "total": total,
        "digest": confirmation.document_digest,
        "can_go_back": position > 0,
        "objected": bool(confirmation.objection),
    }
    if position >= len(pages):
        return _signature(visit, common)
    page = pages[position]
    rows = tuple(
        RowView(row["label"], row["value"], "", row.get("item", ""), row.get("face") == "mj") for row in page["rows"]
    )
    return ScreenView("page", page=PageView(page.get("id", ""), page["title"], rows), **common)


def _signature(visit: Visit, common: dict[str, Any]) -> ScreenView:
    """Return the page for the pen; or, while the card is asked to sign, what to do at the counter's PIN window."""
    job = signing_job(visit)
    if job is None or job.failed:
        # Why it failed is the clerk's to explain; the resident learns that the pen is still there.
        return ScreenView("sign", card_failed=job is not None, **common)
    return ScreenView("card", pairing_code=job.pairing_code, waits_for=job.state, **common)
