"""The board and the exception desk: who may see and decide, and what they say."""

from __future__ import annotations

import json
import re

import pytest

from kakanai.robots import actions
from kakanai.robots.errors import FourEyesError, WrongStateError
from kakanai.robots.models import WorkItem
from kakanai.robots.runner import jobs
from kakanai.robots.runner.rules import State
from kakanai.trust.models import Municipality, User


@pytest.fixture
def staff(city):
    Municipality.objects.get_or_create(code=city, defaults={"name": "見本市", "sample": True})
    town = Municipality.objects.get(code=city)

    def make(name, *roles):
        return User.objects.create_user(name, "x" * 16, display_name=name, municipality=town, roles=list(roles))

    return make


@pytest.fixture
def operator(staff, client):
    user = staff("operator", "robot_operator")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def to_person(item, runner, event, body):
    handed = actions.claim_item(runner, [item.target])
    if event == "different":
        line = {
            "section": "本人",
            "caption": "氏名(漢字)",
            "meant": "葛城 健一",
            "shown": "葛城 健市",
            "rule": "exact",
            "verdict": "different",
        }
        actions.file_evidence(runner, str(item.pk), handed.claim.token, "read_back", json.dumps([line]).encode())
    actions.report(runner, str(item.pk), handed.claim.token, event, body)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_board_shows_lanes_counts_and_the_way_to_the_exceptions(operator, client, put, runner):
    put()
    page = text(client.get("/robots/"))
    assert "住民記録" in page
    assert "空き" in page
    assert "人の確認待ち 0件" in page


def test_a_desk_clerk_may_not_see_the_robots_pages(staff, client):
    client.force_login(staff("clerk", "desk_clerk"), backend="django.contrib.auth.backends.ModelBackend")
    for path in ("/robots/", "/robots/exceptions/", "/robots/maps/"):
        assert client.get(path).status_code == 403


def test_a_reviewer_sees_the_exceptions_but_may_not_decide(staff, client, put, runner):
    item = put()
    to_person(item, runner, "failed", {"kind": "data", "ja": "文字が合いません"})
    client.force_login(staff("reviewer", "reviewer"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/robots/items/{item.pk}/").status_code == 200
    assert client.post(f"/robots/items/{item.pk}/decide", {"choice": "rerun"}).status_code == 403


def test_the_exception_desk_says_that_the_record_is_there_and_shows_the_difference(operator, client, put, runner):
    item = put()
    to_person(item, runner, "different", {"number": "800009"})
    page = text(client.get(f"/robots/items/{item.pk}/"))
    assert "既に登録されています" in page
    assert "番号 800009" in page
    assert "葛城 健市" in page
    client.post(f"/robots/items/{item.pk}/decide", {"choice": "confirmed", "note": "本人確認済み"})
    item.refresh_from_db()
    assert (item.state, item.look_only, item.accepted) == (State.READY, True, {"本人/氏名(漢字)": "葛城 健市"})


def test_a_protected_persons_values_stay_withheld_and_two_accounts_must_agree(operator, staff, client, put, runner):
    item = put(protected=True)
    other = staff("second", "robot_operator")
    client.post(f"/robots/items/{item.pk}/decide", {"choice": "release"})
    client.post(f"/robots/items/{item.pk}/decide", {"choice": "release"})
    item.refresh_from_db()
    assert item.state == State.NEEDS_PERSON
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/robots/items/{item.pk}/decide", {"choice": "release"})
    to_person(item, runner, "different", {"number": "800009"})
    page = text(client.get(f"/robots/items/{item.pk}/"))
    assert "葛城" not in page
    assert "支援措置のため表示しません" in page
    client.post(f"/robots/items/{item.pk}/decide", {"choice": "confirmed"})
    item.refresh_from_db()
    assert item.state == State.NEEDS_PERSON
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/robots/items/{item.pk}/decide", {"choice": "confirmed"})
    item.refresh_from_db()
    assert item.state == State.READY


def test_what_was_typed_by_hand_is_done_only_when_the_values_read_off_the_target_are_equal(
    operator, client, put, runner
):
    item = put()
    to_person(item, runner, "failed", {"kind": "data"})
    from kakanai.robots import queries
    from kakanai.robots.actions.people import job_of

    entries = jobs.entries(queries.approved_map("juki", "transfer_in"), job_of(item))
    answers = {"number": "800010"}
    for number, entry in enumerate(entries):
        reading = entry.field.shown
        if reading is not None:
            meant = entry.raw if reading.equal == "date" and entry.raw else entry.text
            answers[f"f{number}"] = reading.words.get(meant, meant)
    name = next(f"f{n}" for n, e in enumerate(entries) if e.field.caption == "氏名(漢字)")
    page = text(client.post(f"/robots/items/{item.pk}/typed/", answers | {name: "別人"}))
    assert "一致しない項目があります" in page
    item.refresh_from_db()
    assert item.state == State.NEEDS_PERSON
    client.post(f"/robots/items/{item.pk}/typed/", answers)
    item.refresh_from_db()
    assert (item.state, item.number) == (State.DONE, "800010")


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"<svg/>", "image/svg+xml"), (b"\x89PNG\r\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg")],
)
def test_a_picture_is_sent_as_what_it_is_and_nothing_in_it_may_run(body, kind, operator, client, put, runner):
    item = put()
    handed = actions.claim_item(runner, [item.target])
    actions.file_evidence(runner, str(item.pk), handed.claim.token, "before", body)
    answer = client.get(f"/robots/evidence/{item.evidence.get().pk}")
    assert (answer.content, answer["Content-Type"]) == (body, kind)
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_switch_for_all_stops_every_claim(operator, client, put, runner):
    put()
    client.post("/robots/stop", {"to": "kill"})
    assert actions.claim_item(runner, ["juki"]) is None
    assert "すべての入力を止めています" in text(client.get("/robots/"))
    client.post("/robots/stop", {"to": "unkill"})
    assert actions.claim_item(runner, ["juki"]) is not None


