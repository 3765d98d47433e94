"""What the resident confirms and signs, as the clerk sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from kakanai.desk.models import Confirmation, Visit
from kakanai.desk.queries.screens.card import signing_job
from kakanai.desk.queries.visits import confirmation_in_force, signature_of, tablet_at
from kakanai.ui import texts

_TABLET_AWAY = timedelta(seconds=10)
SIGNATURE_WORDS = {"ink": "手書きの署名", "card": "カードの署名"}


@dataclass(frozen=True)
class ConfirmationView:
    """The document to be signed."""

    id: Any
    version: int
    digest_short: str
    forms_count: int
    sheets: int
    shown: bool
    signed: bool
    objection: str
    objection_page: int | None


@dataclass(frozen=True)
class TabletView:
    """The facing tablet as the clerk sees it."""

    connected: bool
    label: str
    language_name: str
    index: int
    total: int


@dataclass(frozen=True)
class SignatureView:
    """The signature."""

    kind_label: str
    at: datetime


def confirmation_view(confirmation: Confirmation, *, signed: bool) -> ConfirmationView:
    """Return the confirmation as the preview shows it."""
    said = confirmation.objection or {}
    return ConfirmationView(
        id=confirmation.id,
        version=confirmation.version,
        digest_short=confirmation.document_digest[:12],
        forms_count=confirmation.forms,
        sheets=confirmation.sheets,
        shown=confirmation.shown_at is not None,
        signed=signed,
        objection=said.get("words", ""),
        objection_page=said["page"] + 1 if said else None,
    )


def tablet_view(visit: Visit, confirmation: Confirmation | None) -> TabletView:
    """Return what the tablet of the visit's counter shows."""
    tablet = tablet_at(visit.municipality, visit.counter)
    seen = tablet.seen_at if tablet else None
    total = len(confirmation.pages) if confirmation else 0
    return TabletView(
        connected=seen is not None and timezone.now() - seen < _TABLET_AWAY,
        label=f"{visit.counter}番窓口のタブレット",
        language_name=texts.load().language(visit.language).name,
        index=min((confirmation.position if confirmation else 0) + 1, total),
        total=total,
    )


def preview_parts(visit: Visit) -> dict[str, Any]:
    """Return what the preview step names besides the fees."""
    confirmation, signature = confirmation_in_force(visit), signature_of(visit)
    return {
        "confirmation": confirmation_view(confirmation, signed=signature is not None) if confirmation else None,
        "pages": confirmation.pages if confirmation else [],
        "tablet": tablet_view(visit, confirmation),
        "card_job": None if signature else signing_job(visit),
        "signature": SignatureView(SIGNATURE_WORDS[signature.kind], signature.signed_at) if signature else None,
    }
