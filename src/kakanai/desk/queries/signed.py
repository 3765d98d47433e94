"""The signed document as somebody may see it: the original, or for a protected household a copy without addresses."""

from __future__ import annotations

from dataclasses import replace

from kakanai import documents
from kakanai.desk.composition import document_meta
from kakanai.desk.models import Confirmation, Visit
from kakanai.desk.queries.facts import is_protected, pass_gate
from kakanai.desk.queries.needs import needs_of, put_off, uses_of
from kakanai.trust import queries as trust
from kakanai.trust.gate import Audience, decides
from kakanai.trust.models import User

DOCUMENT = "document"
"""The item and the channel under which two people release the original of a protected household's document."""
COPY_WORDS = "写し・住所非開示"


def document_for(visit: Visit, confirmation: Confirmation, reader: User, who: str) -> bytes:
    """Return the document for one audience (`clerk`, `department`).

    The original's bytes hold the address, because the application needs it. For a protected household they are shown
    only while two people's release is in force; otherwise a copy is made in which the gate has passed every value.
    """
    released = trust.is_released(str(visit.id), DOCUMENT, DOCUMENT)
    if decides(is_protected(visit), Audience(who, DOCUMENT), released=released):
        return bytes(confirmation.document)
    needs = needs_of(visit)
    facts = pass_gate(visit, needs.facts, Audience(who, "screen"))
    meta = replace(document_meta(visit, reader), watermark=COPY_WORDS)
    return documents.render_confirmation(uses_of(needs, put_off(visit)), facts, meta)


def pages_about(document: bytes, titles: frozenset[str]) -> list[int]:
    """Return the pages (from 0) of the forms with these titles; all pages where none has such a title."""
    headings, count = documents.headings_of(document)
    ends = [one.page for one in headings[1:]] + [count]
    found = [
        page
        for one, end in zip(headings, ends, strict=True)
        if one.title in titles
        for page in range(one.page, max(end, one.page + 1))
    ]
    return sorted(set(found)) or list(range(count))
