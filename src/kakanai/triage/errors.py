"""What can go wrong in triage, in words for the clerk and for the operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class TriageError(Exception):
    """The need for procedures cannot be judged."""

    code = "triage"
    clerk = "手続きの判定ができません。入力した内容は失われていません。値を確かめてもう一度お試しください。"

    def __init__(self, operator: str = "", clerk: str | None = None) -> None:
        super().__init__(operator or (self.__doc__ or self.code).splitlines()[0])
        if clerk is not None:
            self.clerk = clerk


@dataclass(frozen=True, slots=True)
class Problem:
    """One field of a household file and what is wrong with it, in English and Japanese."""

    field: str
    problem: str
    problem_ja: str


class HouseholdFileError(TriageError):
    """A household file is missing or fields of it are wrong."""

    code = "household-file"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            "\n".join(f"{each.field}: {each.problem}" for each in problems),
            "\n".join(f"世帯ファイルの「{each.field}」を直してください: {each.problem_ja}" for each in problems),
        )
        self.problems = tuple(problems)


class AnswerError(TriageError, ValueError):
    """An answer is not one of the options that were offered."""

    code = "triage-answer"

    def __init__(self, question: str, answer: object, options: list[str]) -> None:
        offered = ", ".join(options)
        super().__init__(
            f"question {question}: {answer!r} is not an answer; use {offered}",
            f"「{answer}」は選べません。次から選んでください: {offered}",
        )


class BadFactError(TriageError):
    """A fact has a value of the wrong type."""

    code = "triage-fact"

    def __init__(self, subject: str, item: str, value: object, expected: str, expected_ja: str) -> None:
        super().__init__(
            f"{subject} {item}: {value!r} is not {expected}",
            f"{subject} の {item} の値「{value}」は{expected_ja}ではありません。直してください。",
        )


class CaseError(TriageError):
    """A case for officials cannot be read."""

    code = "triage-case"

    def __init__(self, where: str, problem_ja: str) -> None:
        super().__init__(f"{where}: {problem_ja}", f"事例「{where}」を直してください: {problem_ja}")
