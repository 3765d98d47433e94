"""The life of a work item in the database: once only, by lease and fencing token, done only by read-back."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from kakanai.robots import actions, queries
from kakanai.robots.errors import FourEyesError, NotReadBackError, RobotsError, StaleClaimError, WrongStateError
from kakanai.robots.models import Decision, Lane, Target, WorkItem
from kakanai.robots.runner import jobs
from kakanai.robots.runner.rules import State
from kakanai.trust.models import AuditEntry

CLERK, SECOND = uuid.uuid4(), uuid.uuid4()


def to_intent(runner, handed):
    claim = handed.claim
    for state in ("probing", "entering", "checked"):
        actions.report(runner, claim.job.item, claim.token, "checkpoint", {"state": state})
    return actions.report(runner, claim.job.item, claim.token, "intent", {"journal": "0" * 64})


def perfect(claim):
    screen_map = queries.approved_map(claim.job.target, claim.job.operation)
    shown = []
    for entry in jobs.entries(screen_map, claim.job):
        reading = entry.field.shown
        if reading is not None:
            meant = entry.raw if reading.equal == "date" and entry.raw else entry.text
            text = reading.words.get(meant, meant)
            shown.append({"section": reading.section, "caption": reading.caption, "text": text})
    return shown


def later(item, **fields):
    WorkItem.objects.filter(pk=item.pk).update(**fields)
    if "lease_until" in fields:
        Lane.objects.filter(item=item.pk).update(lease_until=fields["lease_until"])


def test_the_same_work_enqueued_twice_is_one_item(put):
    first, again = put(), put()
    assert first.pk == again.pk
    assert WorkItem.objects.count() == 1


def test_the_database_itself_refuses_a_second_row_for_the_same_work(put):
    row = put()
    twin = WorkItem(
        municipality=row.municipality,
        application=row.application,
        target=row.target,
        operation=row.operation,
        version=row.version,
        key="OTHER",
        values={},
        accepted_on=row.accepted_on,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_an_item_for_another_municipality_is_refused(put):
    with pytest.raises(RobotsError):
        actions.enqueue(
            municipality="990027", application="A", target="juki", operation="transfer_in:p1", version=1, values={}
        )


def test_values_are_not_readable_in_the_table(put):
    put()
    with connection.cursor() as cursor:
        cursor.execute("SELECT values::bytea FROM robots_workitem")
        raw = bytes(cursor.fetchone()[0])
    assert "カツラギ".encode() not in raw
    assert b"1985-04-12" not in raw


def test_a_runner_sees_only_the_values_that_its_map_types(put, runner):
    put()
    claim = actions.claim_item(runner, ["juki"]).claim
    assert claim.job.values["p1:person.fullName"] == "葛󠄂城 健一"
    assert not any(key.startswith(("p2:", "p3:", "p4:")) for key in claim.job.values)
    assert "household:bank.accountNo" not in claim.job.values


def test_a_runner_gets_nothing_of_a_target_it_is_not_enrolled_for(put, city):
    put()
    actions.enrol_runner("other", ["jidoteate"], actor="test")
    from kakanai.robots.models import Runner

    assert actions.claim_item(Runner.objects.get(name="other"), ["juki", "jidoteate"]) is None


def test_one_session_per_account_means_one_item_at_a_time(put, runner):
    put(), put(operation="transfer_in:p2")
    assert actions.claim_item(runner, ["juki"]) is not None
    assert actions.claim_item(runner, ["juki"]) is None


def test_the_whole_way_ends_done_only_with_an_equal_read_back(put, runner):
    item = put()
    handed = actions.claim_item(runner, ["juki"])
    claim = handed.claim
    assert 0 < to_intent(runner, handed)["press_within"] <= 10
    actions.report(runner, claim.job.item, claim.token, "submitted", {"number": "800001"})
    shown = perfect(claim)
    wrong = [dict(s, text="別人") if s["caption"] == "氏名(漢字)" else s for s in shown]
    with pytest.raises(NotReadBackError, match="氏名"):
        actions.report(runner, claim.job.item, claim.token, "done", {"number": "800001", "shown": wrong})
    with pytest.raises(NotReadBackError):
        actions.report(runner, claim.job.item, claim.token, "done", {"number": "800001", "shown": []})
    item.refresh_from_db()
    assert item.state == State.SUBMITTED
    actions.report(runner, claim.job.item, claim.token, "done", {"number": "800001", "shown": shown})
    item.refresh_from_db()
    assert (item.state, item.number, item.fields_typed) == ("done", "800001", 39)


def test_a_stale_token_changes_nothing(put, runner):
    item = put()
    old = actions.claim_item(runner, ["juki"])
    later(item, lease_until=timezone.now() - timedelta(seconds=1))
    new = actions.claim_item(runner, ["juki"])
    assert new is None or new.claim.token > old.claim.token
    with pytest.raises(StaleClaimError):
        actions.report(runner, str(item.pk), old.claim.token, "checkpoint", {"state": "probing"})


def test_intent_is_refused_when_the_lease_ran_out_a_moment_before(put, runner):
    item = put()
    handed = actions.claim_item(runner, ["juki"])
    for state in ("probing", "entering", "checked"):
        actions.report(runner, str(item.pk), handed.claim.token, "checkpoint", {"state": state})
    later(item, lease_until=timezone.now())
    with pytest.raises(StaleClaimError):
        actions.report(runner, str(item.pk), handed.claim.token, "intent", {})
    item.refresh_from_db()
    assert item.intent_at is None


@pytest.mark.parametrize("stop", ["pause", "kill", "kill_all"])
def test_a_stopped_target_gets_no_intent_even_from_a_runner_that_already_typed(put, runner, stop):
    item = put()
    handed = actions.claim_item(runner, ["juki"])
    for state in ("probing", "entering", "checked"):
        actions.report(runner, str(item.pk), handed.claim.token, "checkpoint", {"state": state})
    if stop == "pause":
        actions.pause_target("juki", actor="test")
    else:
        actions.set_kill_switch("juki" if stop == "kill" else "*", on=True, actor="test")
    with pytest.raises(StaleClaimError):
        actions.report(runner, str(item.pk), handed.claim.token, "intent", {})
    later(item, lease_until=timezone.now())
    assert actions.claim_item(runner, ["juki"]) is None


def test_a_lease_lost_after_intent_waits_the_quiet_period_and_then_only_looks(put, runner):
    item = put()
    handed = actions.claim_item(runner, ["juki"])
    to_intent(runner, handed)
    ended = timezone.now()
    later(item, lease_until=ended)
    assert actions.claim_item(runner, ["juki"]) is None
    item.refresh_from_db()
    assert item.state == State.AMBIGUOUS
    assert item.not_before == ended + timedelta(seconds=3)
    again = actions.claim_item(runner, ["juki"], at=ended + timedelta(seconds=4))
    assert again.claim.job.look_first
    with pytest.raises(WrongStateError):
        actions.report(runner, str(item.pk), again.claim.token, "checkpoint", {"state": "entering"})
    with pytest.raises(WrongStateError):
        actions.report(runner, str(item.pk), again.claim.token, "intent", {})


def test_a_lease_lost_before_intent_is_tried_again_three_times_and_then_a_persons(put, runner):
    item, moment = put(), timezone.now()
    for _ in range(3):
        moment += timedelta(hours=1)
        assert actions.claim_item(runner, ["juki"], at=moment) is not None
    assert actions.claim_item(runner, ["juki"], at=moment + timedelta(hours=1)) is None
    item.refresh_from_db()
    assert (item.state, item.reason) == ("needs_person", "tries")


def test_absence_allows_one_retry_where_the_target_refuses_a_second_key(put, runner):
    item = put()
    for expected in ("ready", "needs_person"):
        handed = actions.claim_item(runner, ["juki"])
        to_intent(runner, handed)
        actions.report(runner, str(item.pk), handed.claim.token, "ambiguous", {"reason": "lost"})
        later(item, not_before=timezone.now())
        look = actions.claim_item(runner, ["juki"])
        actions.report(runner, str(item.pk), look.claim.token, "absent", {})
        item.refresh_from_db()
        assert item.state == expected


def test_absence_goes_to_a_person_where_the_target_would_take_the_key_twice(put, runner):
    item = put(target="jidoteate", operation="claim:p1")
    handed = actions.claim_item(runner, ["jidoteate"])
    to_intent(runner, handed)
    actions.report(runner, str(item.pk), handed.claim.token, "ambiguous", {})
    later(item, not_before=timezone.now())
    look = actions.claim_item(runner, ["jidoteate"])
    actions.report(runner, str(item.pk), look.claim.token, "absent", {})
    item.refresh_from_db()
    assert (item.state, item.reason) == ("needs_person", "absent")


@pytest.mark.parametrize(
    ("event", "body", "reason"),
    [
        ("duplicate", {"numbers": ["1", "2"]}, "duplicate"),
        ("failed", {"kind": "screen", "ja": "画面が違う", "operator": "title"}, "screen"),
    ],
)
def test_a_duplicate_or_an_unknown_screen_stops_the_whole_queue(put, runner, event, body, reason):
    put(), put(operation="transfer_in:p2")
    handed = actions.claim_item(runner, ["juki"])
    actions.report(runner, handed.claim.job.item, handed.claim.token, event, body)
    assert Target.objects.get(code="juki").paused_reason == reason
    assert actions.claim_item(runner, ["juki"]) is None
    actions.release_target("juki", actor="test")
    assert actions.claim_item(runner, ["juki"]) is not None


def test_a_data_error_stops_one_item_only(put, runner):
    first = put()
    put(operation="transfer_in:p2")
    handed = actions.claim_item(runner, ["juki"])
    actions.report(runner, str(first.pk), handed.claim.token, "failed", {"kind": "data", "ja": "文字が合いません"})
    first.refresh_from_db()
    assert (first.state, first.message) == ("needs_person", "文字が合いません")
    assert actions.claim_item(runner, ["juki"]) is not None


def test_a_target_that_is_away_is_asked_again_later_without_end(put, runner):
    item, moment = put(), timezone.now()
    for _ in range(12):
        moment += timedelta(hours=1)
        handed = actions.claim_item(runner, ["juki"], at=moment)
        WorkItem.objects.filter(pk=item.pk).update(lease_until=timezone.now() + timedelta(minutes=1))
        actions.report(runner, str(item.pk), handed.claim.token, "failed", {"kind": "access"})
        WorkItem.objects.filter(pk=item.pk).update(not_before=moment)
    item.refresh_from_db()
    assert item.state == State.DEFERRED


def test_nothing_is_handed_out_outside_the_targets_hours(put, runner):
    put()
    Target.objects.filter(code="juki").update(hours="08:45-17:00", weekdays_only=True)
    from datetime import datetime
    from zoneinfo import ZoneInfo

    tokyo = ZoneInfo("Asia/Tokyo")
    for closed in (
        datetime(2026, 11, 20, 7, 0, tzinfo=tokyo),
        datetime(2026, 11, 22, 10, 0, tzinfo=tokyo),
        datetime(2026, 11, 23, 10, 0, tzinfo=tokyo),
        datetime(2026, 12, 29, 10, 0, tzinfo=tokyo),
    ):
        assert actions.claim_item(runner, ["juki"], at=closed) is None
    assert actions.claim_item(runner, ["juki"], at=datetime(2026, 11, 24, 10, 0, tzinfo=tokyo)) is not None


def test_a_rate_keeps_a_lane_waiting(put, runner):
    put(), put(operation="transfer_in:p2")
    Target.objects.filter(code="juki").update(rate_per_minute=6)
    start = timezone.now()
    handed = actions.claim_item(runner, ["juki"], at=start)
    actions.report(runner, handed.claim.job.item, handed.claim.token, "failed", {"kind": "data"})
    assert actions.claim_item(runner, ["juki"], at=start + timedelta(seconds=9)) is None
    assert actions.claim_item(runner, ["juki"], at=start + timedelta(seconds=11)) is not None


def test_priority_goes_before_age(put, runner):
    put(), put(application="A2", priority=1)
    assert actions.claim_item(runner, ["juki"]).claim.job.key == WorkItem.objects.get(application="A2").key


def test_a_protected_persons_item_waits_for_two_different_people(put, runner):
    item = put(protected=True)
    assert actions.claim_item(runner, ["juki"]) is None
    with pytest.raises(WrongStateError):
        actions.rerun_item(str(item.pk), by=CLERK, note="", second=SECOND)
    assert not actions.release_item(str(item.pk), by=CLERK)
    with pytest.raises(FourEyesError):
        actions.release_item(str(item.pk), by=CLERK)
    assert actions.claim_item(runner, ["juki"]) is None
    assert actions.release_item(str(item.pk), by=SECOND)
    assert actions.claim_item(runner, ["juki"]) is not None


def to_person(item, runner, event, body):
    handed = actions.claim_item(runner, [item.target])
    actions.report(runner, str(item.pk), handed.claim.token, event, body)


def test_what_a_person_typed_by_hand_is_only_looked_at_and_never_typed_again(put, runner):
    item = put()
    to_person(item, runner, "failed", {"kind": "data"})
    actions.confirm_recorded(str(item.pk), by=CLERK, note="手で登録")
    look = actions.claim_item(runner, ["juki"])
    assert look.claim.job.look_first
    with pytest.raises(WrongStateError):
        actions.report(runner, str(item.pk), look.claim.token, "checkpoint", {"state": "entering"})
    actions.report(runner, str(item.pk), look.claim.token, "absent", {})
    item.refresh_from_db()
    assert (item.state, item.reason) == ("needs_person", "absent")


def test_an_accepted_difference_is_accepted_only_as_it_was_shown(put, runner):
    import json

    item = put()
    handed = actions.claim_item(runner, ["juki"])
    line = {
        "section": "本人",
        "caption": "氏名(漢字)",
        "meant": "葛城 健一",
        "shown": "葛城 健市",
        "rule": "exact",
        "verdict": "different",
    }
    actions.file_evidence(runner, str(item.pk), handed.claim.token, "read_back", json.dumps([line]).encode())
    actions.report(runner, str(item.pk), handed.claim.token, "different", {"number": "800009"})
    actions.confirm_recorded(str(item.pk), by=CLERK, note="本人の申出どおり")
    look = actions.claim_item(runner, ["juki"])
    shown = perfect(look.claim)
    other = [dict(s, text="葛城 健三") if s["caption"] == "氏名(漢字)" else s for s in shown]
    with pytest.raises(NotReadBackError):
        actions.report(runner, str(item.pk), look.claim.token, "done", {"number": "800009", "shown": other})
    agreed = [dict(s, text="葛城 健市") if s["caption"] == "氏名(漢字)" else s for s in shown]
    actions.report(runner, str(item.pk), look.claim.token, "done", {"number": "800009", "shown": agreed})
    item.refresh_from_db()
    assert item.state == State.DONE


def test_a_decision_about_a_protected_person_needs_a_second_person(put, runner):
    item = put(protected=True)
    actions.release_item(str(item.pk), by=CLERK), actions.release_item(str(item.pk), by=SECOND)
    to_person(item, runner, "failed", {"kind": "data"})
    for second in (None, CLERK):
        with pytest.raises(FourEyesError):
            actions.rerun_item(str(item.pk), by=CLERK, note="", second=second)
    actions.rerun_item(str(item.pk), by=CLERK, note="", second=SECOND)
    item.refresh_from_db()
    assert item.state == State.READY


def test_decisions_and_steps_stand_in_the_audit_chain_without_personal_values(put, runner):
    item = put()
    to_person(item, runner, "failed", {"kind": "data"})
    actions.rerun_item(str(item.pk), by=CLERK, note="住所を確認した")
    entries = AuditEntry.objects.filter(case="A1").order_by("sequence")
    assert [e.action for e in entries] == ["robots.enqueue", "robots.failed", "robots.rerun"]
    assert "葛" not in str([e.detail for e in entries])
    assert Decision.objects.get().note == "住所を確認した"


def test_an_item_after_intent_cannot_be_cancelled(put, runner):
    item = put()
    handed = actions.claim_item(runner, ["juki"])
    to_intent(runner, handed)
    with pytest.raises(WrongStateError):
        actions.cancel_item(str(item.pk), by=CLERK, note="")


def test_a_runner_that_is_switched_off_is_refused(token):
    from kakanai.robots.errors import UnknownRunnerError

    assert actions.authenticate(token).name == "runner-1"
    with pytest.raises(UnknownRunnerError):
        actions.authenticate(token[:-2] + "xx")
    actions.switch_runner("runner-1", enabled=False, actor="test")
    with pytest.raises(UnknownRunnerError):
        actions.authenticate(token)
