"""Facts × forms of a life event: how often one visit writes each fact, now and after what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from kakanai.reform.counting import Household, Writing, characters, times
from kakanai.reform.engine import Field
from kakanai.reform.engine.findings import Verdict, strongest
from kakanai.reform.engine.slim import FILLED, GONE
from kakanai.reform.fields import fact_label, fact_of, role_label
from kakanai.reform.models import FindingPlace, Form, FormField
from kakanai.reform.queries.decisions import OPEN, Standing, standings
from kakanai.reform.queries.documents import Loaded, load_bundle
from kakanai.reform.queries.inventory import plan_of
from kakanai.reform.words import HOLDER_MARKS
from kakanai.trust import tenancy

NAMES = "person.fullName"
OWN = "own"
"""The row of questions that only one form asks."""
HOLDERS = {"held_by_card": "card", "held_by_city": "city", "derivable": "derived", "asked_again": "again"}
HOLDER_WORDS = {
    "card": "カードにある",
    "city": "市が持っている",
    "derived": "ほかの値から分かる",
    "again": "同じ来庁で重ねて聞く",
}
_STRENGTH = ("card", "city", "derived", "again")


@dataclass(frozen=True)
class Counted:
    """One box of a bundle: how often it is written now, after the decisions, and if the open proposals were taken."""

    form: Form
    row: FormField
    field: Field
    times: int
    standing: Standing
    holder: str = ""
    proposal: Verdict | None = None

    @property
    def after(self) -> int:
        """Times written once the decisions in force are carried out."""
        return self.times if self.standing.written else 0

    @property
    def proposed(self) -> int:
        """Times written if besides every open proposal that needs no legal reviewer were taken."""
        open_ = self.standing.meant is None
        return 0 if open_ and self.proposal in GONE | FILLED else self.after

    def writing(self, count: int) -> Writing:
        """Return the writing that so many times of this box are."""
        return Writing(count, count * characters(self.field))


@dataclass
class Cell:
    """One fact on one form."""

    form_id: UUID
    before: int = 0
    after: int = 0
    proposed: int = 0
    holder: str = ""
    keys: list[str] = field(default_factory=list)

    def add(self, one: Counted) -> None:
        """Count a box in."""
        self.before += one.times
        self.after += one.after
        self.proposed += one.proposed
        self.keys.append(one.row.key)
        holders = [h for h in (self.holder, one.holder) if h]
        self.holder = min(holders, key=_STRENGTH.index, default="")

    @property
    def words(self) -> str:
        """Why the cell is coloured."""
        return HOLDER_WORDS.get(self.holder, "")

    @property
    def mark(self) -> str:
        """The same as one character."""
        return HOLDER_MARKS[self.holder]


@dataclass
class Line:
    """One fact over all forms; `parts` are the same by whose it is."""

    fact: str
    label: str
    cells: list[Cell]
    parts: list[Line] = field(default_factory=list)

    @property
    def before(self) -> int:
        """Times written in one visit now."""
        return sum(cell.before for cell in self.cells)

    @property
    def after(self) -> int:
        """Times written after the decisions."""
        return sum(cell.after for cell in self.cells)

    @property
    def proposed(self) -> int:
        """Times written if the open proposals were taken as well."""
        return sum(cell.proposed for cell in self.cells)

    @property
    def spoken(self) -> bool:
        """Whether the desk has to ask once by word: nothing is written any more and no card or register knows it."""
        known = any(cell.holder in {"card", "city", "derived"} for cell in self.cells)
        return self.before > 0 and self.after == 0 and not known


@dataclass
class HeatMap:
    """A life event's map. `forms` are the columns; a form that this household does not need has no sheets."""

    event: str
    forms: list[Loaded]
    lines: list[Line]
    boxes: list[Counted]

    def line(self, fact: str) -> Line:
        """Return the line of a fact; an empty one where no form asks it."""
        return next((one for one in self.lines if one.fact == fact), Line(fact, fact_label(fact), []))

    @property
    def before(self) -> int:
        """Boxes written in one visit now."""
        return sum(line.before for line in self.lines)

    @property
    def after(self) -> int:
        """Boxes written after the decisions."""
        return sum(line.after for line in self.lines)

    @property
    def proposed(self) -> int:
        """Boxes written if the open proposals were taken as well."""
        return sum(line.proposed for line in self.lines)

    @property
    def columns(self) -> list[tuple[int, int]]:
        """Boxes written on each form, now and after the decisions."""
        by_form = zip(*(line.cells for line in self.lines), strict=True)
        return [(sum(c.before for c in cells), sum(c.after for c in cells)) for cells in by_form]

    @property
    def used(self) -> int:
        """Forms that this household needs."""
        return sum(one.sheets > 0 for one in self.forms)

    @property
    def sheets(self) -> int:
        """Sheets of paper that one visit takes."""
        return sum(one.sheets for one in self.forms)


