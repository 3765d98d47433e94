"""The board counts what the event log says, and knows nothing about any person."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from kakanai.insight.board import board_of, words
from kakanai.insight.figures import median, nine_in_ten
from kakanai.insight.processmap import arcs

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def at(minutes):
    return START + timedelta(minutes=minutes)


def happened(visit, minutes, kind, **detail):
    return SimpleNamespace(visit=visit, at=at(minutes), kind=kind, by="clerk", seconds=None, detail=detail)


def period(visit, state, began, ended):
    return SimpleNamespace(visit=visit, state=state, began=at(began), ended=at(ended))


def visit(name, minutes, state="closed"):
    return SimpleNamespace(id=name, event="move-in", state=state, opened_at=at(minutes))


LOG = SimpleNamespace(
    visits=(visit("a", 0), visit("b", 30), visit("c", 24 * 60, "cancelled")),
    events=(
        happened("a", 0, "visit.open", waited=120),
        happened("a", 1, "question.answer", question="dog", known_before=0),
        happened("a", 2, "value.enter", items=["contact.phone"], known_before=0),
        happened("a", 3, "confirmation.made", sources={"card": 20, "notice": 30, "resident": 2}),
        happened("a", 4, "confirmation.made", sources={"card": 20, "notice": 34, "resident": 2}),
        happened("a", 5, "confirmation.objection"),
        happened("a", 8, "visit.signed"),
        happened("a", 8, "visit.accept"),
        happened("b", 30, "visit.open", waited=600),
        happened("b", 31, "question.answer", question="dog", known_before=1),
        happened("b", 40, "visit.accept"),
    ),
    periods=(
        period("a", "serving", 0, 4),
        period("a", "hold", 4, 64),
        period("a", "confirming", 64, 68),
        period("b", "serving", 30, 42),
        period("c", "serving", 24 * 60, 24 * 60 + 50),
    ),
)


@pytest.fixture(scope="module")
def board():
    return board_of(LOG, 2, UTC)


def test_visits_are_counted_by_how_they_ended(board):
    assert (board.visits, board.accepted, board.cancelled) == (3, 2, 1)


def test_time_on_hold_and_visits_that_came_to_nothing_do_not_count_as_time_at_the_counter(board):
    assert board.at_counter.count == 2
    assert board.at_counter.median == pytest.approx((8 + 12) / 2)


def test_waiting_is_from_the_ticket_to_the_call(board):
    assert (board.waiting.median, board.waiting.count) == (6.0, 2)


def test_values_known_without_asking_are_those_of_the_last_document_of_each_visit(board):
    assert board.known == 54
    assert board.said == 3
    assert board.known_share == pytest.approx(54 / 57)


def test_a_question_about_what_was_known_before_is_seen(board):
    assert board.asked_twice == 1


def test_questions_stand_in_the_order_in_which_abolishing_them_saves(board):
    assert [(one.id, one.count) for one in board.asked] == [("dog", 2)]
    assert board.asked[0].share == pytest.approx(2 / 3)


def test_days_begin_at_midnight_of_the_desk(board):
    assert [(one.visits, one.accepted) for one in board.days] == [(2, 2), (1, 0)]


def test_the_shares_of_the_states_come_to_one(board):
    assert sum(one.share for one in board.states) == pytest.approx(1)


def test_too_few_counters_say_so_instead_of_a_wait():
    many = SimpleNamespace(
        visits=tuple(visit(n, n) for n in range(200)),
        events=tuple(happened(n, n, "visit.accept") for n in range(200)),
        periods=tuple(period(n, "serving", n, n + 10) for n in range(200)),
    )
    counters = board_of(many, 1, UTC).counters
    assert counters[0].wait is None
    assert counters[-1].wait is not None
    assert counters[-1].busy < 1


def test_an_empty_log_is_a_board_of_zeros():
    empty = board_of(SimpleNamespace(visits=(), events=(), periods=()), 7, UTC)
    assert (empty.visits, empty.at_counter.median, empty.known_share, empty.arcs) == (0, 0.0, 0.0, ())


def test_the_process_map_joins_kinds_of_one_step_and_passes_over_what_has_no_name():
    events = [
        happened("a", 0, "visit.open"),
        happened("a", 1, "secret.kind"),
        happened("a", 2, "page.confirm"),
        happened("a", 3, "page.back"),
        happened("a", 4, "visit.signed"),
        happened("b", 0, "visit.open"),
        happened("b", 4, "page.confirm"),
    ]
    found = {(arc.before, arc.after): (arc.count, arc.seconds) for arc in arcs(events, words()["steps"])}
    assert found == {("受付", "内容の確認"): (2, 180.0), ("内容の確認", "署名"): (1, 60.0)}


def test_median_and_nine_in_ten_of_nothing_one_and_many():
    assert (median([]), nine_in_ten([])) == (0.0, 0.0)
    assert (median([3]), nine_in_ten([3])) == (3.0, 3.0)
    assert nine_in_ten([float(n) for n in range(11)]) == 9.0
