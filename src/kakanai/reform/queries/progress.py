"""How far each office is: forms reviewed, decided, published; fields decided; what waits for whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from kakanai.reform.engine import Kind
from kakanai.reform.models import Form, FormField, FormStatus
from kakanai.reform.queries.decisions import State, standings
from kakanai.trust import tenancy


@dataclass
class OfficeProgress:
    """One office's counts. `reviewed` are forms on which somebody has begun to decide."""

    office: str
    forms: int = 0
    reviewed: int = 0
    decided: int = 0
    published: int = 0
    fields: int = 0
    settled: int = 0
    waiting: int = 0
    returned: int = 0

    @property
    def share(self) -> int:
        """Fields decided, in whole per cent."""
        return 100 * self.settled // self.fields if self.fields else 0


_REACHED = {
    FormStatus.NEW: (),
    FormStatus.REVIEWING: ("reviewed",),
    FormStatus.DECIDED: ("reviewed", "decided"),
    FormStatus.PUBLISHED: ("reviewed", "decided", "published"),
}


def by_office() -> list[OfficeProgress]:
    """Return the offices with forms in use, by name; forms without an office come last."""
    forms = {
        row.pk: row for row in Form.objects.filter(municipality=tenancy.current()).exclude(status=FormStatus.RETIRED)
    }
    found: dict[str, OfficeProgress] = {}
    for form in forms.values():
        line = found.setdefault(form.office, OfficeProgress(form.office))
        line.forms += 1
        for step in _REACHED[FormStatus(form.status)]:
            setattr(line, step, getattr(line, step) + 1)
    _count_fields(forms, found)
    return sorted(found.values(), key=lambda line: (line.office == "", line.office))


def _count_fields(forms: dict[UUID, Form], found: dict[str, OfficeProgress]) -> None:
    states = standings(forms)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = FormField.objects.filter(municipality=tenancy.current()).exclude(kind=Kind.OFFICE.value)
    for form_id, key in rows.values_list("form_id", "key"):
        if form_id not in forms:
            continue
        line = counts[forms[form_id].office]
        line["fields"] += 1
        state = states[form_id, key].state if (form_id, key) in states else State.OPEN
        if state is not State.OPEN:
            line[state.value] += 1
    for office, line in counts.items():
        for name, count in line.items():
            setattr(found[office], name, count)


def total(lines: list[OfficeProgress]) -> OfficeProgress:
    """Return all offices together."""
    names = ("forms", "reviewed", "decided", "published", "fields", "settled", "waiting", "returned")
    return OfficeProgress("全体", *(sum(getattr(line, name) for line in lines) for name in names))
