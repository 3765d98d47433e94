"""The decision queue: one finding at a time, the gravest first, with everything a person needs to decide it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kakanai.reform.engine.findings import Ground, Verdict
from kakanai.reform.engine.findings.model import rules
from kakanai.reform.models import Decision, Finding, FindingPlace, FormField
from kakanai.reform.queries.decisions import OPEN, Key, Standing, State, standings
from kakanai.trust import tenancy
from kakanai.trust.models import User

FOR_INFORMATION = ("info",)
_OPEN_STATES = {State.OPEN, State.RETURNED}


@dataclass(frozen=True)
class PlaceView:
    """One place of a finding: the field, its form, and where the decision on it stands."""

    place: FindingPlace
    field: FormField | None
    standing: Standing


@dataclass(frozen=True)
class Waiting:
    """A finding that waits for a decision, with its places."""

    finding: Finding
    places: list[PlaceView]
    position: int
    total: int

    @property
    def open(self) -> list[PlaceView]:
        """The places that nobody has decided yet."""
        return [one for one in self.places if one.standing.state in _OPEN_STATES]

    @property
    def whole_form(self) -> bool:
        """Whether the finding is about forms as a whole."""
        return all(not one.place.field_key for one in self.places)

    @property
    def proposal(self) -> Verdict | None:
        """What the machine proposes, if it does."""
        return Verdict(self.finding.proposal) if self.finding.proposal else None

    @property
    def ground(self) -> str:
        """Whether a legal ground is known, in words."""
        return Ground(self.finding.ground).ja


def open_findings(event: str) -> list[Finding]:
    """Return the findings of a life event with at least one place to decide, the gravest first.

    What is only for information is left out; it stands on the form's own page.
    """
    findings = list(
        Finding.objects.filter(municipality=tenancy.current(), event=event)
        .exclude(severity__in=FOR_INFORMATION)
        .prefetch_related("places")
    )
    found = standings({place.form_id for one in findings for place in one.places.all()})
    kept = [one for one in findings if any(_is_open(place, found) for place in one.places.all())]
    return sorted(kept, key=lambda one: (one.rank, not one.proposal, -len(one.places.all()), one.rule, one.digest))


def _is_open(place: FindingPlace, found: dict[Key, Standing]) -> bool:
    return found.get((place.form_id, place.field_key), OPEN).state in _OPEN_STATES


def waiting(event: str, after: UUID | str | None = None) -> Waiting | None:
    """Return the finding to decide next: the first, or the one that follows `after`; `None` when all are decided."""
    findings = open_findings(event)
    if not findings:
        return None
    ids = [str(one.pk) for one in findings]
    at = (ids.index(str(after)) + 1) % len(ids) if after and str(after) in ids else 0
    return _view(findings[at], at + 1, len(findings))


def finding_view(finding_id: UUID | str, event: str) -> Waiting:
    """Return one finding with its place in the queue; raises Finding.DoesNotExist."""
    finding = Finding.objects.get(municipality=tenancy.current(), pk=finding_id)
    ids = [str(one.pk) for one in open_findings(event)]
    position = ids.index(str(finding.pk)) + 1 if str(finding.pk) in ids else 0
    return _view(finding, position, len(ids))


def _view(finding: Finding, position: int, total: int) -> Waiting:
    places = list(
        finding.places.filter(municipality=finding.municipality).select_related("form").order_by("form__office", "id")
    )
    forms = {place.form_id for place in places}
    found = standings(forms)
    rows = FormField.objects.filter(municipality=finding.municipality, form__in=forms)
    fields = {(row.form_id, row.key): row for row in rows}
    views = [
        PlaceView(
            place, fields.get((place.form_id, place.field_key)), found.get((place.form_id, place.field_key), OPEN)
        )
        for place in places
    ]
    return Waiting(finding, views, position, total)


def findings_on(form_id: UUID, key: str) -> list[Finding]:
    """Return what was found on one field, the gravest first; a finding of two life events stands once."""
    rows = Finding.objects.filter(municipality=tenancy.current(), places__form=form_id, places__field_key=key)
    seen: dict[tuple[str, str], Finding] = {}
    for row in rows.distinct().order_by("rank", "rule"):
        seen.setdefault((row.rule, row.ja), row)
    return list(seen.values())


def rule_title(rule: str) -> str:
    """Return a rule's sentence with its holes left open, for headings."""
    return str(rules()[rule]["ja"]) if rule in rules() else rule


def last_batch(user: User) -> Decision | None:
    """Return the newest decision that this person made and that still stands, for the undo key."""
    rows = Decision.objects.filter(municipality=tenancy.current(), by=user, superseded_by__isnull=True)
    return rows.exclude(verdict="undecided").select_related("form").order_by("-at", "-id").first()
