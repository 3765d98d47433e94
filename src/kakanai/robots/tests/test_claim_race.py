"""Four processes claim at once: no item is ever handed out twice, and no lane is ever held twice."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from kakanai.robots import actions
from kakanai.robots.actions import claims
from kakanai.robots.models import Lane, Runner, Target, WorkItem
from kakanai.robots.queuefill import fill
from kakanai.server import testdatabase
from kakanai.trust import tenancy

CITY = "990019"


def claim_all(name, out, take):
    with tenancy.tenant(CITY):
        runner, got = Runner.objects.get(name=name), []
        while (found := take(runner)) is not None:
            got.append(found)
        out.put(got)
    connections.close_all()


def properly(runner):
    handed = actions.claim_item(runner, ["juki"])
    if handed is None:
        return None
    Lane.objects.filter(item=handed.claim.job.item).update(lease_until=None, item=None)
    return handed.claim.job.item


def carelessly(runner):
    """Select, then update: what the suite must catch."""
    row = WorkItem.objects.filter(state="ready").order_by("created_at").first()
    if row is None:
        return None
    WorkItem.objects.filter(pk=row.pk).update(state="claimed", runner=runner.name)
    return str(row.pk)


def race(count, take):
    with tenancy.tenant(CITY):
        fill(CITY, "juki", "transfer_in", count)
        target = Target.objects.get(code="juki")
        for number in range(1, 8):
            Lane.objects.create(municipality=CITY, target=target, number=number)
        for number in range(4):
            actions.enrol_runner(f"racer-{number}", ["juki"], actor="test")
    testdatabase.close_connections()
    context = multiprocessing.get_context("fork")
    out = context.Queue()
    processes = [context.Process(target=claim_all, args=(f"racer-{n}", out, take)) for n in range(4)]
    for process in processes:
        process.start()
    got = [item for _ in processes for item in out.get(timeout=120)]
    for process in processes:
        process.join()
    return got


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_processes_claim_a_thousand_items_without_one_double_claim(city):
    got = race(1000, properly)
    assert len(got) == len(set(got)) == 1000


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_race_catches_a_claim_by_select_then_update(city):
    got = race(400, carelessly)
    assert len(got) > len(set(got))


@pytest.mark.django_db(transaction=True)
def test_two_runners_that_take_back_lost_items_at_once_never_wait_for_each_other(city, put, runner):
    held, lost = put(), put(operation="transfer_in:p2")
    past = timezone.now() - timedelta(minutes=1)
    WorkItem.objects.update(state="probing", runner="gone", lease_until=past)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '500ms'")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT set_config('app.municipality', %s, false)", [CITY])
            cursor.execute("SELECT 1 FROM robots_workitem WHERE id = %s FOR UPDATE", [held.pk])
            assert cursor.fetchone() == (1,)
        claims.sweep(CITY, timezone.now())
        assert [WorkItem.objects.get(pk=one.pk).state for one in (held, lost)] == ["probing", "ready"]
        other.rollback()
        claims.sweep(CITY, timezone.now())
        assert WorkItem.objects.get(pk=held.pk).state == "ready"
    finally:
        other.close()


def test_two_claims_in_two_transactions_never_share_a_lane(put, runner):
    """A lane row that another transaction has locked is passed over, not waited for."""
    put(), put(operation="transfer_in:p2")
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN "
            + claims._CLAIM % {"town": "'990019'", "targets": "ARRAY['juki']", "runner": "'r'", "now": "now()"}
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("LockRows") == 2
