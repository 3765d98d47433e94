"""Three-valued judgement of procedures over facts, the reason for each, and the next best question."""

from kakanai.triage.errors import AnswerError, BadFactError, HouseholdFileError, TriageError
from kakanai.triage.evaluation import evaluate
from kakanai.triage.result import Deadline, OpenQuestion, Result, Status, TriageResult

__all__ = [
    "AnswerError",
    "BadFactError",
    "Deadline",
    "HouseholdFileError",
    "OpenQuestion",
    "Result",
    "Status",
    "TriageError",
    "TriageResult",
    "evaluate",
]
