"""When something fails at the counter, the clerk reads what happened and what to do, and nothing is lost.

Real parts: the agent reads virtual cards through the desk's own API, files come as uploads, the database goes away.
"""

from datetime import timedelta

import httpx
import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from kakanai.card.virtual.authority import Authority
from kakanai.counter import anchors, api
from kakanai.counter.models import CardJob, Device
from kakanai.desk.models import StoredFact
from kakanai.desk.queries.facts import facts_inside
from kakanai.desk.tests.signing import counter_pc


@pytest.fixture(scope="module")
def world():
    return Authority.create()


@pytest.fixture
def pc(world, tmp_path, settings, monkeypatch, clerk):
    from kakanai.counter.tests.conftest import through_django

    world.save(tmp_path / "world")
    settings.KAKANAI_CARD_ANCHORS = str(tmp_path / "anchors")
    anchors.install(tmp_path / "world" / "anchors.json", "virtual")
    monkeypatch.setattr(api, "_POLL_SECONDS", 0.0)
    with httpx.Client(transport=httpx.MockTransport(through_django), base_url="http://127.0.0.1") as http:
        yield counter_pc(http, world, clerk)


def ask_for_card(desk, visit, subject="p1"):
    return desk.post(reverse("desk:card_start", args=[visit.id]), {"subject": subject})


def poll(desk, visit):
    return desk.get(reverse("desk:card_poll", args=[visit.id]), headers={"HX-Request": "true"})


def sources(visit):
    return sorted(StoredFact.objects.filter(visit=visit).values_list("subject", "item", "source"))


def test_a_card_that_is_read_gives_its_facts_their_mark(desk, visit, pc):
    pc.types(pc.lay("p1").secret("pin"))
    assert ask_for_card(desk, visit).status_code == 200
    assert pc.agent.serve_once()
    assert poll(desk, visit)["HX-Trigger"] == "facts-changed"
    name = facts_inside(visit).fact("p1", "person.fullName")
    assert (name.source.mark, name.proof is not None) == ("証", True)


def test_a_card_pulled_out_in_the_middle_says_so_and_can_be_read_again(desk, visit, pc):
    before = sources(visit)
    pc.types(pc.lay("p1").secret("pin"))
    pc.slot.remove_after = 4
    ask_for_card(desk, visit)
    pc.agent.serve_once()
    page = poll(desk, visit).content.decode()
    assert "カード" in page
    assert "離れ" in page or "外れ" in page or "抜" in page
    assert sources(visit) == before
    pc.slot.remove_after = None
    ask_for_card(desk, visit)
    assert pc.agent.serve_once()
    poll(desk, visit)
    assert facts_inside(visit).fact("p1", "person.fullName").source.mark == "証"


def test_a_wrong_pin_says_so_and_is_never_tried_again_by_itself(desk, visit, pc):
    before = sources(visit)
    pc.lay("p1")
    pc.types("0000")
    ask_for_card(desk, visit)
    pc.agent.serve_once()
    page = poll(desk, visit).content.decode()
    assert "暗証番号が違います" in page
    assert "0000" not in page
    assert len(pc.typist.asked) == 1
    assert sources(visit) == before
    assert not pc.agent.serve_once()


def test_a_reader_program_that_does_not_run_is_named_and_the_rest_goes_on(desk, visit, pc):
    Device.objects.update(last_seen=timezone.now() - timedelta(minutes=5), revoked_at=timezone.now())
    page = desk.get(reverse("desk:visit_now", args=[visit.id]), {"step": "start"}).content.decode()
    assert "カードリーダーのプログラムにつながりません" in page
    refused = ask_for_card(desk, visit)
    assert refused.status_code == 422
    assert "読み取りプログラムが動いていません" in refused.content.decode()
    assert desk.get(reverse("desk:visit_now", args=[visit.id]), {"step": "questions"}).status_code == 200


def test_a_counter_that_nobody_registered_is_said_in_words(desk, visit):
    refused = ask_for_card(desk, visit)
    assert refused.status_code == 422
    assert "この窓口番号は登録されていません" in refused.content.decode()


def test_a_second_read_while_one_runs_is_refused_in_words_and_calling_off_frees_the_reader(desk, visit, pc):
    ask_for_card(desk, visit)
    busy = ask_for_card(desk, visit, "p2")
    assert "別の読み取りが進んでいます" in busy.content.decode()
    assert desk.post(reverse("desk:card_cancel", args=[visit.id])).status_code == 200
    assert ask_for_card(desk, visit, "p2").status_code == 200
    assert [job.state for job in CardJob.objects.order_by("requested_at")] == ["cancelled", "requested"]


def test_nobody_puts_a_card_on_the_reader_and_time_runs_out(desk, visit, pc):
    ask_for_card(desk, visit)
    CardJob.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = poll(desk, visit).content.decode()
    assert "読み取りを終えました" in page


@pytest.fixture
def closed_database(monkeypatch):
    """Let the database go away in the middle of a visit."""

    def close():
        connection.close()
        monkeypatch.setitem(connections["default"].settings_dict, "HOST", "/nonexistent")

    def open_again():
        monkeypatch.undo()
        connection.close()

    yield close, open_again
    open_again()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_during_a_visit_is_said_in_words_and_the_typed_value_is_sent_again(
    desk, visit, closed_database
):
    close, open_again = closed_database
    desk.raise_request_exception = False
    typed = {"subject": "household", "item": "contact.phone", "value": "09000000000"}
    address, before = reverse("desk:value_enter", args=[visit.id]), sources(visit)
    close()
    answer = desk.post(address, typed)
    assert answer.status_code == 503
    assert "データベースにつながりません" in answer.content.decode()
    assert "もう一度送られます" in answer.content.decode()
    open_again()
    from kakanai.trust import tenancy

    with tenancy.tenant(visit.municipality):
        assert sources(visit) == before
        assert desk.post(address, typed).status_code == 200
        assert facts_inside(visit).value("household", "contact.phone") == "090-0000-0000"
