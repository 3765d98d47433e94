"""Whatever happens to card, network or job, both sides learn one clear end, and nothing is half delivered."""

from __future__ import annotations

import httpx
import pytest

from kakanai.agent import client as agent_client
from kakanai.agent.client import DeskClient
from kakanai.agent.device import Device
from kakanai.agent.errors import DeviceKeyError, NetworkError, RefusedError, UnknownJobError
from kakanai.agent.protocol import Credential, Job, Kind, SignedRequest
from kakanai.agent.run import Agent
from kakanai.agent.tests.conftest import PERSON
from kakanai.card import reader
from kakanai.card.errors import ReaderBusyError
from kakanai.card.virtual import VirtualTransport


def test_a_read_is_delivered_with_its_steps(agent, memory_desk, typist):
    job = memory_desk.ask("1")
    assert agent.serve_once()
    assert memory_desk.steps[job.id] == ["waiting_pin", "reading"]
    assert memory_desk.results[job.id]["tries_before"] == 3
    assert typist.shown == [("読み取りました。カードをお取りください。", True)]


def test_no_job_means_no_work(agent, memory_desk):
    assert agent.serve_once() is False


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda slot, typist: setattr(typist, "text", "0000"), "pin-wrong"),
        (lambda slot, typist: setattr(typist, "text", ""), "cancelled"),
        (lambda slot, typist: setattr(slot, "remove_after", 2), "card-removed"),
        (lambda slot, typist: setattr(slot, "remove_after", 11), "card-removed"),
        (lambda slot, typist: setattr(slot.card.image, "applications", []), "wrong-card"),
    ],
)
def test_each_fault_is_told_to_the_desk_and_to_the_people(agent, memory_desk, slot, typist, change, code):
    change(slot, typist)
    job = memory_desk.ask("1")
    agent.serve_once()
    assert memory_desk.failures == {job.id: code}
    assert memory_desk.results == {}
    message, good = typist.shown[-1]
    assert not good
    assert message.endswith("。")


def test_without_a_card_the_job_waits_and_then_ends(memory_desk, slot, typist):
    slot.card, now = None, [0.0]

    def wait(seconds: float) -> None:
        now[0] += seconds

    client = DeskClient(memory_desk.http(), memory_desk.device("1"))
    job = memory_desk.ask("1", seconds=7)
    Agent(client, slot, typist, clock=lambda: now[0], wait=wait, heartbeat=3.0).serve_once()
    assert set(memory_desk.steps[job.id]) == {"waiting_card"}
    assert len(memory_desk.steps[job.id]) == 2
    assert memory_desk.failures[job.id] == "no-card"


@pytest.mark.parametrize(("busy_seconds", "read"), [(2.0, True), (30.0, False)])
def test_a_card_that_another_program_holds_for_a_moment_is_read_and_one_that_is_kept_is_not(
    memory_desk, slot, typist, busy_seconds, read
):
    now, connect = [0.0], slot.connect

    def wait(seconds: float) -> None:
        now[0] += seconds

    def held():
        if now[0] < busy_seconds:
            raise ReaderBusyError
        return connect()

    slot.connect = held
    client = DeskClient(memory_desk.http(), memory_desk.device("1"))
    job = memory_desk.ask("1")
    Agent(client, slot, typist, clock=lambda: now[0], wait=wait, heartbeat=0.0).serve_once()
    assert (job.id in memory_desk.results) is read
    assert memory_desk.failures.get(job.id) == (None if read else "reader-busy")
    assert now[0] < 6


def test_a_cut_between_read_and_send_is_bridged_and_counts_once(agent, memory_desk, typist):
    job = memory_desk.ask("1")
    memory_desk.cut = 4  # two of the four lost answers had arrived
    agent.serve_once()
    assert list(memory_desk.results) == [job.id]
    assert typist.shown[-1][1] is True


