"""A host's screens by the real s3270: typed by caption, compared, saved once, read back by an inquiry; and its traps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from kakanai.demo.targets.web import ACCOUNT, PASSWORD
from kakanai.robots.runner import canaries, fingerprint, secrets
from kakanai.robots.runner.desk import MemoryDesk
from kakanai.robots.runner.drivers import registry
from kakanai.robots.runner.engine import Work
from kakanai.robots.runner.errors import ScreenError
from kakanai.robots.runner.jobs import Job, Run
from kakanai.robots.runner.rules import Policy

SAVE = "PF5"


def state(host, job):
    return host.desk.items[job.item].item.state


def work_off(host, fault: str, number: int, value: float | None = None) -> tuple[str, Job]:
    """Queue a record on a desk whose clock the test moves, let the host misbehave once, and work until it is settled."""
    now = [datetime(2026, 11, 24, 9, tzinfo=UTC)]
    desk = MemoryDesk(Policy(quiet=timedelta(seconds=5), retry_after_absent=True), clock=lambda: now[0])
    kept = desk.put(Job(f"f{number}", f"F{number:05d}", "atena", "register:p1", 1, host.values))
    if fault:
        host.host.orders.tell(fault, value=value)
    while (claim := desk.claim(["atena"])) is not None:
        Work(desk, host.driver, host.map, claim).run()
        if host.host.late.ident is not None:
            host.host.late.join()
        now[0] += timedelta(minutes=1)
    return kept.item.state, kept.job


def test_names_and_addresses_are_typed_saved_once_and_read_back(host):
    names = ["葛󠄂城 健一", "髙橋 美咲", "﨑山 太郎", "渡邊 蓮", "見本 陽菜"]
    found = []
    for name in names:
        outcome, job, _ = host.type_one(values=host.values | {"p1:person.fullName": name})
        stored = host.stored(job)
        found.append((outcome, len(stored), stored[0]["shimei"], stored[0]["kana"], stored[0]["jiyu"]))
    meant = [n.replace("葛󠄂", "葛").replace(" ", "　") for n in names]
    assert found == [("done", 1, n, "ｶﾂﾗｷﾞ ｹﾝｲﾁ", "01") for n in meant]
    assert host.host.keys.count(SAVE) == len(names)


def test_a_record_that_is_there_is_found_first_and_no_key_saves_again(host):
    _, job, _ = host.type_one()
    host.count -= 1
    outcome, same, steps = host.type_one()
    assert (outcome, same.key, "typed" in steps, len(host.stored(job))) == ("done", job.key, False, 1)
    assert host.host.keys.count(SAVE) == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("reword", "電話番号(変更後)"),
        ("shorten", "カナ氏名"),
        ("insert_field", "連絡区分"),
        ("other_title", "画面名"),
        ("wrong_screen", "ZZ0999"),
        ("swap_options", "異動事由"),
    ],
)
def test_a_changed_screen_stops_before_the_first_key(host, change, why):
    host.redraw([change])
    outcome, job, steps = host.type_one()
    host.port.open("AT01")
    assert (outcome, "typed" in steps, host.stored(job)) == ("screen", False, [])
    assert SAVE not in host.host.keys
    assert why in " ".join(fingerprint.differences(host.map.screen, fingerprint.take(host.port.scan())))


def test_fields_that_only_moved_are_typed_by_their_captions(host):
    host.redraw(["reverse_rows", "reverse_sections", "banner"])
    outcome, job, _ = host.type_one()
    assert (outcome, host.stored(job)[0]["nushi"], host.stored(job)[0]["yubin"]) == ("done", "葛城　健一", "999-0101")


@pytest.mark.parametrize("fault", ["crash_before", "crash_after", "late"])
def test_a_line_lost_around_the_save_ends_with_one_record(host, fault):
    settled, job = work_off(host, fault, 1, 0.2)
    assert (settled, len(host.stored(job))) == ("done", 1)
    assert host.host.keys.count(SAVE) == (2 if fault == "crash_before" else 1)


def test_twelve_records_with_a_fault_at_each_save_are_there_once(host):
    random = Random(20261124)
    found = []
    for number in range(12):
        fault = random.choice(["", "crash_before", "crash_after", "late", "logout"])
        settled, job = work_off(host, fault, number, 0.1)
        found.append((settled, len(host.stored(job))))
    assert found == [("done", 1)] * 12


def test_a_keyboard_that_stays_locked_after_the_save_is_no_success_and_no_second_key(host):
    host.port._timeout = 3.0
    host.host.orders.tell("lock")
    outcome, job, _ = host.type_one()
    assert (outcome, state(host, job), len(host.stored(job))) == ("ambiguous", "ambiguous", 1)
    assert host.host.keys.count(SAVE) == 1
    host.count -= 1
    assert (host.type_one()[0], len(host.stored(job)), host.host.keys.count(SAVE)) == ("done", 1, 1)


def test_the_hosts_own_refusal_is_a_persons_and_no_record(host):
    host.type_one()
    host.driver.screen_map = replace(host.map, look=None)
    host.count -= 1
    outcome, job, _ = host.type_one()
    assert (outcome, len(host.stored(job))) == ("duplicate", 1)


def test_a_stored_value_that_differs_is_found_by_the_inquiry(host):
    host.host.orders.tell("wrong", value="jusho")
    outcome, job, _ = host.type_one()
    assert (outcome, state(host, job)) == ("different", "needs_person")


def test_what_the_code_page_lacks_vanishes_in_the_terminal_and_goes_to_a_person(host):
    outcome, job, _ = host.type_one(values=host.values | {"p1:person.fullName": "①子 健一"})
    assert (outcome, state(host, job), host.stored(job)) == ("data", "needs_person", [])
    assert SAVE not in host.host.keys


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("p1:person.fullName", "𠮷野 健一"),
        ("p1:person.fullName", "長" * 26),
        ("household:contact.phone", "でんわ"),
        ("household:address.newMunicipality", "99A019"),
        ("p1:household.relToHead", "1~2"),
    ],
)
def test_what_does_not_fit_a_field_is_stopped_before_the_first_key(host, item, value):
    outcome, job, steps = host.type_one(values=host.values | {item: value})
    assert (outcome, state(host, job), "typed" in steps) == ("data", "needs_person", False)


def test_a_sign_off_in_between_is_signed_on_again(host):
    host.type_one()
    host.host.orders.tell("logout")
    assert host.type_one()[0] == "done"


def test_a_wrong_password_and_a_host_that_is_away_defer_the_record(host):
    host.driver.secrets = {"user": ACCOUNT, "password": "wrong"}.__getitem__
    outcome, job, _ = host.type_one()
    assert (outcome, state(host, job)) == ("access", "deferred")
    host.host.stop()
    assert host.type_one()[0] == "access"


def test_a_dry_run_fills_the_screen_and_leaves_by_the_key_that_cancels(host):
    outcome, job, steps = host.type_one(run=Run.DRY_RUN)
    assert (outcome, host.stored(job), "typed" in steps) == ("dry_run", [], True)
    assert (host.host.keys[-1], SAVE in host.host.keys) == ("PF3", False)


def test_a_screen_that_the_host_changed_after_it_was_read_gets_no_key(host):
    host.port.open("AT01")
    host.driver._sign_in()
    host.port.open("AT01")
    button = host.port.scan().press("登録")[0]
    sent = len(host.host.keys)
    host.host.tell_everybody("回線を閉じます。(W001)")
    host.port._do("Wait(5,Output)")
    with pytest.raises(ScreenError, match="changed the screen"):
        host.port.press(button)
    assert len(host.host.keys) == sent


def test_the_look_before_the_counter_opens_sees_a_changed_screen(host):
    account = {"user": ACCOUNT, "password": PASSWORD}.__getitem__
    assert canaries.look_at(host.map, host.port, account)[0] == []
    host.redraw(["insert_field"])
    assert canaries.look_at(host.map, host.port, account)[0] == ["知らない項目: 受付 | 連絡区分 | text | 4"]
    assert SAVE not in host.host.keys


def test_the_maps_word_makes_the_driver_and_the_environment_holds_the_account(host, monkeypatch):
    monkeypatch.setenv("KAKANAI_ROBOT_ATENA_USER", ACCOUNT)
    monkeypatch.setenv("KAKANAI_ROBOT_ATENA_PASSWORD", PASSWORD)
    address = host.host.address
    host.driver = registry.make(host.map, address, None, secrets.account("atena"), 8.0)
    port, host.port = host.port, host.driver.port
    outcome, job, _ = host.type_one()
    port.close()
    assert (outcome, len(host.stored(job))) == ("done", 1)