def test_a_proposed_map_stands_beside_the_old_one_and_a_person_approves_it(operator, client, put):
    from kakanai.robots import queries

    old = queries.approved_map_text("juki", "transfer_in")
    row = actions.propose_map(
        old.replace("version: 1", "version: 2").replace("text | 13", "text | 15"),
        differences=["知らない項目: 世帯 | 電話番号 | text | 15"],
    )
    page = text(client.get(f"/robots/maps/{row.pk}/"))
    assert "変わったところ（1項目）" in page
    assert '<td class="gone">文字 13文字</td><td class="come">文字 15文字</td>' in page
    assert "世帯の電話番号" in page
    client.post(f"/robots/maps/{row.pk}/approve")
    assert queries.approved_map("juki", "transfer_in").version == 2


def test_an_item_for_a_target_typed_by_hand_goes_to_a_person_at_once(city, put):
    from kakanai.robots import queries

    text_ = queries.approved_map_text("juki", "transfer_in").replace("driver: web", "driver: manual")
    actions.approve_map(actions.propose_map(text_.replace("target: juki", "target: kami")), by="担当")
    item = put(target="kami")
    assert (item.state, item.reason) == ("needs_person", "manual")
    assert WorkItem.objects.count() == 1


def test_one_target_is_paused_killed_and_given_another_mode_on_its_own_page(operator, client, put, runner):
    from kakanai.robots.models import Target

    put()
    page = text(client.get("/robots/targets/juki/"))
    assert "ロボットがすること" in page
    assert "緊急停止" in page
    client.post("/robots/targets/juki/switch", {"to": "kill", "back": "1"})
    assert actions.claim_item(runner, ["juki"]) is None
    assert "緊急停止しています" in text(client.get("/robots/targets/juki/"))
    client.post("/robots/targets/juki/switch", {"to": "unkill"})
    client.post("/robots/targets/juki/switch", {"to": "shadow"})
    assert Target.objects.get(code="juki").mode == "shadow"
    assert client.get("/robots/targets/nothing/").status_code == 404


