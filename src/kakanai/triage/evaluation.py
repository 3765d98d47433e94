"""Judges every procedure of an event for a household: the desk's way into triage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial

from kakanai.catalogue.model import Catalogue, Procedure
from kakanai.triage.deadlines import Deadlines
from kakanai.triage.engine import Engine, Finding, Judgement, Key, Same, Truths, engine_for
from kakanai.triage.questions import Waiting, asks_of, opened
from kakanai.triage.reasons import Speaker, speaker_for
from kakanai.triage.record import derived, record_of
from kakanai.triage.result import Result, Said, Status, TriageResult
from kakanai.vocabulary.facts import Facts


def evaluate(
    catalogue: Catalogue,
    event: str,
    on: date,
    facts: Facts,
    *,
    language: str = "ja",
    skipped: Collection[tuple[str, str]] = (),
) -> TriageResult:
    """Judge every procedure of the event from the facts known, and say which questions would settle the rest.

    `on` is the day of the visit. `skipped` names questions `(id, subject)` that could not be answered: they are
    not offered again and what hangs on them stays unknown. Raises `UnknownEventError` or `BadFactError`.
    """
    facts = derived(facts, catalogue, event)
    teller = _teller(Same(catalogue), event, on, language)
    engine, speaker = teller.engine, teller.speaker
    truths = engine.truths(record_of(facts, catalogue))
    judgements = list(engine.judge(truths))
    waiting = Waiting.of(engine, judgements, truths)
    asks = asks_of(engine, truths.record, waiting, skipped, truths.home)
    questions = tuple(opened(ask, settles, score, facts, speaker.phrases) for ask, settles, score in asks)
    asked: dict[tuple[str, str], list[str]] = {}
    for question in questions:
        for settled in question.settles:
            asked.setdefault(settled, []).append(question.id)
    results = tuple([teller.result(judgement, truths, asked) for judgement in judgements])
    return TriageResult(event, on, results, questions)


class Teller:
    """Puts judgements into words, deadlines and papers: one engine's, in one language. It keeps nothing personal."""

    def __init__(self, engine: Engine, speaker: Speaker) -> None:
        self.engine, self.speaker = engine, speaker
        self.deadlines = Deadlines(engine.catalogue, engine.on, speaker.phrases)
        self._said: dict[Finding, Said] = {}

    def result(self, judgement: Judgement, truths: Truths, asked: Mapping[Key, Sequence[str]]) -> Result:
        """Return a judgement as the desk shows it."""
        rule, subject, _, finding = judgement
        procedure, status = rule.procedure, finding.status
        said = self._said.get(finding)
        if said is None:
            said = self._said[finding] = self.speaker.said(judgement)
        wanted = status is not Status.NOT_NEEDED
        return Result(
            procedure,
            said,
            subject,
            self.engine.concerned(judgement, truths),
            status,
            self.deadlines.of(procedure, truths.record, subject) if wanted and procedure.deadlines else None,
            self._papers(procedure, truths, subject) if wanted and procedure.papers else (),
            tuple(asked.get((procedure.id, subject), ())),
            partial(self.engine.seen, judgement, truths.record),
        )

    def _papers(self, procedure: Procedure, truths: Truths, subject: str) -> tuple[str, ...]:
        holds, home = self.engine.holds, truths.home
        return tuple(
            name
            for when, name in self.speaker.papers(procedure)
            if when is None or holds(when, home, subject) is not False
        )


@lru_cache(maxsize=128)
def _teller(same: Same, event: str, on: date, language: str) -> Teller:
    return Teller(engine_for(same.catalogue, event, on), speaker_for(same.catalogue, language, event))
