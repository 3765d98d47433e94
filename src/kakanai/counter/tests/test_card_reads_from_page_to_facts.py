"""A clerk asks, the counter's PC reads, the server checks the proof again, the visit gets facts: once, or not at all."""

from __future__ import annotations

import pytest

from kakanai.agent.client import DeskClient
from kakanai.agent.errors import RefusedError
from kakanai.agent.protocol import Credential
from kakanai.counter import actions, queries
from kakanai.counter.errors import (
    CounterBusyError,
    EnrolmentRefusedError,
    JobOverError,
    NoCounterError,
    NoDeviceError,
    NothingToTakeError,
    NumberNotGroundedError,
)
from kakanai.counter.models import CardJob
from kakanai.counter.tests.conftest import CITY, OTHER_CITY, PERSON
from kakanai.trust import tenancy
from kakanai.vocabulary.facts import Source

ALL = ["name", "address", "birth", "sex"]


def ask(clerk, **more):
    return actions.request_read(CITY, "1", "転入届の受付", ALL, clerk, "visit-1", **more)


def test_a_read_becomes_proven_facts_and_is_taken_once(agent, clerk):
    job = ask(clerk)
    assert agent.serve_once()
    assert queries.job(str(job.pk)).ready
    result = actions.take_result(str(job.pk))
    assert result.attributes == {
        "name": PERSON.name, "address": PERSON.address, "birth": "19850412", "sex": "1",
    }  # fmt: skip
    facts = {fact.item: fact for fact in result.facts("p1")}
    assert facts["person.birthDate"].value == "1985-04-12"
    assert {fact.source for fact in facts.values()} == {Source.CARD}
    assert facts["person.fullName"].proof == f"card:{job.pk}"
    assert result.virtual
    with pytest.raises(NothingToTakeError):
        actions.take_result(str(job.pk))
    assert CardJob.objects.get(pk=job.pk).result is None


def test_only_the_asked_fields_are_kept(agent, clerk):
    job = actions.request_read(CITY, "1", "証明書の交付", ["name", "birth"], clerk, "visit-1")
    agent.serve_once()
    assert set(actions.take_result(str(job.pk)).attributes) == {"name", "birth"}


def test_the_window_is_told_counter_clerk_purpose_and_pairing_code_that_the_page_shows_too(agent, typist, clerk):
    job = ask(clerk)
    agent.serve_once()
    shown = typist.asked[0]
    assert (shown.job.counter_label, shown.job.clerk_label, shown.job.purpose) == (
        "1番窓口",
        "見本 花子",
        "転入届の受付",
    )
    assert shown.job.pairing_code == queries.job(str(job.pk)).pairing_code
    assert shown.tries_left == 3


def test_the_number_needs_a_legal_ground(agent, clerk):
    with pytest.raises(NumberNotGroundedError):
        actions.request_read(CITY, "1", "児童手当", [*ALL, "number"], clerk, "visit-1")
    job = actions.request_read(CITY, "1", "児童手当", [*ALL, "number"], clerk, "visit-1", number_ground="example")
    agent.serve_once()
    assert actions.take_result(str(job.pk)).attributes["number"] == PERSON.twelve_digits


def test_a_resident_without_a_pin_and_a_representative_have_a_way(agent, typist, clerk):
    typist.text = PERSON.number_b
    job = ask(clerk, credential=Credential.NUMBER_B, holder="agent")
    agent.serve_once()
    assert actions.take_result(str(job.pk)).attributes["name"] == PERSON.name
    assert typist.asked[0].job.holder == "代理人"


def test_the_photo_and_the_expiry_come_for_the_clerks_look(agent, typist, clerk):
    typist.text = PERSON.number_b
    job = actions.request_face(CITY, "1", "本人の確認", clerk, "visit-1")
    agent.serve_once()
    result = actions.take_result(str(job.pk))
    assert result.face["expires"] == "20350412"
    assert len(result.face["photo"]) > 500


def test_the_digest_goes_down_and_signature_and_certificate_come_up(agent, typist, clerk):
    typist.text = "KENICHI85"
    job = actions.request_signature(CITY, "1", "申請内容の確認", b"\x07" * 32, clerk, "visit-1")
    agent.serve_once()
    result = actions.take_result(str(job.pk))
    assert result.source == "card/jpki-sign"
    assert {"value", "certificate", "authority", "signed_attributes", "revocation_answer"} <= set(result.signature)
    assert result.signature["status"] == result.signature["revocation"] == "good"


@pytest.mark.parametrize(
    ("arrange", "code"),
    [
        (lambda slot, typist: setattr(typist, "text", "0000"), "pin-wrong"),
        (lambda slot, typist: setattr(typist, "text", ""), "cancelled"),
        (lambda slot, typist: setattr(typist, "text", "12"), "pin-format"),
        (lambda slot, typist: setattr(slot, "remove_after", 4), "card-removed"),
        (lambda slot, typist: setattr(slot.card.image, "applications", []), "wrong-card"),
        (lambda slot, typist: _spoil(slot.card.image, 0x02), "not-genuine"),
        (lambda slot, typist: _spoil(slot.card.image, 0x07), "not-genuine"),
    ],
)
def test_each_failure_ends_clearly_on_both_screens_and_stores_nothing(agent, slot, typist, clerk, arrange, code):
    arrange(slot, typist)
    job = ask(clerk)
    agent.serve_once()
    view = queries.job(str(job.pk))
    assert (view.state, view.failure) == ("failed", code)
    assert view.message.endswith("。")
    assert CardJob.objects.get(pk=job.pk).result is None
    if code != "not-genuine":  # found by the server, after the agent has done its part
        assert typist.shown[-1][1] is False
    ask(clerk)  # the counter is free again


