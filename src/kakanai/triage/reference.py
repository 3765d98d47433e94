"""The definition: judges each procedure by itself with the explaining interpreter, and keeps nothing.

Slow and plain on purpose. Every faster way must come to the same (`tests/test_back_ends.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kakanai.catalogue.model import Catalogue, Procedure, Who
from kakanai.triage.interpreter import Interpreter, Trace
from kakanai.triage.record import Record
from kakanai.triage.result import Status
from kakanai.triage.tables import household_condition, status_of
from kakanai.vocabulary.facts import HOUSEHOLD


@dataclass(frozen=True, slots=True)
class PlainJudgement:
    """A procedure for one subject, judged: status, the trace of its condition and of what a person must confirm."""

    procedure: Procedure
    subject: str
    status: Status
    trace: Trace
    confirmations: tuple[Trace, ...]


def judged(catalogue: Catalogue, event: str, record: Record, interpreter: Interpreter) -> Iterator[PlainJudgement]:
    """Yield the judgement of each procedure for each of its subjects, in catalogue order."""
    for procedure in catalogue.of_event(event):
        for subject in record.persons if procedure.who is Who.PERSON else (HOUSEHOLD,):
            yield judge(procedure, record, subject, interpreter)


def judge(procedure: Procedure, record: Record, subject: str, interpreter: Interpreter) -> PlainJudgement:
    """Judge one procedure for one subject."""
    trace = interpreter.evaluate(household_condition(procedure, procedure.condition), record, subject)
    confirmations: tuple[Trace, ...] = ()
    if trace.truth is not False:
        confirmations = tuple(
            interpreter.evaluate(household_condition(procedure, confirm.when), record, subject)
            for confirm in procedure.confirm
        )
    status = status_of(trace.truth, [each.truth for each in confirmations])
    return PlainJudgement(procedure, subject, status, trace, confirmations)