def counted(event: str) -> tuple[list[Loaded], list[Counted]]:
    """Return the forms of a life event and every box on them that a visit of its household writes."""
    forms, plan = load_bundle(event), plan_of(event)
    household = Household(plan.persons, plan.children)
    ids = [one.form.pk for one in forms]
    found, held, proposals = standings(ids), _holders(event), _proposals(event)
    boxes = []
    for one in forms:
        for row, item in zip(one.rows, one.document.fields, strict=True):
            spot = (one.form.pk, row.key)
            count = times(item, household, one.sheets, one.times)
            verdict = None if row.legal else strongest(proposals.get(spot, []))
            boxes.append(Counted(one.form, row, item, count, found.get(spot, OPEN), held.get(spot, ""), verdict))
    return forms, [box for box in boxes if box.times]


def heat_map(event: str) -> HeatMap:
    """Return the map of a life event: facts that are written most often first, a form's own questions last."""
    forms, boxes = counted(event)
    columns = {one.form.pk: number for number, one in enumerate(forms)}
    groups: dict[str, list[Counted]] = defaultdict(list)
    for box in boxes:
        groups[fact_of(box.row.item) if box.row.item else OWN].append(box)
    lines = [_line(fact, found, columns) for fact, found in groups.items()]
    return HeatMap(event, forms, sorted(lines, key=lambda one: (one.fact == OWN, -one.before, one.label)), boxes)


def _line(fact: str, boxes: list[Counted], columns: dict[UUID, int]) -> Line:
    label = "この様式だけの質問" if fact == OWN else fact_label(fact)
    line = Line(fact, label, _cells(boxes, columns))
    by_role: dict[str, list[Counted]] = defaultdict(list)
    for box in boxes:
        by_role[box.row.role].append(box)
    if fact != OWN and len(by_role) > 1:
        line.parts = sorted(
            (Line(fact, role_label(role) or "本人など", _cells(found, columns)) for role, found in by_role.items()),
            key=lambda one: -one.before,
        )
    return line


def _cells(boxes: Iterable[Counted], columns: dict[UUID, int]) -> list[Cell]:
    cells = [Cell(form_id) for form_id in columns]
    for box in boxes:
        cells[columns[box.form.pk]].add(box)
    return cells


def _holders(event: str) -> dict[tuple[UUID, str], str]:
    found: dict[tuple[UUID, str], str] = {}
    for place in _places(event).filter(finding__rule__in=HOLDERS):
        spot, holder = (place.form_id, place.field_key), HOLDERS[place.finding.rule]
        if spot not in found or _STRENGTH.index(holder) < _STRENGTH.index(found[spot]):
            found[spot] = holder
    return found


def _proposals(event: str) -> dict[tuple[UUID, str], list[Verdict]]:
    found: dict[tuple[UUID, str], list[Verdict]] = defaultdict(list)
    for place in _places(event).exclude(finding__proposal="").exclude(finding__legal=True):
        found[place.form_id, place.field_key].append(Verdict(place.finding.proposal))
    return found


def _places(event: str):  # type: ignore[no-untyped-def]  # a query set with its finding joined
    return FindingPlace.objects.filter(municipality=tenancy.current(), finding__event=event).select_related("finding")
