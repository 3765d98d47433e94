"""What the exception desk says: whether the record is already there, under what number, and what may be decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kakanai.japan import dates
from kakanai.robots import queries
from kakanai.robots.actions import people
from kakanai.robots.errors import RobotsError
from kakanai.robots.models import WorkItem
from kakanai.robots.runner import gate, jobs
from kakanai.robots.runner.equivalence import Compared
from kakanai.robots.runner.errors import RunnerError
from kakanai.robots.runner.jobs import Run
from kakanai.robots.runner.rules import State
from kakanai.trust.gate import Audience, Guarded

_SCREEN = Audience("clerk", "screen")


@dataclass(frozen=True, slots=True)
class Words:
    """One item in words. `there`: yes, no, unknown, two."""

    title: str
    text: str
    there: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that a person may take now."""

    value: str
    label: str
    kind: str
    shortcut: str
    help: str


_TITLES = {
    "absent": "登録されていませんでした",
    "different": "登録済みですが、値が違います",
    "duplicate": "同じ受付番号の記録が2件以上あります",
    "data": "値が業務システムに合いません",
    "recorded": "同じ受付番号の記録が既にあるという答えでした",
    "tries": "3回続けて登録の前に止まりました",
    "protected": "支援措置の対象者です",
    "manual": "手で入力する業務システムです",
}
_THERE = {
    "different": "yes",
    "duplicate": "two",
    "absent": "no",
    "recorded": "yes",
    "data": "no",
    "tries": "no",
    "protected": "no",
    "manual": "no",
}
_LOOK = "業務システムの照会画面で、記録を確かめてください。"
_RERUN = Choice("rerun", "未登録なので、もう一度入力する", "primary", "1", "ロボットは先に照会し、なければ入力します。")
_TYPED = Choice(
    "typed", "手で登録した(照合する)", "secondary", "2", "業務システムに出ている値を入れると、製品が照合します。"
)
_RIGHT = Choice(
    "confirmed",
    "この記録で正しい",
    "primary",
    "1",
    "ロボットがもう一度照会し、いま見えている値と同じなら完了にします。",
)
_CORRECT = Choice(
    "correcting", "訂正を準備する", "secondary", "3", "業務システムの訂正は人が行います。自動では直しません。"
)
_CANCEL = Choice("cancelled", "取りやめる", "quiet", "9", "この連携を取りやめます。登録した後は取りやめられません。")
_RELEASE = Choice("release", "確かめた(入力してよい)", "primary", "1", "別々の2人が確かめると、ロボットが入力します。")
_CHOICES = {
    "absent": [_RERUN, _TYPED],
    "different": [_RIGHT, _CORRECT],
    "duplicate": [_CORRECT],
    "data": [_RERUN, _TYPED, _CANCEL],
    "recorded": [_TYPED, _CORRECT],
    "tries": [_RERUN, _TYPED, _CANCEL],
    "protected": [_RELEASE, _CANCEL],
    "manual": [_TYPED, _CANCEL],
}


_DECISIONS = {
    "confirmed": "この記録で正しい、とした",
    "rerun": "未登録なので、もう一度入力する、とした",
    "replaced": "使えない文字を、この記録に限って置き換える、とした",
    "typed_by_hand": "手で登録したものを照合した",
    "correcting": "訂正を準備した",
    "cancelled": "取りやめた",
    "released": "2人で確かめ、入力してよい、とした",
    "asked_confirmed": "この記録で正しい、とした(2人目を待つ)",
    "asked_rerun": "もう一度入力する、とした(2人目を待つ)",
}


def decisions(row: WorkItem) -> list[dict[str, Any]]:
    """Return what people decided so far, in words."""
    return [{"at": d.at, "words": _DECISIONS.get(d.kind, d.kind), "note": d.note} for d in row.decisions.order_by("at")]


def headline(row: WorkItem) -> str:
    """Return the title of an item's trouble."""
    if row.run == Run.SHADOW and row.state != State.DONE and row.reason != "different":
        return "職員が入力する仕事です(ロボットは見比べるだけ)"
    return _TITLES.get(row.reason, row.state_label)


