"""When a visit's time is over its personal values are gone everywhere, and the record of the erasure stays."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from kakanai.counter.models import IdentityCheck
from kakanai.desk import actions
from kakanai.desk.actions.retention import days_kept
from kakanai.desk.models import Application, Confirmation, Signature, StoredFact, Visit
from kakanai.robots.models import WorkItem
from kakanai.trust import actions as trust
from kakanai.trust.models import AuditEntry
from kakanai.trust.verifier import verify

LONG = timedelta(days=days_kept()["closed"])


@pytest.fixture
def over(accepted, clerk):
    """An accepted visit that was closed, with every kind of personal value in it."""
    check = {"visit_ref": str(accepted.id), "subject": "p1", "documents": ["passport"], "attributes": {"name": "代理"}}
    IdentityCheck(municipality=accepted.municipality, checked_by=clerk, **check).save(force_insert=True)
    trust.ask_release(case=str(accepted.id), item="address.new", channel="screen", reason="母の申出", by=clerk)
    actions.close_visit(accepted, clerk)
    accepted.refresh_from_db()
    return accepted


def bytes_of(visit):
    """Return how many encrypted bytes of values the database holds for the visit's rows."""
    queries = {
        "desk_storedfact": "SELECT coalesce(sum(length(value)), 0) FROM desk_storedfact",
        "desk_evidence": "SELECT coalesce(sum(length(content)), 0) FROM desk_evidence",
        "robots_evidence": "SELECT coalesce(sum(length(body)), 0) FROM robots_evidence",
        "desk_answer": "SELECT coalesce(sum(length(words)), 0) FROM desk_answer",
    }
    found = {}
    with connection.cursor() as cursor:
        for name, query in queries.items():
            cursor.execute(query)
            found[name] = cursor.fetchone()[0]
    return found


def test_nothing_is_erased_before_its_time(over):
    assert actions.erase_expired(over.closed_at + LONG - timedelta(minutes=1)) == 0
    assert StoredFact.objects.filter(visit=over).exists()


def test_every_value_is_gone_when_the_time_is_over_and_a_record_of_it_stays(over):
    assert sum(bytes_of(over).values()) > 0
    assert actions.erase_expired(over.closed_at + LONG) == 1
    assert set(bytes_of(over).values()) == {0}
    assert {bytes(one.document) for one in Confirmation.objects.all()} == {b""}
    assert {bytes(one.bundle) for one in Signature.objects.all()} == {b""}
    assert all(one.values == {} for one in Application.objects.all())
    assert all(one.values == {} for one in WorkItem.objects.all())
    assert IdentityCheck.objects.get().attributes == {}
    entry = AuditEntry.objects.get(case=str(over.id), action="visit.erase")
    assert entry.detail["facts"] > 50
    assert entry.detail["applications"] == Application.objects.count()
    over.refresh_from_db()
    assert over.erased_at is not None


def test_the_audit_chain_holds_after_an_erasure(over):
    actions.erase_expired(over.closed_at + LONG)
    assert verify(trust.export_audit()).problems == []


def test_an_erasure_is_made_once(over):
    actions.erase_expired(over.closed_at + LONG)
    assert actions.erase_expired(over.closed_at + LONG + timedelta(days=1)) == 0


def test_a_visit_that_came_to_nothing_is_erased_after_a_day(visit, clerk):
    actions.close_visit(visit, clerk)
    visit.refresh_from_db()
    assert visit.state == "cancelled"
    assert actions.erase_expired(visit.closed_at + timedelta(days=1)) == 1
    assert not StoredFact.objects.filter(visit=visit).exists()


def test_a_visit_that_is_open_is_never_erased(visit):
    assert actions.erase_expired(timezone.now() + timedelta(days=100_000)) == 0
    assert StoredFact.objects.filter(visit=visit).exists()


def test_a_fault_in_the_middle_of_one_erasure_leaves_that_visit_whole(over, monkeypatch):
    def broken(_):
        raise RuntimeError("planted")

    count = StoredFact.objects.filter(visit=over).count()
    monkeypatch.setattr("kakanai.desk.actions.retention.trust.erase_reasons", broken)
    with pytest.raises(RuntimeError):
        actions.erase_expired(over.closed_at + LONG)
    assert StoredFact.objects.filter(visit=over).count() == count
    assert Visit.objects.get(pk=over.pk).erased_at is None


def test_screens_of_an_erased_visit_open_and_say_so(over, desk, office):
    actions.erase_expired(over.closed_at + LONG)
    case = Application.objects.filter(visit=over)[0]
    page = office.get(reverse("desk:case", args=[case.id]))
    assert "個人の値は消去しました" in page.content.decode()
    assert "健一" not in page.content.decode()
    assert office.get(reverse("desk:case_pdf", args=[case.id])).status_code == 404
    assert office.get(reverse("desk:case_page", args=[case.id, 0])).status_code == 404
    assert desk.get(reverse("desk:confirmation_pdf", args=[over.id])).status_code == 404
    assert desk.get(reverse("desk:visit", args=[over.id])).status_code == 200
    assert office.get(reverse("desk:cases"), {"office": ""}).status_code == 200
