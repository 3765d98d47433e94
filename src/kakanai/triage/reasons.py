"""Says why a procedure came out as it did, and what would change it. All words are data of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kakanai.catalogue.conditions import All, Always, Any_, Condition, Members, Not
from kakanai.catalogue.model import Catalogue, Procedure, Who
from kakanai.catalogue.readback import Phrases
from kakanai.triage.engine import Judgement, Pattern, Same
from kakanai.triage.interpreter import Trace, deciding, unknown_facts
from kakanai.triage.result import Said, Status


class Speaker:
    """Says reasons in one language, each once per rule and pattern."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self._said: dict[tuple[str, Pattern], Said] = {}
        self._called: dict[str, tuple[str, str, str, str]] = {}
        self._papers: dict[str, tuple[tuple[Condition | None, str], ...]] = {}

    def called(self, procedure: Procedure) -> tuple[str, str, str, str]:
        """Return a procedure's name, office, what is to be noted of it, and what is said of time."""
        if procedure.id not in self._called:
            say = self.phrases
            texts = (
                say.word(procedure.name), say.term(procedure.office), say.word(procedure.note),
                say.term(procedure.deadline_note),
            )  # fmt: skip
            name, office, note, time = map(say.finished, texts)
            self._called[procedure.id] = name, office, note, time
        return self._called[procedure.id]

    def papers(self, procedure: Procedure) -> tuple[tuple[Condition | None, str], ...]:
        """Return the papers to bring, each with the condition under which it is wanted."""
        if procedure.id not in self._papers:
            say = self.phrases
            self._papers[procedure.id] = tuple(
                (each.when, say.finished(say.word(each.name))) for each in procedure.papers
            )
        return self._papers[procedure.id]

    def said(self, judgement: Judgement) -> Said:
        """Return what the procedure is called, why it came out so, and what would change it."""
        procedure = judgement.rule.procedure
        key = (procedure.id, judgement.pattern)
        if key not in self._said:
            finding = judgement.finding
            why = reason(finding.status, finding.trace, procedure, finding.confirmations, self.phrases)
            change = changes(finding.status, (finding.trace, *finding.confirmations), self.phrases)
            self._said[key] = Said(*self.called(procedure), self.phrases.finished(why), self.phrases.finished(change))
        return self._said[key]


@lru_cache(maxsize=128)
def _speaker(same: Same, language: str, event: str) -> Speaker:
    return Speaker(Phrases(same.catalogue, language, event))


def speaker_for(catalogue: Catalogue, language: str, event: str) -> Speaker:
    """Return the speaker of a language for an event, made once per catalogue."""
    return _speaker(Same(catalogue), language, event)


def reason(
    status: Status, trace: Trace, procedure: Procedure, confirmations: tuple[Trace, ...], phrases: Phrases
) -> str:
    """Return the reason as one sentence."""
    texts = phrases.texts["reason"]
    if status is Status.UNKNOWN:
        return str(texts["unknown"].format(what=_missing((trace, *confirmations), phrases)))
    leaves = [leaf for leaf in deciding(trace) if not isinstance(leaf.condition, Always)]
    name = "informed" if status is Status.NEEDED and not procedure.filing else status.value
    confirm = "".join(
        phrases.word(rule.reason)
        for rule, when in zip(procedure.confirm, confirmations, strict=False)
        if when.truth is True
    )
    if not leaves:
        return str(texts[f"{name}_always"].format(event=phrases.event_name, confirm=confirm))
    if procedure.who is Who.ANY and isinstance(leaves[0].condition, Members):
        why = phrases.someone(leaves[0].condition, leaves[0].truth is True)
    else:
        why = phrases.every((leaf.condition, leaf.truth is True) for leaf in leaves)
    return str(texts[name].format(why=why, confirm=confirm))


def changes(status: Status, traces: tuple[Trace, ...], phrases: Phrases) -> str:
    """Return what would change the result: the smallest change of what decided it."""
    texts = phrases.texts["change"]
    if status is Status.UNKNOWN:
        return str(texts["unknown"].format(what=_missing(traces, phrases)))
    change = _change(traces[0])
    if change is None:
        return str(texts["never"])
    name = "to_needed" if status is Status.NOT_NEEDED else "to_not_needed"
    return str(texts[name].format(what=phrases.if_(change)))


def _change(trace: Trace) -> Condition | None:
    """Return the condition under which a decided trace comes out the other way; `None` if nothing would do that."""
    condition = trace.condition
    if isinstance(condition, Not):
        return _change(trace.parts[0])
    if not isinstance(condition, All | Any_):
        return None if isinstance(condition, Always) else Not(condition) if trace.truth else condition
    decided = [part for part in trace.parts if part.truth is trace.truth]
    found = [change for part in decided if (change := _change(part)) is not None]
    # one part that gives way is enough, unless each of the parts alone holds the whole
    each_alone = isinstance(condition, Any_) == (trace.truth is True)
    if not found or (each_alone and len(found) < len(decided)):
        return None
    if len(found) == 1:
        return found[0]
    return All(tuple(found)) if each_alone else Any_(tuple(found))


def _missing(traces: Iterable[Trace], phrases: Phrases) -> str:
    labels = [phrases.label(item) for trace in traces for _, item in unknown_facts(trace)]
    return str(phrases.texts["missing_and"]).join(dict.fromkeys(labels))


__all__ = ["Speaker", "changes", "reason", "speaker_for"]