def of(row: WorkItem) -> Words:
    """Say what happened, and whether the record is already in the target."""
    if row.state == State.DONE:
        how = f"受付番号 {row.key} の記録を業務システムから読み戻し、入れようとした値と同じことを確かめました。"
        return Words("完了", how, "done")
    if row.run == Run.SHADOW and row.state != State.NEEDS_PERSON:
        text = (
            f"下の値を、受付番号 {row.key} とともに業務システムに入力してください。登録されるとロボットが見比べます。"
        )
        return Words(headline(row), text, "no")
    there = _THERE.get(row.reason, "unknown")
    number = f"番号 {row.number}" if row.number else "番号不明"
    parts = {
        "absent": f"受付番号 {row.key} で照会しましたが、記録はありませんでした。",
        "different": f"受付番号 {row.key} の記録が、{number} として既にあります。表の印の項目が違います。",
        "duplicate": f"受付番号 {row.key} の記録は {row.number} です。この業務システムへの入力をすべて止めています。",
        "data": row.message or "値が業務システムの画面に合いません。業務システムには登録していません。",
        "recorded": f"受付番号 {row.key} は既にあるため、業務システムが取り込みませんでした。{_LOOK}",
        "tries": "登録ボタンは押していません。業務システムには登録していません。",
        "manual": "値を1つずつ写し、登録した後に、業務システムに出ている値を入れてください。製品が照合します。",
        "protected": "業務システムに住所を入れる前に、2人の職員が確かめてください。まだ登録していません。",
    }
    return Words(headline(row), parts.get(row.reason, "状態を確かめています。"), there)


def choices(row: WorkItem) -> list[Choice]:
    """Return what a person may decide now."""
    if row.state == "correcting":
        return [_TYPED]
    found = _CHOICES.get(row.reason, []) if row.state == "needs_person" else []
    if misfits(row):  # the same characters would stop again: choosing others comes first
        found = [replace(c, kind="secondary") if c is _RERUN else c for c in found]
    return found


def table(row: WorkItem) -> list[dict[str, Any]]:
    """Return the last read-back table, differences first. A protected person's values stay withheld."""
    lines = []
    for line in people.last_table(row):
        meant = _as_date(line["meant"]) if line.get("rule") == "date" else line["meant"]
        guarded = [_guard(text, row) for text in (meant, line["shown"])]
        same = line["verdict"] in ("exact", "equivalent")
        lines.append({**line, "meant": guarded[0], "shown": guarded[1], "same": same})
    return sorted(lines, key=lambda line: line["same"])


def _as_date(iso: str) -> str:
    """Write a date as people compare it; anything else stays as it is."""
    try:
        return dates.wareki(date.fromisoformat(iso))
    except ValueError:
        return iso


def _guard(text: str, row: WorkItem) -> str:
    return Guarded(text, item=str(row.pk), protected=row.protected).open_for(_SCREEN)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A character that a target cannot hold, with what may stand for it."""

    character: str
    candidates: tuple[str, ...]
    captions: tuple[str, ...]


def misfits(row: WorkItem) -> list[Misfit]:
    """Return the characters of an item that its target cannot hold; empty when something else is wrong."""
    if row.reason != "data" or row.protected:
        return []
    screen_map = queries.approved_map(row.target, row.operation)
    found: dict[str, tuple[tuple[str, ...], list[str]]] = {}
    try:
        entries = jobs.entries(screen_map, people.job_of(row))
    except RunnerError:
        return []
    for entry in entries:
        for problem in gate.foreign(entry.text, screen_map.character_set):
            known = found.setdefault(problem.text, (tuple(problem.candidates), []))
            known[1].append(f"{entry.field.section} {entry.field.caption}".strip())
    return [Misfit(c, candidates, tuple(captions)) for c, (candidates, captions) in found.items()]


def manual_form(row: WorkItem) -> list[dict[str, Any]]:
    """Return what a person types by hand, line by line, in the target's own format. Raises RobotsError without a map."""
    screen_map = queries.approved_map(row.target, row.operation)
    try:
        entries = jobs.entries(screen_map, people.job_of(row))
    except RunnerError as error:
        raise RobotsError(str(error), error.ja) from error
    return [
        {
            "key": f"{e.field.section}/{e.field.caption}",
            "section": e.field.section,
            "caption": e.field.caption,
            "text": _guard(e.text, row),
            "asked": e.field.shown is not None,
            "shown_as": e.field.shown.caption if e.field.shown else "",
        }
        for e in entries
    ]


def with_answers(form: list[dict[str, Any]], shown: dict[str, str], lines: list[Compared]) -> list[dict[str, Any]]:
    """Return the form with what was answered and which lines differ."""
    wrong = {f"{line.section}/{line.caption}" for line in lines if not line.same}
    return [
        {**line, "answer": shown.get(line["key"], ""), "wrong": f"{line['section']}/{line['shown_as']}" in wrong}
        for line in form
    ]
