"""What people decide at the exception desk. Nothing here makes an item done: only a read-back does."""

from __future__ import annotations

import json
import uuid

from kakanai.robots import queries
from kakanai.robots.actions import stored
from kakanai.robots.errors import FourEyesError, WrongStateError
from kakanai.robots.models import Decision, Evidence, WorkItem
from kakanai.robots.runner import gate, jobs, rules
from kakanai.robots.runner.drivers.base import Shown
from kakanai.robots.runner.equivalence import Compared
from kakanai.robots.runner.jobs import Job, Value
from kakanai.robots.runner.rules import Item, Policy, State
from kakanai.trust import audit

REPLACE = "replace:"
"""Before a character in an item's accepted values: what a person chose to stand for it in this record."""


def confirm_recorded(item_id: str, *, by: uuid.UUID, note: str, second: uuid.UUID | None = None) -> None:
    """The record in the target is right (or was typed by hand): the robot looks once more and only compares.

    Lines that differ in the last read-back table are accepted exactly as they were shown to this person.
    """

    def alter(item: Item, _policy: Policy, row: WorkItem) -> None:
        accepted = last_differences(row) if item.reason == "different" else {}
        _decide(row, "confirmed", by, second, note)
        rules.look_again(item, stored.now(), accepted)

    stored.change(item_id, alter)


def rerun_item(item_id: str, *, by: uuid.UUID, note: str, second: uuid.UUID | None = None) -> None:
    """Not there: run again. The robot still looks before it types."""

    def alter(item: Item, _policy: Policy, row: WorkItem) -> None:
        if item.reason == "protected":
            raise rules.RefusedError("release it first")
        _decide(row, "rerun", by, second, note)
        rules.rerun(item, stored.now())

    stored.change(item_id, alter)


def replace_characters(item_id: str, chosen: dict[str, str], *, by: uuid.UUID, note: str) -> None:
    """Use other characters in this one record, as a person chose them; then run again. Refused for protected people.

    The resident's own value stays as it is: only what is typed into this target differs, and the decision says so.
    """

    def alter(item: Item, _policy: Policy, row: WorkItem) -> None:
        if row.protected:
            raise FourEyesError("a protected person's record is typed by people")
        if item.reason != "data" or not chosen:
            raise rules.RefusedError("nothing to replace")
        _note(row, "replaced", by, None, note or "、".join(f"{old}→{new}" for old, new in chosen.items()))
        rules.rerun(item, stored.now())
        item.accepted = {**item.accepted, **{f"{REPLACE}{old}": new for old, new in chosen.items()}}

    stored.change(item_id, alter)


def release_item(item_id: str, *, by: uuid.UUID) -> bool:
    """Release a protected person's item; return whether that was the second, different person and it now runs."""

    def alter(item: Item, _policy: Policy, row: WorkItem) -> bool:
        if item.state != State.NEEDS_PERSON or item.reason != "protected":
            raise rules.RefusedError("nothing to release")
        if row.first_release_by is None:
            row.first_release_by = by
            return False
        if row.first_release_by == by:
            raise FourEyesError("the same person twice")
        _note(row, "released", row.first_release_by, by, "")
        rules.rerun(item, stored.now())
        return True

    return bool(stored.change(item_id, alter, "first_release_by"))


def prepare_correction(item_id: str, *, by: uuid.UUID, note: str) -> None:
    """Mark an item for correction in the target by a person. Nothing is ever deleted or corrected by a robot."""

    def alter(item: Item, _policy: Policy, row: WorkItem) -> None:
        if item.state != State.NEEDS_PERSON:
            raise rules.RefusedError("not with a person")
        item.state = State.CORRECTING
        _note(row, "correcting", by, None, note)

    stored.change(item_id, alter)


def cancel_item(item_id: str, *, by: uuid.UUID, note: str) -> None:
    """Give an item up. Refused once INTENT was written: then somebody must look first."""

    def alter(item: Item, _policy: Policy, row: WorkItem) -> None:
        if item.state not in (*rules.WAITING, State.NEEDS_PERSON) or item.intent_at is not None:
            raise WrongStateError("cannot be cancelled now")
        item.state, item.reason = State.CANCELLED, "by_person"
        _note(row, "cancelled", by, None, note)

    stored.change(item_id, alter)


def last_differences(row: WorkItem) -> dict[str, str]:
    """Return the differing lines of the last read-back table: `section/caption` → what the target shows."""
    return {f"{line['section']}/{line['caption']}": line["shown"] for line in last_table(row)
            if line["verdict"] not in ("exact", "equivalent")}  # fmt: skip