def test_a_cut_that_outlasts_the_job_leaves_nothing_anywhere(memory_desk, slot, typist):
    now = [0.0]

    def wait(seconds: float) -> None:
        now[0] += seconds

    client = DeskClient(memory_desk.http(), memory_desk.device("1"))
    memory_desk.ask("1", seconds=5)
    original = memory_desk._result
    memory_desk._result = lambda *_: (0, {})
    Agent(client, slot, typist, clock=lambda: now[0], wait=wait, heartbeat=0.0).serve_once()
    memory_desk._result = original
    assert memory_desk.results == {}
    assert "保存していません" in typist.shown[-1][0]


def test_a_job_that_the_desk_ended_is_not_read(agent, memory_desk, typist, slot):
    job = memory_desk.ask("1")
    typist.before = lambda _request: memory_desk.over.add(job.id)
    agent.serve_once()
    assert memory_desk.results == {}
    with VirtualTransport(slot.card) as transport:
        assert reader.tries(transport)["attributes.pin"] == 3


def test_the_window_learns_while_a_person_types_that_the_desk_ended_the_job(memory_desk, slot, typist):
    import time

    client = DeskClient(memory_desk.http(), memory_desk.device("1"))
    job = memory_desk.ask("1")
    seen = []

    def before(request):
        memory_desk.over.add(job.id)
        deadline = time.monotonic() + 60
        while not request.is_over() and time.monotonic() < deadline:
            time.sleep(0.01)
        seen.append(request.is_over())

    typist.before, typist.text = before, ""
    Agent(client, slot, typist, wait=lambda _: None, heartbeat=0.02).serve_once()
    assert seen == [True]


def test_a_job_for_another_counter_is_refused_unread(agent, memory_desk, typist):
    job = memory_desk.ask("2")
    memory_desk.waiting["1"] = memory_desk.waiting.pop("2")
    agent.serve_once()
    assert memory_desk.failures == {job.id: "wrong-desk"}
    assert typist.asked == []


def test_number_b_and_the_signature_have_their_own_secrets(agent, memory_desk, typist):
    typist.text = PERSON.number_b
    memory_desk.ask("1", credential=Credential.NUMBER_B)
    agent.serve_once()
    typist.text = PERSON.secret("sign_password")
    job = memory_desk.ask("1", kind=Kind.SIGN, credential=Credential.SIGN_PASSWORD, digest="07" * 32)
    agent.serve_once()
    assert len(memory_desk.results) == 2
    assert set(memory_desk.results[job.id]["signature"]) == {
        "value", "certificate", "authority", "algorithm", "signed_attributes",
    }  # fmt: skip
    assert [request.credential for request in typist.asked] == [Credential.NUMBER_B, Credential.SIGN_PASSWORD]


def test_the_number_is_read_only_when_the_job_names_its_ground(agent, memory_desk):
    job = memory_desk.ask("1")
    agent.serve_once()
    assert "number" not in memory_desk.results[job.id]
    memory_desk.ask("1", number_ground="a law")  # a ground without the field
    agent.serve_once()
    assert all("number" not in result for result in memory_desk.results.values())


def test_a_forged_or_replayed_request_is_refused(memory_desk):
    device = memory_desk.device("1")
    memory_desk.ask("1")
    signed = SignedRequest("poll", device.municipality, device.id, 5, b"{}")
    http = memory_desk.http()
    url = agent_client.PREFIX + "poll"
    assert http.post(url, content=b"{}", headers=signed.headers(device.key)).json()["job"]
    assert http.post(url, content=b"{}", headers=signed.headers(device.key)).status_code == 409
    other = memory_desk.device("2")
    forged = SignedRequest("poll", device.municipality, device.id, 9, b"{}").headers(other.key)
    assert http.post(url, content=b"{}", headers=forged).status_code == 401
    changed = SignedRequest("poll", device.municipality, device.id, 9, b"{}").headers(device.key)
    assert http.post(url, content=b'{"a":1}', headers=changed).status_code == 401


def test_a_clock_set_back_is_caught_up(memory_desk):
    client = DeskClient(memory_desk.http(), memory_desk.device("1"))
    memory_desk.sequences[client.device.id] = 2**62
    assert client.poll() is None
    assert memory_desk.sequences[client.device.id] == 2**62 + 1


def test_plain_http_is_refused_except_on_this_machine():
    with pytest.raises(RefusedError):
        agent_client.http_client("http://desk.example")
    agent_client.http_client("http://127.0.0.1:8000").close()
    agent_client.http_client("https://desk.example").close()


