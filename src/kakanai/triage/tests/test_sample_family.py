"""The played visit: a self-employed couple with children of 8 and 3, a dog and four cards moves in."""

from __future__ import annotations

from datetime import date

import pytest

from kakanai.catalogue import load
from kakanai.triage import Status, TriageResult, evaluate
from kakanai.triage.tests.family import ANSWERS, VISIT, known_facts

FOURTEEN_FORMS = {
    "resident_transfer": 1,
    "card_update": 4,
    "sign_certificate": 2,
    "nhi_enrolment": 1,
    "account_transfer": 1,
    "pension_notice": 2,
    "child_allowance": 1,
    "child_medical": 2,
    "school_transfer": 1,
    "nursery": 1,
    "seal_registration": 1,
    "resident_certificate": 1,
    "water_start": 1,
    "dog_registration": 1,
}
"""Form types and sheets of the move-in table in the domain facts: 14 types, 20 sheets."""


def interviewed() -> tuple[list[str], TriageResult]:
    catalogue, facts, asked = load("990019", VISIT), known_facts(), []
    result = evaluate(catalogue, "move-in", VISIT, facts)
    while (question := result.next_question) is not None:
        asked.append(question.id)
        facts = facts.with_facts(question.facts_for(ANSWERS[question.id]))
        result = evaluate(catalogue, "move-in", VISIT, facts)
    return asked, result


def test_after_the_interview_exactly_the_fourteen_forms_of_the_table_are_needed_on_twenty_sheets() -> None:
    sheets = [form for each in interviewed()[1].of(Status.NEEDED) for form in each.forms]
    assert {form: sheets.count(form) for form in set(sheets)} == FOURTEEN_FORMS
    assert len(sheets) == 20


def test_at_most_twelve_answers_settle_everything_and_none_is_asked_twice() -> None:
    asked, result = interviewed()
    assert len(asked) <= 12
    assert len(asked) == len(set(asked))
    assert result.of(Status.UNKNOWN) == []


def test_before_any_answer_only_what_nobody_knows_is_open_and_the_hard_stop_comes_first() -> None:
    result = evaluate(load("990019", VISIT), "move-in", VISIT, known_facts())
    asked = {question.id for question in result.questions}
    assert {"work_insurance", "living", "wishes", "school", "nursery"} <= asked
    assert asked.isdisjoint({"moved_from_abroad", "filed_by_card"})  # the notice has said it
    care = ("care_handover", "p1")
    assert result.questions[0].id == "support"
    assert care in result.questions[0].settles


def test_one_answer_on_insurance_settles_insurance_pension_and_direct_debit_at_once() -> None:
    catalogue = load("990019", VISIT)
    before = evaluate(catalogue, "move-in", VISIT, known_facts())
    question = next(each for each in before.questions if each.id == "work_insurance")
    facts = known_facts().with_facts(question.facts_for("none"))
    after = evaluate(catalogue, "move-in", VISIT, facts)
    settled = {each.procedure for each in before.of(Status.UNKNOWN)} - {
        each.procedure for each in after.of(Status.UNKNOWN)
    }
    assert {"pension_notice", "child_allowance"} <= settled


@pytest.mark.parametrize(
    ("procedure", "expected"),
    [
        ("move_in_notice", date(2026, 11, 30)),
        ("nhi_enrolment", date(2026, 11, 30)),
        ("child_allowance", date(2026, 11, 30)),
        ("child_medical", date(2026, 12, 1)),
        ("dog_registration", date(2026, 12, 16)),
    ],
)
def test_deadlines_leave_the_first_day_out(procedure: str, expected: date) -> None:
    result = next(each for each in interviewed()[1].of(Status.NEEDED) if each.procedure == procedure)
    assert result.deadline is not None
    assert result.deadline.date == expected
    assert result.deadline.days_left == (expected - VISIT).days