def last_table(row: WorkItem) -> list[dict[str, str]]:
    """Return the last read-back table, empty when none was made."""
    found = Evidence.objects.filter(municipality=row.municipality, item=row, kind="read_back").order_by("-at").first()
    lines: list[dict[str, str]] = json.loads(found.body) if found else []
    return lines


def _decide(row: WorkItem, kind: str, by: uuid.UUID, second: uuid.UUID | None, note: str) -> None:
    if row.protected and (second is None or second == by):
        raise FourEyesError
    _note(row, kind, by, second, note)


def _note(row: WorkItem, kind: str, by: uuid.UUID, second: uuid.UUID | None, note: str) -> None:
    Decision(municipality=row.municipality, item=row, kind=kind, by=by, second=second, note=note or None).save(
        force_insert=True
    )
    detail = {"item": str(row.id), "kind": kind, "second": str(second) if second else ""}
    audit.record(case=row.application, action=f"robots.{kind}", actor=str(by), detail=detail)


def replaced_values(row: WorkItem) -> dict[str, Value]:
    """Return an item's values with the characters that a person chose for this one record."""
    chosen = {k.removeprefix(REPLACE): v for k, v in (row.accepted or {}).items() if k.startswith(REPLACE)}
    if not chosen:
        return dict(row.values)
    return {k: gate.replaced(v, chosen) if isinstance(v, str) else v for k, v in row.values.items()}


def job_of(row: WorkItem) -> Job:
    """Return the item as a job, with all its values: for the desk's own comparisons."""
    return Job(
        str(row.id), row.key, row.target, row.operation, row.version, replaced_values(row),
        protected=row.protected, today=row.accepted_on,
    )  # fmt: skip


def read_back_by_person(
    row: WorkItem, number: str, shown: dict[str, str], *, by: uuid.UUID, note: str
) -> list[Compared]:
    """Compare what a person reads off the target's own screen; equal on every line makes the item done.

    `shown` is keyed `section/caption` of the map's fields. Returns the lines; nothing changes when one differs.
    Raises FourEyesError for a protected person's item when the same person typed it.
    """
    screen_map = queries.approved_map(row.target, row.operation)
    read = tuple(
        Shown(f.shown.section, f.shown.caption, shown.get(f"{f.section}/{f.caption}", ""))
        for f in screen_map.fields
        if f.shown is not None
    )
    lines = jobs.read_back(screen_map, job_of(row), read)
    if not lines or not all(line.same for line in lines):
        return lines

    def alter(item: Item, _policy: Policy, locked: WorkItem) -> None:
        if item.state not in (State.NEEDS_PERSON, State.CORRECTING):
            raise rules.RefusedError(f"{item.state} is not with a person")
        if locked.protected and locked.first_release_by == by:
            raise FourEyesError
        item.state, item.number, item.reason = State.DONE, number, ""
        locked.done_at = stored.now()
        _note(locked, "typed_by_hand", by, None, note)

    stored.change(str(row.pk), alter, "done_at")
    return lines


def take_decision(row: WorkItem, choice: str, *, by: uuid.UUID, note: str) -> str:
    """Take one person's decision and say what comes of it. A protected person's item asks a second person first."""
    item_id = str(row.pk)
    if choice == "release":
        return "入力を始めます。" if release_item(item_id, by=by) else "もう1人の確認を待っています。"
    if choice == "cancelled":
        cancel_item(item_id, by=by, note=note)
        return "取りやめました。"
    if choice == "correcting":
        prepare_correction(item_id, by=by, note=note)
        return "訂正の準備に移しました。"
    if choice == "typed":
        return "業務システムに出ている値を入れてください。"
    if choice not in ("confirmed", "rerun"):
        raise WrongStateError(f"unknown decision {choice}")
    second = None
    if row.protected:
        asked = asked_by_another(row, by)
        if asked is None or asked.kind != f"asked_{choice}":
            _note(row, f"asked_{choice}", by, None, note)
            return "別の職員の確認を待っています。"
        by, second = asked.by, by
    act = confirm_recorded if choice == "confirmed" else rerun_item
    act(item_id, by=by, note=note, second=second)
    return "ロボットがもう一度照会します。"


def asked_by_another(row: WorkItem, me: uuid.UUID) -> Decision | None:
    """Return the last decision on a protected item if another person asked for it and it waits for a second one."""
    last = row.decisions.order_by("-at").first()
    return last if last is not None and last.kind.startswith("asked_") and last.by != me else None
