"""Residents without a PIN, the photo on the card, and representatives with a card of their own have a way."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from kakanai.counter.models import CardJob
from kakanai.counter.queries import identity_checks
from kakanai.desk.models import Evidence, StoredFact
from kakanai.desk.queries.facts import facts_inside
from kakanai.desk.tests import test_card_signature, test_visit
from kakanai.trust.models import AuditEntry

desk, world, installed, pc = (
    test_visit.desk,
    test_card_signature.world,
    test_card_signature.installed,
    test_card_signature.pc,
)


def start(desk, visit, subject, way="pin"):
    return desk.post(reverse("desk:card_start", args=[visit.id]), {"subject": subject, "way": way})


def poll(desk, visit):
    return desk.get(reverse("desk:card_poll", args=[visit.id]))


def test_a_resident_who_forgot_the_pin_is_read_by_the_digits_on_the_cards_face(desk, visit, pc):
    pc.types(pc.lay("p1").number_b)
    page = start(desk, visit, "p1", "number_b")
    assert page.context["job"].secret_label == "照合番号Bの残り"
    pc.agent.serve_once()
    assert pc.typist.asked[-1].credential == "number_b"
    assert pc.typist.asked[-1].job.purpose == "転入の受付"
    poll(desk, visit)
    fact = facts_inside(visit).fact("p1", "person.birthDate")
    assert (str(fact.source), fact.value) == ("card", "1985-04-12")
    assert fact.proof is not None


def test_after_a_blocked_pin_the_page_offers_the_digits_on_the_face(desk, visit, pc):
    pc.lay("p1")
    pc.slot.card.image.applications[1].pins[0x11].left = 0
    start(desk, visit, "p1")
    pc.agent.serve_once()
    page = poll(desk, visit)
    assert (page.context["job"].failed, page.context["job"].way) == (True, "number_b")
    assert "ロック" in page.context["job"].message


@pytest.mark.parametrize("same", [True, False])
def test_the_clerk_compares_the_photo_and_only_the_judgement_is_kept(desk, visit, pc, same):
    pc.types(pc.lay("p1").number_b)
    start(desk, visit, "p1", "face")
    pc.agent.serve_once()
    job = poll(desk, visit).context["job"]
    assert job.photo_url
    assert "有効期限" in job.todo
    photo = desk.get(job.photo_url)
    assert photo["Cache-Control"] == "no-store"
    assert Image.open(io.BytesIO(photo.content)).size == (160, 200)
    desk.post(reverse("desk:face_judge", args=[visit.id]), {"same": "1" if same else "0"})
    assert desk.get(job.photo_url).status_code == 422
    assert CardJob.objects.get().result is None
    kept = Evidence.objects.get(visit=visit, kind="face")
    assert (kept.content["subject"], kept.content["same"], kept.virtual) == ("p1", same, True)
    assert set(kept.content) == {"subject", "same", "expires"}
    assert AuditEntry.objects.filter(case=str(visit.id), action="face.judge").count() == 1
    expiry = facts_inside(visit).value("p1", "person.cardExpiry")
    assert (expiry is not None) is same
    words = [
        one.words
        for one in desk.get(reverse("desk:visit_now", args=[visit.id]), {"step": "start"})
        .context["now"]
        .identity.checks
    ]
    assert any(("同じ方" if same else "違う方") in one for one in words)


def test_an_agents_own_card_says_who_the_agent_is_and_adds_nobody_to_the_household(desk, visit, pc):
    household = facts_inside(visit).persons()
    desk.post(
        reverse("desk:identity_documents", args=[visit.id]),
        {"who": "agent", "agent": "見本　花子", "documents": ["driving_licence"], "mandate": "letter"},
    )
    visit.refresh_from_db()
    assert desk.get(reverse("desk:visit_now", args=[visit.id]), {"step": "start"}).context["now"].by_agent
    agent = pc.lay("p2", name="見本　花子", address="見本県見本市桜町九丁目９番９号")
    pc.types(agent.secret("pin"))
    start(desk, visit, "agent")
    pc.agent.serve_once()
    assert pc.typist.asked[-1].job.holder == "代理人"
    poll(desk, visit)
    facts = facts_inside(visit)
    assert facts.persons() == household
    assert (facts.value("household", "agent.name"), str(facts.fact("household", "agent.name").source)) == (
        "見本　花子",
        "card",
    )
    check = identity_checks(str(visit.id))[-1]
    assert (check.holder, check.mandate, check.documents) == ("agent", "letter", ["my_number_card_read"])
    assert not StoredFact.objects.filter(visit=visit, source="card", subject__startswith="p").exists()


def test_an_agent_without_a_mandate_is_told_so_and_nothing_is_kept(desk, visit, pc):
    pc.types(pc.lay("p2").secret("pin"))
    start(desk, visit, "agent")
    pc.agent.serve_once()
    page = poll(desk, visit)
    assert page.status_code == 422
    assert "委任状" in page.content.decode()
    assert not StoredFact.objects.filter(visit=visit, source="card").exists()


def strangers_card(desk, visit, pc):
    stranger = pc.lay("p2", name="見本　花子", birth="20010203")
    pc.types(stranger.secret("pin"))
    start(desk, visit, "p1")
    pc.agent.serve_once()
    return poll(desk, visit).context["job"]


def answer(desk, visit, whose):
    return desk.post(reverse("desk:card_whose", args=[visit.id]), {"whose": whose})


@pytest.mark.parametrize(("whose", "owner", "more"), [("p1", "p1", 0), ("new", "p5", 1), ("nobody", "", 0)])
def test_a_card_that_fits_nobody_waits_for_the_clerks_word(desk, visit, pc, whose, owner, more):
    household = facts_inside(visit).persons()
    job = strangers_card(desk, visit, pc)
    assert "見本　花子" in job.stranger
    assert "平成13年2月3日" in job.stranger
    assert not Evidence.objects.filter(visit=visit, kind="card").exists()
    assert poll(desk, visit).context["job"].stranger  # it waits, however often the page asks
    assert answer(desk, visit, whose).status_code == 200
    assert len(facts_inside(visit).persons()) == len(household) + more
    assert CardJob.objects.get().result is None
    kept = [row.content["subject"] for row in Evidence.objects.filter(visit=visit, kind="card")]
    assert kept == ([owner] if owner else [])


def test_a_card_of_another_of_the_household_goes_to_whom_it_belongs(desk, visit, pc):
    pc.types(pc.lay("p2").secret("pin"))
    start(desk, visit, "p1")
    pc.agent.serve_once()
    assert poll(desk, visit).context["job"] is None
    assert Evidence.objects.get(visit=visit, kind="card").content["subject"] == "p2"