def test_a_wrong_pin_shows_the_tries_left_on_the_page(agent, typist, clerk):
    typist.text = "0000"
    job = ask(clerk)
    agent.serve_once()
    assert queries.job(str(job.pk)).tries_left == 2


def test_a_cancelled_job_stops_the_agent_before_anything_is_read(agent, typist, slot, clerk):
    job = ask(clerk)
    typist.before = lambda: actions.cancel_job(str(job.pk), clerk)
    agent.serve_once()
    assert queries.job(str(job.pk)).state == "cancelled"
    assert typist.shown[-1][1] is False


def test_one_job_at_a_time_at_a_counter(device, clerk):
    ask(clerk)
    with pytest.raises(CounterBusyError):
        ask(clerk)


def test_a_job_nobody_claims_is_over_after_sixty_seconds(device, clerk, time_machine_back):
    job = ask(clerk)
    time_machine_back(job, seconds=61)
    assert queries.job(str(job.pk)).state == "expired"
    ask(clerk)


def test_a_result_nobody_takes_is_wiped(agent, clerk, time_machine_back):
    job = ask(clerk)
    agent.serve_once()
    time_machine_back(job, seconds=601)
    assert actions.sweep() == 1
    assert CardJob.objects.get(pk=job.pk).result is None
    with pytest.raises(NothingToTakeError):
        actions.take_result(str(job.pk))


def test_unknown_counters_and_counters_without_a_pc_are_named(desk, clerk):
    with pytest.raises(NoCounterError):
        actions.request_read(CITY, "77", "x", ALL, clerk, "visit-1")
    with pytest.raises(NoDeviceError):
        ask(clerk)


def test_in_production_mode_a_virtual_card_is_refused(agent, clerk, settings):
    settings.KAKANAI_PRODUCTION = True
    job = ask(clerk)
    agent.serve_once()
    assert queries.job(str(job.pk)).failure == "not-genuine"
    assert CardJob.objects.get(pk=job.pk).result is None


def test_even_a_virtual_card_whose_root_was_planted_is_refused_in_production(
    agent, clerk, settings, world, monkeypatch
):
    from kakanai.card import anchors as card_anchors
    from kakanai.counter import anchors

    planted = card_anchors._from_json(world.anchors_json())
    settings.KAKANAI_PRODUCTION = True
    monkeypatch.setattr(anchors, "current", lambda: planted)
    job = ask(clerk)
    agent.serve_once()
    assert queries.job(str(job.pk)).failure == "virtual-refused"


def test_an_enrolment_token_works_once(desk, clerk, http):
    from kakanai.agent import client

    token = actions.make_enrolment_token("1", clerk)
    client.enrol(http, token, "PC")
    with pytest.raises(RefusedError):
        client.enrol(http, token, "PC")
    with pytest.raises(EnrolmentRefusedError):
        actions.enrol_device(f"{CITY}.wrong", b"k" * 32, "PC")


def test_a_revoked_device_is_refused(device, http, clerk):
    actions.revoke_device(device.id, clerk)
    with pytest.raises(RefusedError):
        DeskClient(http, device).poll()


def test_an_operator_lists_the_pcs_and_revokes_a_lost_one(device, http, clerk):
    from io import StringIO

    from django.core.management import CommandError, call_command

    from kakanai.trust.models import Role, User

    def listed(*arguments: str) -> str:
        call_command("counters", CITY, *arguments, stdout=(out := StringIO()))
        return out.getvalue()

    assert "never seen" in listed()
    DeskClient(http, device).poll()
    assert listed().split("\t")[:2] == ["1", "calling"]
    with pytest.raises(CommandError):
        listed("--revoke", device.id)  # nobody in whose name to do it
    User.objects.create_user("admin", "x" * 12, municipality_id=CITY, roles=[Role.ADMINISTRATOR])
    with pytest.raises(CommandError):
        listed("--revoke", "no-such-pc")
    assert "revoked" in listed("--revoke", device.id)
    with pytest.raises(RefusedError):
        DeskClient(http, device).poll()


def test_jobs_of_another_municipality_do_not_exist_here(device, clerk):
    job = ask(clerk)
    with tenancy.tenant(OTHER_CITY), pytest.raises(JobOverError):
        queries.job(str(job.pk))


def _spoil(image, ef):
    file = image.applications[1].files[ef]
    file.content = file.content[:-40] + bytes([file.content[-40] ^ 1]) + file.content[-39:]


@pytest.fixture
def time_machine_back():
    from datetime import timedelta

    def move(job, *, seconds):
        found = CardJob.objects.get(pk=job.pk)
        found.expires_at -= timedelta(seconds=seconds)
        found.save(update_fields=["expires_at"])

    return move
