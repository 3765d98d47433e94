"""Acceptance is one transaction: whatever fails inside it, nothing is half done, and the next try succeeds."""

import json
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from kakanai.desk import actions
from kakanai.desk.actions.outbox import write_outbox
from kakanai.desk.models import Application, Confirmation, Event, Period, Signature
from kakanai.desk.queries.needs import needs_of
from kakanai.desk.tests.conftest import STROKES, everything_known
from kakanai.robots.errors import RobotsError
from kakanai.robots.models import WorkItem
from kakanai.trust.models import AuditEntry
from kakanai.trust.tests.leaks import text_of_pdf

WRITES = ("INSERT", "UPDATE", "DELETE")


class PlantedFaultError(DatabaseError):
    """The fault that a test plants."""


@contextmanager
def failing_at(number):
    """Let the write of this number (from 0) fail inside the block; yields the writes seen so far."""
    seen = []

    def wrapper(execute, sql, params, many, context):
        if sql.startswith(WRITES):
            seen.append(sql.split()[2] if sql.startswith("INSERT") else sql.split()[1])
            if len(seen) == number + 1:
                raise PlantedFaultError(sql[:40])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield seen


def state_of(visit):
    """Return everything that acceptance would change."""
    visit.refresh_from_db()
    return (
        visit.state,
        visit.accepted_at,
        Signature.objects.filter(confirmation__visit=visit).count(),
        Application.objects.filter(visit=visit).count(),
        WorkItem.objects.count(),
        AuditEntry.objects.count(),
        Event.objects.filter(visit=visit).count(),
        Period.objects.filter(visit=visit, ended__isnull=True).get().state,
    )


def accept(papers, visit):
    return actions.sign_with_ink(papers, strokes=STROKES, shown_digest=papers.document_digest, clerk=visit.clerk)


def sign(tablet, papers):
    body = STROKES | {"digest": papers.document_digest}
    return tablet.post(reverse("desk:tablet_sign"), json.dumps(body), content_type="application/json")


def fail_after(act):
    act()
    raise PlantedFaultError


def count_writes(papers, visit):
    """Return how many writes an acceptance makes, by making it and taking it back."""
    with failing_at(10**9) as seen, pytest.raises(PlantedFaultError), transaction.atomic():
        fail_after(lambda: accept(papers, visit))
    return len(seen)


@pytest.mark.slow
def test_a_fault_at_any_write_of_the_acceptance_leaves_everything_as_it_was(papers, visit):
    before, writes = state_of(visit), count_writes(papers, visit)
    assert state_of(visit) == before
    assert writes > 60
    for number in range(writes):
        with failing_at(number) as seen, pytest.raises(PlantedFaultError):
            accept(Confirmation.objects.get(pk=papers.pk), visit)
        assert len(seen) == number + 1
        assert state_of(visit) == before, f"after a fault at write {number}, {seen[-1]}"
    accept(Confirmation.objects.get(pk=papers.pk), visit)
    visit.refresh_from_db()
    assert visit.state == "accepted"
    assert WorkItem.objects.count() >= Application.objects.filter(visit=visit).count()


def test_the_resident_is_told_in_words_and_keeps_the_pen_when_the_acceptance_fails(papers, tablet, visit, monkeypatch):
    def broken(**_):
        raise RobotsError("planted")

    monkeypatch.setattr("kakanai.desk.actions.outbox.robots.enqueue", broken)
    refused = sign(tablet, papers)
    assert refused.status_code == 422
    assert refused.json()["error"]
    assert tablet.get(reverse("desk:tablet_page")).status_code == 200
    assert not Signature.objects.exists()
    monkeypatch.undo()
    assert sign(tablet, papers).json() == {"ok": True}


def test_the_same_effect_is_written_once_however_often_it_is_asked_for(accepted, visit):
    application = Application.objects.get(visit=visit, procedure="move_in_notice")
    count = WorkItem.objects.count()
    visit.refresh_from_db()
    write_outbox(visit, application, needs_of(visit))
    assert WorkItem.objects.count() == count
    keys = WorkItem.objects.values_list("application", "target", "operation", "version")
    assert len(set(keys)) == count
    assert len(set(WorkItem.objects.values_list("target", "key"))) == count


def test_a_new_version_of_an_application_is_a_new_effect(accepted, visit):
    application = Application.objects.get(visit=visit, procedure="move_in_notice")
    count = WorkItem.objects.filter(application=str(application.id)).count()
    application.version = 2
    visit.refresh_from_db()
    write_outbox(visit, application, needs_of(visit))
    assert WorkItem.objects.filter(application=str(application.id)).count() == 2 * count


def test_what_the_resident_puts_off_is_not_applied_for_and_stands_on_the_guidance(desk, tablet, visit, clerk):
    everything_known(visit, clerk)
    desk.post(
        reverse("desk:choose", args=[visit.id]), {"procedure": "dog_registration", "choice": "later", "reason": ""}
    )
    assert desk.post(reverse("desk:prepare", args=[visit.id])).status_code == 200
    desk.post(reverse("desk:push", args=[visit.id]))
    confirmation = Confirmation.objects.get(visit=visit, void=False)
    assert sign(tablet, confirmation).json() == {"ok": True}
    assert not Application.objects.filter(visit=visit, procedure="dog_registration").exists()
    shown = desk.get(reverse("desk:handover", args=[visit.id])).context["now"]
    assert [one.what for one in shown.remaining if "犬" in one.name] == ["後日の手続き"]


def test_papers_that_nobody_saw_are_on_the_guidance_and_those_seen_are_not(accepted, desk, visit):
    before = text_of_pdf(desk.get(reverse("desk:guidance_pdf", args=[visit.id])).content)
    assert "在学証明書" in before
    seen = {"procedure": "school_transfer", "paper": "在学証明書", "seen": "1"}
    answer = desk.post(reverse("desk:paper_seen", args=[visit.id]), seen)
    assert [one.seen for one in answer.context["now"].papers if one.paper == "在学証明書"] == [True]
    after = text_of_pdf(desk.get(reverse("desk:guidance_pdf", args=[visit.id])).content)
    assert "在学証明書" not in after
    assert "教科書給与証明書" in after
    desk.post(reverse("desk:paper_seen", args=[visit.id]), seen | {"seen": "0"})
    assert "在学証明書" in text_of_pdf(desk.get(reverse("desk:guidance_pdf", args=[visit.id])).content)
    odd = desk.post(reverse("desk:paper_seen", args=[visit.id]), seen | {"paper": "なにか"})
    assert odd.status_code == 422


def test_a_signature_too_large_or_not_json_is_refused_in_words(papers, tablet):
    address = reverse("desk:tablet_sign")
    large = tablet.post(address, json.dumps({"digest": "x" * 500_000}), content_type="application/json")
    assert (large.status_code, "大きすぎ" in large.json()["error"]) == (413, True)
    broken = tablet.post(address, b"{", content_type="application/json")
    assert (broken.status_code, "読み取れません" in broken.json()["error"]) == (400, True)
