"""What nobody knows yet, best first, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kakanai.desk.models import Answer, Visit
from kakanai.desk.queries.needs import Needs
from kakanai.desk.queries.screens.household import name_of


@dataclass(frozen=True)
class OptionView:
    """One answer and the key that gives it."""

    key: str
    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True)
class QuestionView:
    """A question that is open."""

    id: str
    subject: str
    who: str
    text: str
    plain: str
    options: tuple[OptionView, ...]
    multiple: bool
    settles_text: str
    settles_count: int


@dataclass(frozen=True)
class AnsweredView:
    """A question that was answered in this visit."""

    question: str
    subject: str
    who: str
    text: str
    answer: str


def questions_view(needs: Needs) -> tuple[QuestionView, ...]:
    """Return the open questions, best first."""
    return tuple(_question(one, needs) for one in needs.result.questions)


def answered_view(visit: Visit, needs: Needs) -> tuple[AnsweredView, ...]:
    """Return the answers, newest first."""
    rows = Answer.objects.filter(municipality=visit.municipality, visit=visit).order_by("-at")
    return tuple(
        AnsweredView(
            row.question, row.subject, name_of(needs.facts, row.subject), row.words["text"], row.words["answer"]
        )
        for row in rows
    )


def _question(one: Any, needs: Needs) -> QuestionView:
    names = {result.procedure: result.name for result in needs.result.results}
    settled = tuple(dict.fromkeys(names.get(procedure, procedure) for procedure, _ in one.settles))
    some = "、".join(settled[:3]) + (" など" if len(settled) > 3 else "")
    return QuestionView(
        id=one.id,
        subject=one.subject,
        who=name_of(needs.facts, one.subject),
        text=one.text,
        plain=one.plain_text,
        options=tuple(
            OptionView(str(number), str(value), label) for number, (value, label) in enumerate(one.options, start=1)
        ),
        multiple=one.multiple,
        settles_text=f"この答えで{len(settled)}件が決まります：{some}" if settled else "",
        settles_count=len(settled),
    )
