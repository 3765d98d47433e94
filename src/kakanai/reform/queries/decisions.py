"""What stands for a field: the decision in force, one that waits for a reviewer, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kakanai.reform.engine.findings import Verdict
from kakanai.reform.engine.slim import FILLED, GONE
from kakanai.reform.engine.slim import Decision as Settled
from kakanai.reform.models import Decision, Form, FormField, Protocol
from kakanai.reform.models.decisions import UNDECIDED
from kakanai.trust import tenancy

Key = tuple[UUID, str]


class State(StrEnum):
    """Where the decision on a field stands."""

    OPEN = "open"
    WAITING = "waiting"
    RETURNED = "returned"
    SETTLED = "settled"

    @property
    def ja(self) -> str:
        """The state in words."""
        return {"open": "未決定", "waiting": "法務の確認待ち", "returned": "法務から差戻し", "settled": "決定済み"}[
            self.value
        ]


@dataclass(frozen=True)
class Standing:
    """The last decision on a field and whether it is in force."""

    decision: Decision | None = None
    state: State = State.OPEN

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that is in force; `None` while there is none."""
        return Verdict(self.decision.verdict) if self.decision and self.state is State.SETTLED else None

    @property
    def meant(self) -> Verdict | None:
        """The verdict in force or waiting for its reviewer."""
        waiting = self.state in {State.SETTLED, State.WAITING}
        return Verdict(self.decision.verdict) if self.decision and waiting else None

    @property
    def written(self) -> bool:
        """Whether a resident still writes the field by hand."""
        return self.verdict not in GONE | FILLED


OPEN = Standing()


def standing_of(decision: Decision | None) -> Standing:
    """Return where a last decision stands."""
    if decision is None or decision.verdict == UNDECIDED:
        return OPEN if decision is None else Standing(decision, State.OPEN)
    if not decision.needs_review:
        return Standing(decision, State.SETTLED)
    review = getattr(decision, "review", None)
    if review is None:
        return Standing(decision, State.WAITING)
    return Standing(decision, State.SETTLED if review.approved else State.RETURNED)


def last_decisions(forms: Iterable[UUID]) -> dict[Key, Decision]:
    """Return the decision of each field that no later one supersedes."""
    rows = Decision.objects.filter(municipality=tenancy.current(), form__in=list(forms), superseded_by__isnull=True)
    return {(row.form_id, row.field_key): row for row in rows.select_related("by", "review__by")}


def standings(forms: Iterable[UUID]) -> dict[Key, Standing]:
    """Return where each decided field stands; a field that is not in it is open."""
    return {key: standing_of(row) for key, row in last_decisions(forms).items()}


def protocols(forms: Iterable[UUID]) -> dict[Key, Protocol]:
    """Return the question protocol in force of each field that has one."""
    rows = Protocol.objects.filter(municipality=tenancy.current(), form__in=list(forms), superseded_by__isnull=True)
    return {(row.form_id, row.field_key): row for row in rows.select_related("by")}


def history(form: Form, key: str) -> list[Decision]:
    """Return all decisions on a field, newest first."""
    rows = Decision.objects.filter(municipality=form.municipality, form=form, field_key=key)
    return list(rows.select_related("by", "review__by").order_by("-at", "-id"))


def settled(rows: Iterable[FormField], found: Mapping[Key, Standing]) -> dict[int, Settled]:
    """Return the decisions in force as the engine's slim form takes them: by index of the field."""
    taken = {}
    for row in rows:
        standing = found.get((row.form_id, row.key), OPEN)
        if standing.decision is not None and standing.verdict is not None:
            by = standing.decision.by.display_name
            taken[row.index] = Settled(standing.verdict, standing.decision.reason, by, standing.decision.law)
    return taken


def waiting_reviews() -> list[Decision]:
    """Return the decisions that wait for a second, legal reviewer, oldest first."""
    rows = Decision.objects.filter(
        municipality=tenancy.current(), needs_review=True, review__isnull=True, superseded_by__isnull=True
    ).exclude(verdict=UNDECIDED)
    return list(rows.select_related("form", "by").order_by("at", "id"))
