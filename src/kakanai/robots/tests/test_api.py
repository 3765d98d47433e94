"""The runners' API and the whole way over HTTP: a runner process knows the desk by one token and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kakanai.demo.targets as targets
from kakanai.demo.targets.web import ACCOUNT, PASSWORD, serve
from kakanai.robots import actions
from kakanai.robots.models import Evidence, MapVersion, WorkItem
from kakanai.robots.runner.client import HttpDesk
from kakanai.robots.runner.errors import LeaseLostError, RunnerError
from kakanai.robots.runner.journal import broken_at
from kakanai.robots.runner.rules import State
from kakanai.robots.runner.worker import Worker, driver_factory

MAPS = Path(targets.__file__).parent / "maps"


class InProcess:
    """httpx's face over Django's test client, so that the API is used as the runner uses it."""

    def __init__(self, client):
        self.client = client

    def post(self, path, json, headers):
        return Answer(self.client.post(path, json, content_type="application/json", headers=headers))

    def get(self, path, headers):
        return Answer(self.client.get(path, headers=headers))


class Answer:
    def __init__(self, response):
        self.status_code, self.headers = response.status_code, {k.lower(): v for k, v in response.items()}
        self._body = response.content

    def json(self):
        return json.loads(self._body)


@pytest.fixture
def desk(client, token):
    return HttpDesk("http://desk", token, client=InProcess(client), patience=0)


def test_without_a_known_token_nothing_is_answered(client, token):
    for bad in ("", "990019", "990019.x.y", token[:-3] + "abc", token.replace("990019", "990027")):
        stranger = HttpDesk("http://desk", bad, client=InProcess(client), patience=0)
        with pytest.raises(RunnerError, match="401"):
            stranger.claim(["juki"])


def test_a_claim_comes_with_its_map_and_only_the_maps_values(desk, put):
    put()
    claim = desk.claim(["juki"])
    assert desk.screen_map(claim.job).name == "juki.transfer_in"
    assert "household:bank.accountNo" not in claim.job.values


def test_a_runner_cannot_fetch_the_map_of_another_target(client, city):
    only = HttpDesk("http://desk", actions.enrol_runner("one", ["juki"], actor="t"), client=InProcess(client))
    only.fetch_map("juki", "transfer_in")
    with pytest.raises(RunnerError, match="404"):
        only.fetch_map("jidoteate", "claim")


def test_a_stale_token_is_answered_by_409_which_means_hands_off(desk, put, runner):
    item = put()
    claim = desk.claim(["juki"])
    WorkItem.objects.filter(pk=item.pk).update(token=claim.token + 1)
    with pytest.raises(LeaseLostError):
        desk.checkpoint(claim, State.PROBING)
    with pytest.raises(LeaseLostError):
        desk.evidence(claim, "before", b"x")


def test_a_proposed_map_is_never_handed_out_before_a_person_approved_it(desk, put):
    text = (MAPS / "juki.transfer_in.yaml").read_text().replace("version: 1", "version: 2")
    desk.propose_map(text, ["画面名: 甲 → 乙"])
    row = MapVersion.objects.get(status="proposed")
    assert row.differences == ["画面名: 甲 → 乙"]
    put()
    assert desk.screen_map(desk.claim(["juki"]).job).version == 1


@pytest.mark.browser
def test_a_family_of_four_is_typed_read_back_and_filed_in_two_old_systems(desk, put, chromium, monkeypatch, family):
    for name, value in {"USER": ACCOUNT, "PASSWORD": PASSWORD}.items():
        monkeypatch.setenv(f"KAKANAI_ROBOT_JIDOTEATE_{name}", value)
    for person in ("p1", "p2", "p3", "p4"):
        put(operation=f"transfer_in:{person}")
    put(target="jidoteate", operation="claim:p1")
    with serve("juki") as juki, serve("jidoteate") as jido:
        actions.set_target_address("juki", juki.address)
        actions.set_target_address("jidoteate", jido.address)
        outcomes = []
        worker = Worker(
            desk,
            driver_factory(chromium),
            ["juki", "jidoteate"],
            told=lambda claim, outcome, _: outcomes.append(outcome),
        )
        worker.run(until_empty=True)
        assert outcomes == ["done"] * 5
        records = juki.ledger.all() + jido.ledger.all()
    assert sorted(r.key for r in records) == sorted(WorkItem.objects.values_list("key", flat=True))
    first = records[0].values
    assert first["kanji"] == "葛城　健一"
    assert (first["kana"], first["umare_g"], first["umare_d"]) == ("ｶﾂﾗｷﾞ ｹﾝｲﾁ", "3", "600412")
    assert first["machi"] == "見本市桜町"
    assert set(WorkItem.objects.values_list("state", flat=True)) == {"done"}
    for item in WorkItem.objects.all():
        kinds = set(item.evidence.values_list("kind", flat=True))
        assert kinds == {"before", "after", "read_back", "journal"}
        journal = json.loads(item.evidence.get(kind="journal").body)
        assert broken_at(journal["entries"]) is None
        assert "葛" not in json.dumps(journal, ensure_ascii=False)
    assert Evidence.objects.filter(kind="before").first().body[:3] == b"\xff\xd8\xff"
