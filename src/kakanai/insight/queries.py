"""What the board's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from kakanai.catalogue import load as load_catalogue
from kakanai.desk.queries.log import log_between
from kakanai.insight.board import Board, board_of, words
from kakanai.robots import queries as robots
from kakanai.trust import tenancy
from kakanai.vocabulary.items import load as load_vocabulary

STRETCHES = ((1, "今日"), (7, "7日"), (30, "30日"))
_BAR = 220
"""Pixels of the longest bar."""


@dataclass(frozen=True)
class Bar:
    """A line of a chart: words, a figure, and how long its bar is."""

    label: str
    figure: str
    width: int
    note: str = ""


def board_context(days: int) -> dict[str, Any]:
    """Return the context of `insight/board.html` for the last so many days, today included."""
    days = days if days in dict(STRETCHES) else 7
    today = datetime.combine(timezone.localdate(), time(), timezone.get_current_timezone())
    log = log_between(today - timedelta(days=days - 1), today + timedelta(days=1))
    board = board_of(log, days, timezone.get_current_timezone())
    lines = robots.board()
    return {
        "board": board,
        "stretches": [(number, label, number == days) for number, label in STRETCHES],
        "days": _bars([(f"{one.day.month}/{one.day.day}", one.visits, f"{one.minutes:.1f}分") for one in board.days]),
        "states": [
            Bar(words()["states"][one.state], f"{one.spread.median:.1f}分", round(one.share * _BAR), f"{one.share:.0%}")
            for one in board.states
        ],
        "asked": _bars([(_question(one.id), one.count, f"{one.share:.0%}の受付") for one in board.asked[:8]]),
        "typed": _bars([(_item(one.id), one.count, f"{one.share:.0%}の受付") for one in board.typed[:8]]),
        "arcs": board.arcs[:10],
        "counters": board.counters,
        "robots": lines,
        "robots_done": sum(one.done for one in lines),
        "robots_exceptions": sum(one.exceptions for one in lines),
        "minutes_saved": sum(one.minutes_saved for one in lines),
        "known_percent": round(board.known_share * 100),
    }


def _bars(rows: list[tuple[str, int, str]]) -> list[Bar]:
    longest = max((count for _, count, _ in rows), default=1)
    return [Bar(label, str(count), max(2, round(count / longest * _BAR)), note) for label, count, note in rows]


def _question(question: str) -> str:
    known = load_catalogue(tenancy.current(), timezone.localdate()).questions.get(question)
    return str(known.text["ja"]) if known else question


def _item(item: str) -> str:
    known = load_vocabulary().get(item)
    return known.ja if known else item


__all__ = ["Board", "board_context"]
