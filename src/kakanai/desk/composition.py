"""Put a visit's forms together: one document, one signature, and the pages that the tablet shows of it."""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import pikepdf

from kakanai import documents
from kakanai.desk.models import Visit
from kakanai.desk.queries.facts import pass_gate
from kakanai.desk.queries.needs import Needs, put_off, uses_of
from kakanai.desk.queries.visits import has_virtual_card
from kakanai.trust.gate import Audience
from kakanai.trust.models import Municipality, User
from kakanai.vocabulary.facts import Facts

APPLICATION = Audience("resident", "application")
TABLET = Audience("resident", "tablet")


@dataclass(frozen=True)
class Composition:
    """The document to be signed, the tablet's pages of it, and the digest of the facts behind both."""

    document: bytes
    pages: list[dict[str, Any]]
    facts_digest: str
    forms: int
    sheets: int
    sources: dict[str, int]


def compose(visit: Visit, needs: Needs, clerk: User) -> Composition:
    """Compose the confirmation of a visit: every needed form from the same facts."""
    forms = uses_of(needs, put_off(visit))
    meta = document_meta(visit, clerk)
    document = documents.render_confirmation(forms, pass_gate(visit, needs.facts, APPLICATION), meta)
    pages = documents.confirmation_pages(forms, pass_gate(visit, needs.facts, TABLET), meta)
    return Composition(
        document=document,
        pages=[asdict(page) for page in pages],
        facts_digest=digest_of(needs.facts),
        forms=len(forms),
        sheets=_count_pages(document),
        sources=dict(Counter(str(fact.source) for fact in needs.facts.values())),
    )


def document_meta(visit: Visit, clerk: User) -> documents.DocumentMeta:
    """Return what every document of the visit says about itself. A virtual card marks every page."""
    virtual = has_virtual_card(visit)
    return documents.DocumentMeta(
        municipality_name=Municipality.objects.get(code=visit.municipality).name,
        visit_number=visit.number,
        received_on=visit.on,
        clerk_label=clerk.display_name,
        office=clerk.office,
        counter=visit.counter,
        applicant=visit.applicant,
        language=visit.language,
        watermark="仮想カード" if virtual else None,
        event=visit.event,
    )


def _count_pages(document: bytes) -> int:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        return len(pdf.pages)


def digest_of(facts: Facts) -> str:
    """Return the digest of the facts, by which a later change is noticed."""
    rows = sorted([fact.subject, fact.item, fact.value, str(fact.source)] for fact in facts.values())
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
