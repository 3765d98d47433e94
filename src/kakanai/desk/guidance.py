"""The sheet that the resident takes home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kakanai import documents
from kakanai.desk.composition import document_meta
from kakanai.desk.models import Visit
from kakanai.desk.queries.facts import pass_gate
from kakanai.desk.queries.needs import Needs, needs_of
from kakanai.desk.queries.papers import Paper, papers_of
from kakanai.desk.queries.screens.handover import notices_of, remains_of
from kakanai.desk.queries.screens.household import name_of
from kakanai.desk.queries.visits import applications_of
from kakanai.trust.gate import Audience
from kakanai.trust.models import User
from kakanai.vocabulary.facts import Facts

TAKES_HOME = Audience("resident", "guidance")
_FILED = "届け出は受け付けました。これだけ、あとで見せてください。"


def compose_guidance(visit: Visit, clerk: User) -> bytes:
    """Return the guidance sheet as PDF: what was done, what remains, until when, where. No address is on it."""
    needs = needs_of(visit)
    facts = pass_gate(visit, needs.facts, TAKES_HOME)
    done = tuple(
        documents.GuidanceItem(
            title=f"{one.name}（{name_of(facts, one.subject)}）" if name_of(facts, one.subject) else one.name,
            where=one.office,
        )
        for one in applications_of(visit)
    )
    remains = tuple(
        documents.GuidanceItem(
            title=one.name, until=one.until, where=one.where, bring=(one.bring,) if one.bring else (), note=one.what
        )
        for one in remains_of(visit, needs)
    )
    guidance = documents.Guidance(
        resident_name=name_of(facts, visit.applicant),
        done=done,
        remains=remains + tuple(_papers(visit, needs, facts)),
        later=tuple(_notice(one) for one in notices_of(needs)),
    )
    return documents.render_guidance(guidance, document_meta(visit, clerk))


def _papers(visit: Visit, needs: Needs, facts: Facts) -> Iterator[documents.GuidanceItem]:
    """Yield one line for each procedure whose papers nobody has seen yet."""
    missing: dict[tuple[str, tuple[str, ...]], list[Paper]] = {}
    for one in papers_of(visit, needs):
        if not one.seen:
            missing.setdefault((one.procedure, one.persons), []).append(one)
    filed = {result.procedure for result in needs.needed if result.filing}
    for (procedure, persons), papers in missing.items():
        first, who = papers[0], "、".join(filter(None, (name_of(facts, person) for person in persons)))
        yield documents.GuidanceItem(
            title=f"{first.name}（{who}）" if who else first.name,
            where=first.office,
            bring=tuple(one.paper for one in papers),
            note=_FILED if procedure in filed else "",
        )


def _notice(result: Any) -> documents.GuidanceItem:
    return documents.GuidanceItem(title=result.name, note=result.deadline_note)