def test_in_shadow_mode_a_person_types_and_the_robot_only_compares(operator, client, put, runner):
    from kakanai.robots.runner.jobs import Run

    actions.set_mode("juki", Run.SHADOW, actor="test")
    item = put()
    page = text(client.get("/robots/exceptions/"))
    assert "職員が入力する仕事です" in page
    page = text(client.get(f"/robots/items/{item.pk}/"))
    assert "業務システムに入れる値" in page
    assert "ｶﾂﾗｷﾞ ｹﾝｲﾁ" in page
    handed = actions.claim_item(runner, ["juki"])
    assert handed.claim.job.run == Run.SHADOW
    for step in ("probing", "entering", "checked"):
        actions.report(runner, str(item.pk), handed.claim.token, "checkpoint", {"state": step})
    with pytest.raises(WrongStateError, match="nothing is saved in shadow"):
        actions.report(runner, str(item.pk), handed.claim.token, "intent", {})


def test_a_map_in_words_names_where_each_value_comes_from(operator, client, put):
    from kakanai.robots.models import MapVersion

    row = MapVersion.objects.get(target="card", operation="renew")
    page = text(client.get(f"/robots/maps/{row.pk}/"))
    assert "届出人の氏名" in page
    assert "受付番号(製品がつける番号)" in page
    assert "半角カナ" in page
    assert "対応表で置き換えて" in page


def test_a_character_that_the_target_cannot_hold_is_replaced_only_as_a_person_chose(
    operator, client, put, runner, family
):
    item = put(values=family | {"p1:person.fullName": "葛城 吉𠮷"})
    to_person(item, runner, "failed", {"kind": "data", "ja": "「𠮷」は業務システムで使えない文字です"})
    page = text(client.get(f"/robots/items/{item.pk}/"))
    assert "使えない文字に、この記録では別の文字を使う" in page
    assert 'name="c0" value="吉"' in page
    assert '<button class="button button--secondary" name="choice" value="rerun"' in page
    client.post(f"/robots/items/{item.pk}/replace", {"c0": "古"})
    assert actions.claim_item(runner, ["juki"]) is None, "only what was offered can be chosen"
    client.post(f"/robots/items/{item.pk}/replace", {"c0": "吉"})
    handed = actions.claim_item(runner, ["juki"])
    assert handed.claim.job.values["p1:person.fullName"] == "葛城 吉吉"
    item.refresh_from_db()
    assert item.values["p1:person.fullName"] == "葛城 吉𠮷"
    assert "この記録に限って置き換える、とした" in text(client.get(f"/robots/items/{item.pk}/"))


def test_a_protected_persons_characters_are_never_replaced(operator, client, put, runner, family):
    item = put(values=family | {"p1:person.fullName": "葛城 吉𠮷"}, protected=True)
    WorkItem.objects.filter(pk=item.pk).update(state="needs_person", reason="data")
    assert "別の文字を使う" not in text(client.get(f"/robots/items/{item.pk}/"))
    with pytest.raises(FourEyesError):
        actions.replace_characters(str(item.pk), {"𠮷": "吉"}, by=operator.pk, note="")


def test_what_was_chosen_for_a_character_stays_chosen_when_a_difference_is_accepted(put, runner, operator, family):
    item = put(values=family | {"p1:person.fullName": "葛城 吉𠮷"})
    to_person(item, runner, "failed", {"kind": "data"})
    actions.replace_characters(str(item.pk), {"𠮷": "吉"}, by=operator.pk, note="")
    to_person(item, runner, "different", {"number": "800009"})
    actions.confirm_recorded(str(item.pk), by=operator.pk, note="")
    look = actions.claim_item(runner, ["juki"])
    assert look.claim.job.look_first
    assert look.claim.job.values["p1:person.fullName"] == "葛城 吉吉"
