"""The list that `kakanai triage` prints: for people in their language, and for machines as documented data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kakanai.catalogue.furigana import in_brackets
from kakanai.catalogue.model import Catalogue, Who
from kakanai.catalogue.readback import Phrases
from kakanai.triage.result import Deadline, Result, Status, TriageResult
from kakanai.vocabulary.facts import HOUSEHOLD, Fact, Facts, FactValue

ORDER = (Status.NEEDED, Status.NEEDS_CONFIRMATION, Status.UNKNOWN, Status.NOT_NEEDED)
_MARKS = {Status.NEEDED: "●", Status.NEEDS_CONFIRMATION: "△", Status.UNKNOWN: "？", Status.NOT_NEEDED: "－"}


class Listing:
    """Prints results in one language. `detail` adds documents, facts with their sources, and what would change it."""

    def __init__(self, catalogue: Catalogue, phrases: Phrases, facts: Facts, *, detail: bool = False) -> None:
        self.catalogue, self.phrases, self.facts, self.detail = catalogue, phrases, facts, detail
        self.texts = phrases.texts
        self.headings: dict[str, str] = self.texts["headings"]

    def lines(self, result: TriageResult, *, everything: bool = False) -> Iterator[str]:
        """Yield the lines of the list; what is not needed is only counted unless `everything`."""
        for status in ORDER:
            chosen = sorted(result.of(status), key=lambda each: (not each.hard_stop, -each.weight))
            entries = list(_alike(chosen))
            yield f"{_MARKS[status]} {self._word(self.texts['status'][status.value])} {len(entries)}"
            if status is not Status.NOT_NEEDED or everything:
                for alike in entries:
                    yield from self._entry(alike)
            yield ""
        if result.questions:
            yield self._word(self.headings["questions"])
            yield from (f"{n}. {in_brackets(question.text)}" for n, question in enumerate(result.questions, 1))

    def _word(self, text: str) -> str:
        return in_brackets(self.phrases.finished(text))

    def name(self, subject: str) -> str:
        """Return how a person is called: by name where one is known."""
        if subject == HOUSEHOLD:
            return self._word(self.texts["household"])
        known = self.facts.value(subject, "person.givenName") or self.facts.value(subject, "person.fullName")
        return f"{subject} {known}" if known else subject

    def _entry(self, alike: list[Result]) -> Iterator[str]:
        first = alike[0]
        subjects = [each.subject for each in alike] if first.subject != HOUSEHOLD else list(first.persons)
        shared = first.subject == HOUSEHOLD and first.basis.who is not Who.ANY
        people = [] if shared else [self.name(subject) for subject in subjects]
        who = f" [{'、'.join(people)}]" if people else ""
        mark = (
            self._word(self.headings["hard_stop"]) if first.hard_stop and first.status is not Status.NOT_NEEDED else ""
        )
        yield f"  {mark}{in_brackets(first.name)}{who}({in_brackets(first.office)})"
        for line in self._body(first, alike):
            yield f"      {line}"

    def _body(self, first: Result, alike: list[Result]) -> Iterator[str]:
        yield in_brackets(first.reason)
        if first.status is Status.NOT_NEEDED:
            if self.detail:
                yield self._titled("change", first.would_change)
            return
        yield from self._time(first)
        for law in first.laws:
            yield self._titled("law", f"{law.citation} 〔{self._word(self.texts['certainty'][law.certainty.value])}〕")
        if self.detail:
            yield from self._details(first, alike)

    def _time(self, result: Result) -> Iterator[str]:
        if result.deadline is not None:
            yield self._titled("deadline", f"{self._when(result.deadline)}{in_brackets(result.deadline.rule)}")
        if result.deadline_note:
            yield self._titled("deadline", in_brackets(result.deadline_note))

    def _when(self, deadline: Deadline) -> str:
        if deadline.date is None or deadline.days_left is None:
            return ""
        texts, days = self.texts["deadline"], deadline.days_left
        one = "_one" if abs(days) == 1 else ""
        left = texts["today"] if not days else texts[f"{'left' if days > 0 else 'over'}{one}"].format(n=abs(days))
        opens = f"{texts['opens'].format(day=deadline.opens)} " if deadline.opens else ""
        return f"{self._word(opens)}{deadline.date} ({self._word(left)}) "

    def _details(self, first: Result, alike: list[Result]) -> Iterator[str]:
        if first.documents:
            yield self._titled("documents", "、".join(map(in_brackets, first.documents)))
        for heading, amounts in (("fees", first.fees), ("benefits", first.basis.benefits)):
            for each in amounts:
                yield self._titled(heading, f"{self._word(self.phrases.term(each.name))} {self._yen(each.yen)}")
        for paper in first.basis.issues:
            yield self._titled("issues", self._word(self.phrases.term(paper)))
        if first.basis.agent:
            yield self._titled("agent", self._word(self.phrases.term(first.basis.agent)))
        if first.note:
            yield self._titled("note", in_brackets(first.note))
        for window in self.catalogue.municipality.windows_for(first.procedure):
            yield self._titled("windows", f"{window.name}({window.hours})")
        used = dict.fromkeys(key for each in alike for key in each.facts_used)
        yield self._titled("facts", "、".join(self._fact(*key) for key in used) or "-")
        yield self._titled("change", in_brackets(first.would_change))

    def _yen(self, yen: int | None) -> str:
        if not yen:
            return "" if yen is None else self._word(self.texts["free"])
        return self._word(self.texts["yen"].format(n=f"{yen:,}"))

    def _fact(self, subject: str, item: str) -> str:
        fact = self.facts.fact(subject, item)
        whose = "" if subject == HOUSEHOLD else f"{self.name(subject)} "
        source = self.texts["sources"][fact.source.value if fact else "derived"]
        value = self.said(item, fact)
        return f"{whose}{self._word(self.phrases.label(item))}: {value}({self._word(source)})"

    def said(self, item: str, fact: Fact | None) -> str:
        """Return a value in words."""
        value: FactValue = fact.value if fact else None
        spec = self.catalogue.items.get(item)
        if isinstance(value, bool):
            return self._word(self.texts["yes_no"][0 if value else 1])
        if spec is not None and value in spec.values:
            return self._word(self.phrases.word(spec.values[value]))  # type: ignore[index]
        return "-" if value is None else str(value)

    def _titled(self, name: str, text: str) -> str:
        return f"{self._word(self.headings[name])}: {text}"


def _alike(results: list[Result]) -> Iterator[list[Result]]:
    """Yield results of one procedure together that differ in the person alone."""
    found: dict[tuple[object, ...], list[Result]] = {}
    for each in results:
        key = (each.procedure, each.reason, each.deadline, each.documents, each.would_change)
        found.setdefault(key, []).append(each)
    yield from found.values()


def as_data(result: TriageResult, facts: Facts, catalogue: Catalogue) -> dict[str, Any]:
    """Return the result as plain data with documented keys (`docs/reference/household-file.md`)."""
    return {
        "event": result.event,
        "visit": result.on.isoformat(),
        "municipality": catalogue.municipality.code,
        "results": [_result_data(each, facts, catalogue) for each in result.results],
        "questions": [
            {
                "id": each.id,
                "subject": each.subject,
                "text": each.text,
                "plain_text": each.plain_text,
                "multiple": each.multiple,
                "options": [{"value": value, "label": label} for value, label in each.options],
                "settles": [{"procedure": procedure, "subject": subject} for procedure, subject in each.settles],
                "score": each.score,
            }
            for each in result.questions
        ],
    }


def _result_data(result: Result, facts: Facts, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "procedure": result.procedure,
        "name": result.name,
        "office": result.office,
        "person": result.subject,
        "persons": list(result.persons),
        "status": result.status.value,
        "reason": result.reason,
        "would_change": result.would_change,
        "certainty": result.certainty.value,
        "law": [
            {
                "citation": law.citation,
                "certainty": law.certainty.value,
                "source": law.source,
                "verified_on": law.verified_on.isoformat() if law.verified_on else None,
            }
            for law in result.laws
        ],
        "deadline": _deadline_data(result.deadline),
        "deadline_note": result.deadline_note,
        "note": result.note,
        "documents": list(result.documents),
        "fees": [{"name": fee.name, "yen": fee.yen} | ({"per": fee.per} if fee.per else {}) for fee in result.fees],
        "benefits": [{"name": each.name, "yen": each.yen} for each in result.basis.benefits],
        "issues": list(result.basis.issues),
        "agent": result.basis.agent,
        "forms": list(result.forms),
        "targets": list(result.targets),
        "windows": [window.name for window in catalogue.municipality.windows_for(result.procedure)],
        "questions": list(result.questions),
        "facts_used": [_fact_data(subject, item, facts) for subject, item in result.facts_used],
        "hard_stop": result.hard_stop,
        "filing": result.filing,
    }


def _deadline_data(deadline: Deadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    return {
        "date": deadline.date.isoformat() if deadline.date else None,
        "days_left": deadline.days_left,
        "opens": deadline.opens.isoformat() if deadline.opens else None,
        "start": deadline.start_label,
        "start_date": deadline.start.isoformat() if deadline.start else None,
        "rule": deadline.rule,
        "certainty": deadline.certainty,
    }


def _fact_data(subject: str, item: str, facts: Facts) -> dict[str, Any]:
    fact = facts.fact(subject, item)
    return {
        "subject": subject,
        "item": item,
        "value": fact.value if fact else None,
        "source": fact.source.value if fact else "derived",
    }