def test_an_agent_that_the_desk_refuses_stops_and_says_so(agent, memory_desk, typist):
    memory_desk.keys.clear()
    with pytest.raises(RefusedError):
        agent.serve()
    assert "登録が取り消されていないか" in typist.shown[-1][0]


def test_a_desk_that_is_down_is_asked_again_with_growing_pauses(memory_desk, slot, typist):
    def down(_request):
        raise httpx.ConnectError("down")

    http = httpx.Client(transport=httpx.MockTransport(down), base_url="http://127.0.0.1")
    pauses = []
    agent = Agent(DeskClient(http, memory_desk.device("1")), slot, typist, wait=pauses.append)
    agent.serve(lambda: len(pauses) >= 7)
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    with pytest.raises(NetworkError):
        agent_client.enrol(http, "token", "PC")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>maintenance</html>"),
        httpx.Response(200, json=["not an object"]),
        httpx.Response(404, text="no such page"),
        httpx.Response(429),
        httpx.Response(409, headers={"Kakanai-Hint": "last_sequence"}, json={}),
    ],
    ids=["a page", "a list", "404", "429", "409"],
)
def test_an_answer_that_is_not_the_desks_does_not_end_the_agent(memory_desk, slot, typist, answer):
    http = httpx.Client(transport=httpx.MockTransport(lambda _request: answer), base_url="http://127.0.0.1")
    pauses = []
    agent = Agent(DeskClient(http, memory_desk.device("1")), slot, typist, wait=pauses.append)
    agent.serve(lambda: len(pauses) >= 3)
    assert pauses == [0.5, 1.0, 2.0]
    if answer.status_code == 200:
        with pytest.raises(NetworkError):
            agent_client.enrol(http, "token", "PC")


def test_a_job_of_another_version_is_said_at_the_counter_and_the_next_one_is_done(memory_desk, slot, typist):
    from dataclasses import replace

    memory_desk.ask("1")
    memory_desk.waiting["1"] = replace(memory_desk.waiting["1"], kind="juggle")
    pauses, client = [], DeskClient(memory_desk.http(), memory_desk.device("1"))

    def wait(seconds: float) -> None:
        pauses.append(seconds)
        memory_desk.given_to.clear()
        memory_desk.ask("1")

    Agent(client, slot, typist, wait=wait, heartbeat=0.0).serve(lambda: bool(memory_desk.results))
    assert "更新を頼んで" in typist.shown[0][0]
    assert typist.shown[-1][1] is True
    assert len(pauses) == 1


def test_a_fault_that_nobody_foresaw_ends_the_job_on_both_sides_and_quotes_nothing(
    agent, memory_desk, typist, slot, caplog
):
    def broken(_request):
        raise RuntimeError("a secret: 1985")

    typist.before = broken
    job = memory_desk.ask("1")
    agent.serve_once()
    assert memory_desk.failures == {job.id: "agent"}
    message, good = typist.shown[-1]
    assert not good
    assert message.endswith("。")
    assert "RuntimeError" in caplog.text
    assert "1985" not in caplog.text
    typist.before = None
    memory_desk.ask("1")
    agent.serve_once()
    assert len(memory_desk.results) == 1


def test_a_job_of_another_version_is_refused_in_words():
    with pytest.raises(UnknownJobError):
        Job.from_json({"id": "x", "kind": "juggle", "fields": []})


def test_the_key_file_is_the_owners_alone_and_a_broken_one_is_named(memory_desk, tmp_path):
    path = tmp_path / "device.json"
    made = memory_desk.device("1")
    made.save(path)
    assert path.stat().st_mode & 0o077 == 0
    assert Device.load(path).public_key == made.public_key
    path.write_text("{}")
    with pytest.raises(DeviceKeyError):
        Device.load(path)


def test_no_message_has_a_place_for_a_pin():
    from dataclasses import fields

    names = {field.name for field in fields(Job)} | {field.name for field in fields(SignedRequest)}
    assert not [
        name for name in names if "pin" in name.lower() or "password" in name.lower() or "secret" in name.lower()
    ]
